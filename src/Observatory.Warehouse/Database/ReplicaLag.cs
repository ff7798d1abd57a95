using NodaTime;

namespace Observatory.Warehouse.Database;

/// <summary>
/// Measures how old the state of a replica is at most. The primary's log position is queried first, then the replica's: once the replica
/// has reached a position, it shows everything that the primary had when that position was queried. Only our own clock is used: the time
/// stamps in the log grow old on an idle system, and say nothing on a replica that is cut off from its primary.
/// </summary>
public sealed class ReplicaLag
{
    private const int Remembered = 1000;

    // Positions that the replica has not reached yet.
    private readonly Queue<(TimeSpan At, ServerPosition Primary)> _ahead = new();
    private TimeSpan? _shown;
    private Instant? _started;
    private long _furthest;

    /// <summary>Whether the replica once had more than its primary has now, so that it no longer follows that primary.</summary>
    public bool HasDiverged { get; private set; }

    /// <summary>Whether it has been observed long enough for a judgement.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Records both positions; the primary's must be queried first.</summary>
    /// <param name="at">Our clock, before the primary was queried.</param>
    public void Note(TimeSpan at, ServerPosition primary, ServerPosition replica)
    {
        var isFirst = _started != replica.Started;
        if (isFirst)
        {
            // Another server, or one that was set up anew: discard everything known.
            _ahead.Clear();
            (_shown, _started, _furthest) = (null, replica.Started, 0);
        }
        IsKnown = !isFirst;
        HasDiverged = primary.Position < _furthest;
        _furthest = Math.Max(_furthest, replica.Position ?? 0);
        if (_ahead.Count < Remembered)
            _ahead.Enqueue((at, primary));
        // At the first look, a diverged replica could pass for one that is ahead for a moment.
        while (!isFirst && !HasDiverged && _ahead.TryPeek(out var oldest) && replica.Shows(oldest.Primary))
            _shown = _ahead.Dequeue().At;
    }

    /// <summary>
    /// The greatest possible lag at <paramref name="now"/>; null until the replica has reached a known position of the primary.
    /// </summary>
    public TimeSpan? At(TimeSpan now) => now - _shown;
}
