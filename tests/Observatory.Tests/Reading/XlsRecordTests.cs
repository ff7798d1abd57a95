using System.Text;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Xunit;

namespace Observatory.Tests.Reading;

/// <summary>Workbooks of the old format, record by record: what stands in them, in whatever order and edition.</summary>
public sealed class XlsRecordTests
{
    private static readonly FileDialect Xls = new() { Format = FileFormat.Xls };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cells_in_any_order_come_in_theirs_and_the_later_of_two_holds(bool isBiff8)
    {
        (ushort, byte[])[] cells =
        [
            MadeWorkbooks.Number(3, 2, 32),
            MadeWorkbooks.Number(1, 2, 12),
            MadeWorkbooks.Number(1, 1, 11),
            MadeWorkbooks.Number(3, 2, 33),
            (0xBD, [1, 0, 0, 0, 0, 0, .. BitConverter.GetBytes((21 << 2) | 2), 0, 0, .. BitConverter.GetBytes((2250 << 2) | 3), 1, 0]),
        ];
        using var content = MadeWorkbooks.Xls(isBiff8, [], ("Datos", 0, cells));
        Assert.Equal(
            ["1: 11 12", "2: 21 22.5", "3:  33"],
            Files.Read(content, Xls).Select(r => $"{r.Number}: {string.Join(' ', Files.Cells(r))}")
        );
    }

    [Theory]
    [InlineData(0x06)]
    [InlineData(0x206)]
    [InlineData(0x406)]
    public void The_text_of_a_formula_is_found_whatever_it_shares_with_others(int type)
    {
        byte[] text = [0, 0, 0, 0, 0, 0, 0xFF, 0xFF];
        (ushort, byte[]) Formula(int row) => ((ushort)type, MadeWorkbooks.Formula(row, 1, text).Item2);
        (ushort, byte[]) Result(string result) =>
            ((ushort)0x207, [.. MadeWorkbooks.Word(result.Length), 0, .. Encoding.Latin1.GetBytes(result)]);
        (ushort, byte[])[] cells =
        [
            Formula(1),
            Result("uno"),
            Formula(2),
            (0x221, new byte[14]),
            Result("dos"),
            Formula(3),
            (0x236, new byte[16]),
            Result("tres"),
            Formula(4),
            (0x4BC, new byte[10]),
            Result("cuatro"),
            // The text of this one is lost: it is not blank.
            Formula(5),
            MadeWorkbooks.Number(6, 1, 6),
            Result("seis"),
        ];
        using var content = MadeWorkbooks.Xls(true, [], ("Datos", 0, cells));
        var rows = Files.Read(content, Xls);
        Assert.Equal(["uno", "dos", "tres", "cuatro", "=…", "6"], rows.Select(r => r[1]));
        Assert.Equal(CellKind.Formula, rows[4].KindOf(1));
    }

    [Theory]
    [InlineData(0x204)]
    [InlineData(0x203)]
    public void Numbers_of_a_chart_on_the_sheet_are_no_cells(int type)
    {
        var inside = type == 0x203 ? MadeWorkbooks.Number(1, 1, 99) : MadeWorkbooks.Label(1, 1, "x");
        byte[] chart = [0, 6, 0x20, 0, .. new byte[12]];
        using var content = MadeWorkbooks.Xls(
            true,
            [],
            ("Datos", 0, [MadeWorkbooks.Number(1, 1, 1), (0x809, chart), inside, (0x0A, []), MadeWorkbooks.Number(2, 1, 2)])
        );
        Assert.Equal(["1", "2"], Files.Read(content, Xls).Select(r => r[1]));
    }

    /// <summary>A text of one and two bytes a letter, cut anywhere by the end of its record, is the same text.</summary>
    [Fact]
    public void A_shared_text_is_the_same_wherever_its_record_ends()
    {
        const string text = "Michoacán – Ñuble";
        for (var cut = 0; cut <= text.Length; cut++)
            foreach (var wideAfter in new[] { false, true })
            {
                // The first piece in two bytes a letter; the second as it says itself, which one byte cannot do for the dash.
                var rest = text[cut..];
                if (!wideAfter && rest.Any(c => c > 0xFF))
                    continue;
                byte[] first = [2, 0, 0, 0, 2, 0, 0, 0, (byte)text.Length, 0, 1, .. Encoding.Unicode.GetBytes(text[..cut])];
                byte[] second =
                [
                    .. rest.Length > 0 ? new[] { (byte)(wideAfter ? 1 : 0) } : [],
                    .. wideAfter ? Encoding.Unicode.GetBytes(rest) : Encoding.Latin1.GetBytes(rest),
                    1,
                    0,
                    0,
                    (byte)'b',
                ];
                using var content = MadeWorkbooks.Xls(
                    true,
                    [(0xFC, first), (0x3C, second)],
                    ("Datos", 0, [(0xFD, [0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), (0xFD, [0, 0, 1, 0, 0, 0, 1, 0, 0, 0])])
                );
                Assert.Equal([text, "b"], Files.Cells(Files.Read(content, Xls)[0]));
            }
    }

    [Fact]
    public void A_text_that_is_not_there_is_refused_and_not_blank()
    {
        using var content = MadeWorkbooks.Xls(
            true,
            [(0xFC, [1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, (byte)'a'])],
            ("Datos", 0, [(0xFD, [0, 0, 0, 0, 0, 0, 9, 0, 0, 0])])
        );
        Assert.Equal(FindingCodes.FileUnreadable, Files.Unreadable(() => Files.Read(content, Xls)).Code);
    }

    [Theory]
    [InlineData(850, "A\u00A4o")]
    [InlineData(1252, "A\u00F1o")]
    [InlineData(0x8001, "A\u00F1o")]
    [InlineData(0x8000, "A\u0096o")]
    public void Letters_of_Excel_95_are_those_of_its_code_page(int codePage, string bytes)
    {
        byte[] label = [0, 0, 0, 0, 0, 0, 3, 0, .. Encoding.Latin1.GetBytes(bytes)];
        using var content = MadeWorkbooks.Xls(false, [(0x42, MadeWorkbooks.Word(codePage))], ("Datos", 0, [(0x204, label)]));
        Assert.Equal("Año", Files.Read(content, Xls)[0][1]);
    }

    /// <summary>Every byte of a workbook damaged in turn: it is read or refused, and nothing else happens.</summary>
    [Fact]
    public void A_damaged_byte_never_does_more_than_refuse_the_file()
    {
        byte[] strings = [1, 0, 0, 0, 1, 0, 0, 0, 3, 0, 8, 1, 0, .. "171"u8, 2, 0, 1, 0];
        (ushort, byte[])[] globals =
        [
            MadeWorkbooks.Font(),
            MadeWorkbooks.Font(shift: 1),
            MadeWorkbooks.NumberFormat(164, "hh:mm"),
            MadeWorkbooks.Style(),
            MadeWorkbooks.Style(1, 164),
            (0xFC, strings),
        ];
        (ushort, byte[])[] cells =
        [
            MadeWorkbooks.Number(1, 1, 0.5, 1),
            (0xFD, [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]),
            MadeWorkbooks.Formula(2, 1, [0, 0, 0, 0, 0, 0, 0xFF, 0xFF]),
            (0x207, [1, 0, 0, (byte)'a']),
            MadeWorkbooks.Label(3, 1, "17", 0, (1, 1)),
        ];
        var whole = MadeWorkbooks.Xls(true, globals, ("Datos", 0, cells)).ToArray();
        var used = Array.FindLastIndex(whole, b => b != 0) + 8;
        for (var at = 3 * 512; at < used; at++)
            foreach (var damage in new byte[] { 0, 1, 0x7F, 0xFF })
            {
                var bytes = (byte[])whole.Clone();
                bytes[at] = damage;
                try
                {
                    _ = Files.Read(new MemoryStream(bytes), Xls).Count;
                }
                catch (UnreadableFileException)
                {
                    // As it should be.
                }
            }
    }
}
