using Observatory.Core.Taxonomy;

namespace Observatory.Core.Mappings;

/// <summary>Checks the words of a mapping about numbers against what its tables read as numbers.</summary>
internal sealed class NumberChecks(TaxonomyCatalogue taxonomy)
{
    /// <summary>Reports words about numbers if none of their tables has numbers, or only numbers of another kind.</summary>
    public void Check(IReadOnlyList<MappingTable> tables, YamlWords words)
    {
        foreach (var group in tables.GroupBy(t => t.Dialect, ReferenceEqualityComparer.Instance))
        {
            var dialect = group.First().Dialect;
            if (!group.Any(ReadsNumbers))
                ReportForms(dialect, words);
            if (dialect.WholeWithin is null)
                continue;
            if (!group.SelectMany(ValuesOf).All(v => v.SaysInteger))
                words.Wrong("dialect", "OBS_VALUE: { type: integer }", "wholeWithin");
            // The digits after the point matter for thousands, and for a rate they are the value.
            else if (group.SelectMany(SeriesSources.Of).Any(s => IsMultiplied(s.Sources) || MayBeNoCount(s)))
                words.Wrong("dialect", "INDICATOR: { value: HOM_INC, … }, UNIT_MULT: { value: 0 }", "wholeWithin");
        }
    }

    private static void ReportForms(TableDialect dialect, YamlWords words)
    {
        if (dialect.Numbers.DecimalChar is not null)
            Report("decimalChar");
        if (dialect.Numbers.GroupChar is not null)
            Report("groupChar");
        if (dialect.Numbers.HasExponent)
            Report("exponent");

        void Report(string word) => words.Wrong("dialect", "OBS_VALUE: { column, unpivoted }", word);
    }

    private static bool ReadsNumbers(MappingTable table) =>
        ValuesOf(table).Any(v => !v.Counts && !v.Distinct)
        || table.RowTotals.Count > 0
        || table.Expect.Any(e => (e.Min ?? e.Max) is not null);

    private static IEnumerable<ConceptSource> ValuesOf(MappingTable table) =>
        table.Concepts.Concat(table.Series.SelectMany(s => s.Concepts)).Where(c => c.Key == Concepts.ObsValue).Select(c => c.Value);

    private static bool IsMultiplied(IReadOnlyDictionary<string, ConceptSource> sources) =>
        sources.Any(s =>
            s.Value.Codes is { } codes
                ? codes.Concepts.ToList().IndexOf(Concepts.UnitMult) is >= 0 and var at
                    && codes.Rows.Any(r => !r.LeftOut && r.Codes[at] is not ("" or "0"))
                : s.Key == Concepts.UnitMult && s.Value.Value != "0"
        );

    private bool MayBeNoCount(SeriesSources series) =>
        series.Indicators() is not { Count: > 0 } indicators
        || indicators.Exists(i => taxonomy.FindIndicator(i) is { Kind: not IndicatorKind.Count });
}
