using System.Data.Common;

namespace Observatory.Warehouse.Database;

/// <summary>A scope whose reads come from one server; see <see cref="ReaderSource.Steady"/>.</summary>
public sealed class SteadyReading : IDisposable
{
    private readonly Action? _end;
    private readonly SteadyReading? _outer;
    private Replica? _replica;
    private bool _hasChosen;

    internal SteadyReading(Action? end) => _end = end;

    private SteadyReading(SteadyReading outer) => _outer = outer;

    /// <summary>Whether anything was read yet, so that a server is chosen.</summary>
    internal bool HasChosen => _outer?.HasChosen ?? _hasChosen;

    /// <summary>The chosen replica; null for the primary.</summary>
    internal Replica? Replica => _outer is null ? _replica : _outer.Replica;

    /// <summary>Whether a replica is used.</summary>
    public bool FromReplica => Replica is not null;

    /// <summary>
    /// Whether a query failed because of its replica: the replica was lost or cancelled the query, or the query timed out and the replica
    /// is known by now not to respond. A query that only takes long does not count: it would take as long elsewhere.
    /// </summary>
    public bool IsLost(DbException fault) =>
        Replica is { } replica && (ReaderSource.IsLoss(fault) || (fault.InnerException is TimeoutException && !replica.Look().IsRead));

    /// <summary>All further reads come from the primary.</summary>
    public void LeaveReplica() => Choose(null);

    public void Dispose() => _end?.Invoke();

    internal SteadyReading Again() => new(this);

    internal void Choose(Replica? replica)
    {
        if (_outer is not null)
            _outer.Choose(replica);
        else
            (_replica, _hasChosen) = (replica, true);
    }
}
