namespace Observatory.Core.Suggesting;

/// <summary>One table of a file and everything that is proposed for it.</summary>
/// <param name="Sheet">Name of the sheet; empty for a text file.</param>
/// <param name="HeaderRow">Row of the lowest header row, from 1.</param>
/// <param name="HeaderRows">How many rows the header has.</param>
/// <param name="Shape"><c>long</c>: a value column; <c>wide</c>: columns that become rows; <c>register</c>: a row for each event; <c>list</c>: codes and names, no figures.</param>
/// <param name="Rows">Rows of data.</param>
/// <param name="Unit">What is counted, as far as the file shows; null where nothing does.</param>
/// <param name="IsUnitProved">True where a heading or the sheet's name says it.</param>
/// <param name="Classes">Columns of the labels, from the widest class to the narrowest; empty where headings or titles say what is counted.</param>
/// <param name="Totals">Cells that say that their row prints a total.</param>
/// <param name="FooterRow">First row below the table; null where it ends with the file.</param>
/// <param name="Footer">The text of that row's first filled cell, and the column it stands in.</param>
public sealed record TableSuggestion(
    string Sheet, int HeaderRow, int HeaderRows, string Shape, int Rows, IReadOnlyList<ColumnSuggestion> Columns, IReadOnlyList<LabelSuggestion> Labels,
    IReadOnlyList<LabelSuggestion> Areas, NumberFormat Numbers, string? Unit, bool IsUnitProved, bool IsRate, Reason? UnitBecause, IReadOnlyList<int> Classes, string? DateFormat, string Frequency,
    int? FactYear, IReadOnlyList<(int Row, int Column, string Text)> Totals, int? FooterRow, (int Column, string Text)? Footer, int RepeatedKeys, IReadOnlyList<Question> Questions)
{
    /// <summary>Where the one year of the table stands: <c>title</c>, <c>sheetName</c> or <c>fileName</c>; null where it has none outside.</summary>
    public string? FactPlace { get; init; }

    /// <summary>The month in which years such as 2019/20 begin, where the file names it; null where it does not or has no such years.</summary>
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

    /// <summary>True for a list of codes or names in which nothing is counted.</summary>
    public bool IsList => Shape == "list";

    public IEnumerable<ColumnSuggestion> Of(ColumnRole role) => Columns.Where(c => c.Role == role);

    public ColumnSuggestion? First(ColumnRole role) => Columns.FirstOrDefault(c => c.Role == role);

    public IReadOnlyList<ColumnSuggestion> Wide { get; } = [.. Columns.Where(c => c.Facet is not null && c.Role == ColumnRole.Value)];
}
