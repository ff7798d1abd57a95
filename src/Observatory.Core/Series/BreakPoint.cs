using NodaTime;

namespace Observatory.Core.Series;

/// <summary>A day from which the figures of one series are not comparable with earlier ones.</summary>
/// <param name="Note">The note code of the first figure at or after it.</param>
/// <param name="IsStart">
/// True if the series begins on this day because another source ends: its first figure is marked although the series has no figure before
/// it.
/// </param>
public sealed record BreakPoint(LocalDate Day, string Note, bool IsStart = false);
