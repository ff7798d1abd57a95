using System.Collections.Concurrent;
using NodaTime;
using Observatory.Core.Taxonomy;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Questions.Stages;

namespace Observatory.Warehouse.Questions;

public static class SeriesRuleQueries
{
    public static readonly Query<AreaWithin> AreasWithin = new("series/areas_within");
}

public sealed record AreaWithin
{
    public required string Code { get; init; }
    public required string Container { get; init; }
}

/// <summary>What one state of the taxonomy declares of every series: its breaks, and which source is preferred in which years.</summary>
internal sealed class SeriesRules(DataSources sources, SpeakingSources speaking)
{
    private Declared? _declared;

    /// <summary>The stage that marks breaks of stored series, and keeps to the preferred source of each year.</summary>
    /// <param name="asked">What is asked of the stage.</param>
    /// <param name="at">What was known then; null for now.</param>
    public async Task<SeriesBreaks> BreaksAsync(ResolvedQuestion question, FetchQuestion asked, Instant? at, CancellationToken cancellation)
    {
        var declared = Of(question.Taxonomy);
        var spans = ChangesSource(question, asked, declared)
            ? await speaking.SpansAsync(declared.Preference, asked.Indicators, at, cancellation)
            : null;
        return new SeriesBreaks(declared.Breaks, await LineageAsync(declared, cancellation), spans, asked.From);
    }

    /// <summary>
    /// The stage that marks breaks of computed series: those declared of their indicator, and of what it is computed from.
    /// </summary>
    public async Task<SeriesBreaks> BreaksOfDerivedAsync(TaxonomyCatalogue taxonomy, CancellationToken cancellation)
    {
        var declared = Of(taxonomy);
        return new SeriesBreaks(declared.Breaks, await LineageAsync(declared, cancellation), null, null);
    }

    private Declared Of(TaxonomyCatalogue taxonomy)
    {
        var declared = _declared;
        if (declared is null || !ReferenceEquals(declared.Taxonomy, taxonomy))
            _declared = declared = new(taxonomy, new DeclaredBreaks(taxonomy), new Preference(taxonomy));
        return declared;
    }

    /// <summary>Whether the preferred source of anything asked for may change over the years.</summary>
    private static bool ChangesSource(ResolvedQuestion question, FetchQuestion asked, Declared declared) =>
        asked.Sources.Count == 0 && asked.Indicators.Any(i => MayChangeSource(question, asked, i, declared));

    private static bool MayChangeSource(ResolvedQuestion question, FetchQuestion asked, string indicator, Declared declared)
    {
        if (!declared.Preference.IsDatedAnywhere(indicator))
            return false;
        // Areas that are named are few; for a whole level the States behind each are not looked up.
        var query = question.Asked;
        var isNamed = query.Areas.Count > 0 && query.Level is null && query.Parent is null;
        return !isNamed || asked.Areas.Any(a => declared.Preference.IsDated(declared.Breaks.LineageOf(a)[^1], indicator));
    }

    /// <summary>From an area to itself and all it lies in, nearest first.</summary>
    private Task<Func<string, IReadOnlyList<string>>> LineageAsync(Declared declared, CancellationToken cancellation) =>
        sources.Kept.OfAsync<Func<string, IReadOnlyList<string>>>(
            $"lineages {declared.Taxonomy.Version}",
            async () =>
            {
                var areas = declared.Taxonomy.Breaks.Select(b => b.Area).Distinct(StringComparer.Ordinal).ToArray();
                var within = declared.Breaks.AnyWithinStates
                    ? (await sources.Kept.ReadAsync(SeriesRuleQueries.AreasWithin, new { areas }, cancellation)).ToLookup(
                        r => r.Code,
                        r => r.Container,
                        StringComparer.Ordinal
                    )
                    : null;
                var known = new ConcurrentDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
                return area => known.GetOrAdd(area, of =>
                    {
                        var lineage = declared.Breaks.LineageOf(of);
                        // The subdivision that an area brought by a feed lies in is known to the database alone.
                        return [lineage[0], .. (within?[of] ?? []).Except(lineage, StringComparer.Ordinal), .. lineage.Skip(1)];
                    });
            },
            cancellation
        );

    private sealed record Declared(TaxonomyCatalogue Taxonomy, DeclaredBreaks Breaks, Preference Preference);
}
