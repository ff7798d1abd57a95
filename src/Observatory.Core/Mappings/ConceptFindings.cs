using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>The findings on texts of concepts: no stored value, a key that a lookup lacks, or a label that nobody knows.</summary>
internal sealed class ConceptFindings(ConceptTexts texts)
{
    /// <summary>
    /// The finding on the first cell that the concept reads and that has no stored value; null for none, which is the usual case.
    /// </summary>
    public Finding? NotCalculatedIn(ConceptPlan plan, GridRow row)
    {
        foreach (var origin in plan.Origins)
            if (origin.Column > 0 && NotCalculatedAt(row, origin.Column) is { } finding)
                return finding;
        return null;
    }

    /// <summary>
    /// The finding on a key that is missing in a lookup of cells, if the mapping does not read that as blank; null for none.
    /// </summary>
    public Finding? OrphanIn(CellLookup lookup, GridRow row, TableColumn? column)
    {
        foreach (var on in lookup.On)
            if (on.Lookup is { } earlier && OrphanIn(earlier, row, column) is { } orphan)
                return orphan;
        foreach (var at in lookup.On.SelectMany(o => o.RowColumns))
            if (NotCalculatedAt(row, at) is { } missing)
                return missing;
        if (lookup.Rows.Lookup.AbsentIsBlank || !lookup.Rows.IsFound || texts.BroughtBy(lookup, row, column) is not null)
            return null;
        return Finding.Blocking(
            FindingCodes.LookupOrphan,
            column is null ? row.At(0) : texts.Header.Cell(texts.Header.Row, column.At),
            ("lookup", lookup.Rows.Lookup.Name),
            ("label", string.Join(" | ", lookup.On.Select(o => texts.Of(o, row, column)))),
            ("column", string.Join(", ", lookup.Rows.Lookup.On)),
            ("file", lookup.Rows.Lookup.File ?? lookup.Rows.Lookup.Sheet ?? "")
        );
    }

    /// <summary>The cell that a concept's text is in, or the cell of the figure if the text is not in the row.</summary>
    public CellRef CellOf(ConceptPlan plan, GridRow row, TableColumn? column) =>
        texts.Header.Cell(
            row,
            plan.Columns is [{ Column: > 0 and var only }]
                ? only
                : plan.Parts.Select(p => p.Origin.Column).FirstOrDefault(c => c > 0, column?.At ?? 0)
        );

    /// <summary>
    /// The faulty cell if a text is made of several: the only one that cannot be a part of such a text; otherwise the first, with the
    /// addresses of all.
    /// </summary>
    public (CellRef Where, (string Name, string Value)[] Others) Blame(ConceptPlan plan, GridRow row, TableColumn? column, CellRef usual)
    {
        var took = new List<(CellRef Cell, bool IsFine)>();
        if (plan.Source.Codes is { } codes && plan.Columns.Length > 1)
            for (var i = 0; i < plan.LabelOrder.Length; i++)
                Take(plan.Columns[plan.LabelOrder[i]], text => codes.KnowsAlone(i, ConceptTexts.Shape(plan.Source, text)));
        else
            foreach (var (part, origin) in plan.Parts)
                if (part.Token is not null)
                    Take(origin, text => plan.Concept == Concepts.TimePeriod && PeriodText.IsPart(text));
        if (took.Count < 2)
            return (usual, []);
        if (took.Where(t => !t.IsFine).ToList() is [var wrong])
            return (wrong.Cell, []);
        return (took[0].Cell, [("cells", string.Join(", ", took.Select(t => t.Cell.A1)))]);

        void Take(TextOrigin origin, Func<string, bool> isFine)
        {
            if (origin.Fact is not null || (origin.Column <= 0 && column is null))
                return;
            var header = texts.Header;
            var cell = origin.Column > 0 ? header.Cell(row, origin.Column) : header.Cell(header.Row, column!.At);
            if (!took.Exists(t => t.Cell == cell))
                took.Add((cell, isFine(texts.Of(origin, row, column).Trim())));
        }
    }

    /// <summary>Sets a cell aside because a label of it is unknown.</summary>
    /// <param name="known">The labels or codes that would be known, for a suggestion.</param>
    public static SeriesOutcome Unknown(
        ConceptPlan plan,
        CellRef cell,
        string label,
        IEnumerable<string> known,
        params (string Name, string Value)[] others
    ) =>
        SeriesOutcome.SetAside(
            Finding.Blocking(
                plan.Concept == Concepts.RefArea ? FindingCodes.AreaUnknown : FindingCodes.LabelUnknown,
                cell,
                [
                    ("label", label),
                    ("column", string.Join(", ", plan.Source.Columns)),
                    ("concept", plan.Concept),
                    ("file", plan.Source.Codes?.File ?? MappingReader.FileName),
                    ("nearest", NearestWord.To(label, known) ?? ""),
                    .. others,
                ]
            )
        );

    private Finding? NotCalculatedAt(GridRow row, int column) =>
        row.KindOf(column) == CellKind.Formula
            ? NotCalculated.In(row, column, texts.Header.Cell(row, column), texts.Header.TextOf(column))
            : null;
}
