namespace Observatory.Core.Templates;

/// <summary>A workbook to write: its content, without anything of the file format.</summary>
/// <param name="Title">The title of the workbook, in the language of its reader; stored in its properties.</param>
public sealed record TemplateWorkbook(string Title, IReadOnlyList<TemplateSheet> Sheets);

/// <summary>One sheet.</summary>
public sealed record TemplateSheet
{
    /// <summary>At most 31 characters, none of <c>[ ] : * ? / \</c>.</summary>
    public required string Name { get; init; }
    public bool IsHidden { get; init; }
    public required IReadOnlyList<TemplateColumn> Columns { get; init; }

    /// <summary>Only rows with content, ordered by number.</summary>
    public required IReadOnlyList<TemplateRow> Rows { get; init; }

    /// <summary>The number of rows at the top that stay visible; 0 for none.</summary>
    public int FrozenRows { get; init; }
    public IReadOnlyList<TemplateEntry> Entries { get; init; } = [];
}

/// <param name="Width">In characters.</param>
/// <param name="Style">The style of the cells that have none of their own, including empty ones.</param>
public sealed record TemplateColumn(double Width, CellStyle Style = CellStyle.Plain, bool IsHidden = false);

/// <param name="Number">From 1.</param>
/// <param name="Cells">From the first column on; null for an empty cell.</param>
public sealed record TemplateRow(int Number, IReadOnlyList<TemplateCell?> Cells);

/// <summary>One cell: a text, which is never read as a number or a formula, or a formula of ours.</summary>
/// <param name="Text">The text; for a formula, its value while nothing is filled in, a number or the empty text.</param>
/// <param name="Formula">Without the equals sign; null for a text.</param>
public sealed record TemplateCell(string Text, CellStyle Style, string? Formula = null);

public enum CellStyle
{
    Plain,

    /// <summary>Text even if it looks like a number or a formula: leading zeros and signs survive editing.</summary>
    Text,
    Heading,
    Title,

    /// <summary>A figure to be filled in.</summary>
    Value,

    /// <summary>A long text over several lines.</summary>
    Wrapped,

    /// <summary>A text that the office completes.</summary>
    ToComplete,

    /// <summary>A column that the mapping does not read.</summary>
    Unread,
}
