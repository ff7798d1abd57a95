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

    private readonly XlsxText text = new(limits);
    private readonly RowBuilder builder = new(name, limits);
    private readonly HiddenColumns hiddenColumns = new();
    private int row;
    private int widest;
    private CellTraits rowTraits;
    private string edition = "";

    /// <summary>Every row, with blank rows for those that the sheet leaves out.</summary>
    public IEnumerable<GridRow> Rows()
    {
        using var xml = workbook.Xml(part);
        // Charts, dialogs and old macros are sheets without cells.
        xml.MoveToContent();
        var hasCells = xml.LocalName == "worksheet";
        edition = xml.NamespaceURI;
        var within = "";
        while (WorkbookParts.Next(xml, part.FullName))
        {
            if (xml.NodeType != XmlNodeType.Element || xml.NamespaceURI != edition)
                continue;
            if (xml.Depth < RowDepth)
                within = hasCells ? xml.LocalName : "";
            else if (xml.Depth == RowDepth && within == "cols" && xml.LocalName == "col")
            {
                ReadColumn(xml);
            }
            else if (xml.Depth == RowDepth && within == "mergeCells" && xml.LocalName == "mergeCell")
            {
                builder.Merged.Add(xml.GetAttribute("ref"));
            }
            else if (xml.Depth == RowDepth && within == "sheetData" && xml.LocalName == "row")
            {
                var number = RowNumber(xml);
                if (number != row)
                {
                    if (row > 0)
                        yield return builder.Take(row);
                    for (row++; row < number; row++)
                        yield return builder.Blank(row);
                }

                rowTraits =
                    (isHidden ? CellTraits.HiddenSheet : CellTraits.None) | (IsHiddenRow(xml) ? CellTraits.HiddenRow : CellTraits.None);
                ReadCells(xml);
            }
        }

        if (row > 0)
            yield return builder.Take(row);
    }

    private int RowNumber(XmlReader xml)
    {
        var given = xml.GetAttribute("r");
        var number = row + 1;
        if (
            (given is not null && !int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out number))
            || number < 1
            || number > limits.MaxSheetRows
        )
            throw Refusals.Bomb(part.FullName, "rows", limits.MaxSheetRows);
        // Spreadsheets call such a workbook damaged and drop some of its rows, and nobody can know which.
        return number >= row ? number : throw Refusals.Unordered(new CellRef(name, number, 0), part.FullName);
    }

    private static bool IsHiddenRow(XmlReader xml) => WorkbookParts.IsSet(xml, "hidden") || xml.GetAttribute("ht") == "0";

    private void ReadColumn(XmlReader xml)
    {
        if (
            (WorkbookParts.IsSet(xml, "hidden") || xml.GetAttribute("width") == "0")
            && int.TryParse(xml.GetAttribute("min"), NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(xml.GetAttribute("max"), NumberStyles.None, CultureInfo.InvariantCulture, out var last)
        )
            hiddenColumns.Add(first, last);
    }

    private CellTraits PlaceTraits(int column) => hiddenColumns.Contains(column) ? rowTraits | CellTraits.HiddenColumn : rowTraits;

    private void ReadCells(XmlReader xml)
    {
        if (xml.IsEmptyElement)
            return;
        var column = 0;
        while (WorkbookParts.Next(xml, part.FullName) && xml.Depth > RowDepth)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.Depth == RowDepth + 1 && xml.LocalName == "c" && xml.NamespaceURI == edition)
                ReadCell(xml, ref column);
        }

        if ((long)row * widest > limits.MaxSheetArea)
            throw Refusals.Limit(new CellRef(name, row, widest), "area", limits.MaxSheetArea);
    }

    private void ReadCell(XmlReader xml, ref int column)
    {
        column = WorkbookParts.Column(xml.GetAttribute("r")) ?? column + 1;
        if (column > WorkbookParts.MaxColumn)
            throw Refusals.Bomb(part.FullName, "columns", WorkbookParts.MaxColumn);
        widest = Math.Max(widest, column);
        var (cell, kind, look) = ("", CellKind.Empty, CellTraits.None);
        if (!xml.IsEmptyElement)
        {
            var type = TypeOf(xml.GetAttribute("t"));
            // The style of a text matters only if any style of the workbook has a font with meaning.
            var style = type == CellType.Number || workbook.HasLooks ? workbook.StyleOf(xml.GetAttribute("s")) : StyleMeaning.Usual;
            var (isFormula, hasValue, formula) = (false, false, "");
            while (WorkbookParts.Next(xml, part.FullName) && xml.Depth > RowDepth + 1)
            {
                if (xml.NodeType != XmlNodeType.Element || xml.Depth != RowDepth + 2 || xml.NamespaceURI != edition)
                    continue;
                switch (xml.LocalName)
                {
                    case "f":
                        isFormula = true;
                        // The formula's text is needed only if no value may follow.
                        if (ReadFormula(xml, new CellRef(name, row, column)) is { } words)
                            formula = words;
                        break;
                    case "v" or "is":
                        text.Clear();
                        if (xml.LocalName == "v")
                            text.ReadElement(xml, part.FullName, new CellRef(name, row, column));
                        else
                            text.ReadItem(xml, part.FullName, new CellRef(name, row, column));
                        // An empty text is a value; an empty number is not.
                        hasValue = text.Length > 0 || type == CellType.Text;
                        if (text.Length > 0)
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

        builder.Set(row, column, cell, kind, look);
    }

    private string? ReadFormula(XmlReader xml, CellRef where)
    {
        text.Clear();
        text.ReadElement(xml, part.FullName, where);
        return text.Length == 0 ? null : new string(text.Span[..Math.Min(text.Length, MaxFormula)]);
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
            case CellType.Shared when int.TryParse(text.Span, NumberStyles.Integer, CultureInfo.InvariantCulture, out var index):
                return workbook.Shared(index, part);
            case CellType.Boolean when text.Span is "1" or "true":
                kind = CellKind.Boolean;
                return "TRUE";
            case CellType.Boolean when text.Span is "0" or "false":
                kind = CellKind.Boolean;
                return "FALSE";
            case CellType.IsoDate when CellText.TryIsoDate(text.Span, out var date):
                kind = CellKind.Date;
                look = workbook.Is1904 ? CellTraits.From1904 : CellTraits.None;
                return date;
            case CellType.Error:
                kind = CellKind.Error;
                return text.Span.ToString();
            case CellType.Number:
                return WriteNumber(style.Look, out kind, out look);
            default:
                return text.Unescaped();
        }
    }

    private string WriteNumber(NumberLook format, out CellKind kind, out CellTraits look)
    {
        look = workbook.Is1904 ? CellTraits.From1904 : CellTraits.None;
        kind = CellKind.Number;
        if (format == default && CellText.TryInteger(text.Span, out var integer))
            return integer;
        if (!double.TryParse(text.Span, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
        {
            kind = CellKind.Text;
            return text.Span.ToString();
        }

        look |= format.TraitsOf(number);
        return CellText.Shown(number, format.Meaning, workbook.Is1904, out kind);
    }
}
