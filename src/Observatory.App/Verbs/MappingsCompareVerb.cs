using System.CommandLine;
using System.Globalization;
using Observatory.App.Languages;
using Observatory.Core.Languages;
using Observatory.Core.Output;
using Observatory.Core.Taxonomy;
using Observatory.Warehouse.Mappings;

namespace Observatory.App.Verbs;

/// <summary>Lists which stored figures would change if the current mapping read the files of a feed again; writes nothing.</summary>
public sealed class MappingsCompareVerb : Verb
{
    private const int Shown = 20;

    private readonly Argument<string> _feed;

    public MappingsCompareVerb(Texts texts)
        : base("compare", texts, "verb.mappings.compare")
    {
        _feed = new("FEED") { Description = texts["option.feed"] };
        Arguments.Add(_feed);
    }

    public override async Task<int> RunAsync(VerbContext context, ParseResult given)
    {
        await using var platform = await context.OpenAsync();
        var found = await platform.Comparisons.CompareAsync(given.GetValue(_feed)!, context.CancellationToken);
        var exit = found.Rejected.Count > 0 ? ExitCodes.Findings : ExitCodes.Done;
        if (context.Json)
        {
            context.WriteJson(
                new
                {
                    feed = found.Feed,
                    oldVersions = found.OldVersions,
                    newVersion = found.NewVersion,
                    loads = found.Loads,
                    figures = found.Figures,
                    added = found.Added,
                    changed = found.Changed,
                    withdrawn = found.Withdrawn,
                    wholes = found.Wholes.Select(w => new
                    {
                        indicator = w.Indicator,
                        area = w.Area,
                        by = w.By,
                        source = w.Source,
                        from = w.From,
                        to = w.To,
                        oldParts = w.Old,
                        newParts = w.New,
                        oldAbsentIsZero = w.OldAbsentIsZero,
                        newAbsentIsZero = w.NewAbsentIsZero,
                    }),
                    corrected = found.Corrected.Select(c => c.Newest),
                    rejected = found.Rejected.Select(r => new { submission = r.Submission, findings = r.Findings }),
                    differences = found.Differences.Select(d => new
                    {
                        kind = d.Kind,
                        indicator = d.Indicator,
                        area = d.Area,
                        period = d.Period,
                        breakdown = d.Breakdown,
                        source = d.Source,
                        oldValue = d.OldValue,
                        newValue = d.NewValue,
                        difference = d.Difference,
                        oldStatus = d.OldStatus?.Split(';'),
                        newStatus = d.NewStatus?.Split(';'),
                    }),
                }
            );
            return exit;
        }
        await context.Out.WriteLineAsync(
            Texts.Say(
                "compare.line",
                ("feed", found.Feed),
                ("old", string.Join(", ", found.OldVersions)),
                ("new", $"{found.NewVersion}"),
                ("loads", $"{found.Loads}"),
                ("figures", WrittenNumber.Of(found.Figures, context.Language)),
                ("added", WrittenNumber.Of(found.Added, context.Language)),
                ("changed", WrittenNumber.Of(found.Changed, context.Language)),
                ("withdrawn", WrittenNumber.Of(found.Withdrawn, context.Language))
            )
        );
        await WriteRejectedAsync(context, found);
        foreach (var difference in found.Differences.Take(Shown))
            await context.Out.WriteLineAsync($"    {Line(difference)}");
        if (found.Differences.Count > Shown)
            await context.Out.WriteLineAsync($"    {Texts.Say("report.more", ("count", N(found.Differences.Count - Shown)))}");
        foreach (var whole in found.Wholes.Take(Shown))
            await context.Out.WriteLineAsync($"    {Line(whole)}");
        if (found.Wholes.Count > Shown)
            await context.Out.WriteLineAsync($"    {Texts.Say("report.more", ("count", N(found.Wholes.Count - Shown)))}");
        if (found.Corrected.Count > 0)
            await context.Out.WriteLineAsync(Texts.Say("compare.next", ("feed", found.Feed), ("files", N(found.Corrected.Count))));
        return exit;
    }

    /// <summary>Writes a line for each submission whose files the current mapping would reject.</summary>
    internal static async Task WriteRejectedAsync(VerbContext context, Comparison found)
    {
        foreach (var rejected in found.Rejected)
            await context.Out.WriteLineAsync(
                "    "
                    + context.Texts.Say(
                        "compare.rejected",
                        ("number", N(rejected.Submission)),
                        ("findings", string.Join(", ", rejected.Findings))
                    )
            );
    }

    private string Line(WholeDifference found) =>
        $"{Texts["compare.whole"], -10} {found.Indicator} {found.Area} {found.From}..{found.To} {By(found.By)} {found.Source}: "
        + $"{Parts(found.Old, found.OldAbsentIsZero)} -> {Parts(found.New, found.NewAbsentIsZero)}";

    // Parts are areas of a level, or categories of a breakdown, which is named by its code as in the figures above.
    private string By(string by) => Enum.TryParse<AreaLevel>(by, out var level) ? Texts[$"level.{level}"] : by;

    private string Parts(int? parts, bool absentIsZero) =>
        absentIsZero ? Texts["compare.whole.absentIsZero"]
        : parts is null ? Texts["compare.whole.none"]
        : Texts.Say("compare.whole.parts", ("count", N(parts.Value)));

    private string Line(FigureDifference found) =>
        $"{Texts["compare." + found.Kind], -10} {found.Indicator} {found.Area} "
        + $"{found.Period}{(found.Breakdown.Length > 0 ? " " + found.Breakdown : "")} {found.Source}: "
        + $"{ValueText.Of(found.OldValue)} -> {ValueText.Of(found.NewValue)}"
        + $"{(found.Says ? $" ({found.OldStatus} -> {found.NewStatus})" : "")}";

    private static string N(int number) => number.ToString(CultureInfo.InvariantCulture);
}
