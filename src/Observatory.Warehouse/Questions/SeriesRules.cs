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

/// <summary>The rules that one version of the taxonomy declares for series: breaks, and the preferred source of each year.</summary>
internal sealed class SeriesRules(DataSources sources, SpeakingSources speaking)
{
    private Declared? _declared;

    /// <summary>The stage that marks breaks of stored series, and keeps only the preferred source of each year.</summary>
    /// <param name="asked">The figures that the stage has to return.</param>
    /// <param name="at">The instant whose state of knowledge applies; null for now.</param>
    public async Task<SeriesBreaks> BreaksAsync(ResolvedQuestion question, FetchQuestion asked, Instant? at, CancellationToken cancellation)
    {
        var declared = Of(question.Taxonomy);
        var spans = ChangesSource(question, asked, declared)
            ? await speaking.SpansAsync(declared.Preference, asked.Indicators, at, cancellation)
            : null;
        return new SeriesBreaks(declared.Breaks, await LineageAsync(declared, cancellation), spans, asked.From);
    }

    /// <summary>
    /// The stage that marks breaks of derived series: those declared for their indicator, and for the indicators from which it is derived.
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

    /// <summary>Whether the preferred source of any requested series changes over the years.</summary>
    private static bool ChangesSource(ResolvedQuestion question, FetchQuestion asked, Declared declared) =>
        asked.Sources.Count == 0 && asked.Indicators.Any(i => MayChangeSource(question, asked, i, declared));

    private static bool MayChangeSource(ResolvedQuestion question, FetchQuestion asked, string indicator, Declared declared)
    {
        if (!declared.Preference.IsDatedAnywhere(indicator))
            return false;
        // Few areas are named directly; for a whole level the State of each area is not looked up.
        var query = question.Asked;
        var isNamed = query.Areas.Count > 0 && query.Level is null && query.Parent is null;
        return !isNamed || asked.Areas.Any(a => declared.Preference.IsDated(declared.Breaks.LineageOf(a)[^1], indicator));
    }

    /// <summary>The function from an area to itself and every area that contains it, nearest first.</summary>
    private Task<Func<string, IReadOnlyList<string>>> LineageAsync(Declared declared, CancellationToken cancellation) =>
        sources.Lists.OfAsync<Func<string, IReadOnlyList<string>>>(
            $"lineages {declared.Taxonomy.Version}",
            async () =>
            {
                var areas = declared.Taxonomy.Breaks.Select(b => b.Area).Distinct(StringComparer.Ordinal).ToArray();
                var within = declared.Breaks.AnyWithinStates
                    ? (await sources.Lists.ReadAsync(SeriesRuleQueries.AreasWithin, new { areas }, cancellation)).ToLookup(
                        r => r.Code,
                        r => r.Container,
                        StringComparer.Ordinal
                    )
                    : null;
                var known = new ConcurrentDictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
                return area => known.GetOrAdd(area, of =>
                    {
                        var lineage = declared.Breaks.LineageOf(of);
                        // An area that a feed defines is not in the taxonomy files; only the database knows which subdivision contains it.
                        return [lineage[0], .. (within?[of] ?? []).Except(lineage, StringComparer.Ordinal), .. lineage.Skip(1)];
                    });
            },
            cancellation
        );

    private sealed record Declared(TaxonomyCatalogue Taxonomy, DeclaredBreaks Breaks, Preference Preference);
}
