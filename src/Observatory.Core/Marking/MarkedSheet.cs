using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Reading;

namespace Observatory.Core.Marking;

/// <summary>
/// One sheet to mark (ECMA-376 part 1, 18.3.1.99). It is read twice: first to find which of the cells exist, their styles and other
/// properties of the sheet, then by <see cref="MarkedSheetWriter"/> to copy it letter by letter with changed styles.
/// </summary>
internal sealed class MarkedSheet
{
    // Depths of elements: sections of the sheet, rows of cells, cells.
    internal const int DataDepth = 1;
    internal const int RowDepth = 2;
    internal const int CellDepth = 3;

    private const int ColumnBits = 15;
    private const int MaxMerges = 1_000_000;
    private const int SmallMerge = 4096;

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

    /// <summary>The style that a cell gets; null for a cell that keeps its own.</summary>
    public int? StyleOf(int row, int column) => _styles.TryGetValue(Key(row, column), out var style) ? style : null;

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

    internal static int RowNumber(RawXml xml, int before) => Integer(xml.Attribute("r")) ?? before + 1;

    internal static (int Row, int Column, int LastRow, int LastColumn)? Area(string? reference)
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

    internal static int? Integer(string? text) =>
        int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number : null;
}
