using System.Collections.Concurrent;
using Observatory.Core.Series;

namespace Observatory.Core.Taxonomy;

/// <summary>The breaks that the taxonomy declares, by the series they are of (methodology, rule 15).</summary>
public sealed class DeclaredBreaks(TaxonomyCatalogue taxonomy)
{
    private const string Any = "*";

    private readonly ILookup<string, SeriesBreak> _byArea = taxonomy.Breaks.ToLookup(b => b.Area, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IReadOnlySet<string>> _behind = new(StringComparer.Ordinal);

    /// <summary>
    /// True where a break is declared below the level of States: only then does it matter which subdivisions an area lies in.
    /// </summary>
    public bool AnyWithinStates { get; } = taxonomy.Breaks.Any(b => taxonomy.FindArea(b.Area) is { Level: not AreaLevel.Country });

    /// <param name="lineage">The area and everything it lies in, up to its State.</param>
    public IReadOnlyList<BreakPoint> Of(IEnumerable<string> lineage, string indicator, string provider)
    {
        if (_byArea.Count == 0)
            return [];
        var behind = _behind.GetOrAdd(indicator, Behind);
        return
        [
            .. lineage
                .SelectMany(area => _byArea[area])
                .Where(b => (b.Provider == Any || b.Provider == provider) && (b.Indicator == Any || behind.Contains(b.Indicator)))
                .Select(b => new BreakPoint(b.Period.FirstDay, b.NoteCode)),
        ];
    }

    /// <summary>
    /// The area and everything it lies in as far as the taxonomy knows it; for an area that a feed brought, its State by the beginning of
    /// its code.
    /// </summary>
    public IReadOnlyList<string> LineageOf(string area)
    {
        var lineage = new List<string>();
        for (var code = area; code is not null; code = taxonomy.FindArea(code)?.Parent)
            lineage.Add(code);
        if (taxonomy.FindArea(area) is null && area.IndexOf(':') is > 0 and var at)
            lineage.Add(area[..at]);
        return lineage;
    }

    /// <summary>The indicator and those it is computed from: a break of the count is one of its rate.</summary>
    private IReadOnlySet<string> Behind(string indicator)
    {
        var codes = new HashSet<string>(StringComparer.Ordinal) { indicator };
        if (taxonomy.FindIndicator(indicator) is not { } found)
            return codes;
        if (found.RateOf is { } counted)
            codes.Add(counted);
        foreach (var term in (found.Formula ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            codes.Add(term.Split('[')[0]);
        return codes;
    }
}
