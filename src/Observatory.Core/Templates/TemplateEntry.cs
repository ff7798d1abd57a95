namespace Observatory.Core.Templates;

/// <summary>What may be entered into a range of cells, and what the spreadsheet program says about it.</summary>
public sealed record TemplateEntry
{
    /// <summary>A range such as <c>B2:B900</c>.</summary>
    public required string Range { get; init; }
    public required EntryKind Kind { get; init; }

    /// <summary>
    /// For a list the range it comes from, for a condition a formula that must be true, relative to the range's first cell; empty for any.
    /// </summary>
    public string Formula { get; init; } = "";

    /// <summary>True where another entry is refused; false where the program only asks.</summary>
    public bool IsStrict { get; init; }

    /// <summary>Shown with a selected cell. Cut at 255 characters, the most that the format allows.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>Shown at another entry; cut in the same way.</summary>
    public string Error { get; init; } = "";
    public string Title { get; init; } = "";
}

public enum EntryKind
{
    /// <summary>Anything; only a prompt is shown.</summary>
    Any,
    List,
    Condition,
}
