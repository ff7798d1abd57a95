using System.Text;
using Observatory.Core.Cells;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>Reads the texts of concepts from a row and the column of a cell.</summary>
internal sealed class ConceptTexts(MappingRun run)
{
    private TableHeader? _header;

    /// <summary>The header that the concepts are bound to.</summary>
    public TableHeader Header => _header!;

    public void Bind(TableHeader header) => _header = header;

    /// <summary>The text of a concept, shaped as its source says.</summary>
    /// <param name="column">The column of the cell; null for a concept of the whole row.</param>
    public string Of(ConceptPlan plan, GridRow row, TableColumn? column)
    {
        if (plan.Source.Value is { } value)
            return value;
        if (plan.Parts.Count == 0)
            return plan.Columns is [var only] ? Shape(plan.Source, DayText(plan, only, row, column)) : "";
        var text = new StringBuilder();
        foreach (var (part, origin) in plan.Parts)
        {
            text.Append(part.Literal);
            if (part.Token is not null)
                text.Append(part.Shaped(Of(origin, row, column).Trim()));
        }
        return Shape(plan.Source, text.ToString());
    }

    /// <summary>The labels by which a concept is looked up in its table.</summary>
    /// <param name="at">The last column of the row that gives a label; 0 for none.</param>
    public string[] LabelsOf(ConceptPlan plan, LabelTable codes, GridRow row, TableColumn? column, out int at)
    {
        var labels = new string[codes.LabelColumns.Count];
        at = 0;
        for (var i = 0; i < labels.Length; i++)
        {
            var from = plan.LabelOrder[i];
            labels[i] = plan.Columns.Length == 0 ? Of(plan, row, column) : Shape(plan.Source, Of(plan.Columns[from], row, column));
            if (plan.Columns.Length > 0 && plan.Columns[from].Column > 0)
                at = plan.Columns[from].Column;
        }
        return labels;
    }

    /// <summary>The text at an origin as it is written; empty if there is none.</summary>
    public string Of(TextOrigin origin, GridRow row, TableColumn? column) =>
        origin switch
        {
            { Column: > 0 } => row[origin.Column],
            { Fact: { } fact } => run.Fact(fact) ?? "",
            { Lookup: { } lookup } => BroughtBy(lookup, row, column)?[lookup.At] ?? "",
            { Level: > 0 } => column is null ? "" : _header!.Level(origin.Level, column.At),
            _ => column?.Text ?? "",
        };

    /// <summary>What a lookup brings to a cell; null if it does not have the cell's key.</summary>
    public string[]? BroughtBy(CellLookup lookup, GridRow row, TableColumn? column)
    {
        if (lookup.OfColumns is not { } known || column is null)
            return Find(lookup, row, column);
        if (!known.TryGetValue(column.At, out var brought))
            known.Add(column.At, brought = Find(lookup, row, column));
        return brought;
    }

    public static string Shape(ConceptSource source, string text)
    {
        text = source.Without is { } without ? without.Replace(text, "").Trim() : text.Trim();
        if (source.Pad is { } pad)
            text = text.PadLeft(pad, '0');
        return source.Take is { } take && text.Length > take ? text[..take] : text;
    }

    private string[]? Find(CellLookup lookup, GridRow row, TableColumn? column) =>
        lookup.Rows.Find(LookupRows.KeyOf(lookup.On.Select(o => Of(o, row, column))));

    /// <summary>The text of a source; a number that represents a day is converted to count from 1900.</summary>
    private string DayText(ConceptPlan plan, TextOrigin origin, GridRow row, TableColumn? column)
    {
        var text = Of(origin, row, column);
        if (plan.Source.DateFormat != PeriodText.SerialDates || origin.Fact is not null)
            return text;
        var traits =
            origin.Column > 0 ? row.TraitsOf(origin.Column)
            : column is null ? CellTraits.None
            : _header!.Row.TraitsOf(column.At);
        return traits.HasFlag(CellTraits.From1904) ? PeriodText.From1904(text) : text;
    }
}
