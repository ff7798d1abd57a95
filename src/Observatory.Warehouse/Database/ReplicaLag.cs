using NodaTime;

namespace Observatory.Warehouse.Database;

/// <summary>
/// How old the newest state is that a replica is known to show. The primary is asked where it stands, then the replica: what the primary
/// had at that moment the replica shows from then on, once it has come as far. One clock measures all of it, ours; the time stamps in the
/// log are not used, for on an idle system they grow old and on a replica cut off from its primary they tell nothing.
/// </summary>
public sealed class ReplicaLag
{
    private const int Remembered = 1000;

    // Only what the replica has not been seen to show yet.
    private readonly Queue<(TimeSpan At, ServerPosition Primary)> _ahead = new();
    private TimeSpan? _shown;
    private Instant? _started;
    private long _furthest;

    /// <summary>Whether the replica had more at an earlier look than its primary has now: it has gone its own way.</summary>
    public bool HasDiverged { get; private set; }

    /// <summary>Whether it has been looked at often enough to say anything.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Notes both positions, the primary's asked for first.</summary>
    /// <param name="at">Of our clock, before the primary was asked.</param>
    public void Note(TimeSpan at, ServerPosition primary, ServerPosition replica)
    {
        var isFirst = _started != replica.Started;
        if (isFirst)
        {
            // Another server, or set up anew: nothing is known of it.
            _ahead.Clear();
            (_shown, _started, _furthest) = (null, replica.Started, 0);
        }
        IsKnown = !isFirst;
        HasDiverged = primary.Position < _furthest;
        _furthest = Math.Max(_furthest, replica.Position ?? 0);
        if (_ahead.Count < Remembered)
            _ahead.Enqueue((at, primary));
        // At the first look one that has gone its own way would pass for one that is ahead by a moment.
        while (!isFirst && !HasDiverged && _ahead.TryPeek(out var oldest) && replica.Shows(oldest.Primary))
            _shown = _ahead.Dequeue().At;
    }

    /// <summary>
    /// Time for which the replica may be behind at <paramref name="now"/>; null while it has not yet been seen level with any known state.
    /// </summary>
    public TimeSpan? At(TimeSpan now) => now - _shown;
}
