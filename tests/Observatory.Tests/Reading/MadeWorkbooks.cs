using System.Text;

namespace Observatory.Tests.Reading;

/// <summary>Workbooks of one sheet, "Datos", made part by part or record by record, in both formats.</summary>
internal static class MadeWorkbooks
{
    private const string Main = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    private const string Relations = "xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"";
    private const string Of = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <param name="sheet">Everything inside the sheet's element.</param>
    /// <param name="workbook">More of the workbook, behind its sheets.</param>
    /// <param name="fonts">Fonts beyond the first, which is plain.</param>
    /// <param name="styles">Cell styles beyond the first, which is general.</param>
    /// <param name="formats">Number formats, from 164 on.</param>
    /// <param name="strings">Shared items.</param>
    public static MemoryStream Xlsx(
        string sheet,
        string workbook = "",
        string fonts = "",
        string styles = "",
        string formats = "",
        string strings = "",
        string sheets = "",
        params string[] more
    ) =>
        Files.Zip([
            ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
            (
                "xl/workbook.xml",
                $"<workbook {Main} xmlns:r=\"{Of}\">"
                    + $"<sheets>{(sheets.Length > 0 ? sheets : "<sheet name=\"Datos\" sheetId=\"1\" r:id=\"rId1\"/>")}</"
                    + $"sheets>{workbook}</workbook>"
            ),
            (
                "xl/_rels/workbook.xml.rels",
                $"<Relationships {Relations}><Relationship Id=\"rId1\" Type=\"{Of}/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
                    + string.Concat(
                        more.Select(
                            (_, i) => $"<Relationship Id=\"rId{i + 2}\" Type=\"{Of}/worksheet\" Target=\"worksheets/sheet{i + 2}.xml\"/>"
                        )
                    )
                    + $"<Relationship Id=\"rId100\" Type=\"{Of}/styles\" Target=\"styles.xml\"/><Relationship Id=\"rId101\" "
                    + $"Type=\"{Of}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
            ),
            (
                "xl/styles.xml",
                $"<styleSheet {Main}><numFmts>{formats}</numFmts><fonts><font><sz val=\"11\"/></font>{fonts}</fonts><cellXfs><xf "
                    + $"numFmtId=\"0\" fontId=\"0\"/>{styles}</cellXfs></styleSheet>"
            ),
            ("xl/sharedStrings.xml", $"<sst {Main}>{strings}</sst>"),
            ("xl/worksheets/sheet1.xml", $"<worksheet {Main}>{sheet}</worksheet>"),
            .. more.Select((content, i) => ($"xl/worksheets/sheet{i + 2}.xml", $"<worksheet {Main}>{content}</worksheet>")),
        ]);

    /// <summary>A workbook of Excel 97 (or 95) by its records; the records of where sheets begin are made.</summary>
    /// <param name="sheets">Name, state (0 for visible) and cell records of each.</param>
    public static MemoryStream Xls(
        bool isBiff8,
        (ushort Type, byte[] Data)[] globals,
        params (string Name, byte State, (ushort Type, byte[] Data)[] Records)[] sheets
    )
    {
        byte[] Begin(ushort kind) => [.. Word(isBiff8 ? 0x600 : 0x500), .. Word(kind), .. new byte[isBiff8 ? 12 : 4]];
        (ushort, byte[]) Bound((string Name, byte State, (ushort, byte[])[]) sheet, int start) =>
            (
                0x85,
                [
                    .. BitConverter.GetBytes(start),
                    sheet.State,
                    0,
                    (byte)sheet.Name.Length,
                    .. isBiff8 ? new byte[] { 0 } : [],
                    .. Encoding.Latin1.GetBytes(sheet.Name),
                ]
            );
        byte[] Globals(int[] starts) =>
            Files.Biff([(0x809, Begin(5)), .. globals, .. sheets.Select((s, i) => Bound(s, starts[i])), (0x0A, [])]);

        var bodies = sheets.Select(s => Files.Biff([(0x809, Begin(0x10)), .. s.Records, (0x0A, [])])).ToList();
        var at = Globals(new int[sheets.Length]).Length;
        var starts = new int[sheets.Length];
        for (var i = 0; i < sheets.Length; at += bodies[i].Length, i++)
            starts[i] = at;
        return Files.Compound(isBiff8 ? "Workbook" : "Book", [.. Globals(starts), .. bodies.SelectMany(b => b)]);
    }

    public static byte[] Word(int value) => BitConverter.GetBytes((ushort)value);

    /// <summary>A font: struck out, or shifted (1 above the line, 2 below it).</summary>
    public static (ushort, byte[]) Font(bool isStruck = false, int shift = 0) =>
        (0x31, [.. Word(200), .. Word(isStruck ? 8 : 0), .. Word(0x7FFF), .. Word(400), .. Word(shift), 0, 0, 0, 0, 1, 0, (byte)'A']);

    /// <summary>A cell style by its font and number format.</summary>
    public static (ushort, byte[]) Style(int font = 0, int format = 0) => (0xE0, [.. Word(font), .. Word(format), .. new byte[16]]);

    public static (ushort, byte[]) NumberFormat(int id, string code) =>
        (0x41E, [.. Word(id), .. Word(code.Length), 0, .. Encoding.Latin1.GetBytes(code)]);

    public static (ushort, byte[]) Number(int row, int column, double value, int style = 0) =>
        (0x203, [.. Place(row, column, style), .. BitConverter.GetBytes(value)]);

    /// <summary>A text of its own, in one byte a letter, with runs of fonts where there are any.</summary>
    public static (ushort, byte[]) Label(int row, int column, string text, int style = 0, params (int From, int Font)[] runs) =>
        runs.Length == 0
            ? ((ushort)0x204, [.. Place(row, column, style), .. Word(text.Length), 0, .. Encoding.Latin1.GetBytes(text)])
            : (
                (ushort)0xD6,
                [
                    .. Place(row, column, style),
                    .. Word(text.Length),
                    0,
                    .. Encoding.Latin1.GetBytes(text),
                    .. Word(runs.Length),
                    .. runs.SelectMany(r => (byte[])[.. Word(r.From), .. Word(r.Font)]),
                ]
            );

    /// <summary>A formula with the eight bytes of its result and its options.</summary>
    public static (ushort, byte[]) Formula(int row, int column, byte[] result, int options = 0) =>
        (0x06, [.. Place(row, column, 0), .. result, .. Word(options), .. new byte[4], .. Word(3), 0x1E, 3, 0]);

    private static byte[] Place(int row, int column, int style) => [.. Word(row - 1), .. Word(column - 1), .. Word(style)];
}
