using NodaTime;
using Observatory.Core.Series;

namespace Observatory.Core.Figures;

/// <summary>One figure of an answer: of one indicator, area, period, breakdown and source.</summary>
public sealed record Figure
{
    public required string Indicator { get; init; }

    /// <summary>Code of the area, or of the group of States that an aggregate is of.</summary>
    public required string Area { get; init; }
    public required TimePeriod Period { get; init; }
    public required Breakdown Breakdown { get; init; }

    /// <summary>Code of the provider; of an aggregate the codes of all providers behind it, joined by <c>;</c>.</summary>
    public required string Source { get; init; }

    /// <summary>Null where the status says why there is none, or where the figure is incomplete.</summary>
    public decimal? Value { get; init; }

    /// <summary>Bounds of the interval around <see cref="Value"/>; null where neither the source nor the Observatory gives one.</summary>
    public decimal? LowerBound { get; init; }
    public decimal? UpperBound { get; init; }
    public required string Unit { get; init; }
    public required StatusSet Statuses { get; init; }
    public NoteSet Notes { get; init; } = NoteSet.None;

    /// <summary>True where the Observatory summed it from finer periods or from parts, or computed it by a formula.</summary>
    public required bool Derived { get; init; }

    /// <summary>False where parts of a sum are absent and nothing says that an absent part is zero.</summary>
    public required bool Complete { get; init; }

    /// <summary>The sum of the parts that are there, where not every part is; null otherwise.</summary>
    public decimal? PartialValue { get; init; }
    public required long PartsPresent { get; init; }

    /// <summary>Null where absent parts count as zero, because the source is a register of the whole.</summary>
    public int? PartsExpected { get; init; }

    /// <summary>Number of the submission it came with; 0 for the declared population, which comes with the taxonomy.</summary>
    public required int Submission { get; init; }
    public required Instant LoadedAt { get; init; }

    /// <summary>Name of the feed whose mapping read it; empty for the declared population.</summary>
    public required string Mapping { get; init; }

    /// <summary>Which stored figures a sum over time or areas was made of; null for every other figure.</summary>
    public FigureOrigin? Origin { get; init; }

    /// <summary>What a rate, a share or an aggregate was computed from; null for every other figure.</summary>
    public Derivation? Derivation { get; init; }

    /// <summary>The members that a total over a breakdown was summed from; null for every other figure.</summary>
    public IReadOnlyList<Figure>? Parts { get; init; }

    /// <summary>
    /// True where a break lies inside its period, so that one part of the period was counted in another way than the rest.
    /// </summary>
    public bool IsMixed { get; init; }

    /// <summary>
    /// Change since the same period of the year before, unrounded, in <see cref="ChangeUnit"/>; null where it was not asked for or the two
    /// years cannot be compared.
    /// </summary>
    public decimal? Change { get; init; }

    /// <summary><c>PERCENT</c> or <c>POINTS</c>; null where no change was asked for.</summary>
    public string? ChangeUnit { get; init; }

    /// <summary>The same figure without a value, its bounds and the sum of its parts.</summary>
    public Figure Emptied() => this with { Value = null, LowerBound = null, UpperBound = null, PartialValue = null };

    /// <summary>
    /// Whether two figures of a stream are of one series. A rate that the Observatory derives and the rate that an office reports are two
    /// series.
    /// </summary>
    public bool IsOfSeries(Figure other) =>
        Area == other.Area
        && Indicator == other.Indicator
        && Source == other.Source
        && Derivation is null == other.Derivation is null
        && Breakdown.Equals(other.Breakdown);
}
