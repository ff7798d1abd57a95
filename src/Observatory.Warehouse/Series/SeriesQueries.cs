using NodaTime;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Series;

/// <summary>The statements about the vintages of the data.</summary>
public static class SeriesQueries
{
    public static readonly Query<VintageRow> Vintages = new("catalogue/vintages");
}

public sealed record VintageRow
{
    public required int Vintage { get; init; }
    public required Instant LoadedAt { get; init; }
}
