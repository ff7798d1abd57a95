using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Loading;

public static class LoadTotalsQueries
{
    public static readonly Query<LoadTotals> Totals = new("load/totals");
}

/// <summary>How many figures a load changed, by kind.</summary>
public sealed record LoadTotals
{
    public required int Added { get; init; }
    public required int Revised { get; init; }
    public required int Unchanged { get; init; }
    public required int Withdrawn { get; init; }

    /// <summary>Figures of a publication older than the current one, which are stored as history and never answered.</summary>
    public required int Late { get; init; }
}
