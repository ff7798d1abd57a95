namespace Observatory.Core.Series;

/// <summary>The effect of breaks on one figure.</summary>
/// <param name="Notes">Note codes of the breaks after which it is the first figure; empty if no break gives it status B.</param>
/// <param name="IsMixed">
/// True if a break lies inside its period, so that the period is partly of the old kind and partly of the new.
/// </param>
public readonly record struct BreakMark(IReadOnlyList<string> Notes, bool IsMixed)
{
    public static BreakMark None { get; } = new([], false);
}
