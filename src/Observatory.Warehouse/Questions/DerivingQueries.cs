using NodaTime;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Questions;

/// <summary>The statements for data that deriving needs in addition to figures.</summary>
public static class DerivingQueries
{
    public static readonly Query<PopulationRow> Population = new("series/population");
}

public sealed record PopulationRow
{
    public required string Area { get; init; }
    public required int Year { get; init; }
    public required string Sex { get; init; }
    public required string Age { get; init; }
    public required long Persons { get; init; }

    /// <summary>E for an estimate, F for a projection.</summary>
    public required string Status { get; init; }
    public required string Provider { get; init; }

    /// <summary>The edition of the series; null if unknown.</summary>
    public string? Revision { get; init; }

    /// <summary>Since when rates use it.</summary>
    public required Instant ValidFrom { get; init; }
}
