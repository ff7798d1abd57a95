using System.CommandLine;
using NodaTime;
using Observatory.App.Composition;
using Observatory.App.Documents;
using Observatory.App.Languages;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Plausibility;
using Observatory.Core.Reading;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Files;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.App.Verbs;

/// <summary>The whole path to findings without writing anything, for an office to run on its own machine.</summary>
public sealed class CheckVerb : Verb
{
    private readonly Argument<string[]> _files;
    private readonly Option<string?> _feed;
    private readonly Option<bool> _together;

    public CheckVerb(Texts texts)
        : base("check", texts)
    {
        _files = FilesArgument.For(this, texts);
        _feed = new("--feed") { Description = texts["option.feed"], HelpName = "FEED" };
        Arguments.Add(_files);
        Options.Add(_feed);
        _together = Submitting.Together(this, texts);
    }

    public override async Task<int> RunAsync(VerbContext context, ParseResult given)
    {
        var state = new MappingLibrary(context.MappingFolders).Current();
        var feed = FeedOf(state, given.GetValue(_feed));
        var today = SystemClock.Instance.GetCurrentInstant().InUtc().Date.PlusDays(1);
        var reports = new List<object>();
        var blocked = false;
        foreach (var paths in Submitting.Groups(given.GetValue(_files)!, given.GetValue(_together), feed))
        {
            using var scratch = new Scratch(Path.GetTempPath());
            var reading = ReadFiles(paths, feed, state, today, scratch, context.CancellationToken);
            var (name, names) = (Submitting.NameOf(paths), paths.Select(p => Path.GetFileName(p)).ToList());
            var findings = reading.Findings.Kept.Select(f => state.Answers.Remind(f, reading.Mapping)).ToList();
            blocked |= reading.IsBlocked;
            var accounting = reading.Mapped is null ? null : AccountingReport.Of(reading.Mapped);
            if (context.Json)
            {
                reports.Add(
                    new
                    {
                        file = name,
                        feed = reading.Mapping?.Id,
                        blocked = reading.IsBlocked,
                        accounting,
                        findingCounts = reading.Findings.Counts,
                        findings = findings.Select(f => FindingDocument.Json(f, context.Language, state.Taxonomy, names)),
                    }
                );
                continue;
            }
            await context.Out.WriteLineAsync(
                Texts.Say(reading.IsBlocked ? "check.blocked" : "check.good", ("file", name), ("feed", reading.Mapping?.Id ?? "-"))
            );
            await Report.WriteFindingsAsync(context.Out, Texts, findings, reading.Findings.Counts, state.Taxonomy);
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
            ?? throw new Refusal(
                RefusalCodes.FeedUnknown,
                ("value", name),
                ("nearest", NearestWord.To(name, state.Mappings.Select(m => m.Id)) ?? "")
            );
    }

    private static FileReading ReadFiles(
        IReadOnlyList<string> paths,
        Mapping? feed,
        LibraryState state,
        LocalDate today,
        Scratch scratch,
        CancellationToken cancellation
    )
    {
        var findings = new FindingCollector();
        findings.AddRange(paths.Where(p => !File.Exists(p)).Select(p => Finding.Blocking(FindingCodes.FileMissing, null, ("file", p))));
        if (findings.IsBlocked)
            return new FileReading(feed, null, findings);
        if (paths.GroupBy(p => Path.GetFileName(p), StringComparer.Ordinal).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new Refusal(RefusalCodes.FileNameTwice, ("file", twice.Key));
        var sent = new List<SentFile>();
        try
        {
            foreach (var path in paths)
                sent.Add(new SentFile(Path.GetFileName(path), File.OpenRead(path)));
            var reading = FileReading.Of(
                sent,
                feed,
                state.Mappings,
                state.Taxonomy,
                today,
                BoundedReading.Limits,
                cancellation,
                openScratch: scratch.Open
            );
            if (reading is { IsBlocked: false, Mapped: { } mapped })
                FigureChecks.Run(mapped, state.Taxonomy);
            return reading;
        }
        finally
        {
            foreach (var file in sent)
                file.Content.Dispose();
        }
    }
}
