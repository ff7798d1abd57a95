using Observatory.Core.Normalising;
using Observatory.Core.Series;

namespace Observatory.Core.Mappings;

/// <summary>What a table says of its own completeness: which periods it covers, and which members make a whole.</summary>
internal sealed class TableCoverage(MappingTable table, MappingRun run, CellMapper cells, HeaderFindings headers)
{
    /// <summary>What the table covers of each indicator for which it gave figures, if the mapping says so.</summary>
    public IEnumerable<CoverageScope> Scopes()
    {
        if (table.Covers is not { } covers)
            yield break;
        foreach (var ((provider, indicator, frequency), own) in cells.Spans.All)
        {
            if (own.IsEmpty)
                continue;
            var seen = covers.AbsentIsZero ? SpanOfRegister(provider, frequency) : own;
            var from = covers.From is { } first ? PeriodOf(first, frequency) : seen.From;
            var to = covers.To is { } last ? PeriodOf(last, frequency) : seen.To;
            if (from is null || to is null)
                continue;
            yield return new CoverageScope(
                run.Providers[provider],
                run.Indicators[indicator],
                frequency,
                covers.Area,
                covers.Level,
                covers.AbsentIsZero ? null : covers.Parts.Count,
                covers.AbsentIsZero,
                from.Value,
                to.Value
            )
            {
                Parts = covers.Parts,
            };
        }
    }

    /// <summary>
    /// Which members add up to the total of each additive indicator for which the table gave figures, if the mapping says so.
    /// </summary>
    public IEnumerable<PartitionScope> Partitions() =>
        from partition in table.Partitions
        from of in cells.Spans.All
        where !headers.Absent.Any(h => cells.Reads(partition.Dimension, h))
        where !of.Value.IsEmpty && run.Taxonomy.FindIndicator(run.Indicators[of.Key.Indicator]) is { AddsUp: true, IsStock: false }
        let span = table.Covers is { AbsentIsZero: true } ? SpanOfRegister(of.Key.Provider, of.Key.Frequency) : of.Value
        select new PartitionScope(
            run.Providers[of.Key.Provider],
            run.Indicators[of.Key.Indicator],
            partition.Dimension,
            partition.Members,
            table.Covers?.AbsentIsZero ?? false,
            span.From,
            span.To
        );

    // A register covers the same months whatever happened in them. Events of an indicator may be rare, so its own first and last period
    // mean less.
    private CoveredSpan SpanOfRegister(int provider, Frequency frequency) =>
        CoveredSpan.Of(
            cells.Spans.All.Where(s => !s.Value.IsEmpty && s.Key.Provider == provider && s.Key.Frequency == frequency).Select(s => s.Value)
        );

    private TimePeriod? PeriodOf(string pattern, Frequency frequency) => PeriodText.TryParse(run.FromFacts(pattern) ?? "", frequency, null);
}
