namespace Observatory.Core.Mappings;

/// <summary>
/// The precedence of a feed among the feeds of its office, as mappings declare it with <c>overrides</c>, <c>yieldsTo</c> and
/// <c>continues</c>, and what follows from it. If mappings contradict one another, those feeds have no precedence.
/// </summary>
/// <param name="StandsBefore">Feeds over which this one has precedence.</param>
/// <param name="YieldsTo">Feeds that have precedence over this one.</param>
/// <param name="Continues">Feeds that have the same series in another layout.</param>
public sealed record FeedOrder(IReadOnlyList<string> StandsBefore, IReadOnlyList<string> YieldsTo, IReadOnlyList<string> Continues)
{
    /// <summary>Each list is sorted by name.</summary>
    public static FeedOrder Of(IReadOnlyList<Mapping> mappings, string feed)
    {
        var same = mappings
            .SelectMany(m => m.Continues.SelectMany(other => new[] { (From: m.Id, To: other), (From: other, To: m.Id) }))
            .ToLookup(s => s.From, s => s.To, StringComparer.Ordinal);
        var said = mappings
            .SelectMany(m =>
                m.Overrides.Select(other => (Over: m.Id, Under: other)).Concat(m.YieldsTo.Select(other => (Over: other, Under: m.Id)))
            )
            .ToList();
        var own = Reached([feed], f => same[f]);
        own.Add(feed);
        var under = Below(said.ToLookup(s => s.Over, s => s.Under, StringComparer.Ordinal));
        var over = Below(said.ToLookup(s => s.Under, s => s.Over, StringComparer.Ordinal));
        return new FeedOrder(
            Named(under.Except(over).Except(own)),
            Named(over.Except(under).Except(own)),
            Named(own.Where(f => f != feed && !under.Contains(f) && !over.Contains(f)))
        );

        // What applies to a feed also applies to those that it continues.
        HashSet<string> Below(ILookup<string, string> next) => Reached(own.SelectMany(f => next[f]), f => next[f].Concat(same[f]), own);

        static List<string> Named(IEnumerable<string> feeds) => [.. feeds.Order(StringComparer.Ordinal)];
    }

    private static HashSet<string> Reached(
        IEnumerable<string> first,
        Func<string, IEnumerable<string>> next,
        IReadOnlySet<string>? without = null
    )
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<string>(first);
        while (open.TryDequeue(out var feed))
            // Reaching one of its own feeds contradicts the declaration, so follow it no further.
            if (reached.Add(feed) && without?.Contains(feed) != true)
                foreach (var further in next(feed))
                    open.Enqueue(further);
        return reached;
    }
}
