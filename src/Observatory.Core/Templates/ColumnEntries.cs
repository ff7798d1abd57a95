using System.Globalization;
using Observatory.Core.Mappings;

namespace Observatory.Core.Templates;

/// <summary>The conditions on what is written in the columns of a sheet, which the spreadsheet program checks.</summary>
/// <param name="name">The name of the sheet.</param>
internal sealed class ColumnEntries(
    Mapping mapping,
    string name,
    TemplateWords words,
    CodesSheet codes,
    LabelOptions options,
    PreparedRows rows,
    ColumnNotes notes,
    IReadOnlyList<int> figures
)
{
    /// <summary>What may be written in a column, between two rows.</summary>
    public TemplateEntry EntryOf(ColumnNote column, int at, int firstRow, int last)
    {
        var letters = WorkbookWriter.ColumnName(at);
        var first = Number(firstRow);
        var entry = new TemplateEntry
        {
            Range = $"{letters}{first}:{letters}{Number(last)}",
            Kind = EntryKind.Any,
            Title = column.Heading,
            Prompt = $"{column.What}. {column.Fill}",
        };
        if (column.Style == CellStyle.Value)
            return entry with
            {
                Kind = EntryKind.Condition,
                Formula = ConditionOf(column, at, letters + first),
                IsStrict = true,
                Error = $"{words.Say("error.number")} {column.Fill}",
            };
        var listed = options.Of(column.Heading);
        if (listed.Count == 0)
            return entry;
        if (listed.Any(o => o.Label.Length > WorkbookWriter.MaxText))
            throw FeedLayout.Impossible(mapping, "length", name);
        return entry with
        {
            Kind = EntryKind.List,
            Formula = codes.List(column.Heading, listed),
            Error = $"{words.Say("error.list")} {column.Fill}",
        };
    }

    /// <summary>The formula that is true if the cell has a number that its column may have, or one of its marks.</summary>
    private string ConditionOf(ColumnNote column, int at, string cell)
    {
        var number = string.Join(
            ',',
            new[]
            {
                $"ISNUMBER({cell})",
                rows.AllowsNegative.Contains(at) && figures.Contains(at) ? null : $"{cell}>=0",
                rows.AllowsFractions.Contains(at) || !figures.Contains(at) ? null : $"{cell}=INT({cell})",
            }.OfType<string>()
        );
        var condition = $"IF(ISNUMBER({cell}),AND({number}),FALSE)";
        if (notes.MarksOf(column.Heading) is { Count: > 0 } marks)
            condition =
                $"OR({condition},"
                + $"SUMPRODUCT(--({codes.List(column.Heading, [.. marks.Select(m => new LabelOption(m, ""))])}={cell}))>0)";
        return condition;
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
