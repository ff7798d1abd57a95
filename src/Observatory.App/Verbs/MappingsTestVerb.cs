using System.CommandLine;
using System.Globalization;
using NodaTime;
using Observatory.App.Composition;
using Observatory.App.Documents;
using Observatory.App.Languages;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.App.Verbs;

/// <summary>
/// Tests every mapping with its sample and expected figures. With <c>OBSERVATORY_APPROVE=1</c> the result replaces the expected figures.
/// </summary>
public sealed class MappingsTestVerb : Verb
{
    private readonly Argument<string?> _feed;

    public MappingsTestVerb(Texts texts)
        : base("test", texts, "verb.mappings.test")
    {
        _feed = new("FEED") { Description = texts["option.feed.optional"], Arity = ArgumentArity.ZeroOrOne };
        Arguments.Add(_feed);
    }

    public override async Task<int> RunAsync(VerbContext context, ParseResult given)
    {
        var state = new MappingLibrary(context.MappingFolders).Current();
        var wanted = given.GetValue(_feed);
        var feeds = state.Feeds.Where(f => wanted is null || f.Name == wanted).ToList();
        if (feeds.Count == 0)
            throw new Refusal(
                RefusalCodes.FeedUnknown,
                ("value", wanted ?? ""),
                ("nearest", NearestWord.To(wanted ?? "", state.Feeds.Select(f => f.Name)) ?? "")
            );
        var today = SystemClock.Instance.GetCurrentInstant().InUtc().Date;
        var results = feeds
            .Select(f =>
                f.Mapping is null
                    ? new SampleResult(f.Name, "", 0, "", f.Findings)
                    : SampleCheck.Run(f.Files, f.Mapping, state.Taxonomy, today, BoundedReading.Limits, context.CancellationToken)
            )
            .ToList();
        if (Environment.GetEnvironmentVariable("OBSERVATORY_APPROVE") == "1")
            results = [.. results.Select(r => Approve(r, feeds.First(f => f.Name == r.Feed)))];
        if (context.Json)
            context.WriteJson(
                results.Select(r => new
                {
                    feed = r.Feed,
                    sample = r.Sample,
                    passed = r.Passed,
                    figures = r.Figures,
                    findings = r.Findings.Select(f => FindingDocument.Json(f, context.Language, state.Taxonomy)),
                })
            );
        foreach (var result in context.Json ? [] : results)
        {
            await context.Out.WriteLineAsync(
                $"{Texts[result.Passed ? "mappings.passed" : "mappings.failed"], -8} {result.Feed, -32} "
                    + $"{result.Figures.ToString(CultureInfo.InvariantCulture), 8} {result.Sample}"
            );
            if (!result.Passed)
                await Report.WriteFindingsAsync(context.Out, Texts, result.Findings, new Dictionary<string, int>(), state.Taxonomy);
        }
        return results.All(r => r.Passed) ? ExitCodes.Done : ExitCodes.Findings;
    }

    private static SampleResult Approve(SampleResult result, FeedFolder folder)
    {
        if (result.Actual.Length == 0 || result.Passed)
            return result;
        File.WriteAllText(Path.Combine(folder.Path, SampleCheck.ExpectedFile), result.Actual);
        return result with { Findings = [.. result.Findings.Where(f => f.Severity != Severity.Blocking)] };
    }
}
