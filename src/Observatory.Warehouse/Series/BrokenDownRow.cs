using Observatory.Core.Series;

namespace Observatory.Warehouse.Series;

/// <summary>A row with a category for every breakdown dimension.</summary>
public abstract record BrokenDownRow
{
    /// <summary>One category code for each of <see cref="BreakdownDimensions.All"/>, in that order.</summary>
    public required string[] Members { get; init; }

    public Breakdown Breakdown() => new(Members);

    // Two rows are equal when their members are, not when they share an array.
    public virtual bool Equals(BrokenDownRow? other) =>
        other is not null && EqualityContract == other.EqualityContract && Members.AsSpan().SequenceEqual(other.Members);

    public override int GetHashCode() => Breakdown().GetHashCode();
}
