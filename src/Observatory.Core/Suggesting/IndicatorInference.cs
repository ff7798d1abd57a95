using Observatory.Core.Normalising;

namespace Observatory.Core.Suggesting;

/// <summary>Proposes indicators for what a table counts.</summary>
internal sealed class IndicatorInference(TableEvidence table)
{
    private const int MaxPaths = 3000;

    /// <summary>What is counted: by the labels of columns, by the headings of columns that become rows, or for the whole table.</summary>
    public List<LabelSuggestion> Labels(UnitEvidence unit)
    {
        var columns = table.Order.Select(at => table.Columns[at - 1]).ToList();
        if (columns.Count > 0)
            return OfColumns(columns, unit);
        var wide = table
            .Columns.Where(c =>
                table.Facets.TryGetValue(c.At, out var f) && f.Indicator is not null && table.Roles[c.At].Role == ColumnRole.Value
            )
            .ToList();
        return wide.Count > 0 ? OfHeadings(wide, unit) : [Constant(unit)];
    }

    private List<LabelSuggestion> OfColumns(List<ColumnProfile> columns, UnitEvidence unit)
    {
        var code = table.Columns.FirstOrDefault(c =>
            table.Roles[c.At] is { Role: ColumnRole.Repeats } r && r.Repeats == columns[^1].Heading && columns.Count == 1
        );
        var paths = Paths(columns, code);
        table.Indicators.FindOffice([.. paths.Select(p => p.Path)], table.Surroundings);
        var found =
            unit.Unit is null && table.Indicators.OfficeUnit is { } office && !unit.IsRate && table.Facets.Values.All(f => f.Unit is null)
                ? unit with
                {
                    Unit = office,
                }
                : unit;
        return
        [
            .. paths.Select(p => new LabelSuggestion(
                "INDICATOR",
                p.Path,
                p.Code,
                p.Times,
                table.Indicators.Propose(p.Path, p.Code, found)
            )),
        ];
    }

    private List<LabelSuggestion> OfHeadings(List<ColumnProfile> wide, UnitEvidence unit)
    {
        table.Indicators.FindOffice([.. wide.Select(w => table.Facets[w.At].Indicator!.Path)], table.Surroundings);
        foreach (var column in wide)
        {
            var facet = table.Facets[column.At];
            var said = facet.Unit is null
                ? unit with
                {
                    IsRate = unit.IsRate || facet.IsRate,
                }
                : new UnitEvidence(facet.Unit, true, facet.IsRate, null);
            table.Facets[column.At] = facet with
            {
                Indicator = facet.Indicator! with { Proposals = table.Indicators.Propose(facet.Indicator.Path, null, said) },
            };
        }
        return [.. wide.Select(c => table.Facets[c.At].Indicator!)];
    }

    /// <summary>One indicator for the whole table, from the text above it or its name. It is never sure.</summary>
    private LabelSuggestion Constant(UnitEvidence unit)
    {
        var texts = table
            .Bounds.Titles.Select(t => string.Join(' ', Enumerable.Range(1, t.Count).Select(c => t[c].Trim()).Where(c => c.Length > 0)))
            .Append(table.Bounds.Sheet.Name)
            .Append(table.FileWords)
            .Concat(
                table
                    .Columns.Where(c => table.Roles[c.At].Role == ColumnRole.Value && !table.Facets.ContainsKey(c.At))
                    .Select(c => c.FullHeading)
            )
            .Where(t => t.Length is > 2 and < 300)
            .Distinct(StringComparer.Ordinal)
            .ToList();
        table.Indicators.FindOffice([.. texts.Select(t => (IReadOnlyList<string>)[t])], table.Surroundings);
        var best = texts
            .Select(t => (Text: t, Proposals: table.Indicators.Propose([t], null, unit)))
            .Where(p => p.Proposals.Count > 0 && p.Proposals[0].Code != IndicatorMatcher.None)
            .OrderByDescending(p => p.Proposals[0].Confidence)
            .FirstOrDefault();
        var proposals = (best.Proposals ?? [])
            .Select(p =>
                p with
                {
                    Certainty = p.Certainty == Certainty.Sure ? Certainty.Likely : p.Certainty,
                    Confidence = p.Confidence - 0.05,
                }
            )
            .ToList();
        return new LabelSuggestion("INDICATOR", [best.Text ?? table.FileWords], null, table.Bounds.Data.Count, proposals);
    }

    private List<(IReadOnlyList<string> Path, string? Code, int Times)> Paths(List<ColumnProfile> columns, ColumnProfile? code)
    {
        var counts = new Dictionary<string, (string[] Path, string? Code, int Times)>(StringComparer.Ordinal);
        foreach (var row in table.Bounds.Data)
        {
            var path = columns.Select(c => row[c.At].Trim()).ToArray();
            if (path.All(p => p.Length == 0))
                continue;
            var key = string.Join('\u001f', path.Select(LabelText.Key));
            if (counts.TryGetValue(key, out var known))
                counts[key] = known with { Times = known.Times + 1 };
            else if (counts.Count < MaxPaths)
                counts[key] = (path, code is null ? null : row[code.At].Trim(), 1);
        }
        return [.. counts.Values.Select(c => ((IReadOnlyList<string>)c.Path, c.Code, c.Times))];
    }
}
