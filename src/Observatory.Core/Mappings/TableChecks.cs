using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Mappings;

/// <summary>Checks what a table of a mapping must have, and words that only make sense together.</summary>
/// <param name="broughtToCells">Names of the columns that lookups bring to each cell.</param>
internal sealed class TableChecks(TaxonomyCatalogue taxonomy, IReadOnlySet<string> broughtToCells)
{
    /// <param name="isSound">True if nothing was found wrong so far: only then are words without effect reported.</param>
    public void Check(MappingTable table, YamlWords words, bool isSound)
    {
        var unpivots = table.Unpivot.Count > 0 || table.UnpivotMatching is not null;
        var series = SeriesSources.Of(table);
        if (isSound)
            CheckActing(table, unpivots, [.. series.Select(s => s.Value).OfType<ConceptSource>()], words);
        foreach (var one in series)
        {
            CheckTotals(one, words);
            CheckConcepts(one, unpivots, words);
            CheckValue(table, one, words);
        }
    }

    private static void CheckTotals(SeriesSources series, YamlWords words)
    {
        var tables = series.Sources.Values.Select(s => s.Codes).OfType<LabelTable>().ToList();
        // A total that the file itself gives would be added to the sum of its parts.
        foreach (var dimension in series.TotalOver.Where(d => tables.Exists(t => Gives(t, d, BreakdownDimensions.Total))))
            words.Wrong("totalOver", "partitions", dimension);
        // An age in two bands would be counted twice. A record that is counted has one label, and so one band.
        if (series.TotalOver.Contains(AgeBand.Dimension) && !series.Counts && tables.Exists(HasBandInBand))
            words.Wrong("totalOver", "partitions", AgeBand.Dimension);
    }

    private static void CheckConcepts(SeriesSources series, bool unpivots, YamlWords words)
    {
        var sources = series.Sources;
        var filled = sources.Values.SelectMany(c => c.Codes?.Concepts ?? []).Concat(sources.Keys).ToHashSet(StringComparer.Ordinal);
        foreach (var missing in Concepts.Required.Where(c => !filled.Contains(c)))
            words.Wrong("concepts", missing, string.Join(", ", sources.Keys), missing);
        if (series.Value is { Columns.Count: not 1 })
            words.Wrong("concepts", "OBS_VALUE: { column: … }, { unpivoted: true }, { count: … }, { distinct: … }");
        else if (sources.Values.Any(c => c.IsOfCell) && !unpivots)
            words.Wrong("concepts", "unpivot, unpivotMatching");
    }

    private void CheckValue(MappingTable table, SeriesSources series, YamlWords words)
    {
        // A count adds up by itself, and what adds up cannot have a second, conflicting value.
        if (series.Counts && table.CombineSum && table.Series.Count == 0)
            words.Wrong("combine", "OBS_VALUE: { column, unpivoted }");
        // Only a rate is a share of a population; for a count the word has no meaning.
        if (
            series.Value is { Base: { } ofBase }
            && (
                series.Indicators() is not { Count: > 0 } indicators
                || indicators.Exists(i => taxonomy.FindIndicator(i) is { Kind: not IndicatorKind.Rate })
            )
        )
            words.Wrong("concepts", "INDICATOR: { value: HOM_RATE, … }, { codes: … }", ofBase);
        // Without an identifier nobody can tell a second event from a mistake, so the mapping has to say which it assumes.
        if (series.Counts && table.IdenticalRows is null)
            words.Wrong("concepts", "identicalRows: keep, leaveOut, refuse", "count");
    }

    /// <summary>Reports words of a table that cannot have any effect in it.</summary>
    private void CheckActing(MappingTable table, bool unpivots, IReadOnlyList<ConceptSource> values, YamlWords words)
    {
        if (table.ConflictStopsKey && (table.CombineSum || values.Any(v => v.Counts || v.Distinct)))
            words.Wrong("conflicts", "no-combine", "stopKey");
        if (unpivots && values.Count > 0 && !values.Any(v => v.IsUnpivoted))
            words.Wrong(table.Unpivot.Count > 0 ? "unpivot" : "unpivotMatching", "OBS_VALUE: { unpivoted: true }");
        HeadingChecks.CheckOptional(table, words);
        foreach (
            var column in table
                .FillDown.Concat(table.Sections.Select(s => s.Column))
                .Concat(table.Expect.Select(e => e.Column))
                .Concat(table.RowTotals.SelectMany(t => t.Of.Prepend(t.Column)))
                .Where(c => !TextPattern.IsHeading(c) || broughtToCells.Contains(c))
        )
            words.Wrong("concepts", "heading", column);
    }

    /// <summary>True if a label table gives two age bands, one inside the other.</summary>
    private static bool HasBandInBand(LabelTable codes)
    {
        if (codes.Concepts.ToList().IndexOf(AgeBand.Dimension) is not (>= 0 and var at))
            return false;
        var bands = codes.Rows.Where(r => !r.LeftOut).Select(r => AgeBand.OfCode(r.Codes[at])).OfType<AgeBand>().Distinct().ToList();
        return bands.Exists(one => bands.Exists(other => one != other && one.Holds(other)));
    }

    private static bool Gives(LabelTable codes, string concept, string code) =>
        codes.Concepts.ToList().IndexOf(concept) is >= 0 and var at && codes.Rows.Any(r => !r.LeftOut && r.Codes[at] == code);
}
