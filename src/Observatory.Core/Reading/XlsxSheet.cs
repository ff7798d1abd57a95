using System.Globalization;
using System.IO.Compression;
using System.Xml;
using Observatory.Core.Cells;

namespace Observatory.Core.Reading;

/// <summary>One sheet of an XLSX workbook (ECMA-376 part 1, 18.3.1), read forward once.</summary>
internal sealed class XlsxSheet(XlsxWorkbook workbook, string name, ZipArchiveEntry part, bool isHidden, ReadLimits limits)
{
    private enum CellType
    {
        Number,
        Shared,
        Text,
        Boolean,
        IsoDate,
        Error,
    }

    private const int RowDepth = 2;

    // The longest part of a formula that a finding shows.
    private const int MaxFormula = 200;

    private readonly XlsxText _text = new(limits);
    private readonly RowBuilder _builder = new(name, limits);
    private readonly HiddenColumns _hiddenColumns = new();
    private int _row;
    private int _widest;
    private CellTraits _rowTraits;
    private string _edition = "";

    /// <summary>Every row, with blank rows for those that the sheet leaves out.</summary>
    public IEnumerable<GridRow> Rows()
    {
        using var xml = workbook.Xml(part);
        // Charts, dialogs and old macros are sheets without cells.
        xml.MoveToContent();
        var hasCells = xml.LocalName == "worksheet";
        _edition = xml.NamespaceURI;
        var within = "";
        while (WorkbookParts.Next(xml, part.FullName))
        {
            if (xml.NodeType != XmlNodeType.Element || xml.NamespaceURI != _edition)
                continue;
            if (xml.Depth < RowDepth)
                within = hasCells ? xml.LocalName : "";
            else if (xml.Depth == RowDepth && within == "cols" && xml.LocalName == "col")
            {
                ReadColumn(xml);
            }
            else if (xml.Depth == RowDepth && within == "mergeCells" && xml.LocalName == "mergeCell")
            {
                _builder.Merged.Add(xml.GetAttribute("ref"));
            }
            else if (xml.Depth == RowDepth && within == "sheetData" && xml.LocalName == "row")
            {
                var number = RowNumber(xml);
                if (number != _row)
                {
                    if (_row > 0)
                        yield return _builder.Take(_row);
                    for (_row++; _row < number; _row++)
                        yield return _builder.Blank(_row);
                }

                _rowTraits =
                    (isHidden ? CellTraits.HiddenSheet : CellTraits.None) | (IsHiddenRow(xml) ? CellTraits.HiddenRow : CellTraits.None);
                ReadCells(xml);
            }
        }

        if (_row > 0)
            yield return _builder.Take(_row);
    }

    private int RowNumber(XmlReader xml)
    {
        var given = xml.GetAttribute("r");
        var number = _row + 1;
        if (
            (given is not null && !int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out number))
            || number < 1
            || number > limits.MaxSheetRows
        )
            throw Refusals.Bomb(part.FullName, "rows", limits.MaxSheetRows);
        // Spreadsheets call such a workbook damaged and drop some of its rows, and nobody can know which.
        return number >= _row ? number : throw Refusals.Unordered(new CellRef(name, number, 0), part.FullName);
    }

    private static bool IsHiddenRow(XmlReader xml) => WorkbookParts.IsSet(xml, "hidden") || xml.GetAttribute("ht") == "0";

    private void ReadColumn(XmlReader xml)
    {
        if (
            (WorkbookParts.IsSet(xml, "hidden") || xml.GetAttribute("width") == "0")
            && int.TryParse(xml.GetAttribute("min"), NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(xml.GetAttribute("max"), NumberStyles.None, CultureInfo.InvariantCulture, out var last)
        )
            _hiddenColumns.Add(first, last);
    }

    private CellTraits PlaceTraits(int column) => _hiddenColumns.Contains(column) ? _rowTraits | CellTraits.HiddenColumn : _rowTraits;

    private void ReadCells(XmlReader xml)
    {
        if (xml.IsEmptyElement)
            return;
        var column = 0;
        while (WorkbookParts.Next(xml, part.FullName) && xml.Depth > RowDepth)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.Depth == RowDepth + 1 && xml.LocalName == "c" && xml.NamespaceURI == _edition)
                ReadCell(xml, ref column);
        }

        if ((long)_row * _widest > limits.MaxSheetArea)
            throw Refusals.Limit(new CellRef(name, _row, _widest), "area", limits.MaxSheetArea);
    }

    private void ReadCell(XmlReader xml, ref int column)
    {
        column = WorkbookParts.Column(xml.GetAttribute("r")) ?? column + 1;
        if (column > WorkbookParts.MaxColumn)
            throw Refusals.Bomb(part.FullName, "columns", WorkbookParts.MaxColumn);
        _widest = Math.Max(_widest, column);
        var (cell, kind, look) = ("", CellKind.Empty, CellTraits.None);
        if (!xml.IsEmptyElement)
        {
            var type = TypeOf(xml.GetAttribute("t"));
            // The style of a text matters only if any style of the workbook has a font with meaning.
            var style = type == CellType.Number || workbook.HasLooks ? workbook.StyleOf(xml.GetAttribute("s")) : StyleMeaning.Usual;
            var (isFormula, hasValue, formula) = (false, false, "");
            while (WorkbookParts.Next(xml, part.FullName) && xml.Depth > RowDepth + 1)
            {
                if (xml.NodeType != XmlNodeType.Element || xml.Depth != RowDepth + 2 || xml.NamespaceURI != _edition)
                    continue;
                switch (xml.LocalName)
                {
                    case "f":
                        isFormula = true;
                        // The formula's text is needed only if no value may follow.
                        if (ReadFormula(xml, new CellRef(name, _row, column)) is { } words)
                            formula = words;
                        break;
                    case "v" or "is":
                        _text.Clear();
                        if (xml.LocalName == "v")
                            _text.ReadElement(xml, part.FullName, new CellRef(name, _row, column));
                        else
                            _text.ReadItem(xml, part.FullName, new CellRef(name, _row, column));
                        // An empty text is a value; an empty number is not.
                        hasValue = _text.Length > 0 || type == CellType.Text;
                        if (_text.Length > 0)
                            cell = Write(type, style, out kind, out look);
                        break;
                }
            }

            if (isFormula)
            {
                if (!hasValue || (workbook.IsToBeCalculated && cell is "" or "0"))
                    (cell, kind) = ("=" + formula, CellKind.Formula);
                else if (workbook.IsToBeCalculated || workbook.IsStale)
                    look |= CellTraits.Stale;
            }

            if (cell.Length > 0)
                look |= style.Traits | PlaceTraits(column);
        }

        _builder.Set(_row, column, cell, kind, look);
    }

    private string? ReadFormula(XmlReader xml, CellRef where)
    {
        _text.Clear();
        _text.ReadElement(xml, part.FullName, where);
        return _text.Length == 0 ? null : new string(_text.Span[..Math.Min(_text.Length, MaxFormula)]);
    }

    private static CellType TypeOf(string? type) =>
        type switch
        {
            "s" => CellType.Shared,
            "str" or "inlineStr" => CellType.Text,
            "d" => CellType.IsoDate,
            "b" => CellType.Boolean,
            "e" => CellType.Error,
            _ => CellType.Number,
        };

    private string Write(CellType type, StyleMeaning style, out CellKind kind, out CellTraits look)
    {
        kind = CellKind.Text;
        look = CellTraits.None;
        switch (type)
        {
            case CellType.Shared when int.TryParse(_text.Span, NumberStyles.Integer, CultureInfo.InvariantCulture, out var index):
                return workbook.Shared(index, part);
            case CellType.Boolean when _text.Span is "1" or "true":
                kind = CellKind.Boolean;
                return "TRUE";
            case CellType.Boolean when _text.Span is "0" or "false":
                kind = CellKind.Boolean;
                return "FALSE";
            case CellType.IsoDate when CellText.TryIsoDate(_text.Span, out var date):
                kind = CellKind.Date;
                look = workbook.Is1904 ? CellTraits.From1904 : CellTraits.None;
                return date;
            case CellType.Error:
                kind = CellKind.Error;
                return _text.Span.ToString();
            case CellType.Number:
                return WriteNumber(style.Look, out kind, out look);
            default:
                return _text.Unescaped();
        }
    }

    private string WriteNumber(NumberLook format, out CellKind kind, out CellTraits look)
    {
        look = workbook.Is1904 ? CellTraits.From1904 : CellTraits.None;
        kind = CellKind.Number;
        if (format == default && CellText.TryInteger(_text.Span, out var integer))
            return integer;
        if (!double.TryParse(_text.Span, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
        {
            kind = CellKind.Text;
            return _text.Span.ToString();
        }

        look |= format.TraitsOf(number);
        return CellText.Shown(number, format.Meaning, workbook.Is1904, out kind);
    }
}
