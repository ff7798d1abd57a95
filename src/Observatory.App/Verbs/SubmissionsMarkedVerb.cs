using System.CommandLine;
using Observatory.App.Languages;
using Observatory.Core.Access;
using Observatory.Core.Checking;

namespace Observatory.App.Verbs;

/// <summary>Writes a submission's file with every affected cell marked.</summary>
public sealed class SubmissionsMarkedVerb : Verb
{
    private readonly Argument<string> _id;
    private readonly Option<string?> _output;
    private readonly Option<string?> _file;
    private readonly Option<string?> _as;

    public SubmissionsMarkedVerb(Texts texts)
        : base("marked", texts, "verb.submissions.marked")
    {
        _id = new("ID") { Description = texts["option.submission"] };
        _output = new("--output", "-o") { Description = texts["option.marked.output"], HelpName = "FILE" };
        _file = new("--file") { Description = texts["option.marked.file"], HelpName = "NAME" };
        _as = new("--as") { Description = texts["option.marked.as"] };
        _as.AcceptOnlyFromAmong("xlsx");
        Arguments.Add(_id);
        foreach (var option in new Option[] { _output, _file, _as })
            Options.Add(option);
    }

    public override async Task<int> RunAsync(VerbContext context, ParseResult given)
    {
        await using var platform = await context.OpenAsync();
        var submission = await platform.Submissions.FindAsync(Actor.Operator, given.GetValue(_id)!, context.CancellationToken);
        await using var marked = await platform.Marking.MarkAsync(
            Actor.Operator,
            submission,
            given.GetValue(_file),
            given.GetValue(_as) is not null,
            context.Language,
            context.CancellationToken
        );
        var path = Path.GetFullPath(given.GetValue(_output) ?? marked.Result.Name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        try
        {
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            await marked.Content.CopyToAsync(file, context.CancellationToken);
        }
        catch (IOException) when (File.Exists(path))
        {
            throw new Refusal(RefusalCodes.FileExists, ("value", path));
        }

        if (context.Json)
            context.WriteJson(new { file = path, contentType = marked.Result.ContentType });
        else
            await context.Out.WriteLineAsync(Texts.Say("marked.written", ("file", path)));
        return ExitCodes.Done;
    }
}
