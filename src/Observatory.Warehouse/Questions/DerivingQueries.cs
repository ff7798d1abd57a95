using NodaTime;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Questions;

/// <summary>What deriving needs beside the figures themselves.</summary>
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

    /// <summary>E an estimate, F a projection.</summary>
    public required string Status { get; init; }
    public required string Provider { get; init; }

    /// <summary>The edition of the series; null where none is known.</summary>
    public string? Revision { get; init; }

    /// <summary>Since when rates are made of it.</summary>
    public required Instant ValidFrom { get; init; }
}
