namespace Observatory.Core.Suggesting;

/// <summary>One table of a file and everything that is proposed for it.</summary>
/// <param name="Sheet">Name of the sheet; empty for a text file.</param>
/// <param name="HeaderRow">Row of the lowest header row, from 1; 0 where the table has no header.</param>
/// <param name="HeaderRows">How many rows the header has.</param>
/// <param name="Shape"><c>long</c>: a value column; <c>wide</c>: columns that become rows; <c>register</c>: a row for each event;
/// <c>list</c>: codes and names, no figures.</param>
/// <param name="Rows">Rows of data.</param>
/// <param name="Unit">What is counted, as far as the file shows; null where nothing does.</param>
/// <param name="IsUnitProved">True where a heading or the sheet's name says it.</param>
/// <param name="Classes">Columns of the labels, from the widest class to the narrowest; empty where headings or titles say what is
/// counted.</param>
/// <param name="Totals">Cells that say that their row prints a total.</param>
/// <param name="FooterRow">First row below the table; null where it ends with the file.</param>
/// <param name="Footer">The text of that row's first filled cell, and the column it stands in.</param>
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
    /// Number of the first row of a table that has no header, whose header row is 0; null where a header stands above its rows.
    /// </summary>
    public int? FirstRow { get; init; }

    /// <summary>Columns that print the sum of others in every row, with those they sum: arithmetic proves it.</summary>
    public IReadOnlyList<(int Total, IReadOnlyList<int> Parts)> RowSums { get; init; } = [];

    /// <summary>
    /// The column that says the unit of each row, and the labels of those that are rates and stand aside; null where none does.
    /// </summary>
    public (int Column, IReadOnlyList<string> Labels)? RateRows { get; init; }

    /// <summary>Labels such as "Total" among others of a column that the draft cannot use, by the column's number.</summary>
    public IReadOnlyDictionary<int, IReadOnlyList<string>> WholeMembers { get; init; } = new Dictionary<int, IReadOnlyList<string>>();

    /// <summary>
    /// The column that says which of several sources a row is from, and the source of most rows; null where there is none.
    /// </summary>
    public (int Column, string Label)? MainSource { get; init; }

    /// <summary>True where a total is given more than once for the same labels.</summary>
    public bool HasTwins { get; init; }

    /// <summary>
    /// Where the one year of the table stands: <c>title</c>, <c>sheetName</c> or <c>fileName</c>; null where it has none outside.
    /// </summary>
    public string? FactPlace { get; init; }

    /// <summary>
    /// The month in which years such as 2019/20 begin, where the file names it; null where it does not or has no such years.
    /// </summary>
    public int? FiscalStart { get; init; }

    /// <summary>True where years are written as 2019/20.</summary>
    public bool IsFiscal { get; init; }

    /// <summary>The label among finer places whose figures are the sum of all others; null where none is.</summary>
    public string? WholeLabel { get; init; }

    /// <summary>True where the finer places lie in each other, so that their figures must not stand side by side.</summary>
    public bool IsNested { get; init; }

    /// <summary>Columns whose empty cells hold what stands above them.</summary>
    public IReadOnlyList<int> FillDown { get; init; } = [];

    /// <summary>The column of rows that only name what follows; null where there are none.</summary>
    public int? SectionColumn { get; init; }

    public IReadOnlyList<int> SectionRows { get; init; } = [];

    /// <summary>Rows in between that say that they are sums.</summary>
    public IReadOnlyList<(int Row, int Column, string Text)> Subtotals { get; init; } = [];

    /// <summary>True for the column that holds what the sections say: the file has none such.</summary>
    public bool IsSection(ColumnSuggestion column) =>
        SectionColumn is not null && column.At == Columns.Count && column.Heading == ReportLayout.SectionHeading;

    /// <summary>True for a list of codes or names in which nothing is counted.</summary>
    public bool IsList => Shape == "list";

    public IEnumerable<ColumnSuggestion> Of(ColumnRole role) => Columns.Where(c => c.Role == role);

    public ColumnSuggestion? First(ColumnRole role) => Columns.FirstOrDefault(c => c.Role == role);

    public IReadOnlyList<ColumnSuggestion> Wide { get; } = [.. Columns.Where(c => c.Facet is not null && c.Role == ColumnRole.Value)];
}
