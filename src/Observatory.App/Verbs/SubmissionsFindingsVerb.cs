using System.CommandLine;
using System.Globalization;
using Observatory.App.Asking;
using Observatory.App.Composition;
using Observatory.App.Languages;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Taxonomy;
using Observatory.Core.Wording;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Submissions;

namespace Observatory.App.Verbs;

/// <summary>Findings of a submission by their cause; with <c>--csv</c> all of them in a file.</summary>
public sealed class SubmissionsFindingsVerb : Verb
{
    private readonly Argument<string> _id;
    private readonly Option<string?> _csv;

    public SubmissionsFindingsVerb(Texts texts)
        : base("findings", texts, "verb.submissions.findings")
    {
        _id = new("ID") { Description = texts["option.submission"] };
        _csv = new("--csv") { Description = texts["option.findings.csv"], HelpName = "FILE" };
        Arguments.Add(_id);
        Options.Add(_csv);
    }

    public override async Task<int> RunAsync(VerbContext context, ParseResult given)
    {
        await using var platform = await context.OpenAsync();
        var cancellation = context.CancellationToken;
        var submission = await platform.Submissions.FindAsync(Actor.Operator, given.GetValue(_id)!, cancellation);
        if (given.GetValue(_csv) is { } name)
        {
            await WriteAllAsync(context, platform, submission, Path.GetFullPath(name));
            return ExitCodes.Done;
        }
        var groups = await platform.Findings.GroupsAsync(Actor.Operator, submission.SubmissionId, 0, int.MaxValue, cancellation);
        var files = (await platform.Submissions.FilesAsync(Actor.Operator, submission.SubmissionId, cancellation))
            .Select(f => f.Name)
            .ToList();
        var names = platform.Library.Current().Taxonomy;
        var acknowledged = await platform.Acknowledgements.OfAsync(Actor.Operator, submission.SubmissionId, cancellation);
        if (context.Json)
            context.WriteJson(
                groups.Select(g => FindingDocuments.Json(g, context.Language, names, files, acknowledged.GetValueOrDefault(g.Ordinal)))
            );
        else
            foreach (var group in groups)
                await WriteAsync(context, group, names, acknowledged.GetValueOrDefault(group.Ordinal));
        return ExitCodes.Done;
    }

    private async Task WriteAllAsync(VerbContext context, Platform platform, Submission submission, string path)
    {
        if (File.Exists(path))
            throw new Refusal(RefusalCodes.FileExists, ("value", path));
        await using var all = await platform.Findings.WriteAllAsync(
            Actor.Operator,
            submission,
            FindingDocuments.Csv(context.Language, platform.Library.Current().Taxonomy, isForPeople: true),
            context.CancellationToken
        );
        await using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write))
            await all.CopyToAsync(file, context.CancellationToken);
        if (context.Json)
            context.WriteJson(new { file = path });
        else
            await context.Out.WriteLineAsync(Texts.Say("findings.written", ("file", path)));
    }

    private async Task WriteAsync(VerbContext context, StoredGroup group, TaxonomyCatalogue names, AcknowledgementRow? acknowledged)
    {
        var message = Messages.Text(group.ToFirst(), context.Language, names);
        await context.Out.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Texts[$"severity.{group.Severity}"]}  {group.Code}  {message.Title}  ({group.Figures()})"
            )
        );
        if (group.FirstPlaces().Count > 0)
            await context.Out.WriteLineAsync(
                $"    {string.Join(' ', group.FirstPlaces())}{(group.FirstPlaces().Count < group.Findings ? " …" : "")}"
            );
        await context.Out.WriteLineAsync($"    {message.What}");
        if (group.NearLabels().Count > 0)
            await context.Out.WriteLineAsync($"    ? {string.Join(" | ", group.NearLabels().Select(FindingDocuments.Said))}");
        await context.Out.WriteLineAsync($"    -> {message.Repair}");
        if (acknowledged is not null)
            await context.Out.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"    {acknowledged.At:uuuu-MM-dd HH:mm}  {acknowledged.Actor}: "
                        + $"{acknowledged.Text.Replace("\n", "\n      ", StringComparison.Ordinal)}"
                )
            );
    }
}
