using Observatory.Core.Cells;

namespace Observatory.Core.Reading;

/// <summary>
/// One sheet of an XLS workbook ([MS-XLS] 2.1.7.20.6). The file may list its cells in any order, so they are sorted first.
/// </summary>
internal sealed class XlsSheet(XlsWorkbook workbook, XlsSheetPart part, ReadLimits limits)
{
    private const string UnknownFormula = "=…";

    private readonly byte[] _stream = workbook.Stream;
    private readonly List<Cell> _cells = [];
    private readonly HiddenColumns _hiddenColumns = new();
    private readonly HashSet<int> _hiddenRows = [];
    private readonly RowBuilder _builder = new(part.Name, limits);
    private bool _isToBeCalculated;
    private int _lastRow;
    private int _widest;

    /// <summary>A cell and the position of its content.</summary>
    /// <param name="Row">From 1.</param>
    /// <param name="Column">From 1.</param>
    /// <param name="At">The start of its record's content; for one of several numbers in a record, the start of its format.</param>
    /// <param name="More">For a formula, the start of the record with its text; 0 if it has none.</param>
    private readonly record struct Cell(int Row, ushort Column, ushort Type, int At, int More);

    /// <summary>Every row down to the last that has a cell, including blank rows.</summary>
    public IEnumerable<GridRow> Rows()
    {
        Find();
        if ((long)_lastRow * _widest > limits.MaxSheetArea)
            throw Refusals.Limit(new CellRef(part.Name, _lastRow, _widest), "area", limits.MaxSheetArea);
        var next = 0;
        for (var row = 1; row <= _lastRow; row++)
        {
            if (row > limits.MaxSheetRows)
                throw Refusals.Limit(new CellRef(part.Name, row, 0), "rows", limits.MaxSheetRows);
            for (; next < _cells.Count && _cells[next].Row == row; next++)
                Write(_cells[next]);
            yield return _builder.Take(row);
        }
    }

    private void Find()
    {
        var (depth, isOrdered, withText) = (0, true, -1);
        foreach (var record in XlsRecords.From(_stream, part.Start))
        {
            switch (record.Type)
            {
                case XlsRecords.StartOfSubstream:
                    depth++;
                    continue;
                case XlsRecords.EndOfSubstream:
                    if (--depth <= 0)
                    {
                        Order(isOrdered);
                        return;
                    }

                    continue;
            }

            if (depth == 0)
                break;
            // Charts on a sheet have numbers of their own, which are not cells.
            if (depth > 1)
                continue;
            var before = _cells.Count;
            Find(record, ref withText);
            for (var i = Math.Max(1, before); i < _cells.Count; i++)
                isOrdered &= (_cells[i - 1].Row, _cells[i - 1].Column).CompareTo((_cells[i].Row, _cells[i].Column)) < 0;
        }

        if (depth == 0)
            throw Refusals.Unreadable(part.Name);
        Order(isOrdered);
    }

    // Of two cells at the same position the later one counts, so the sort must be stable.
    private void Order(bool isOrdered)
    {
        if (isOrdered)
            return;
        var ordered = _cells.OrderBy(c => c.Row).ThenBy(c => c.Column).ToList();
        _cells.Clear();
        _cells.AddRange(ordered);
    }

    private void Find(XlsRecord record, ref int withText)
    {
        var (at, length) = (record.At, record.Length);
        switch (record.Type)
        {
            case XlsRecords.Uncalced:
                _isToBeCalculated = true;
                break;
            case XlsRecords.ColInfo when length >= 10:
                if ((XlsRecords.U16(_stream, at + 8) & 1) != 0 || XlsRecords.U16(_stream, at + 4) == 0)
                    _hiddenColumns.Add(XlsRecords.U16(_stream, at) + 1, XlsRecords.U16(_stream, at + 2) + 1);
                break;
            case XlsRecords.MergedCells when length >= 2:
                for (var i = 0; i < XlsRecords.U16(_stream, at) && 2 + (8 * (i + 1)) <= length; i++)
                    AddMerged(at + 2 + (8 * i));
                break;
            case XlsRecords.Row when length >= 14:
                if ((_stream[at + 12] & 0x20) != 0)
                    _hiddenRows.Add(XlsRecords.U16(_stream, at) + 1);
                break;
            case XlsRecords.Number when length >= 14:
            case XlsRecords.Rk when length >= 10:
            case XlsRecords.LabelSst when length >= 10:
            case XlsRecords.Label or XlsRecords.RString or XlsRecords.BoolErr when length >= 8:
            case XlsRecords.Blank when length >= 6:
                withText = -1;
                Add(XlsRecords.U16(_stream, at), XlsRecords.U16(_stream, at + 2), record.Type, at);
                break;
            case XlsRecords.MulRk or XlsRecords.MulBlank when length >= 6:
                withText = -1;
                var size = record.Type == XlsRecords.MulRk ? 6 : 2;
                for (var i = 0; 4 + (size * (i + 1)) <= length - 2; i++)
                    Add(XlsRecords.U16(_stream, at), XlsRecords.U16(_stream, at + 2) + i, record.Type, at + 4 + (size * i));
                break;
            case XlsRecords.Formula or 0x206 or 0x406 when length >= 16:
                Add(XlsRecords.U16(_stream, at), XlsRecords.U16(_stream, at + 2), XlsRecords.Formula, at);
                withText = IsSpecial(at) && _stream[at + 6] == 0 ? _cells.Count - 1 : -1;
                break;
            // Between a formula and its text there may be records that it shares with others: arrays, tables, shared formulas.
            case XlsRecords.String when withText >= 0:
                _cells[withText] = _cells[withText] with { More = at };
                withText = -1;
                break;
        }
    }

    private void AddMerged(int at) =>
        _builder.Merged.Add(
            new MergedRange(
                XlsRecords.U16(_stream, at) + 1,
                XlsRecords.U16(_stream, at + 4) + 1,
                XlsRecords.U16(_stream, at + 2) + 1,
                XlsRecords.U16(_stream, at + 6) + 1
            )
        );

    private void Add(int row, int column, int type, int at)
    {
        if (column >= WorkbookParts.MaxColumn)
            throw Refusals.Unreadable(part.Name);
        _lastRow = Math.Max(_lastRow, row + 1);
        _widest = Math.Max(_widest, column + 1);
        if (type is not (XlsRecords.Blank or XlsRecords.MulBlank))
            _cells.Add(new Cell(row + 1, (ushort)(column + 1), (ushort)type, at, 0));
    }

    private bool IsSpecial(int at) => _stream[at + 12] == 0xFF && _stream[at + 13] == 0xFF;

    private void Write(Cell cell)
    {
        var where = new CellRef(part.Name, cell.Row, cell.Column);
        var at = cell.At;
        var style = workbook.StyleOf(XlsRecords.U16(_stream, cell.Type == XlsRecords.MulRk ? at : at + 4));
        var look = CellTraits.None;
        var kind = CellKind.Text;
        var text = cell.Type switch
        {
            XlsRecords.Number => Number(XlsRecords.Double(_stream, at + 6), style, ref look, out kind),
            XlsRecords.Rk => Number(XlsRecords.RkNumber(XlsRecords.I32(_stream, at + 6)), style, ref look, out kind),
            XlsRecords.MulRk => Number(XlsRecords.RkNumber(XlsRecords.I32(_stream, at + 2)), style, ref look, out kind),
            XlsRecords.LabelSst => workbook.Shared(XlsRecords.I32(_stream, at + 6), where),
            XlsRecords.Label or XlsRecords.RString => Text(at - 4, 6, cell.Type == XlsRecords.RString && !workbook.IsBiff8, where),
            XlsRecords.BoolErr when _stream[at + 7] == 1 => Error(_stream[at + 6], out kind),
            XlsRecords.BoolErr => Boolean(_stream[at + 6], out kind),
            _ => Formula(cell, style, where, ref look, out kind),
        };
        if (text.Length == 0)
            return;
        _builder.Set(cell.Row, cell.Column, text, kind, look | style.Traits | PlaceTraits(cell));
    }

    private string Formula(Cell cell, StyleMeaning style, CellRef where, ref CellTraits look, out CellKind kind)
    {
        const int number = -1,
            text = 0,
            boolean = 1,
            error = 2;
        const int onLoad = 2;
        var at = cell.At;
        kind = CellKind.Text;
        if (_isToBeCalculated)
            look |= CellTraits.Stale;
        switch (IsSpecial(at) ? _stream[at + 6] : number)
        {
            case number:
                var result = XlsRecords.Double(_stream, at + 6);
                // Libraries that do not calculate write 0 and mark the formula for recalculation; Excel uses the same flag for something
                // else.
                if (result == 0 && (_isToBeCalculated || (!workbook.HasRecalcId && (XlsRecords.U16(_stream, at + 14) & onLoad) != 0)))
                    break;
                return Number(result, style, ref look, out kind);
            case text when cell.More > 0:
                return Text(cell.More - 4, 0, false, where);
            case boolean:
                return Boolean(_stream[at + 8], out kind);
            case error:
                return Error(_stream[at + 8], out kind);
            case not text when workbook.WasCalculated:
                return "";
        }

        look &= ~CellTraits.Stale;
        kind = CellKind.Formula;
        return UnknownFormula;
    }

    private string Number(double number, StyleMeaning style, ref CellTraits look, out CellKind kind)
    {
        if (!double.IsFinite(number))
            throw Refusals.Unreadable(part.Name);
        look |= style.Look.TraitsOf(number) | (workbook.Is1904 ? CellTraits.From1904 : CellTraits.None);
        return CellText.Shown(number, style.Look.Meaning, workbook.Is1904, out kind);
    }

    private static string Boolean(byte value, out CellKind kind)
    {
        kind = CellKind.Boolean;
        return value != 0 ? "TRUE" : "FALSE";
    }

    private static string Error(byte code, out CellKind kind)
    {
        kind = CellKind.Error;
        return XlsRecords.Error(code);
    }

    private string Text(int header, int skip, bool hasRuns, CellRef where)
    {
        var record = new XlsRecord(XlsRecords.U16(_stream, header), header + 4, XlsRecords.U16(_stream, header + 2));
        var text = new XlsText(_stream, XlsRecords.WithContinuations(_stream, record), workbook.IsBiff8, workbook.Letters, workbook.Fonts);
        text.Skip(skip);
        var plain = text.Counted(wideCount: true, limits.MaxFieldLength, where);
        return hasRuns || (record.Type == XlsRecords.RString && workbook.IsBiff8) ? text.WithRuns(plain) : plain;
    }

    private CellTraits PlaceTraits(Cell cell)
    {
        var traits = part.IsHidden ? CellTraits.HiddenSheet : CellTraits.None;
        if (_hiddenRows.Contains(cell.Row))
            traits |= CellTraits.HiddenRow;
        return _hiddenColumns.Contains(cell.Column) ? traits | CellTraits.HiddenColumn : traits;
    }
}
