using System.CommandLine;
using System.Globalization;
using Observatory.App.Languages;
using Observatory.Core.Access;

namespace Observatory.App.Verbs;

/// <summary>Acknowledges warnings of one code, with an explanation.</summary>
public sealed class SubmissionsAcknowledgeVerb : Verb
{
    private readonly Argument<string> _id;
    private readonly Option<string> _code;
    private readonly Option<string?> _indicator;
    private readonly Option<string> _comment;

    public SubmissionsAcknowledgeVerb(Texts texts)
        : base("acknowledge", texts, "verb.submissions.acknowledge")
    {
        _id = new("ID") { Description = texts["option.submission"] };
        _code = new("--code")
        {
            Description = texts["option.acknowledge.code"],
            HelpName = "CODE",
            Required = true,
        };
        _indicator = new("--indicator") { Description = texts["option.acknowledge.indicator"], HelpName = "CODE" };
        _comment = new("--comment")
        {
            Description = texts["option.acknowledge.comment"],
            HelpName = "TEXT",
            Required = true,
        };
        Arguments.Add(_id);
        Options.Add(_code);
        Options.Add(_indicator);
        Options.Add(_comment);
    }

    public override async Task<int> RunAsync(VerbContext context, ParseResult given)
    {
        await using var platform = await context.OpenAsync();
        var submission = await platform.Submissions.FindAsync(Actor.Operator, given.GetValue(_id)!, context.CancellationToken);
        var cause = given.GetValue(_indicator) is { } indicator ? new Dictionary<string, string> { ["indicator"] = indicator } : null;
        var causes = await platform.Acknowledgements.AcknowledgeAsync(
            Actor.Operator,
            submission.SubmissionId,
            given.GetValue(_code),
            cause,
            given.GetValue(_comment),
            context.CancellationToken
        );
        var left = await platform.Acknowledgements.UnacknowledgedAsync(Actor.Operator, submission.SubmissionId, context.CancellationToken);
        if (context.Json)
            context.WriteJson(new { acknowledged = causes, unacknowledged = left });
        else
            await context.Out.WriteLineAsync(
                Texts.Say(
                    "acknowledge.done",
                    ("count", causes.ToString(CultureInfo.InvariantCulture)),
                    ("left", left.ToString(CultureInfo.InvariantCulture))
                )
            );
        return ExitCodes.Done;
    }
}
