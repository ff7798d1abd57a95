using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Reading;

namespace Observatory.Core.Marking;

/// <summary>
/// One sheet to mark (ECMA-376 part 1, 18.3.1.99). It is read twice: first to find which of the cells exist, their styles and other
/// properties of the sheet, then to copy it letter by letter with changed styles.
/// </summary>
internal sealed class MarkedSheet
{
    private const int DataDepth = 1;
    private const int RowDepth = 2;
    private const int CellDepth = 3;
    private const int ColumnBits = 15;
    private const int MaxMerges = 1_000_000;
    private const int SmallMerge = 4096;

    // Elements before the rows, and those after the reference to comments.
    private static readonly string[] BeforeData = ["sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols"];
    private static readonly string[] BehindDrawing =
    [
        "legacyDrawingHF",
        "drawingHF",
        "picture",
        "oleObjects",
        "controls",
        "webPublishItems",
        "tableParts",
        "extLst",
        "AlternateContent",
    ];

    private readonly Dictionary<long, CellMark> _wanted;
    private readonly Dictionary<long, int> _found = [];
    private readonly List<(int Row, int Column, int LastRow, int LastColumn)> _merged = [];
    private readonly List<(int First, int Last, int Style)> _columns = [];
    private readonly Dictionary<int, int> _rowStyles = [];
    private readonly Dictionary<long, int> _styles = [];
    private readonly Dictionary<long, long> _moved = [];
    private List<PlacedMark> _placed = [];

    public MarkedSheet(string name, Dictionary<long, CellMark> wanted)
    {
        Name = name;
        _wanted = wanted;
    }

    public string Name { get; }

    /// <summary>True for a sheet with cells; charts, dialogs and old macros have none.</summary>
    public bool HasCells { get; private set; }

    /// <summary>Relation of the drawing of its comments; null if it has none.</summary>
    public string? LegacyDrawing { get; private set; }

    /// <summary>Whether it is in the strict edition of the format, which has other namespaces.</summary>
    public bool IsStrict { get; private set; }

    /// <summary>The marked cells, in the order of the sheet. Empty before <see cref="Survey"/>.</summary>
    public IReadOnlyList<PlacedMark> Placed => _placed;

    public static long Key(int row, int column) => ((long)row << ColumnBits) | (uint)column;

    /// <summary>The position at which a cell is marked: the first cell of those it is merged with, or the first cell of its row.</summary>
    public CellRef ShownAt(CellRef cell) =>
        _moved.TryGetValue(Key(cell.Row, cell.Column), out var key) ? cell with { Row = RowOf(key), Column = ColumnOf(key) } : cell;

    public void Survey(Func<RawXml> open, MarkedStyles styles, CancellationToken cancellation)
    {
        Look(open, cancellation);
        if (!HasCells)
            return;
        if (MoveToFirstOfMerged())
            Look(open, cancellation);
        SpreadOverRows();
        _placed = [.. _wanted.OrderBy(w => w.Key).Select(w => Place(w.Key, w.Value, styles))];
    }

    /// <param name="drawing">Relation of a drawing for comments to add; null for none.</param>
    public void Write(RawXml xml, TextWriter to, string? drawing, CancellationToken cancellation)
    {
        var (at, row, column, prefix, isData, rows) = (0, 0, 0, "", false, 0);
        var dataWritten = false;
        while (xml.Read())
        {
            switch (xml.Kind)
            {
                case RawKind.Start or RawKind.Empty when xml.Depth == 0:
                    prefix = xml.Prefix;
                    if (xml.Kind == RawKind.Empty)
                    {
                        var root = $"{prefix}{xml.Name}";
                        xml.WriteOpened(to);
                        WriteData(to);
                        WriteDrawing(to);
                        to.Write($"</{root}>");
                        continue;
                    }

                    break;

                case RawKind.Start
                or RawKind.Empty when xml.Depth == DataDepth:
                    isData = xml.Name.SequenceEqual("sheetData");
                    if (!isData && !dataWritten && !BeforeData.Contains(xml.Name.ToString()))
                        WriteData(to);
                    if (dataWritten && BehindDrawing.Contains(xml.Name.ToString()))
                        WriteDrawing(to);
                    if (xml.Name.SequenceEqual("dimension") && xml.Attribute("ref") is { } dimension && Widened(dimension) is { } widened)
                    {
                        xml.WriteWith(to, ("ref", widened));
                        continue;
                    }

                    dataWritten |= isData;
                    if (isData && xml.Kind == RawKind.Empty && _placed.Count > 0)
                    {
                        xml.WriteOpened(to);
                        WriteRowsBefore(int.MaxValue, to);
                        to.Write($"</{prefix}sheetData>");
                        continue;
                    }

                    break;

                case RawKind.End when xml.Depth == DataDepth && isData:
                    WriteRowsBefore(int.MaxValue, to);
                    isData = false;
                    break;

                case RawKind.End when xml.Depth == 0:
                    if (!dataWritten)
                        WriteData(to);
                    WriteDrawing(to);
                    break;

                case RawKind.Start
                or RawKind.Empty when isData && xml.Depth == RowDepth && xml.Name.SequenceEqual("row"):
                    if ((++rows & 1023) == 0)
                        cancellation.ThrowIfCancellationRequested();
                    row = RowNumber(xml, row);
                    column = 0;
                    WriteRowsBefore(row, to);
                    if (at == _placed.Count || _placed[at].Row != row)
                        break;
                    if (Spans(xml.Attribute("spans"), at) is { } spans)
                        to.Write(Opened(RawXml.With(xml.Raw, xml.Kind, ("spans", spans)), xml.Kind));
                    else
                        to.Write(Opened(xml.Raw.ToString(), xml.Kind));
                    if (xml.Kind == RawKind.Empty)
                    {
                        WriteCellsBefore(int.MaxValue, to);
                        to.Write($"</{prefix}row>");
                    }

                    continue;

                case RawKind.End when isData && xml.Depth == RowDepth && xml.Name.SequenceEqual("row"):
                    WriteCellsBefore(int.MaxValue, to);
                    break;

                case RawKind.Start
                or RawKind.Empty when isData && xml.Depth == CellDepth && xml.Name.SequenceEqual("c"):
                    column = WorkbookParts.Column(xml.Attribute("r")) ?? column + 1;
                    if (StyleAt(row, column, to) is not { } style)
                        break;
                    xml.WriteWith(to, ("s", N(style)));
                    continue;
            }

            to.Write(xml.Raw);
        }

        string Opened(string tag, RawKind kind) => kind == RawKind.Empty ? tag[..^2].TrimEnd() + ">" : tag;

        int? StyleAt(int inRow, int inColumn, TextWriter cells)
        {
            if (at < _placed.Count && _placed[at].Row == inRow)
                WriteCellsBefore(inColumn, cells);
            return StyleOf(inRow, inColumn);
        }

        // Cells that the sheet lacks, before another or at the end of the row.
        void WriteCellsBefore(int before, TextWriter cells)
        {
            for (; at < _placed.Count && _placed[at].Row == row && _placed[at].Column < before; at++)
            {
                if (!_placed[at].Exists)
                    WriteCell(cells, _placed[at], prefix);
            }
        }

        // Rows that the sheet lacks.
        void WriteRowsBefore(int before, TextWriter data)
        {
            while (at < _placed.Count && _placed[at].Row < before)
            {
                var number = _placed[at].Row;
                var open = false;
                for (; at < _placed.Count && _placed[at].Row == number; at++)
                {
                    if (_placed[at].Exists)
                        continue;
                    if (!open)
                        data.Write($"<{prefix}row r=\"{N(number)}\">");
                    open = true;
                    WriteCell(data, _placed[at], prefix);
                }

                if (open)
                    data.Write($"</{prefix}row>");
            }
        }

        void WriteData(TextWriter sheet)
        {
            dataWritten = true;
            if (_placed.Count == 0)
                return;
            sheet.Write($"<{prefix}sheetData>");
            WriteRowsBefore(int.MaxValue, sheet);
            sheet.Write($"</{prefix}sheetData>");
        }

        void WriteDrawing(TextWriter sheet)
        {
            if (drawing is not null)
                sheet.Write(
                    $"<{prefix}legacyDrawing xmlns:r=\"{(IsStrict ? PackageParts.StrictRelations : PackageParts.Relations)}\" "
                        + $"r:id=\"{drawing}\"/>"
                );
            drawing = null;
        }
    }

    private static void WriteCell(TextWriter to, PlacedMark mark, string prefix) =>
        to.Write($"<{prefix}c r=\"{mark.A1}\" s=\"{N(mark.Style)}\"/>");

    private int? StyleOf(int row, int column) => _styles.TryGetValue(Key(row, column), out var style) ? style : null;

    private PlacedMark Place(long key, CellMark mark, MarkedStyles styles)
    {
        var (row, column) = (RowOf(key), ColumnOf(key));
        var exists = _found.TryGetValue(key, out var own);
        if (!exists && !_rowStyles.TryGetValue(row, out own))
            own = _columns.FirstOrDefault(c => column >= c.First && column <= c.Last).Style;
        var placed = new PlacedMark(row, column, styles.Marked(own, mark.Severity), exists, mark);
        _styles[key] = placed.Style;
        return placed;
    }

    private void Look(Func<RawXml> open, CancellationToken cancellation)
    {
        _found.Clear();
        _merged.Clear();
        _columns.Clear();
        _rowStyles.Clear();
        var wantedRows = _wanted.Keys.Select(RowOf).ToHashSet();
        using var xml = open();
        var (section, row, column, isWanted, isWhole, rows) = ("", 0, 0, false, false, 0);
        while (xml.Read())
        {
            if (xml.Kind is not (RawKind.Start or RawKind.Empty))
                continue;
            switch (xml.Depth)
            {
                case 0:
                    HasCells = xml.Name.SequenceEqual("worksheet");
                    if (!HasCells)
                        return;
                    IsStrict = xml.Raw.IndexOf("\"http://purl.oclc.org/ooxml/spreadsheetml/main\"") >= 0;
                    break;
                case DataDepth:
                    section = xml.Name.ToString();
                    if (section == "legacyDrawing")
                        LegacyDrawing = xml.Attribute(":id");
                    break;
                case RowDepth when section == "sheetData" && xml.Name.SequenceEqual("row"):
                    if ((++rows & 1023) == 0)
                        cancellation.ThrowIfCancellationRequested();
                    row = RowNumber(xml, row);
                    column = 0;
                    isWanted = wantedRows.Contains(row);
                    isWhole = isWanted && _wanted.ContainsKey(Key(row, 0));
                    if (isWanted && xml.Attribute("customFormat") is "1" or "true" && Integer(xml.Attribute("s")) is { } rowStyle)
                        _rowStyles[row] = rowStyle;
                    break;
                case CellDepth when isWanted && section == "sheetData" && xml.Name.SequenceEqual("c"):
                    column = WorkbookParts.Column(xml.Attribute("r")) ?? column + 1;
                    var key = Key(row, column);
                    if (isWhole || _wanted.ContainsKey(key))
                        _found[key] = Integer(xml.Attribute("s")) ?? 0;
                    break;
                case RowDepth when section == "cols" && xml.Name.SequenceEqual("col"):
                    if (
                        Integer(xml.Attribute("style")) is { } columnStyle
                        && Integer(xml.Attribute("min")) is { } first
                        && Integer(xml.Attribute("max")) is { } last
                    )
                        _columns.Add((first, last, columnStyle));
                    break;
                case RowDepth when section == "mergeCells" && xml.Name.SequenceEqual("mergeCell"):
                    if (_merged.Count < MaxMerges && Area(xml.Attribute("ref")) is { } area)
                        _merged.Add(area);
                    break;
            }
        }
    }

    /// <summary>Moves marks to the first of merged cells, because spreadsheet programs show colour and comment only there.</summary>
    private bool MoveToFirstOfMerged()
    {
        var moved = false;
        foreach (var (row, column, lastRow, lastColumn) in _merged)
        {
            var first = Key(row, column);
            var small = (long)(lastRow - row + 1) * (lastColumn - column + 1) <= SmallMerge;
            var inside = small
                ? Enumerable
                    .Range(row, lastRow - row + 1)
                    .SelectMany(r => Enumerable.Range(column, lastColumn - column + 1).Select(c => Key(r, c)))
                    .Where(_wanted.ContainsKey)
                : _wanted.Keys.Where(k => ColumnOf(k) >= column && ColumnOf(k) <= lastColumn && RowOf(k) >= row && RowOf(k) <= lastRow);
            foreach (var key in inside.Where(k => k != first).ToList())
            {
                _wanted[first] = CellMark.Join(_wanted.GetValueOrDefault(first), _wanted[key]);
                _wanted.Remove(key);
                _moved[key] = first;
                moved = true;
            }
        }

        return moved;
    }

    /// <summary>A finding about a whole row colours all its cells; its comment is at the first.</summary>
    private void SpreadOverRows()
    {
        var whole = _wanted.Where(w => ColumnOf(w.Key) == 0).ToList();
        if (whole.Count == 0)
            return;
        var byRow = _found.Keys.ToLookup(RowOf);
        foreach (var (key, mark) in whole)
        {
            _wanted.Remove(key);
            var cells = byRow[RowOf(key)].Order().ToList();
            var first = cells.Count > 0 ? cells[0] : Key(RowOf(key), 1);
            _moved[key] = first;
            _wanted[first] = CellMark.Join(_wanted.GetValueOrDefault(first), mark);
            foreach (var cell in cells.Skip(1))
                _wanted[cell] = CellMark.Weigh(_wanted.GetValueOrDefault(cell), mark.Severity);
        }
    }

    /// <summary>The sheet's declared range, extended to include the added cells; null if it includes them already.</summary>
    private string? Widened(string dimension)
    {
        if (Area(dimension) is not var (row, column, lastRow, lastColumn))
            return null;
        var added = _placed.Where(p => !p.Exists).ToList();
        if (added.Count == 0)
            return null;
        var (top, left) = (Math.Min(row, added[0].Row), Math.Min(column, added.Min(p => p.Column)));
        var (bottom, right) = (Math.Max(lastRow, added[^1].Row), Math.Max(lastColumn, added.Max(p => p.Column)));
        return (top, left, bottom, right) == (row, column, lastRow, lastColumn)
            ? null
            : $"{new CellRef("", top, left).A1}:{new CellRef("", bottom, right).A1}";
    }

    /// <summary>
    /// The row's declared columns, extended to include the marked ones; null if they are included already, or nothing is declared.
    /// </summary>
    private string? Spans(string? spans, int mark)
    {
        if (spans is null)
            return null;
        var (first, last) = (int.MaxValue, 0);
        foreach (var span in spans.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (span.Split(':') is not [var from, var to] || Integer(from) is not { } low || Integer(to) is not { } high)
                return null;
            (first, last) = (Math.Min(first, low), Math.Max(last, high));
        }

        var (wantedFirst, wantedLast) = (first, last);
        for (var at = mark; at < _placed.Count && _placed[at].Row == _placed[mark].Row; at++)
            (wantedFirst, wantedLast) = (Math.Min(wantedFirst, _placed[at].Column), Math.Max(wantedLast, _placed[at].Column));
        return (wantedFirst, wantedLast) == (first, last) ? null : $"{N(wantedFirst)}:{N(wantedLast)}";
    }

    private static int RowNumber(RawXml xml, int before) => Integer(xml.Attribute("r")) ?? before + 1;

    private static (int Row, int Column, int LastRow, int LastColumn)? Area(string? reference)
    {
        if (reference is null)
            return null;
        var ends = reference.Split(':');
        if (Cell(ends[0]) is not var (row, column))
            return null;
        if (ends.Length == 1)
            return (row, column, row, column);
        return Cell(ends[1]) is var (lastRow, lastColumn) && lastRow >= row && lastColumn >= column
            ? (row, column, lastRow, lastColumn)
            : null;
    }

    internal static (int Row, int Column)? Cell(string? reference)
    {
        if (WorkbookParts.Column(reference) is not { } column || column > WorkbookParts.MaxColumn)
            return null;
        return Integer(reference!.TrimStart([.. "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"])) is { } row and > 0
            ? (row, column)
            : null;
    }

    private static int RowOf(long key) => (int)(key >> ColumnBits);

    private static int ColumnOf(long key) => (int)(key & ((1 << ColumnBits) - 1));

    private static int? Integer(string? text) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string N(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A marked cell.</summary>
/// <param name="Style">The style that it gets.</param>
/// <param name="Exists">False if the sheet lacks the cell, so that it has to be added.</param>
internal sealed record PlacedMark(int Row, int Column, int Style, bool Exists, CellMark Mark)
{
    public string A1 => new CellRef("", Row, Column).A1;
}
