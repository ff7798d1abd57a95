using Observatory.Core.Reading;

namespace Observatory.Core.Suggesting;

/// <summary>The position of a table in a sheet.</summary>
/// <param name="Header">The header's rows from top to bottom; one row in most files.</param>
/// <param name="Data">The rows below the header down to the last that has figures or records, without blank ones.</param>
/// <param name="Totals">Rows at the end that print a total, with the column that marks them.</param>
/// <param name="Footer">Rows below the table: sources, notes, dates of extraction.</param>
/// <param name="Titles">Rows above the header that contain any text.</param>
internal sealed record TableBounds(
    SheetRows Sheet,
    IReadOnlyList<GridRow> Header,
    IReadOnlyList<GridRow> Data,
    IReadOnlyList<(GridRow Row, int Column)> Totals,
    IReadOnlyList<GridRow> Footer,
    IReadOnlyList<GridRow> Titles
)
{
    /// <summary>The number of cells of the widest row of header and data.</summary>
    public int Width
    {
        get
        {
            if (!ReferenceEquals(_widthOf.Data, Data))
                _widthOf = (Data, Math.Max(Header.Max(h => h.Count), Data.Count == 0 ? 0 : Data.Max(d => d.Count)));
            return _widthOf.Width;
        }
    }

    /// <summary>Columns whose empty cells repeat the value above them.</summary>
    public IReadOnlyList<int> FillDown { get; init; } = [];

    /// <summary>The column of rows that have only one text and name what follows; null if the table has none.</summary>
    public int? SectionColumn { get; init; }

    public IReadOnlyList<int> SectionRows { get; init; } = [];

    /// <summary>Rows in between that print the sum of those since the last such row, with the column that marks them.</summary>
    public IReadOnlyList<(GridRow Row, int Column)> Subtotals { get; init; } = [];

    /// <summary>Number of the first row of a table without a header; null if there is a header above its rows.</summary>
    public int? FirstRow { get; init; }

    /// <summary>The first row that is labelled as a total and is not the sum of those above it; 0 if there is none.</summary>
    public int Unproved { get; init; }

    private (IReadOnlyList<GridRow>? Data, int Width) _widthOf;
}
