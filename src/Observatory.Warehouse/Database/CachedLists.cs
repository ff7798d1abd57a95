using System.Collections.Concurrent;

namespace Observatory.Warehouse.Database;

/// <summary>
/// Caches small lists that every question needs, and objects made from them, until the vintage or the taxonomy changes.
/// </summary>
internal sealed class CachedLists(DataSources sources)
{
    // The limit of entries of one vintage; the areas of each parent are one entry.
    private const int MostCached = 400;

    private State _state = new(null);

    /// <param name="parameters">Values that distinguish the list by their text, so none may be a list itself.</param>
    public Task<IReadOnlyList<T>> ListAsync<T>(Query<T> query, object parameters, CancellationToken cancellation) =>
        OfAsync($"{query.Name} {parameters}", () => ReadAsync(query, parameters, cancellation), cancellation);

    /// <summary>The cached object of this name for the newest vintage; calls <paramref name="make"/> if there is none.</summary>
    public async Task<T> OfAsync<T>(string name, Func<Task<T>> make, CancellationToken cancellation)
        where T : class
    {
        var newest = await sources.Vintages.NewestAsync(cancellation);
        var state = _state;
        if (state.Newest != newest)
            _state = state = new State(newest);
        if (state.Made.TryGetValue(name, out var cached))
            return (T)cached;
        var made = await make();
        if (state.Made.Count < MostCached)
            state.Made[name] = made;
        return made;
    }

    public async Task<IReadOnlyList<T>> ReadAsync<T>(Query<T> query, object parameters, CancellationToken cancellation)
    {
        await using var connection = await sources.Reader.OpenConnectionAsync(cancellation);
        return await query.ListAsync(connection, parameters, cancellation);
    }

    private sealed record State(NewestLoadRow? Newest)
    {
        public ConcurrentDictionary<string, object> Made { get; } = new(StringComparer.Ordinal);
    }
}
