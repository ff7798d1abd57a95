namespace Observatory.Core.Series;

/// <summary>What breaks say of one figure.</summary>
/// <param name="Notes">Note codes of the breaks it is the first figure after; empty where it carries no status B because of them.</param>
/// <param name="IsMixed">True where a break lies inside its period, so that part of it is of the old kind and part of the new.</param>
public readonly record struct BreakMark(IReadOnlyList<string> Notes, bool IsMixed)
{
    public static BreakMark None { get; } = new([], false);
}
