namespace Observatory.Core.Mappings;

/// <summary>The sources of the concepts of one series: those of its table, overridden by the series' own.</summary>
/// <param name="Name">The name of the series; empty for a table without series.</param>
/// <param name="TotalOver">The dimensions over which its figures are added to totals.</param>
internal sealed record SeriesSources(string Name, IReadOnlyDictionary<string, ConceptSource> Sources, IReadOnlyList<string> TotalOver)
{
    /// <summary>The series of a table; a table without series is one itself.</summary>
    public static IReadOnlyList<SeriesSources> Of(MappingTable table) =>
        table.Series.Count == 0
            ? [new SeriesSources("", table.Concepts, table.TotalOver)]
            :
            [
                .. table.Series.Select(s => new SeriesSources(
                    s.Name,
                    Overlay(table.Concepts, s.Concepts),
                    [.. table.TotalOver.Union(s.TotalOver)]
                )),
            ];

    /// <summary>The source of the value; null if the mapping gives none.</summary>
    public ConceptSource? Value => Sources.GetValueOrDefault(Concepts.ObsValue);

    /// <summary>True if cells are counted, so that their content is not a figure.</summary>
    public bool Counts => Value is { Counts: true } or { Distinct: true };

    /// <summary>The indicators that figures can have; empty if the file itself names them.</summary>
    public List<string> Indicators()
    {
        var own = Sources.GetValueOrDefault(Concepts.Indicator);
        if (own is { Codes: null, Value: null })
            return [];
        var codes = Sources.Values.SelectMany(s => s.Codes is { } table ? CodesOf(table, Concepts.Indicator) : []);
        return [.. codes.Append(own?.Value ?? "").Where(i => i.Length > 0)];
    }

    private static IEnumerable<string> CodesOf(LabelTable table, string concept)
    {
        var at = table.Concepts.ToList().IndexOf(concept);
        return at < 0 ? [] : table.Rows.Where(r => !r.LeftOut).Select(r => r.Codes[at]);
    }

    private static Dictionary<string, ConceptSource> Overlay(
        IReadOnlyDictionary<string, ConceptSource> table,
        IReadOnlyDictionary<string, ConceptSource> series
    )
    {
        var all = new Dictionary<string, ConceptSource>(table, StringComparer.Ordinal);
        foreach (var (concept, source) in series)
            all[concept] = source;
        return all;
    }
}
