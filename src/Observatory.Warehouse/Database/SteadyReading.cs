using System.Data.Common;

namespace Observatory.Warehouse.Database;

/// <summary>One flow of work that reads from one server; see <see cref="ReaderSource.Steady"/>.</summary>
public sealed class SteadyReading : IDisposable
{
    private readonly Action? _end;
    private readonly SteadyReading? _outer;
    private Replica? _replica;
    private bool _hasChosen;

    internal SteadyReading(Action? end) => _end = end;

    private SteadyReading(SteadyReading outer) => _outer = outer;

    /// <summary>Whether anything was read yet, and so a server chosen.</summary>
    internal bool HasChosen => _outer?.HasChosen ?? _hasChosen;

    /// <summary>Null for the primary.</summary>
    internal Replica? Replica => _outer is null ? _replica : _outer.Replica;

    /// <summary>Whether a replica was read.</summary>
    public bool FromReplica => Replica is not null;

    /// <summary>
    /// Whether a question failed because of the replica it was put to: the replica was lost or gave it up, or it was not answered in time
    /// by one that by now is known not to answer. A question that only takes long is no such case: elsewhere it would take as long.
    /// </summary>
    public bool IsLost(DbException fault) =>
        Replica is { } replica && (ReaderSource.IsLoss(fault) || (fault.InnerException is TimeoutException && !replica.Look().IsRead));

    /// <summary>All that is read from here on comes from the primary.</summary>
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
