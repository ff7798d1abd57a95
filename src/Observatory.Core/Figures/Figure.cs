using NodaTime;
using Observatory.Core.Series;

namespace Observatory.Core.Figures;

/// <summary>One figure of an answer: one indicator, area, period, breakdown and source.</summary>
public sealed record Figure
{
    public required string Indicator { get; init; }

    /// <summary>Code of the area; for an aggregate, code of the group of States.</summary>
    public required string Area { get; init; }
    public required TimePeriod Period { get; init; }
    public required Breakdown Breakdown { get; init; }

    /// <summary>Code of the provider; for an aggregate, the codes of all its providers, joined by <c>;</c>.</summary>
    public required string Source { get; init; }

    /// <summary>In the indicator's unit. Null if the status says why there is no value, or if the figure is incomplete.</summary>
    public decimal? Value { get; init; }

    /// <summary>Lower bound of the interval around <see cref="Value"/>; null if neither the source nor the Observatory gives one.</summary>
    public decimal? LowerBound { get; init; }

    /// <summary>Upper bound of the interval around <see cref="Value"/>; null if neither the source nor the Observatory gives one.</summary>
    public decimal? UpperBound { get; init; }
    public required string Unit { get; init; }
    public required StatusSet Statuses { get; init; }
    public NoteSet Notes { get; init; } = NoteSet.None;

    /// <summary>True if the Observatory summed it from finer periods or from parts, or computed it by a formula.</summary>
    public required bool Derived { get; init; }

    /// <summary>False if parts of a sum are absent and no rule says that an absent part means zero.</summary>
    public required bool Complete { get; init; }

    /// <summary>The sum of the parts that are present, if some are absent; null otherwise.</summary>
    public decimal? PartialValue { get; init; }
    public required long PartsPresent { get; init; }

    /// <summary>Null if absent parts count as zero, because the source is a complete register.</summary>
    public int? PartsExpected { get; init; }

    /// <summary>Number of the submission that brought it; 0 for the declared population, which is part of the taxonomy.</summary>
    public required int Submission { get; init; }
    public required Instant LoadedAt { get; init; }

    /// <summary>Name of the feed whose mapping read the file; empty for the declared population.</summary>
    public required string Mapping { get; init; }

    /// <summary>The stored figures from which a sum over time or areas was made; null for every other figure.</summary>
    public FigureOrigin? Origin { get; init; }

    /// <summary>What a rate, a share or an aggregate was computed from; null for every other figure.</summary>
    public Derivation? Derivation { get; init; }

    /// <summary>The categories from which a total over a breakdown was summed; null for every other figure.</summary>
    public IReadOnlyList<Figure>? Parts { get; init; }

    /// <summary>
    /// True if a break lies inside its period, so that one part of the period was counted differently from the rest.
    /// </summary>
    public bool IsMixed { get; init; }

    /// <summary>
    /// Change since the same period of the year before, unrounded, in <see cref="ChangeUnit"/>; null if the question did not request it or
    /// the two years cannot be compared.
    /// </summary>
    public decimal? Change { get; init; }

    /// <summary><c>PERCENT</c> or <c>POINTS</c>; null if the question did not request the change.</summary>
    public string? ChangeUnit { get; init; }

    /// <summary>The same figure without its value, its bounds and the sum of its parts.</summary>
    public Figure Emptied() => this with { Value = null, LowerBound = null, UpperBound = null, PartialValue = null };

    /// <summary>
    /// Whether two figures belong to the same series. A rate that the Observatory derives and a rate that an office reports are two series.
    /// </summary>
    public bool IsOfSeries(Figure other) =>
        Area == other.Area
        && Indicator == other.Indicator
        && Source == other.Source
        && Derivation is null == other.Derivation is null
        && Breakdown.Equals(other.Breakdown);
}
