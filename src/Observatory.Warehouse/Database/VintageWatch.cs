using System.Diagnostics;
using NodaTime;

namespace Observatory.Warehouse.Database;

/// <summary>The vintage and taxonomy on which answers depend: answers change only when these do.</summary>
public sealed record NewestLoadRow
{
    /// <summary>0 before the first load.</summary>
    public required int Vintage { get; init; }

    /// <summary>When that vintage was loaded; null before the first load.</summary>
    public Instant? LoadedAt { get; init; }

    /// <summary>Number of the newest version of the taxonomy; 0 before the first.</summary>
    public required int TaxonomyVersion { get; init; }
}

/// <summary>
/// Caches the newest vintage: the cached value is at most a tenth of a second old, and never older than a load of this process. With
/// replicas it queries each time, because each server may have another vintage.
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
        // Return the same object while nothing has changed: caches compare it by reference.
        if (_state is { } before && before.Newest == newest)
            newest = before.Newest;
        _state = new State(newest, askedAt);
        return newest;
    }

    /// <summary>Call it when this process has made a load or a taxonomy visible.</summary>
    public void Forget() => _state = null;

    private sealed record State(NewestLoadRow Newest, long AskedAt);
}
