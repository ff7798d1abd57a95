using System.CommandLine;
using NodaTime;
using Observatory.App.Composition;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.App.Verbs;

/// <summary>The whole path to findings, writing nothing: what an office can run at home.</summary>
public sealed class CheckVerb : Verb
{
    private readonly Argument<string[]> _files;
    private readonly Option<string?> _feed;

    public CheckVerb(Texts texts) : base("check", texts)
    {
        _files = FilesArgument.For(this, texts);
        _feed = new("--feed") { Description = texts["option.feed"], HelpName = "FEED" };
        Arguments.Add(_files);
        Options.Add(_feed);
    }

    public override async Task<int> RunAsync(VerbContext context, ParseResult given)
    {
        var state = new MappingLibrary(context.MappingFolders).Current();
        var feed = FeedOf(state, given.GetValue(_feed));
        var today = SystemClock.Instance.GetCurrentInstant().InUtc().Date.PlusDays(1);
        var reports = new List<object>();
        var blocked = false;
        foreach (var path in given.GetValue(_files)!)
        {
            var reading = ReadFile(path, feed, state, today, context.CancellationToken);
            blocked |= reading.IsBlocked;
            var accounting = reading.Mapped is null ? null : AccountingReport.Of(reading.Mapped);
            if (context.Json)
            {
                reports.Add(new { file = Path.GetFileName(path), feed = reading.Mapping?.Id, blocked = reading.IsBlocked, accounting, findingCounts = reading.Findings.Counts, findings = reading.Findings.Kept.Select(f => Report.Json(f, context.Language)) });
                continue;
            }
            await context.Out.WriteLineAsync(Texts.Say(reading.IsBlocked ? "check.blocked" : "check.good", ("file", Path.GetFileName(path)), ("feed", reading.Mapping?.Id ?? "-")));
            await Report.WriteFindingsAsync(context.Out, Texts, reading.Findings.Kept, reading.Findings.Counts);
            if (accounting is not null)
                await Report.WriteAccountingAsync(context.Out, Texts, accounting);
        }
        if (context.Json)
            context.WriteJson(reports);
        return blocked ? ExitCodes.Findings : ExitCodes.Done;
    }

    internal static Mapping? FeedOf(LibraryState state, string? name)
    {
        if (name is null)
            return null;
        return state.Find(name)?.Mapping
            ?? throw new Refusal(RefusalCodes.FeedUnknown, ("value", name), ("nearest", NearestWord.To(name, state.Mappings.Select(m => m.Id)) ?? ""));
    }

    private static FileReading ReadFile(string path, Mapping? feed, LibraryState state, LocalDate today, CancellationToken cancellation)
    {
        if (File.Exists(path))
        {
            using var content = File.OpenRead(path);
            return FileReading.Of(content, Path.GetFileName(path), feed, state.Mappings, state.Taxonomy, today, BoundedReading.Limits, cancellation);
        }
        var findings = new FindingCollector();
        findings.Add(Finding.Blocking(FindingCodes.FileMissing, null, ("file", path)));
        return new FileReading(feed, null, findings);
    }
}
