using NodaTime;
using Observatory.Core.Series;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Questions;

/// <summary>Categories of a dimension that together make the total, as the mapping of a load declares.</summary>
public sealed record DeclaredPartition
{
    public required int LoadId { get; init; }
    public required string Mapping { get; init; }
    public required string Source { get; init; }
    public required string Indicator { get; init; }
    public required string Dimension { get; init; }
    public required string[] Members { get; init; }

    /// <summary>True for a complete register: a category without a record had no case.</summary>
    public required bool AbsentIsZero { get; init; }
    public required LocalDate FirstDay { get; init; }
    public required LocalDate LastDay { get; init; }
    public required int Vintage { get; init; }
    public required LocalDate PublishedOn { get; init; }

    public bool Touches(TimePeriod period) => FirstDay <= period.LastDay && LastDay >= period.FirstDay;

    public bool Covers(TimePeriod period) => FirstDay <= period.FirstDay && LastDay >= period.LastDay;
}

/// <summary>Looks up declared partitions, once per vintage, because most questions need none.</summary>
internal sealed class DeclaredPartitions(DataSources sources)
{
    private Known? _known;

    /// <summary>The declared partitions of some indicators, the newest publication first.</summary>
    public async ValueTask<IReadOnlyList<DeclaredPartition>> OfAsync(IReadOnlyList<string> indicators, CancellationToken cancellation)
    {
        var newest = await sources.Vintages.NewestAsync(cancellation);
        if (_known is not { } known || known.Vintage != newest.Vintage)
        {
            await using var connection = await sources.Reader.OpenConnectionAsync(cancellation);
            _known = known = new Known(
                newest.Vintage,
                (await FigureQueries.Partitions.ListAsync(connection, null, cancellation)).ToLookup(
                    p => p.Indicator,
                    StringComparer.Ordinal
                )
            );
        }
        return known.ByIndicator.Count == 0 ? [] : [.. indicators.Distinct(StringComparer.Ordinal).SelectMany(i => known.ByIndicator[i])];
    }

    private sealed record Known(int Vintage, ILookup<string, DeclaredPartition> ByIndicator);
}
