using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Reading;

namespace Observatory.Core.Marking;

/// <summary>
/// Copies the XML of a sheet letter by letter, with the styles of its marked cells, the cells and rows that it lacks, and a reference to
/// the drawing of its comments.
/// </summary>
internal sealed class MarkedSheetWriter
{
    // Elements before the rows, and those after the reference to comments.
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

    private readonly MarkedSheet _sheet;
    private readonly IReadOnlyList<PlacedMark> _placed;
    private readonly RawXml _xml;
    private readonly TextWriter _to;
    private string? _drawing;

    // The next of the marks, and the row and the column of the element that was read last.
    private int _at;
    private int _row;
    private int _column;
    private int _rows;
    private string _prefix = "";
    private bool _isData;
    private bool _dataWritten;

    /// <param name="drawing">Relation of a drawing for comments to add; null for none.</param>
    public MarkedSheetWriter(MarkedSheet sheet, RawXml xml, TextWriter to, string? drawing)
    {
        (_sheet, _placed, _xml, _to, _drawing) = (sheet, sheet.Placed, xml, to, drawing);
    }

    public void Write(CancellationToken cancellation)
    {
        while (_xml.Read())
            if (!TryChange(cancellation))
                _to.Write(_xml.Raw);
    }

    /// <summary>Writes what the current element needs before it; true if the element itself was written with changes.</summary>
    private bool TryChange(CancellationToken cancellation)
    {
        var isElement = _xml.Kind is RawKind.Start or RawKind.Empty;
        switch (_xml.Depth)
        {
            case 0 when isElement:
                _prefix = _xml.Prefix;
                return _xml.Kind == RawKind.Empty && WriteEmptySheet();
            case 0 when _xml.Kind == RawKind.End:
                if (!_dataWritten)
                    WriteData();
                WriteDrawing();
                return false;
            case MarkedSheet.DataDepth when isElement:
                return TrySection();
            case MarkedSheet.DataDepth when _xml.Kind == RawKind.End && _isData:
                WriteRowsBefore(int.MaxValue);
                _isData = false;
                return false;
            case MarkedSheet.RowDepth when _isData && isElement && _xml.Name.SequenceEqual("row"):
                if ((++_rows & 1023) == 0)
                    cancellation.ThrowIfCancellationRequested();
                return TryRow();
            case MarkedSheet.RowDepth when _isData && _xml.Kind == RawKind.End && _xml.Name.SequenceEqual("row"):
                WriteCellsBefore(int.MaxValue);
                return false;
            case MarkedSheet.CellDepth when _isData && isElement && _xml.Name.SequenceEqual("c"):
                return TryCell();
            default:
                return false;
        }
    }

    private bool WriteEmptySheet()
    {
        var root = $"{_prefix}{_xml.Name}";
        _xml.WriteOpened(_to);
        WriteData();
        WriteDrawing();
        _to.Write($"</{root}>");
        return true;
    }

    private bool TrySection()
    {
        _isData = _xml.Name.SequenceEqual("sheetData");
        if (!_isData && !_dataWritten && !BeforeData.Contains(_xml.Name.ToString()))
            WriteData();
        if (_dataWritten && BehindDrawing.Contains(_xml.Name.ToString()))
            WriteDrawing();
        if (_xml.Name.SequenceEqual("dimension") && _xml.Attribute("ref") is { } dimension && Widened(dimension) is { } widened)
        {
            _xml.WriteWith(_to, ("ref", widened));
            return true;
        }
        _dataWritten |= _isData;
        if (!_isData || _xml.Kind != RawKind.Empty || _placed.Count == 0)
            return false;
        _xml.WriteOpened(_to);
        WriteRowsBefore(int.MaxValue);
        _to.Write($"</{_prefix}sheetData>");
        return true;
    }

    private bool TryRow()
    {
        _row = MarkedSheet.RowNumber(_xml, _row);
        _column = 0;
        WriteRowsBefore(_row);
        if (_at == _placed.Count || _placed[_at].Row != _row)
            return false;
        var tag = Spans(_xml.Attribute("spans")) is { } spans ? RawXml.With(_xml.Raw, _xml.Kind, ("spans", spans)) : _xml.Raw.ToString();
        if (_xml.Kind != RawKind.Empty)
        {
            _to.Write(tag);
            return true;
        }
        _to.Write(tag[..^2].TrimEnd() + ">");
        WriteCellsBefore(int.MaxValue);
        _to.Write($"</{_prefix}row>");
        return true;
    }

    private bool TryCell()
    {
        _column = WorkbookParts.Column(_xml.Attribute("r")) ?? _column + 1;
        if (_at < _placed.Count && _placed[_at].Row == _row)
            WriteCellsBefore(_column);
        if (_sheet.StyleOf(_row, _column) is not { } style)
            return false;
        _xml.WriteWith(_to, ("s", N(style)));
        return true;
    }

    /// <summary>Writes cells that the sheet lacks, before another or at the end of the row.</summary>
    private void WriteCellsBefore(int before)
    {
        for (; _at < _placed.Count && _placed[_at].Row == _row && _placed[_at].Column < before; _at++)
            if (!_placed[_at].Exists)
                WriteCell(_placed[_at]);
    }

    /// <summary>Writes rows that the sheet lacks, before another or at the end.</summary>
    private void WriteRowsBefore(int before)
    {
        while (_at < _placed.Count && _placed[_at].Row < before)
        {
            var number = _placed[_at].Row;
            var isOpen = false;
            for (; _at < _placed.Count && _placed[_at].Row == number; _at++)
            {
                if (_placed[_at].Exists)
                    continue;
                if (!isOpen)
                    _to.Write($"<{_prefix}row r=\"{N(number)}\">");
                isOpen = true;
                WriteCell(_placed[_at]);
            }

            if (isOpen)
                _to.Write($"</{_prefix}row>");
        }
    }

    private void WriteData()
    {
        _dataWritten = true;
        if (_placed.Count == 0)
            return;
        _to.Write($"<{_prefix}sheetData>");
        WriteRowsBefore(int.MaxValue);
        _to.Write($"</{_prefix}sheetData>");
    }

    private void WriteDrawing()
    {
        if (_drawing is not null)
            _to.Write(
                $"<{_prefix}legacyDrawing xmlns:r=\"{(_sheet.IsStrict ? PackageParts.StrictRelations : PackageParts.Relations)}\" "
                    + $"r:id=\"{_drawing}\"/>"
            );
        _drawing = null;
    }

    private void WriteCell(PlacedMark mark) => _to.Write($"<{_prefix}c r=\"{mark.A1}\" s=\"{N(mark.Style)}\"/>");

    /// <summary>The sheet's declared range, extended to include the added cells; null if it includes them already.</summary>
    private string? Widened(string dimension)
    {
        if (MarkedSheet.Area(dimension) is not var (row, column, lastRow, lastColumn))
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
    private string? Spans(string? spans)
    {
        if (spans is null)
            return null;
        var (first, last) = (int.MaxValue, 0);
        foreach (var span in spans.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (
                span.Split(':') is not [var from, var to]
                || MarkedSheet.Integer(from) is not { } low
                || MarkedSheet.Integer(to) is not { } high
            )
                return null;
            (first, last) = (Math.Min(first, low), Math.Max(last, high));
        }

        var (wantedFirst, wantedLast) = (first, last);
        for (var i = _at; i < _placed.Count && _placed[i].Row == _row; i++)
            (wantedFirst, wantedLast) = (Math.Min(wantedFirst, _placed[i].Column), Math.Max(wantedLast, _placed[i].Column));
        return (wantedFirst, wantedLast) == (first, last) ? null : $"{N(wantedFirst)}:{N(wantedLast)}";
    }

    private static string N(int number) => number.ToString(CultureInfo.InvariantCulture);
}
