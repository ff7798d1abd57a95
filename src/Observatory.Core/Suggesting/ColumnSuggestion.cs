namespace Observatory.Core.Suggesting;

/// <summary>One column of a table and its presumed purpose.</summary>
/// <param name="At">Column number, from 1.</param>
/// <param name="Letter">Its letters in a spreadsheet.</param>
/// <param name="Heading">As written in the lowest header row that has one; empty for a column without a name.</param>
/// <param name="Parts">The heading of each header row, from top to bottom.</param>
/// <param name="Confidence">Between 0 and 1.</param>
/// <param name="Facet">
/// For a column that becomes rows, what its heading says: a month, a year, an area, an indicator. Null for other columns.
/// </param>
/// <param name="Labels">How many different labels it has.</param>
/// <param name="Repeats">Heading of the column that it repeats; null for none.</param>
public sealed record ColumnSuggestion(
    int At,
    string Letter,
    string Heading,
    IReadOnlyList<string> Parts,
    ColumnRole Role,
    double Confidence,
    Reason Because,
    Facet? Facet,
    int Labels,
    string? Repeats
);

/// <summary>What the heading of one of several value columns says about its figures; null for what it does not say.</summary>
public sealed record Facet(
    int? Year,
    int? Month,
    int? Quarter,
    string? Area,
    string? Sex,
    string? Unit,
    bool IsRate,
    bool IsTotal,
    LabelSuggestion? Indicator
)
{
    /// <summary>True if the heading only abbreviates the area's name.</summary>
    public bool IsAbbreviated { get; init; }

    /// <summary>True if the year begins in one calendar year and ends in the next.</summary>
    public bool IsFiscal { get; init; }
}
