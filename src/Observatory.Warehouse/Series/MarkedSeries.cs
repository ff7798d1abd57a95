using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.Warehouse.Series;

public static class MarkedQueries
{
    public static readonly Query<AreaWithin> AreasWithin = new("series/areas_within");
}

public sealed record AreaWithin
{
    public required string Code { get; init; }
    public required string Container { get; init; }
}

/// <summary>
/// Answers with figures and what lies between them: breaks, changes of source by dated preference, growth. It asks the reader for as much
/// more
/// than was asked as that takes, and gives back what was asked.
/// </summary>
public sealed class MarkedSeries(SeriesReader series, DataSources sources, MappingLibrary library)
{
    /// <summary>
    /// Rows of a series read before the first of a page: a year of months is compared with, and what stands before a break may be missing
    /// for a while.
    /// </summary>
    private const int RowsBehind = 24;

    private readonly SpeakingSources _speaking = new(sources);
    private TaxonomyRules? _rules;

    /// <summary>The figures asked for, as a stream.</summary>
    /// <exception cref="Core.Checking.Refusal">CODE_UNKNOWN, PARAMETER_VALUE, PARAMETER_MISSING.</exception>
    public IAsyncEnumerable<ObservationRow> ReadAsync(ObservationQuery query, CancellationToken cancellation)
    {
        if (query.LastNObservations is not { } count)
            return AllAsync(query, cancellation);
        // Which page a figure stands on is known only when the newest are.
        var all = query with { Skip = 0, Take = null, LastNObservations = null };
        if (IsCutInStatement(query))
            all = all with
            {
                LastNObservations = count,
                Take =
                    query.Take is { } take && RowsBehindNewest(query.Skip + (long)take, count) is <= int.MaxValue and var most
                        ? (int)most
                        : null,
            };
        return NewestOfSeries.PageAsync(AllAsync(all, cancellation), count, query, cancellation);
    }

    /// <summary>
    /// Rows that hold so many of the newest, where each series may bring one that is only looked back on, and the last one is whole.
    /// </summary>
    private static long RowsBehindNewest(long rows, int count) => (2 * rows) + count + 1;

    /// <summary>
    /// Whether the statement can say which figures are the newest: nothing of the star falls away afterwards, nor is any compared with an
    /// earlier one.
    /// </summary>
    private bool IsCutInStatement(ObservationQuery query)
    {
        var (_, breaks, preference) = Rules();
        return query is { AsOf: null, PublishedBy: null, Growth: false, Statuses.Count: 0 } && !ChangesSource(query, preference, breaks);
    }

    private TaxonomyRules Rules()
    {
        var (taxonomy, rules) = (library.Current().Taxonomy, _rules);
        if (rules is null || !ReferenceEquals(rules.Taxonomy, taxonomy))
            _rules = rules = new(taxonomy, new DeclaredBreaks(taxonomy), new Preference(taxonomy));
        return rules;
    }

    private async IAsyncEnumerable<ObservationRow> AllAsync(ObservationQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (taxonomy, breaks, preference) = Rules();
        var changes = ChangesSource(query, preference, breaks);
        var wider = Widened(query, changes);
        var marks = new SeriesMarks(
            breaks,
            await LineageAsync(taxonomy, breaks, cancellation),
            changes ? await _speaking.SpansAsync(preference, query.Indicators, query.AsOf, cancellation) : null,
            wider.From?.FirstDay
        );
        var growth = query.Growth ? new RowGrowth(taxonomy) : null;
        // What was read only to be looked back on is not part of the answer.
        var skip = query.Skip - wider.Skip;
        var take = query.Take;
        var firstDay = query.From?.FirstDay;
        await foreach (var row in series.ReadAsync(wider, cancellation))
        {
            if (marks.Next(row) is not { } marked)
                continue;
            marked = growth?.Next(marked) ?? marked;
            if (firstDay is { } day && TimePeriod.TryParse(marked.Period)!.Value.FirstDay < day)
                continue;
            if (query.Statuses.Count > 0 && !marked.Statuses.Split(';').Any(query.Statuses.Contains))
                continue;
            if (skip-- > 0)
                continue;
            if (take-- <= 0)
                yield break;
            yield return marked;
        }
    }

    /// <summary>
    /// Marks for figures made of those of the star: of the breaks declared of their own indicator and of what it is computed from.
    /// </summary>
    internal async Task<SeriesMarks> MarksOfDerivedAsync(CancellationToken cancellation)
    {
        var (taxonomy, breaks, _) = Rules();
        return new SeriesMarks(breaks, await LineageAsync(taxonomy, breaks, cancellation), null, null);
    }

    /// <summary>The question whose answer holds that of the one asked, with all that has to be looked back on.</summary>
    private static ObservationQuery Widened(ObservationQuery query, bool changes)
    {
        var wider = query;
        if (query.Growth && query.From is { } first)
            wider = wider with { From = first with { Year = first.Year - 1 } };
        if (query.Statuses.Count > 0)
            wider = wider with { Statuses = [] };
        if (changes)
            wider = wider with { Sources = ["*"] };
        // Where rows fall away afterwards, which page a row stands on is known only then.
        if (wider != query)
            return wider with { Skip = 0, Take = null };
        var behind = Math.Min(query.Skip, RowsBehind);
        return query with { Skip = query.Skip - behind, Take = query.Take + behind };
    }

    private static bool ChangesSource(ObservationQuery query, Preference preference, DeclaredBreaks breaks) =>
        query.Sources.Count == 0 && query.Indicators.Any(i => MayChangeSource(query, i, preference, breaks));

    private static bool MayChangeSource(ObservationQuery query, string indicator, Preference preference, DeclaredBreaks breaks)
    {
        var named = query
            .Areas.Where(a => !a.StartsWith("group:", StringComparison.Ordinal))
            .Append(query.Parent)
            .OfType<string>()
            .ToList();
        var isNamedWhole =
            named.Count > 0
            && named.Count == query.Areas.Count + (query.Parent is null ? 0 : 1)
            && (query.Level is null || query.Parent is not null);
        return isNamedWhole
            ? named.Exists(a => preference.IsDated(breaks.LineageOf(a)[^1], indicator))
            : preference.IsDatedAnywhere(indicator);
    }

    /// <summary>From an area to itself and all it lies in, nearest first.</summary>
    private Task<Func<string, IReadOnlyList<string>>> LineageAsync(
        TaxonomyCatalogue taxonomy,
        DeclaredBreaks breaks,
        CancellationToken cancellation
    ) =>
        sources.Kept.OfAsync<Func<string, IReadOnlyList<string>>>(
            $"lineages {taxonomy.Version}",
            async () =>
            {
                var areas = taxonomy.Breaks.Select(b => b.Area).Distinct(StringComparer.Ordinal).ToArray();
                var within = breaks.AnyWithinStates
                    ? (await sources.Kept.ReadAsync(MarkedQueries.AreasWithin, new { areas }, cancellation)).ToLookup(
                        r => r.Code,
                        r => r.Container,
                        StringComparer.Ordinal
                    )
                    : null;
                var known = new ConcurrentDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
                return area => known.GetOrAdd(area, of =>
                    {
                        var lineage = breaks.LineageOf(of);
                        // The subdivision that an area brought by a feed lies in is known to the database alone.
                        return [lineage[0], .. (within?[of] ?? []).Except(lineage, StringComparer.Ordinal), .. lineage.Skip(1)];
                    });
            },
            cancellation
        );

    /// <summary>What one state of the taxonomy says of every series.</summary>
    private sealed record TaxonomyRules(TaxonomyCatalogue Taxonomy, DeclaredBreaks Breaks, Preference Preference);
}
