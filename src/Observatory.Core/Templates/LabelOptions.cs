using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Normalising;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Templates;

/// <summary>A label that a column may have and its meaning; empty if it has one only together with other columns.</summary>
internal sealed record LabelOption(string Label, string Meaning);

/// <summary>The labels that the columns of one sheet may have, by the mapping's label tables and the taxonomy.</summary>
internal sealed class LabelOptions
{
    private readonly Dictionary<string, List<LabelOption>> _byColumn = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _known = new(StringComparer.Ordinal);
    private readonly List<LabelCombinations> _combinations = [];

    // Columns of numbers that are matched by ranges, so that no list of them is complete.
    private readonly HashSet<string> _open = new(StringComparer.Ordinal);

    public LabelOptions(FeedLayout layout, Mapping mapping, TaxonomyCatalogue taxonomy, Language language)
    {
        foreach (var (concept, source) in Sources(layout.Tables))
        {
            // Only a part of the cell is the label, so the whole cannot be listed.
            if (source.Take is not null || source.Pattern is not null || source.Define is not null)
                continue;
            if (source.Codes is { } codes)
                Add(codes, source, mapping, taxonomy, language);
            else if (source.Columns is [var only] && TextPattern.IsHeading(only) && !source.Verbatim)
                AddCodes(concept, only, mapping, taxonomy, language);
        }
    }

    /// <summary>
    /// The labels of a column in the order of the tables; empty if nothing lists them. The empty label is not among them.
    /// </summary>
    public IReadOnlyList<LabelOption> Of(string heading) =>
        !_open.Contains(LabelText.Key(heading)) && _byColumn.TryGetValue(LabelText.Key(heading), out var options)
            ? [.. options.Where(o => o.Label.Length > 0)]
            : [];

    /// <summary>The meaning of an empty cell of the column; null if the tables do not give it.</summary>
    public string? MeaningOfEmpty(string heading) =>
        _byColumn.TryGetValue(LabelText.Key(heading), out var options) ? options.FirstOrDefault(o => o.Label.Length == 0)?.Meaning : null;

    /// <summary>The sets of labels that belong together, those with most columns first, from which rows can be prepared.</summary>
    public IReadOnlyList<LabelCombinations> Combinations =>
        [.. _combinations.OrderBy(c => c.IsProjected).ThenByDescending(c => c.Columns.Count)];

    /// <summary>Every source of a concept except the figure itself, those of series before those of the table, each once.</summary>
    public static IEnumerable<(string Concept, ConceptSource Source)> Sources(IReadOnlyList<MappingTable> tables)
    {
        var seen = new HashSet<(string, ConceptSource)>();
        foreach (var table in tables)
        foreach (var series in SeriesSources.Of(table))
        foreach (var (concept, source) in series.Sources)
            if (concept is not (Concepts.ObsValue or Concepts.LowerBound or Concepts.UpperBound) && seen.Add((concept, source)))
                yield return (concept, source);
    }

    private void Add(LabelTable codes, ConceptSource source, Mapping mapping, TaxonomyCatalogue taxonomy, Language language)
    {
        // The table's columns match the concept's by name, otherwise by order, as in the reader.
        var byName = codes.LabelColumns.All(l => source.Columns.Any(c => LabelText.Key(c) == LabelText.Key(l)));
        var headings = codes
            .LabelColumns.Select((l, i) => byName ? source.Columns.First(c => LabelText.Key(c) == LabelText.Key(l)) : source.Columns[i])
            .ToList();
        var used = Enumerable.Range(0, headings.Count).Where(i => TextPattern.IsHeading(headings[i])).ToList();
        if (used.Count == 0)
            return;
        _open.UnionWith(
            used.Where(i => codes.Rows.Any(r => NumberRange.TryParse(r.Labels[i]) is not null)).Select(i => LabelText.Key(headings[i]))
        );
        var tuples = new List<IReadOnlyList<string>>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in codes.Rows.Where(r => !r.LeftOut || headings.Count > 1))
        {
            foreach (var i in used.Where(i => IsLabel(row.Labels[i])))
                Offer(headings[i], row.Labels[i].Trim(), headings.Count == 1 ? MeaningOf(codes, row, mapping, taxonomy, language) : "");
            var tuple = used.Select(i => row.Labels[i].Trim()).ToList();
            if (tuple.TrueForAll(IsLabel) && seen.Add(string.Join('\u001f', tuple.Select(LabelText.Key))))
                tuples.Add(tuple);
        }
        // A table that accepts any label does not list them all.
        if (codes.Rows.All(r => used.All(i => IsLabel(r.Labels[i]))))
            _combinations.Add(new LabelCombinations([.. used.Select(i => headings[i])], tuples, used.Count < headings.Count));
    }

    private static bool IsLabel(string text) => text.Trim() != "*" && NumberRange.TryParse(text) is null;

    private void AddCodes(string concept, string heading, Mapping mapping, TaxonomyCatalogue taxonomy, Language language)
    {
        IEnumerable<(string Code, string Meaning)> codes = concept switch
        {
            Concepts.Indicator => taxonomy.Indicators.Select(i => (i.Code, i.Label.In(language))),
            Concepts.RefArea => taxonomy
                .Areas.Where(a => mapping.Provider.Country is null || a.Country == mapping.Provider.Country)
                .Select(a => (a.Code, a.Label.In(language))),
            Concepts.UnitMeasure => Members("COUNTING_UNIT"),
            Concepts.ConfStatus => Members("CONF"),
            Concepts.DataProvider => taxonomy.Providers.Select(p => (p.Code, p.Name.In(language))),
            Concepts.ObsStatus => taxonomy.Statuses.Select(s => (s.Code, s.Label.In(language))),
            Concepts.Note => mapping.Notes.Select(n => (n.Key, n.Value.In(language))),
            _ when BreakdownDimensions.IndexOf(concept) >= 0 => Members(concept),
            _ => [],
        };
        foreach (var (code, meaning) in codes)
            Offer(heading, code, meaning);

        IEnumerable<(string, string)> Members(string dimension) =>
            taxonomy.FindDimension(dimension)?.Members.Select(m => (m.Code, m.Label.In(language))) ?? [];
    }

    private void Offer(string heading, string label, string meaning)
    {
        var key = LabelText.Key(heading);
        if (!_byColumn.TryGetValue(key, out var options))
            (_byColumn[key], _known[key]) = (options = [], new HashSet<string>(StringComparer.Ordinal));
        if (_known[key].Add(LabelText.Key(label)))
            options.Add(new LabelOption(label, meaning));
        else if (
            meaning.Length > 0
            && options.FindIndex(o => LabelText.Key(o.Label) == LabelText.Key(label)) is var at
            && options[at].Meaning.Length == 0
        )
            options[at] = options[at] with { Meaning = meaning };
    }

    /// <summary>The codes of a row in words, as far as the taxonomy or the feed has them.</summary>
    private static string MeaningOf(LabelTable codes, LabelRow row, Mapping mapping, TaxonomyCatalogue taxonomy, Language language)
    {
        if (row.LeftOut)
            return "";
        var said = new List<string>();
        for (var i = 0; i < codes.Concepts.Count; i++)
        {
            if (row.Codes[i].Length == 0)
                continue;
            var concept = codes.Concepts[i];
            var label = concept switch
            {
                Concepts.RefArea => (taxonomy.FindArea(row.Codes[i]) ?? mapping.Brought.Areas.GetValueOrDefault(row.Codes[i]))?.Label,
                Concepts.Indicator => taxonomy.FindIndicator(row.Codes[i])?.Label,
                Concepts.ObsStatus => taxonomy.FindStatus(row.Codes[i])?.Label,
                Concepts.DataProvider => taxonomy.FindProvider(row.Codes[i])?.Name,
                _ when BreakdownDimensions.IndexOf(concept) >= 0 => (
                    taxonomy.FindMember(concept, row.Codes[i]) ?? mapping.Brought.Members.GetValueOrDefault(row.Codes[i])
                )?.Label,
                _ => null,
            };
            if (label is not null)
                said.Add(label.In(language));
        }
        return string.Join("; ", said);
    }
}
