using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Observatory.Tests.Reading;
using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>A figure that is shown as 5.4 % and stored as 0.054 is read as one of them only where the mapping says which.</summary>
public sealed class PercentTests
{
    private const string Declared = "UNIT_MULT: { value: 2 }";

    /// <summary>Figures of one column, each with a percent sign where it is formatted so.</summary>
    [Theory]
    [InlineData("0.054% 12 8.5", "", "plain")]
    [InlineData("12 8.5 0.054%", "", "plain")]
    [InlineData("0.054% 12 8.5", Declared, "plain")]
    [InlineData("0.054% 0.12% 0.085%", "", "undeclared")]
    [InlineData("0.054% 0.12% 0.085%", Declared, null)]
    [InlineData("0.054% 0.12% 0.085%", "UNIT_MULT: { value: 0 }", null)]
    [InlineData("0.054% 0 0.085%", Declared, null)]
    [InlineData("0% 12 8.5", "", null)]
    [InlineData("5.4 12 8.5", "", null)]
    public void Percentages_and_plain_numbers_are_told_apart_in_both_formats(string figures, string concept, string? reason)
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(
                "dialect: { decimalChar: \".\" }",
                [
                    "INDICATOR: { value: VIC_ROBBERY }",
                    "OBS_VALUE: { column: n, type: decimal }",
                    .. concept.Length > 0 ? [concept] : Array.Empty<string>(),
                ]
            )
        );
        var cells = figures.Split(' ');
        foreach (var (name, bytes) in new[] { ("x.xlsx", Xlsx(cells)), ("x.xls", Xls(cells)) })
        {
            var reading = Feed.Read(mapping, bytes, name);
            Assert.Equal(
                (name, reason),
                (
                    name,
                    reading.Findings.Kept.SingleOrDefault(f => f.Code == FindingCodes.PercentShown)?.Arguments.GetValueOrDefault("reason")
                )
            );
            Assert.True(reason is not null || !reading.IsBlocked);
        }
    }

    [Fact]
    public void The_finding_names_the_number_that_is_stored_and_the_one_that_is_shown()
    {
        var reading = Feed.Read(
            Feed.Mapping(
                Feed.Yaml("dialect: { decimalChar: \".\" }", "INDICATOR: { value: VIC_ROBBERY }", "OBS_VALUE: { column: n, type: decimal }")
            ),
            Xlsx(["12", "0.054%", "0.061%"]),
            "x.xlsx"
        );
        var finding = Assert.Single(reading.Findings.Kept, f => f.Code == FindingCodes.PercentShown);
        Assert.Equal(
            ("C3", "0.054", "5.4\u00A0%", "2"),
            (finding.Where!.Value.A1, finding.Arguments["value"], finding.Arguments["actual"], finding.Arguments["count"])
        );
    }

    [Theory]
    [InlineData("0%", true)]
    [InlineData("0.00%", true)]
    [InlineData("#,##0.0 %;[Red]-0.0 %", true)]
    [InlineData("0\"%\"", false)]
    [InlineData("0\\%", false)]
    [InlineData("0.0", false)]
    public void A_format_multiplies_by_a_hundred_where_its_percent_sign_is_no_text(string code, bool isPercent) =>
        Assert.Equal(isPercent, NumberFormat.Of(code).TraitsOf(1).HasFlag(CellTraits.Percent));

    [Theory]
    [InlineData(9)]
    [InlineData(10)]
    public void Formats_that_need_no_name_are_percentages_too(int id) => Assert.True(NumberFormat.BuiltIn(id).IsPercent);

    private static byte[] Xlsx(string[] figures)
    {
        var rows = figures.Select(
            (f, i) =>
                $"<row r=\"{i + 2}\"><c r=\"A{i + 2}\"><v>{2015 + i}</v></c><c r=\"B{i + 2}\" t=\"inlineStr\"><is><t>AR-C</t></is>"
                + $"</c><c r=\"C{i + 2}\" s=\"{(f.EndsWith('%') ? 1 : 0)}\"><v>{f.TrimEnd('%')}</v></c></row>"
        );
        using var content = MadeWorkbooks.Xlsx(
            "<sheetData><row r=\"1\">"
                + string.Concat(
                    new[] { "year", "area", "n" }.Select((h, i) => $"<c r=\"{(char)('A' + i)}1\" t=\"inlineStr\"><is><t>{h}</t></is></c>")
                )
                + "</row>"
                + string.Concat(rows)
                + "</sheetData>",
            styles: "<xf numFmtId=\"164\" fontId=\"0\"/>",
            formats: "<numFmt numFmtId=\"164\" formatCode=\"0.0%\"/>"
        );
        return content.ToArray();
    }

    private static byte[] Xls(string[] figures)
    {
        var rows = figures.SelectMany(
            (f, i) =>
                new[]
                {
                    MadeWorkbooks.Number(i + 2, 1, 2015 + i),
                    MadeWorkbooks.Label(i + 2, 2, "AR-C"),
                    MadeWorkbooks.Number(i + 2, 3, double.Parse(f.TrimEnd('%'), CultureInfo.InvariantCulture), f.EndsWith('%') ? 1 : 0),
                }
        );
        using var content = MadeWorkbooks.Xls(
            true,
            [MadeWorkbooks.Font(), MadeWorkbooks.Style(), MadeWorkbooks.Style(0, 10)],
            ("Datos", 0, [MadeWorkbooks.Label(1, 1, "year"), MadeWorkbooks.Label(1, 2, "area"), MadeWorkbooks.Label(1, 3, "n"), .. rows])
        );
        return content.ToArray();
    }
}
