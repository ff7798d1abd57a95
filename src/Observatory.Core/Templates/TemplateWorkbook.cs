namespace Observatory.Core.Templates;

/// <summary>A workbook to be written: what stands in it, without anything of the file format.</summary>
/// <param name="Title">What the workbook is, in the language of its reader; kept in its properties.</param>
public sealed record TemplateWorkbook(string Title, IReadOnlyList<TemplateSheet> Sheets);

/// <summary>One sheet.</summary>
public sealed record TemplateSheet
{
    /// <summary>At most 31 characters, none of <c>[ ] : * ? / \</c>.</summary>
    public required string Name { get; init; }
    public bool IsHidden { get; init; }
    public required IReadOnlyList<TemplateColumn> Columns { get; init; }

    /// <summary>Only rows with content, in the order of their numbers.</summary>
    public required IReadOnlyList<TemplateRow> Rows { get; init; }

    /// <summary>Rows at the top that stay in sight; 0 for none.</summary>
    public int FrozenRows { get; init; }
    public IReadOnlyList<TemplateEntry> Entries { get; init; } = [];
}

/// <param name="Width">In characters.</param>
/// <param name="Style">Of the cells that have no style of their own, empty ones too.</param>
public sealed record TemplateColumn(double Width, CellStyle Style = CellStyle.Plain, bool IsHidden = false);

/// <param name="Number">From 1.</param>
/// <param name="Cells">From the first column on; null for an empty cell.</param>
public sealed record TemplateRow(int Number, IReadOnlyList<TemplateCell?> Cells);

/// <summary>One cell: a text, which is never taken for a number or a formula, or a formula of our own.</summary>
/// <param name="Text">The text; with a formula the value it has while nothing is filled in, a number or the empty text.</param>
/// <param name="Formula">Without the equals sign; null for a text.</param>
public sealed record TemplateCell(string Text, CellStyle Style, string? Formula = null);

public enum CellStyle
{
    Plain,

    /// <summary>Text even where it looks like a number or a formula: leading zeros and signs survive editing.</summary>
    Text,
    Heading,
    Title,

    /// <summary>A figure to be filled in.</summary>
    Value,

    /// <summary>A long text over several lines.</summary>
    Wrapped,

    /// <summary>A text that the office completes.</summary>
    ToComplete,

    /// <summary>A column that nobody reads.</summary>
    Unread,
}
