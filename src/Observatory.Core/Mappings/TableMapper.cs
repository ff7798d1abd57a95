using System.Globalization;
using Observatory.Core.Checking;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>
/// Reads one table of a mapping from the rows of a sheet: it finds the header and follows the table to its end. <see cref="RowReader"/>
/// reads the rows between.
/// </summary>
internal sealed class TableMapper
{
    private const string AboveFirstRowRule = "above-first-row";

    private readonly MappingTable _table;
    private readonly MappingRun _run;
    private readonly HeaderFinder _finder;
    private readonly HeaderFindings _headers;
    private readonly RowConditions _conditions;
    private readonly CellMapper _cells;
    private readonly PrintedTotals _totals;
    private readonly RowReader _rows;
    private readonly UnreadTables _unread;
    private readonly List<GridRow> _columns = [];
    private readonly HashSet<string> _foundIn = new(StringComparer.Ordinal);
    private TableHeader? _header;
    private TablePart _part;
    private int _block;
    private string _sheet = "";

    public TableMapper(MappingTable table, MappingRun run)
    {
        (_table, _run) = (table, run);
        _finder = new HeaderFinder(table);
        _headers = new HeaderFindings(table, run);
        _conditions = new RowConditions(run);
        _cells = new CellMapper(table, run, _conditions);
        _totals = new PrintedTotals(table, run, _conditions, _cells.Reader);
        _rows = new RowReader(table, run, _conditions, _cells, _totals);
        _unread = new UnreadTables(table, run);
        Coverage = new TableCoverage(table, run, _cells, _headers);
    }

    public TableCoverage Coverage { get; }

    private bool IsFound => _foundIn.Count > 0;

    /// <summary>
    /// A table without a sheet name is on the first sheet that has its header, in each file of the submission, because a table may continue
    /// in another file.
    /// </summary>
    public bool IsOn(string sheet) =>
        _run.IsOfFile(_table.File, sheet)
        && (_table.Sheet is null ? !_foundIn.Contains(_run.FileOf(sheet)) : LabelText.Fits(_table.Sheet, _run.SheetName(sheet)));

    /// <summary>Begins a sheet that the table is not on; if the sheet has the header nevertheless, that is reported.</summary>
    public void BeginElsewhere(string sheet)
    {
        if (_run.IsOfFile(_table.File, sheet))
            _unread.Begin(sheet, isBlock: false);
    }

    public void SeeElsewhere(GridRow row) => _unread.See(row);

    public void EndElsewhere() => _unread.End();

    public void BeginSheet(string sheet)
    {
        _sheet = sheet;
        _columns.Clear();
        _part = TablePart.AboveHeader;
        _finder.Restart();
        _totals.Restart();
    }

    public void Read(GridRow row)
    {
        if (_table.Dialect.Transpose)
            _columns.Add(row);
        else
            ReadUpright(row);
    }

    public void EndSheet()
    {
        if (_columns.Count > 0)
        {
            foreach (var row in TransposedRows.Of(_columns))
                ReadUpright(row);
            _columns.Clear();
        }
        if (_part == TablePart.AboveHeader && _finder.AtEnd() is { } last)
            Begin(last);
        EndBlock();
        _cells.ReportLooks();
        _unread.End();
        if (_part == TablePart.AboveHeader && _finder.Nearest is not null && _table.Sheet is not null && !IsFound)
            _headers.ReportNotFound(_finder);
    }

    public void End()
    {
        _rows.ReportRecords();
        _unread.Report(IsFound);
        _rows.ReportIdentical();
        if (IsFound)
            return;
        if (_table.Sheet is not null && _finder.Nearest is null)
            _run.Findings.Add(Finding.Blocking(FindingCodes.SheetMissing, null, ("sheet", _table.Sheet), ("file", _run.FileName)));
        else if (_table.Sheet is null)
            _headers.ReportNotFound(_finder);
    }

    private void ReadUpright(GridRow row)
    {
        switch (_part)
        {
            case TablePart.BelowEnd when !_table.Dialect.Repeats:
                _unread.See(row);
                ReadFooter(row);
                break;
            case TablePart.AboveHeader or TablePart.BelowEnd:
                FindHeader(row);
                break;
            default:
                ReadBody(row);
                break;
        }
    }

    private void ReadBody(GridRow row)
    {
        if (_conditions.Select(_table.StopAt, row))
            Stop(row);
        else if (row.IsBlank)
            return;
        else if (row.Number < _table.Dialect.FirstRow)
            _rows.LeaveOut(AboveFirstRowRule);
        else if (!RepeatsHeader(row))
            _rows.Read(row);
        else
        {
            // Printed pages repeat the header: the same table continues, or the next block begins.
            EndBlock();
            FindHeader(row);
        }
    }

    private bool RepeatsHeader(GridRow row) =>
        _table.Dialect is { Repeats: true, HeaderRows: 1 }
        && TableHeader.Missing(new HeadingRows([row], row.Sheet, _table.Dialect), _table).Count == 0;

    private void FindHeader(GridRow row)
    {
        var headings = _finder.Offer(row, out var isBelow);
        if (headings is null)
        {
            if (!_finder.IsPastLimit)
                _run.ReadFacts(FactOrigin.Title, row.JoinedText(), _sheet + '\u001f' + _block.ToString(CultureInfo.InvariantCulture));
            if (_part == TablePart.BelowEnd)
                ReadFooter(row);
            return;
        }
        Begin(headings);
        if (isBelow)
            ReadUpright(row);
    }

    private void Begin(HeadingRows headings)
    {
        _header = new TableHeader(headings, _table, [.. _run.Lookups.Select(l => l.Lookup)]);
        _part = TablePart.Body;
        var isFirstOfFile = _foundIn.Add(_run.FileOf(_sheet));
        _run.SetRead(_sheet);
        _run.SetHeader(_sheet, headings.Row.Number);
        _block++;
        _totals.Bind(_header);
        _headers.Report(_header, _sheet, isFirstOfFile);
        _conditions.Bind(_header);
        _rows.Bind(_header);
    }

    /// <summary>Ends the table at a row that is no longer part of it.</summary>
    private void Stop(GridRow row)
    {
        EndBlock();
        _part = TablePart.BelowEnd;
        _finder.Restart();
        if (!_table.Dialect.Repeats)
            _unread.Begin(_sheet, isBlock: true);
        ReadFooter(row);
    }

    /// <summary>Reports at the end of a block that it had no rows, or that its totals are missing or differ from their parts.</summary>
    private void EndBlock()
    {
        if (_part != TablePart.Body)
            return;
        if (!_rows.HasRead)
            _run.Findings.Add(
                Finding.Warning(FindingCodes.TableEmpty, _header!.Row.At(0), ("sheet", _header.Row.Sheet), ("file", _run.FileName))
            );
        _totals.End();
    }

    private void ReadFooter(GridRow row) => _run.ReadFacts(FactOrigin.Footer, row.JoinedText(), _sheet);
}
