namespace Observatory.Core.Suggesting;

/// <summary>One table of a file and everything that is proposed for it.</summary>
/// <param name="Sheet">Name of the sheet; empty for a text file.</param>
/// <param name="HeaderRow">Row of the lowest header row, from 1; 0 if the table has no header.</param>
/// <param name="HeaderRows">How many rows the header has.</param>
/// <c>long</c>: a value column; <c>wide</c>: columns that become rows; <c>register</c>: a row for each event; <c>list</c>: codes and names,
/// no figures.
/// <param name="Rows">The number of rows of data.</param>
/// <param name="Unit">What is counted, as far as the file shows; null if nothing shows it.</param>
/// <param name="IsUnitProved">True if a heading or the sheet's name says it.</param>
/// <param name="Classes">
/// Columns of the labels, from the widest class to the narrowest; empty if headings or titles say what is counted.
/// </param>
/// <param name="Totals">Cells that mark their row as a total.</param>
/// <param name="FooterRow">First row below the table; null if it ends with the file.</param>
/// <param name="Footer">The text of that row's first non-empty cell, and its column.</param>
public sealed record TableSuggestion(
    string Sheet,
    int HeaderRow,
    int HeaderRows,
    string Shape,
    int Rows,
    IReadOnlyList<ColumnSuggestion> Columns,
    IReadOnlyList<LabelSuggestion> Labels,
    IReadOnlyList<LabelSuggestion> Areas,
    NumberFormat Numbers,
    string? Unit,
    bool IsUnitProved,
    bool IsRate,
    Reason? UnitBecause,
    IReadOnlyList<int> Classes,
    string? DateFormat,
    string Frequency,
    int? FactYear,
    IReadOnlyList<(int Row, int Column, string Text)> Totals,
    int? FooterRow,
    (int Column, string Text)? Footer,
    int RepeatedKeys,
    IReadOnlyList<Question> Questions
)
{
    /// <summary>
    /// Number of the first row of a table without a header, whose header row is 0; null if there is a header above its rows.
    /// </summary>
    public int? FirstRow { get; init; }

    /// <summary>Columns that are proved by arithmetic to print the sum of others in every row, with those others.</summary>
    public IReadOnlyList<(int Total, IReadOnlyList<int> Parts)> RowSums { get; init; } = [];

    /// <summary>
    /// The column that gives the unit of each row, and the labels of the rows that are rates and are set apart; null if there is none.
    /// </summary>
    public (int Column, IReadOnlyList<string> Labels)? RateRows { get; init; }

    /// <summary>Labels such as "Total" among others of a column that the draft cannot use, by the column's number.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<string>> WholeMembers { get; init; } = new Dictionary<int, IReadOnlyList<string>>();

    /// <summary>
    /// The column that says which of several sources a row comes from, and the source of most rows; null if there is none.
    /// </summary>
    public (int Column, string Label)? MainSource { get; init; }

    /// <summary>True if a total is given more than once for the same labels.</summary>
    public bool HasTwins { get; init; }

    /// <summary>
    /// The place of the one year of the table: <c>title</c>, <c>sheetName</c> or <c>fileName</c>; null if it is not outside the table.
    /// </summary>
    public string? FactOrigin { get; init; }

    /// <summary>The month in which years such as 2019/20 begin, if the file names it; null if it does not or has no such years.</summary>
    public int? FiscalStart { get; init; }

    /// <summary>True if years are written as 2019/20.</summary>
    public bool IsFiscal { get; init; }

    /// <summary>The label among finer places whose figures are the sum of all others; null if there is none.</summary>
    public string? WholeLabel { get; init; }

    /// <summary>True if the finer places are nested, so that their figures must not be used together.</summary>
    public bool IsNested { get; init; }

    /// <summary>Columns whose empty cells repeat the value above them.</summary>
    public IReadOnlyList<int> FillDown { get; init; } = [];

    /// <summary>The column of rows that only name what follows; null if there are none.</summary>
    public int? SectionColumn { get; init; }

    public IReadOnlyList<int> SectionRows { get; init; } = [];

    /// <summary>Rows in between that are labelled as sums.</summary>
    public IReadOnlyList<(int Row, int Column, string Text)> Subtotals { get; init; } = [];

    /// <summary>True for the column with the texts of the sections, which is not in the file.</summary>
    public bool IsSection(ColumnSuggestion column) =>
        SectionColumn is not null && column.At == Columns.Count && column.Heading == ReportLayout.SectionHeading;

    /// <summary>True for a list of codes or names without counts.</summary>
    public bool IsList => Shape == "list";

    public IEnumerable<ColumnSuggestion> Of(ColumnRole role) => Columns.Where(c => c.Role == role);

    public ColumnSuggestion? First(ColumnRole role) => Columns.FirstOrDefault(c => c.Role == role);

    public IReadOnlyList<ColumnSuggestion> Wide { get; } = [.. Columns.Where(c => c.Facet is not null && c.Role == ColumnRole.Value)];
}
