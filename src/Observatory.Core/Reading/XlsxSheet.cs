using System.Globalization;
using System.IO.Compression;
using System.Xml;

namespace Observatory.Core.Reading;

/// <summary>One sheet of an XLSX workbook (ECMA-376 part 1, 18.3.1), read forward once.</summary>
internal sealed class XlsxSheet(XlsxWorkbook workbook, string name, ZipArchiveEntry part, ReadLimits limits)
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

    private static readonly string[] NoCells = [];

    private readonly XlsxText text = new(limits);
    private int row;
    private int widest;
    private int width;
    private string[] cells = new string[16];
    private CellKind[] kinds = new CellKind[16];

    // Kinds are shared while they repeat, as they do down a column.
    private CellKind[] sharedKinds = [];

    /// <summary>Every row, blank ones for those the sheet leaves out.</summary>
    public IEnumerable<GridRow> Rows()
    {
        using var xml = workbook.Xml(part);
        // Charts, dialogs and old macros are sheets without cells.
        xml.MoveToContent();
        var hasCells = xml.LocalName == "worksheet";
        var inData = false;
        while (WorkbookParts.Next(xml, part.FullName))
        {
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            if (xml.Depth < RowDepth)
                inData = hasCells && xml.LocalName == "sheetData";
            else if (inData && xml.Depth == RowDepth && xml.LocalName == "row")
            {
                var number = RowNumber(xml);
                if (number != row)
                {
                    if (row > 0)
                        yield return Take();
                    for (row++; row < number; row++)
                        yield return new GridRow(name, row, NoCells);
                }

                ReadCells(xml);
            }
        }

        if (row > 0)
            yield return Take();
    }

    /// <summary>The cells gathered, those without content at the end left out.</summary>
    private GridRow Take()
    {
        var used = width;
        width = 0;
        while (used > 0 && kinds[used - 1] == CellKind.Empty)
            used--;
        if (used == 0)
            return new GridRow(name, row, NoCells);
        var taken = cells.AsSpan(0, used).ToArray();
        var length = 0;
        foreach (var cell in taken)
            length += cell.Length;
        if (length > limits.MaxRecordLength)
            throw Refusals.Limit(new CellRef(name, row, 0), "record", limits.MaxRecordLength);
        if (!kinds.AsSpan(0, used).SequenceEqual(sharedKinds))
            sharedKinds = kinds.AsSpan(0, used).ToArray();
        return new GridRow(name, row, taken, sharedKinds);
    }

    private int RowNumber(XmlReader xml)
    {
        var given = xml.GetAttribute("r");
        var number = row + 1;
        if ((given is not null && !int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out number))
            || number < Math.Max(1, row) || number > limits.MaxSheetRows)
            throw Refusals.Bomb(part.FullName, "rows", limits.MaxSheetRows);
        return number;
    }

    private void ReadCells(XmlReader xml)
    {
        if (xml.IsEmptyElement)
            return;
        var column = 0;
        while (WorkbookParts.Next(xml, part.FullName) && xml.Depth > RowDepth)
        {
            if (xml.NodeType == XmlNodeType.Element && xml.Depth == RowDepth + 1 && xml.LocalName == "c")
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
        var (cell, kind) = ("", CellKind.Empty);
        if (!xml.IsEmptyElement)
        {
            var type = TypeOf(xml.GetAttribute("t"));
            var style = xml.GetAttribute("s");
            while (WorkbookParts.Next(xml, part.FullName) && xml.Depth > RowDepth + 1)
            {
                if (xml.NodeType != XmlNodeType.Element || xml.Depth != RowDepth + 2 || xml.LocalName is not ("v" or "is"))
                    continue;
                text.Clear();
                if (xml.LocalName == "v")
                    text.ReadElement(xml, part.FullName, new CellRef(name, row, column));
                else
                    text.ReadItem(xml, part.FullName, new CellRef(name, row, column));
                if (text.Length > 0)
                    cell = Write(type, style, out kind);
            }
        }

        Set(column, cell, cell.Length == 0 ? CellKind.Empty : kind);
    }

    private static CellType TypeOf(string? type) => type switch
    {
        "s" => CellType.Shared,
        "str" or "inlineStr" => CellType.Text,
        "d" => CellType.IsoDate,
        "b" => CellType.Boolean,
        "e" => CellType.Error,
        _ => CellType.Number,
    };

    private string Write(CellType type, string? style, out CellKind kind)
    {
        kind = CellKind.Text;
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
                return date;
            case CellType.Error:
                kind = CellKind.Error;
                return text.Span.ToString();
            case CellType.Number:
                return WriteNumber(style, out kind);
            default:
                return text.Unescaped();
        }
    }

    private string WriteNumber(string? style, out CellKind kind)
    {
        var meaning = int.TryParse(style, NumberStyles.Integer, CultureInfo.InvariantCulture, out var index) ? workbook.MeaningOf(index) : NumberMeaning.Number;
        kind = CellKind.Number;
        if (meaning == NumberMeaning.Number && CellText.TryInteger(text.Span, out var integer))
            return integer;
        if (!double.TryParse(text.Span, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || !double.IsFinite(number))
        {
            kind = CellKind.Text;
            return text.Span.ToString();
        }

        if (meaning == NumberMeaning.Date && CellText.TryDate(number, workbook.Is1904, out var date))
        {
            kind = CellKind.Date;
            return date;
        }

        if (meaning == NumberMeaning.Duration && Math.Abs(number) < CellText.MaxDays)
        {
            kind = CellKind.Date;
            return CellText.Duration(TimeSpan.FromDays(number));
        }

        return CellText.Number(number);
    }

    private void Set(int column, string cell, CellKind kind)
    {
        if (column > limits.MaxColumns)
        {
            if (kind != CellKind.Empty)
                throw Refusals.Limit(new CellRef(name, row, column), "columns", limits.MaxColumns);
            return;
        }

        if (column > cells.Length)
        {
            var size = Math.Max(column, Math.Min(limits.MaxColumns, cells.Length * 2));
            Array.Resize(ref cells, size);
            Array.Resize(ref kinds, size);
        }

        if (column > width)
        {
            cells.AsSpan(width, column - width).Fill("");
            kinds.AsSpan(width, column - width).Clear();
            width = column;
        }

        cells[column - 1] = cell;
        kinds[column - 1] = kind;
    }
}
