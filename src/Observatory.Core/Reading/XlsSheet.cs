using Observatory.Core.Cells;

namespace Observatory.Core.Reading;

/// <summary>
/// One sheet of an XLS workbook ([MS-XLS] 2.1.7.20.6). The file may list its cells in any order, so they are sorted first.
/// </summary>
internal sealed class XlsSheet(XlsWorkbook workbook, XlsSheetPart part, ReadLimits limits)
{
    private const string UnknownFormula = "=…";

    private readonly byte[] stream = workbook.Stream;
    private readonly List<Cell> cells = [];
    private readonly HiddenColumns hiddenColumns = new();
    private readonly HashSet<int> hiddenRows = [];
    private readonly RowBuilder builder = new(part.Name, limits);
    private bool isToBeCalculated;
    private int lastRow;
    private int widest;

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
        if ((long)lastRow * widest > limits.MaxSheetArea)
            throw Refusals.Limit(new CellRef(part.Name, lastRow, widest), "area", limits.MaxSheetArea);
        var next = 0;
        for (var row = 1; row <= lastRow; row++)
        {
            if (row > limits.MaxSheetRows)
                throw Refusals.Limit(new CellRef(part.Name, row, 0), "rows", limits.MaxSheetRows);
            for (; next < cells.Count && cells[next].Row == row; next++)
                Write(cells[next]);
            yield return builder.Take(row);
        }
    }

    private void Find()
    {
        var (depth, isOrdered, withText) = (0, true, -1);
        foreach (var record in XlsRecords.From(stream, part.Start))
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
            var before = cells.Count;
            Find(record, ref withText);
            for (var i = Math.Max(1, before); i < cells.Count; i++)
                isOrdered &= (cells[i - 1].Row, cells[i - 1].Column).CompareTo((cells[i].Row, cells[i].Column)) < 0;
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
        var ordered = cells.OrderBy(c => c.Row).ThenBy(c => c.Column).ToList();
        cells.Clear();
        cells.AddRange(ordered);
    }

    private void Find(XlsRecord record, ref int withText)
    {
        var (at, length) = (record.At, record.Length);
        switch (record.Type)
        {
            case XlsRecords.Uncalced:
                isToBeCalculated = true;
                break;
            case XlsRecords.ColInfo when length >= 10:
                if ((XlsRecords.U16(stream, at + 8) & 1) != 0 || XlsRecords.U16(stream, at + 4) == 0)
                    hiddenColumns.Add(XlsRecords.U16(stream, at) + 1, XlsRecords.U16(stream, at + 2) + 1);
                break;
            case XlsRecords.MergedCells when length >= 2:
                for (var i = 0; i < XlsRecords.U16(stream, at) && 2 + (8 * (i + 1)) <= length; i++)
                    AddMerged(at + 2 + (8 * i));
                break;
            case XlsRecords.Row when length >= 14:
                if ((stream[at + 12] & 0x20) != 0)
                    hiddenRows.Add(XlsRecords.U16(stream, at) + 1);
                break;
            case XlsRecords.Number when length >= 14:
            case XlsRecords.Rk when length >= 10:
            case XlsRecords.LabelSst when length >= 10:
            case XlsRecords.Label or XlsRecords.RString or XlsRecords.BoolErr when length >= 8:
            case XlsRecords.Blank when length >= 6:
                withText = -1;
                Add(XlsRecords.U16(stream, at), XlsRecords.U16(stream, at + 2), record.Type, at);
                break;
            case XlsRecords.MulRk or XlsRecords.MulBlank when length >= 6:
                withText = -1;
                var size = record.Type == XlsRecords.MulRk ? 6 : 2;
                for (var i = 0; 4 + (size * (i + 1)) <= length - 2; i++)
                    Add(XlsRecords.U16(stream, at), XlsRecords.U16(stream, at + 2) + i, record.Type, at + 4 + (size * i));
                break;
            case XlsRecords.Formula or 0x206 or 0x406 when length >= 16:
                Add(XlsRecords.U16(stream, at), XlsRecords.U16(stream, at + 2), XlsRecords.Formula, at);
                withText = IsSpecial(at) && stream[at + 6] == 0 ? cells.Count - 1 : -1;
                break;
            // Between a formula and its text there may be records that it shares with others: arrays, tables, shared formulas.
            case XlsRecords.String when withText >= 0:
                cells[withText] = cells[withText] with { More = at };
                withText = -1;
                break;
        }
    }

    private void AddMerged(int at) =>
        builder.Merged.Add(
            new MergedRange(
                XlsRecords.U16(stream, at) + 1,
                XlsRecords.U16(stream, at + 4) + 1,
                XlsRecords.U16(stream, at + 2) + 1,
                XlsRecords.U16(stream, at + 6) + 1
            )
        );

    private void Add(int row, int column, int type, int at)
    {
        if (column >= WorkbookParts.MaxColumn)
            throw Refusals.Unreadable(part.Name);
        lastRow = Math.Max(lastRow, row + 1);
        widest = Math.Max(widest, column + 1);
        if (type is not (XlsRecords.Blank or XlsRecords.MulBlank))
            cells.Add(new Cell(row + 1, (ushort)(column + 1), (ushort)type, at, 0));
    }

    private bool IsSpecial(int at) => stream[at + 12] == 0xFF && stream[at + 13] == 0xFF;

    private void Write(Cell cell)
    {
        var where = new CellRef(part.Name, cell.Row, cell.Column);
        var at = cell.At;
        var style = workbook.StyleOf(XlsRecords.U16(stream, cell.Type == XlsRecords.MulRk ? at : at + 4));
        var look = CellTraits.None;
        var kind = CellKind.Text;
        var text = cell.Type switch
        {
            XlsRecords.Number => Number(XlsRecords.Double(stream, at + 6), style, ref look, out kind),
            XlsRecords.Rk => Number(XlsRecords.RkNumber(XlsRecords.I32(stream, at + 6)), style, ref look, out kind),
            XlsRecords.MulRk => Number(XlsRecords.RkNumber(XlsRecords.I32(stream, at + 2)), style, ref look, out kind),
            XlsRecords.LabelSst => workbook.Shared(XlsRecords.I32(stream, at + 6), where),
            XlsRecords.Label or XlsRecords.RString => Text(at - 4, 6, cell.Type == XlsRecords.RString && !workbook.IsBiff8, where),
            XlsRecords.BoolErr when stream[at + 7] == 1 => Error(stream[at + 6], out kind),
            XlsRecords.BoolErr => Boolean(stream[at + 6], out kind),
            _ => Formula(cell, style, where, ref look, out kind),
        };
        if (text.Length == 0)
            return;
        builder.Set(cell.Row, cell.Column, text, kind, look | style.Traits | PlaceTraits(cell));
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
        if (isToBeCalculated)
            look |= CellTraits.Stale;
        switch (IsSpecial(at) ? stream[at + 6] : number)
        {
            case number:
                var result = XlsRecords.Double(stream, at + 6);
                // Libraries that do not calculate write 0 and mark the formula for recalculation; Excel uses the same flag for something
                // else.
                if (result == 0 && (isToBeCalculated || (!workbook.HasRecalcId && (XlsRecords.U16(stream, at + 14) & onLoad) != 0)))
                    break;
                return Number(result, style, ref look, out kind);
            case text when cell.More > 0:
                return Text(cell.More - 4, 0, false, where);
            case boolean:
                return Boolean(stream[at + 8], out kind);
            case error:
                return Error(stream[at + 8], out kind);
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
        var record = new XlsRecord(XlsRecords.U16(stream, header), header + 4, XlsRecords.U16(stream, header + 2));
        var text = new XlsText(stream, XlsRecords.WithContinuations(stream, record), workbook.IsBiff8, workbook.Letters, workbook.Fonts);
        text.Skip(skip);
        var plain = text.Counted(wideCount: true, limits.MaxFieldLength, where);
        return hasRuns || (record.Type == XlsRecords.RString && workbook.IsBiff8) ? text.WithRuns(plain) : plain;
    }

    private CellTraits PlaceTraits(Cell cell)
    {
        var traits = part.IsHidden ? CellTraits.HiddenSheet : CellTraits.None;
        if (hiddenRows.Contains(cell.Row))
            traits |= CellTraits.HiddenRow;
        return hiddenColumns.Contains(cell.Column) ? traits | CellTraits.HiddenColumn : traits;
    }
}
