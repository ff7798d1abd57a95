namespace Observatory.Core.Templates;

/// <summary>What may be entered into a range of cells, and the messages of the spreadsheet program about it.</summary>
public sealed record TemplateEntry
{
    /// <summary>A range such as <c>B2:B900</c>.</summary>
    public required string Range { get; init; }
    public required EntryKind Kind { get; init; }

    /// <summary>
    /// For a list, its range; for a condition, a formula that must be true, relative to the range's first cell; empty for any.
    /// </summary>
    public string Formula { get; init; } = "";

    /// <summary>True if the program refuses any other entry; false if it only asks.</summary>
    public bool IsStrict { get; init; }

    /// <summary>Shown beside a selected cell. Cut at 255 characters, the maximum of the format.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>Shown for an invalid entry; cut in the same way.</summary>
    public string Error { get; init; } = "";
    public string Title { get; init; } = "";
}

public enum EntryKind
{
    /// <summary>Any entry is allowed; only a prompt is shown.</summary>
    Any,
    List,
    Condition,
}
