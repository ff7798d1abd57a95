using System.Globalization;
using Observatory.Core.Checking;
using Observatory.Core.Normalising;
using Observatory.Core.Series;

namespace Observatory.Core.Mappings;

/// <summary>The rules between figures that a mapping declares: parts compared with their whole.</summary>
internal static class SumChecks
{
    public static void Apply(SumRule rule, MappingRun run)
    {
        var sums = new Dictionary<ObservationKey, (decimal Sum, int Parts)>();
        var mostParts = new Dictionary<int, int>();
        // A printed whole that is not loaded is itself a part of the whole above it.
        foreach (
            var (key, part) in run
                .Store.All()
                .Where(f => !run.IsStopped(f.Key))
                .Select(f => (f.Key, f.Value))
                .Concat(run.CheckFigures.Select(c => (c.Key, (decimal?)c.Value.Value)))
        )
        {
            if (
                part is not { } value
                || WholeOf(rule, key, run) is not { } whole
                || (rule.Indicators.Count > 0 && !rule.Indicators.Contains(run.Indicators[key.Indicator]))
            )
                continue;
            var sum = sums.GetValueOrDefault(whole);
            sums[whole] = (sum.Sum + value, sum.Parts + 1);
            mostParts[whole.Area] = Math.Max(mostParts.GetValueOrDefault(whole.Area), sum.Parts + 1);
        }
        foreach (var (whole, (sum, parts)) in sums)
        {
            if (Printed(whole, run) is not (var printed, var where))
                continue;
            // A whole of areas can only be compared with all its parts; if some are missing, nothing is proved.
            if ((rule.Over == Concepts.RefArea && parts < mostParts[whole.Area]) || parts < rule.Parts.Count)
                continue;
            if (Math.Abs(printed - sum) <= rule.Tolerance || FloatNoise.IsNoise(printed - sum, printed, sum))
                continue;
            run.Findings.Add(
                Finding.Of(
                    FindingCodes.PartsDiffer,
                    rule.Severity,
                    where,
                    ("indicator", run.Indicators[whole.Indicator]),
                    ("area", run.Areas[whole.Area]),
                    ("period", TimePeriod.FromId(whole.Period).ToString()),
                    ("concept", rule.Over),
                    ("label", run.Breakdowns[whole.Breakdown].ToString()),
                    ("total", Text(printed)),
                    ("actual", Text(sum)),
                    ("difference", Text(printed - sum))
                )
            );
        }
    }

    private static (decimal Value, Cells.CellRef Where)? Printed(ObservationKey whole, MappingRun run)
    {
        if (run.Store.Find(whole) is { Value: { } value } figure)
            return (value, figure.FirstCell);
        return run.CheckFigures.TryGetValue(whole, out var check) ? (check.Value, check.Cell) : null;
    }

    private static ObservationKey? WholeOf(SumRule rule, ObservationKey key, MappingRun run)
    {
        if (rule.Over == Concepts.RefArea)
        {
            var area = run.Areas[key.Area];
            var whole = rule.Whole ?? Parent(area, run);
            if (whole is null || area == whole || !IsDirectPart(area, whole, run))
                return null;
            return run.Areas.TryNumberOf(whole, out var number) ? key with { Area = number } : null;
        }
        var breakdown = run.Breakdowns[key.Breakdown];
        var member = breakdown[rule.Over];
        if (member == BreakdownDimensions.Total)
            return null;
        if (rule.Parts.Count > 0)
            return rule.Parts.Contains(member) && run.Breakdowns.TryNumberOf(breakdown.With(rule.Over, rule.Whole!), out var total)
                ? key with
                {
                    Breakdown = total,
                }
                : null;
        var parent = run.Mapping.Brought.Members.GetValueOrDefault(member)?.Parent
            ?? run.Taxonomy.FindMember(rule.Over, member)?.Parent
            ?? BreakdownDimensions.Total;
        if (rule.Whole is null ? parent == BreakdownDimensions.Total : parent != rule.Whole)
            return null;
        return run.Breakdowns.TryNumberOf(breakdown.With(rule.Over, parent), out var at) ? key with { Breakdown = at } : null;
    }

    private static string? Parent(string area, MappingRun run) =>
        (run.Taxonomy.FindArea(area) ?? run.BroughtAreas.GetValueOrDefault(area))?.Parent;

    private static bool IsDirectPart(string area, string whole, MappingRun run) => Parent(area, run) == whole;

    private static string Text(decimal value) => value.ToString(CultureInfo.InvariantCulture);
}
