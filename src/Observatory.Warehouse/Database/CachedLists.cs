using System.Collections.Concurrent;

namespace Observatory.Warehouse.Database;

/// <summary>
/// Small lists that readers need with every question, and what is made of them, kept while the vintage and the taxonomy stay what they are.
/// </summary>
internal sealed class CachedLists(DataSources sources)
{
    // Of one vintage; the areas of a parent are one of them.
    private const int MostKept = 400;

    private State _state = new(null);

    /// <param name="parameters">None of them a list: they tell one list from another by their text.</param>
    public Task<IReadOnlyList<T>> ListAsync<T>(Query<T> query, object parameters, CancellationToken cancellation) =>
        OfAsync($"{query.Name} {parameters}", () => ReadAsync(query, parameters, cancellation), cancellation);

    /// <summary>What was made under this name for the vintage that is newest now; made anew where there is none.</summary>
    public async Task<T> OfAsync<T>(string name, Func<Task<T>> make, CancellationToken cancellation)
        where T : class
    {
        var newest = await sources.Vintages.NewestAsync(cancellation);
        var state = _state;
        if (state.Newest != newest)
            _state = state = new State(newest);
        if (state.Made.TryGetValue(name, out var kept))
            return (T)kept;
        var made = await make();
        if (state.Made.Count < MostKept)
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
