using System.Text;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Marking;
using Xunit;

namespace Observatory.Tests.Marking;

/// <summary>Text files given back with the findings of each row behind it.</summary>
public sealed class MarkedTextTests
{
    private const string Names =
        "finding_cell,finding_severity,finding_code,finding_message,finding_expected,finding_repair,finding_suggestions";

    private static string Text(string csv, params Finding[] findings) =>
        Encoding.UTF8.GetString(Marked.Write(Encoding.UTF8.GetBytes(csv), "a.csv", findings).Content);

    [Fact]
    public void Findings_stand_behind_the_row_they_are_about()
    {
        var lines = Text("a,b\n1,x\n2,3\n", Marked.At("", 2, 2)).Split('\n');
        Assert.Equal("a,b," + Names, lines[0]);
        Assert.StartsWith("1,x,B2,Blocking,VALUE_NOT_NUMBER,“x” in cell B2 cannot be read", lines[1], StringComparison.Ordinal);
        Assert.Contains(",1234,\"Write the number alone, ", lines[1], StringComparison.Ordinal);
        Assert.Equal("2,3,,,,,,,", lines[2]);
        Assert.Equal("", lines[3]);
    }

    [Fact]
    public void Several_findings_of_a_row_are_joined_the_gravest_first()
    {
        var row = Marked.Rows(Encoding.UTF8.GetBytes(Text("a,b\n1,x\n", Marked.At("", 2, 1, Severity.Note), Marked.At("", 2, 2))), "a.csv")[
            1
        ];
        Assert.Equal(("B2 | A2", "Blocking | Note", "VALUE_NOT_NUMBER | VALUE_NOT_NUMBER"), (row[3], row[4], row[5]));
    }

    [Fact]
    public void What_is_about_no_row_or_about_the_names_follows_at_the_end()
    {
        var rows = Marked.Rows(
            Encoding.UTF8.GetBytes(
                Text(
                    "a,b\r\n1,2",
                    Finding.Blocking(FindingCodes.NothingToLoad, null, ("file", "a.csv")),
                    Marked.At("", 1, 2, Severity.Warning)
                )
            ),
            "a.csv"
        );
        Assert.Equal(4, rows.Count);
        Assert.Equal(("", "", "B1", "Warning"), (rows[2][1], rows[2][2], rows[2][3], rows[2][4]));
        Assert.Equal(("", FindingCodes.NothingToLoad), (rows[3][3], rows[3][5]));
    }

    [Theory]
    [InlineData("utf-8", false, ',', "\n")]
    [InlineData("utf-8", true, ';', "\r\n")]
    [InlineData("utf-16", true, '\t', "\r\n")]
    [InlineData("utf-16BE", true, ',', "\n")]
    [InlineData("windows-1252", false, ';', "\r")]
    public void Bytes_of_the_file_are_kept(string name, bool isMarked, char delimiter, string lineEnd)
    {
        var encoding = Encoding.GetEncoding(name);
        var lines = new[]
        {
            "Título de la tabla",
            "",
            "año;región;\"n\"",
            "2015;\"Ñuble; \"\"sur\"\"\";1",
            "2016;\"dos\nlíneas\";2",
            "  2017 ; x;=3+4",
            "2018;short",
            "",
        }
            .Select(l => l.Replace(';', delimiter))
            .ToList();
        byte[] file = [.. isMarked ? encoding.GetPreamble() : [], .. encoding.GetBytes(string.Join(lineEnd, lines))];
        var (marked, result) = Marked.Write(
            file,
            "a.csv",
            [Marked.At("", 4, 1), Marked.At("", 5, 3, value: "“漢”"), Finding.Note(FindingCodes.NothingToLoad, null, ("file", "a"))],
            Language.Es
        );
        Assert.Equal("a-marcado.csv", result.Name);
        Assert.Equal(file, Stripped(marked, encoding, isMarked, delimiter, lineEnd, lines));
        var (before, after) = (Marked.Rows(file, "a.csv"), Marked.Rows(marked, "a.csv"));
        Assert.All(before.Where(r => !r.IsBlank), r =>
            Assert.Equal(
                Enumerable.Range(1, 3).Select(c => r[c]),
                Enumerable.Range(1, 3).Select(c => after.Single(a => a.Number == r.Number)[c])
            )
        );
        Assert.All(after.Where(r => !r.IsBlank), r => Assert.Equal(3 + MarkedText.Columns.Count, r.Count));
    }

    /// <summary>The marked bytes with what was added taken away: each line must begin with the line that was sent.</summary>
    private static byte[] Stripped(byte[] marked, Encoding encoding, bool isMarked, char delimiter, string lineEnd, List<string> lines)
    {
        var at = isMarked ? encoding.GetPreamble().Length : 0;
        var text = encoding.GetString(marked.AsSpan(at));
        var (kept, from) = (new StringBuilder(), 0);
        for (var i = 0; i < lines.Count; i++)
        {
            Assert.StartsWith(lines[i], text[from..], StringComparison.Ordinal);
            kept.Append(lines[i]);
            if (i == lines.Count - 1)
                break;
            var end = text.IndexOf(lineEnd, from + lines[i].Length, StringComparison.Ordinal);
            Assert.True(lines[i].Length == 0 || text[from + lines[i].Length] == delimiter);
            kept.Append(lineEnd);
            from = end + lineEnd.Length;
        }

        return [.. marked[..at], .. encoding.GetBytes(kept.ToString())];
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("+cmd", "'+cmd")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("-25.5", "-25.5")]
    [InlineData("＝1", "'＝1")]
    [InlineData("\tx", "\"' x\"")]
    [InlineData("a,b \"c\"\r\nd", "\"a,b \"\"c\"\" d\"")]
    [InlineData("", "")]
    public void A_field_of_ours_is_never_a_formula(string text, string written) =>
        Assert.Equal(written.Replace("\"' x\"", "'\tx", StringComparison.Ordinal), MarkedText.Field(text, ','));

    [Fact]
    public void As_a_workbook_each_cell_is_the_text_that_stood_there()
    {
        var csv = "código;año;n\r\n007;2015;1,5\r\n008;\"=2+2\";-3\r\n\r\n009;\"dos\nlíneas\";x\r\n010;2016;4\r\n";
        var (file, result) = Marked.Write(
            Encoding.UTF8.GetBytes(csv),
            "cifras.csv",
            [Marked.At("", 5, 3), Marked.At("", 7, 1, Severity.Warning)],
            Language.Pt,
            asWorkbook: true
        );
        Assert.Equal("cifras-marcado.xlsx", result.Name);
        var rows = Marked.Rows(file, "a.xlsx");
        var before = Marked.Rows(Encoding.UTF8.GetBytes(csv), "a.csv").Where(r => !r.IsBlank);
        Assert.Equal(Marked.Lines(before).Select(l => "cifras" + l), Marked.Lines(rows, s => s == "cifras"));
        using var parts = new MarkedParts(file, file);
        MarkedWorkbookTests.IsValid(file);
        parts.StylesAreKept(
            "xl/worksheets/sheet1.xml",
            new Dictionary<string, Severity> { ["C5"] = Severity.Blocking, ["A7"] = Severity.Warning }
        );
        Assert.Equal(["A7", "C5"], parts.Comments("xl/worksheets/sheet1.xml").Keys.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(parts.Xml("xl/worksheets/sheet1.xml").Descendants(), e => e.Name.LocalName == "f");
    }

    [Fact]
    public void A_copy_without_columns_about_persons_says_so_at_the_end()
    {
        var rows = Marked.Rows(Marked.Write("a,b\n1,2\n"u8.ToArray(), "a.csv", [], isRedacted: true).Content, "a.csv");
        Assert.Equal(3, rows.Count);
        Assert.StartsWith("Columns with personal data are empty here", rows[2][6], StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_that_cannot_be_read_to_its_end_comes_back_as_what_was_found()
    {
        var (file, result) = Marked.Write(
            "a,b\n1,\"2\n"u8.ToArray(),
            "a.csv",
            [Finding.Blocking(FindingCodes.FileQuoteOpen, new CellRef("", 2, 2), ("line", "2"))]
        );
        Assert.Equal("a-marked.xlsx", result.Name);
        Assert.Contains(Marked.Rows(file, "a.xlsx"), r => r[2] == FindingCodes.FileQuoteOpen && r[4] == "B2");
    }
}
