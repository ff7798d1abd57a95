using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>
/// Looks for a table's header wherever the table is not read: on the sheets after the one it was found on, on sheets that the mapping does
/// not name, and below the end of the table. Otherwise nobody would notice that, say, a year of figures under the same header is not read.
/// If the mapping itself names the place that it reads, this is only a note; otherwise it blocks.
/// </summary>
internal sealed class UnreadTables(MappingTable table, MappingRun run)
{
    private const int MostHeld = 2000;

    private readonly List<Found> _found = [];

    // On another sheet the same header may be on another row. If columns are named by letter, every row would match.
    private readonly HeaderFinder _finder = new(
        table.HeaderRow > 0 && table.Dialect.Names.Count == 0 ? table with { Dialect = table.Dialect with { HeaderRow = null } } : table
    );
    private readonly List<GridRow> _held = [];
    private Found? _at;
    private string _place = "";
    private bool _isBlock;
    private bool _isOpen;

    private sealed class Found(CellRef header, string place, bool isBlock)
    {
        public CellRef Header { get; } = header;
        public string Place { get; } = place;
        public bool IsBlock { get; } = isBlock;
        public int Rows { get; set; }
    }

    /// <summary>Begins to check a sheet, or the rows below the end of the table.</summary>
    /// <param name="isBlock">True for the rows below the table on its own sheet.</param>
    public void Begin(string sheet, bool isBlock)
    {
        End();
        // A table without a header cannot be recognised.
        _isOpen = table.HeaderRow != 0 && !(isBlock && table.Dialect.Transpose);
        _place =
            (isBlock ? table.HeaderRow is not null : table.Sheet is not null) ? "named"
            : isBlock ? "block"
            : "sheet";
        _isBlock = isBlock;
        _finder.Restart();
    }

    public void See(GridRow row)
    {
        if (!_isOpen)
            return;
        if (!table.Dialect.Transpose)
            Look(row);
        else if (_held.Count < MostHeld)
            _held.Add(row);
    }

    /// <summary>Ends the check of the sheet.</summary>
    public void End()
    {
        if (_held.Count > 0)
            foreach (var row in TransposedRows.Of(_held))
                Look(row);
        _held.Clear();
        if (_at is { Rows: > 0 })
            _found.Add(_at);
        (_at, _isOpen) = (null, false);
    }

    /// <param name="isRead">False if the table was found nowhere, which is reported already.</param>
    public void Report(bool isRead)
    {
        foreach (var found in isRead ? _found : [])
        {
            // Another table of the mapping may read what this one does not.
            if (run.IsHeader(found.Header.Sheet, found.Header.Row) || (!found.IsBlock && run.IsReadSheet(found.Header.Sheet)))
                continue;
            run.Findings.Add(
                Finding.Of(
                    FindingCodes.TableNotRead,
                    found.Place is "named" or "hidden" ? Severity.Note : Severity.Blocking,
                    found.Header,
                    ("sheet", NameOf(found.Header.Sheet)),
                    ("file", run.SheetName(found.Header.Sheet).Length > 0 ? run.FileOf(found.Header.Sheet) : ""),
                    ("line", Text(found.Header.Row)),
                    ("rows", Text(found.Rows)),
                    ("place", found.Place)
                )
            );
        }
    }

    private void Look(GridRow row)
    {
        if (_at is not null)
        {
            if (!row.IsBlank)
                _at.Rows++;
            return;
        }
        if (_finder.Offer(row, out var isBelow) is not { } header || run.Mapping.Recognise.WithoutColumns.Any(c => header.ColumnOf(c) > 0))
            return;
        // A sheet that the workbook hides is a draft, or the source of the others.
        var place =
            _place == "sheet" && Enumerable.Range(1, header.Row.Count).Any(at => header.Row.TraitsOf(at).HasFlag(CellTraits.HiddenSheet))
                ? "hidden"
                : _place;
        _at = new Found(new CellRef(row.Sheet, header.Row.Number, 1), place, _isBlock) { Rows = isBelow && !row.IsBlank ? 1 : 0 };
    }

    private string NameOf(string sheet) => run.SheetName(sheet) is { Length: > 0 } name ? name : run.FileOf(sheet);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
