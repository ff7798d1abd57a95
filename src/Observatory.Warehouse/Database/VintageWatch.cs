using System.Diagnostics;
using NodaTime;

namespace Observatory.Warehouse.Database;

/// <summary>What answers hang on: they change only when this does.</summary>
public sealed record NewestLoadRow
{
    /// <summary>0 before the first load.</summary>
    public required int Vintage { get; init; }
    public Instant? LoadedAt { get; init; }

    /// <summary>Number of the newest state of the taxonomy; 0 before there is one.</summary>
    public required int TaxonomyVersion { get; init; }
}

/// <summary>
/// Knows the newest vintage without asking for it each time: what it says is at most a tenth of a second old, and never older than a load
/// of this process. Where readers have replicas it asks each time, since each server may be of another vintage.
/// </summary>
public sealed class VintageWatch
{
    public static readonly Query<NewestLoadRow> NewestLoad = new("catalogue/newest_load");

    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(100);

    private readonly ReaderSource _reader;
    private State? _state;

    internal VintageWatch(ReaderSource reader) => _reader = reader;

    public async ValueTask<NewestLoadRow> NewestAsync(CancellationToken cancellation)
    {
        if (!_reader.HasReplicas && _state is { } known && Stopwatch.GetElapsedTime(known.AskedAt) < Fresh)
            return known.Newest;
        var askedAt = Stopwatch.GetTimestamp();
        await using var connection = await _reader.OpenConnectionAsync(cancellation);
        var newest = await NewestLoad.OneAsync(connection, null, cancellation);
        // The same object while nothing changed: what is kept for a vintage is told apart by it.
        if (_state is { } before && before.Newest == newest)
            newest = before.Newest;
        _state = new State(newest, askedAt);
        return newest;
    }

    /// <summary>To be called when this process has made a load or a taxonomy visible.</summary>
    public void Forget() => _state = null;

    private sealed record State(NewestLoadRow Newest, long AskedAt);
}
