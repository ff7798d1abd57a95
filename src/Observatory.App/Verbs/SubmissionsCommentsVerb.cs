using System.CommandLine;
using System.Globalization;
using Observatory.App.Documents;
using Observatory.App.Languages;
using Observatory.Core.Access;

namespace Observatory.App.Verbs;

/// <summary>Shows the texts about a submission; with <c>--add</c> it adds one first.</summary>
public sealed class SubmissionsCommentsVerb : Verb
{
    private readonly Argument<string> _id;
    private readonly Option<string?> _add;

    public SubmissionsCommentsVerb(Texts texts)
        : base("comments", texts, "verb.submissions.comments")
    {
        _id = new("ID") { Description = texts["option.submission"] };
        _add = new("--add") { Description = texts["option.comments.add"], HelpName = "TEXT" };
        Arguments.Add(_id);
        Options.Add(_add);
    }

    public override async Task<int> RunAsync(VerbContext context, ParseResult given)
    {
        await using var platform = await context.OpenAsync();
        var submission = await platform.Submissions.FindAsync(Actor.Operator, given.GetValue(_id)!, context.CancellationToken);
        if (given.GetValue(_add) is { } text)
            await platform.Comments.AddAsync(Actor.Operator, submission.SubmissionId, text, context.CancellationToken);
        var thread = await platform.Comments.ThreadAsync(Actor.Operator, submission.SubmissionId, context.CancellationToken);
        if (context.Json)
            context.WriteJson(thread.Select(SubmissionDocument.Json));
        else
            foreach (var said in thread)
                await context.Out.WriteLineAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{said.At:uuuu-MM-dd HH:mm}  {said.By}  {Texts[$"said.{said.Kind}"]}\n"
                            + $"    {Plain(said.Text).Replace("\n", "\n    ", StringComparison.Ordinal)}"
                    )
                );
        return ExitCodes.Done;
    }

    /// <summary>Without control characters for the terminal: a reason or a remark may be older than the rule for comments.</summary>
    private static string Plain(string text) => string.Concat(text.Select(c => c != '\n' && char.IsControl(c) ? '\uFFFD' : c));
}
