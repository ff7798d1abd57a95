using NodaTime;

namespace Observatory.Core.Series;

/// <summary>A day from which the figures of one series are of another kind than before.</summary>
/// <param name="Note">The note code that the first figure at or after it carries.</param>
/// <param name="IsStart">True where the series itself begins there because another source ends: its first figure is marked though nothing
/// of its own stands before.</param>
public sealed record BreakPoint(LocalDate Day, string Note, bool IsStart = false);
