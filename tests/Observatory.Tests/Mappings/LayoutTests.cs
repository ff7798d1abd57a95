using Observatory.Core.Checking;
using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>How tables lie in printed reports: headings over headings, sections, blocks, sums in rows and columns.</summary>
public sealed class LayoutTests
{
    private const string Areas = "area,REF_AREA\nCapital,AR-C\nCórdoba,AR-X\nTotal,ARG\n";

    private static Observatory.Core.Mappings.Mapping Crosstab(string dialect, string rest = "") =>
        Feed.Mapping(
            Feed.Yaml(
                $"dialect: {dialect}\nunpivotMatching: {{ pattern: '^\\d{{4}}$', header: 2 }}\n{rest}",
                "TIME_PERIOD: { header: 2 }",
                "REF_AREA: { column: Provincia, codes: areas.csv }",
                "INDICATOR: { header: 1, codes: kinds.csv }",
                "OBS_VALUE: { unpivoted: true }"
            ),
            ("areas.csv", Areas),
            ("kinds.csv", "kind,INDICATOR\nHomicidio,HOM_INC\nRobo,ROBBERY\n")
        );

    private static readonly string[][] Report =
    [
        ["Homicidio y Robo por Provincia"],
        ["Provincia", "Homicidio", "", "Robo", ""],
        ["", "2015", "2016", "2015", "2016"],
        ["Capital", "1", "2", "3", "4"],
        ["Córdoba", "5", "6", "7", "8"],
    ];

    /// <summary>
    /// A number that stands for a day is four years later in a workbook that counts from 1904, also where it is filled from above or in a
    /// heading.
    /// </summary>
    [Theory]
    [InlineData("", "2023-01")]
    [InlineData("<workbookPr date1904=\"0\"/>", "2023-01")]
    [InlineData("<workbookPr date1904=\"1\"/>", "2027-01")]
    public void Serial_dates_are_counted_as_their_workbook_counts(string workbook, string month)
    {
        const string header =
            "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>year</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>area</t></is></c>"
            + "<c r=\"C1\" t=\"inlineStr\"><is><t>n</t></is></c></row>";
        using var content = Reading.MadeWorkbooks.Xlsx(
            $"<sheetData>{header}<row r=\"2\"><c r=\"A2\"><v>44927</v></c><c r=\"B2\" t=\"inlineStr\"><is><t>AR-C</t></is></c><c "
                + "r=\"C2\"><v>3</v></c></row>"
                + "<row r=\"3\"><c r=\"B3\" t=\"inlineStr\"><is><t>AR-X</t></is></c><c r=\"C3\"><v>4</v></c></row></sheetData>",
            workbook
        );
        var mapping = Feed.Mapping(
            Feed.Yaml("fillDown: [year]", "FREQ: { value: M }", "TIME_PERIOD: { column: year, dateFormat: serial }")
        );
        var mapped = Observatory
            .Core.Mappings.FileReading.Of(
                new MemoryStream(content.ToArray()),
                "x.xlsx",
                mapping,
                [mapping],
                Feed.Taxonomy,
                new NodaTime.LocalDate(2030, 1, 1),
                Observatory.Core.Reading.ReadLimits.Default,
                CancellationToken.None
            )
            .Mapped!;
        Assert.Equal([$"HOM_INC AR-C {month} 3", $"HOM_INC AR-X {month} 4"], Feed.Figures(mapped));
    }

    /// <summary>A title in a line of text with more delimiters than the table has columns adds no column.</summary>
    [Fact]
    public void A_title_of_one_cell_is_as_wide_as_the_table() =>
        Assert.Equal(
            ["HOM_INC MEX 2016 5"],
            Feed.Figures(Feed.Mapping(Feed.Yaml("dialect: { headerRow: 1, headerRows: 2 }")), "Casos;;;;;\nyear;area;n\n2016;MEX;5\n")
        );

    [Fact]
    public void A_heading_of_the_upper_row_alone_over_the_last_column_is_a_column()
    {
        var mapping = Feed.Mapping(Feed.Yaml("dialect: { headerRows: 2 }", "OBS_VALUE: { column: Total }"));
        Assert.Equal(
            ["HOM_INC MEX 2016 5"],
            Feed.Figures(
                Feed.ReadSheets(
                    mapping,
                    (
                        "a",
                        [
                            ["", "", "Total"],
                            ["year", "area"],
                            ["2016", "MEX", "5"],
                        ]
                    )
                )
            )
        );
    }

    [Theory]
    [InlineData("2022*", true)]
    [InlineData("2022 / *", false)]
    [InlineData("2022 / Variación", false)]
    public void An_entry_of_ignore_means_joined_headings_only_where_it_joins_them(string ignore, bool isUnknown)
    {
        var file = Feed.ReadSheets(
            Feed.Mapping(Feed.Yaml($"dialect: {{ headerRow: 1, headerRows: 2 }}\nignore: {{ \"{ignore}\": not used }}")),
            (
                "a",
                [
                    ["", "", "2022", ""],
                    ["year", "area", "n", "Variación"],
                    ["2016", "MEX", "5", "7"],
                ]
            )
        );
        Assert.Equal(isUnknown, file.Findings.Kept.Any(f => f.Code == "COLUMN_UNKNOWN"));
        Assert.Equal(["HOM_INC MEX 2016 5"], Feed.Figures(file));
    }

    [Fact]
    public void A_heading_covers_the_empty_ones_to_its_right()
    {
        var file = Feed.ReadSheets(Crosstab("{ headerRows: 2 }"), ("C", Report));
        Assert.Empty(file.Findings.Kept.Select(Feed.Said));
        Assert.Equal(
            [
                "HOM_INC AR-C 2015 1",
                "HOM_INC AR-C 2016 2",
                "HOM_INC AR-X 2015 5",
                "HOM_INC AR-X 2016 6",
                "ROBBERY AR-C 2015 3",
                "ROBBERY AR-C 2016 4",
                "ROBBERY AR-X 2015 7",
                "ROBBERY AR-X 2016 8",
            ],
            Feed.Figures(file)
        );
    }

    [Fact]
    public void Without_filling_an_empty_heading_is_an_unknown_label()
    {
        var file = Feed.ReadSheets(Crosstab("{ headerRows: 2, headerFill: none }"), ("C", Report));
        Assert.Equal(4, file.Findings.Counts[FindingCodes.LabelUnknown]);
    }

    [Fact]
    public void A_merged_heading_ends_where_another_begins_above_it()
    {
        string[][] rows =
        [
            ["Provincia", "Homicidio", "", "Observación"],
            ["", "2015", "2016", ""],
            ["Capital", "1", "2", "nada"],
        ];
        var file = Feed.ReadSheets(Crosstab("{ headerRows: 2 }", "ignore: { Observación: a remark }"), ("C", rows));
        Assert.Empty(file.Findings.Kept.Select(Feed.Said));
        Assert.Equal(["HOM_INC AR-C 2015 1", "HOM_INC AR-C 2016 2"], Feed.Figures(file));
    }

    [Fact]
    public void A_table_on_its_side_gives_the_same_figures_at_the_addresses_of_the_file()
    {
        string[][] side = [.. Enumerable.Range(0, 5).Select(c => Report[1..].Select(r => r[c]).ToArray())];
        var file = Feed.ReadSheets(Crosstab("{ headerRows: 2, transpose: true }"), ("C", side));
        Assert.Equal(Feed.Figures(Feed.ReadSheets(Crosstab("{ headerRows: 2 }"), ("C", Report))), Feed.Figures(file));
        Assert.Contains(file.Observations, o => o.Value == 6 && o.FirstCell.A1 == "D3");
    }

    [Fact]
    public void Sections_say_what_the_rows_below_are_about_and_merged_cells_are_filled_down()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(
                "sections:\n  - { where: { n: { empty: true } }, column: year, fact: kind }\nfillDown: year",
                "INDICATOR: { column: fact.kind, codes: kinds.csv }",
                "REF_AREA: { column: area, codes: areas.csv }"
            ),
            ("areas.csv", Areas),
            ("kinds.csv", "kind,INDICATOR\nHomicidios,HOM_INC\nRobos,ROBBERY\n")
        );
        var file = Feed.ReadSheets(
            mapping,
            (
                "S",
                [
                    ["year", "area", "n"],
                    ["Homicidios"],
                    ["2015", "Capital", "1"],
                    ["", "Córdoba", "2"],
                    ["Robos"],
                    ["2016", "Capital", "3"],
                ]
            )
        );
        Assert.Empty(file.Findings.Kept.Select(Feed.Said));
        Assert.Equal(["HOM_INC AR-C 2015 1", "HOM_INC AR-X 2015 2", "ROBBERY AR-C 2016 3"], Feed.Figures(file));
        Assert.Equal(2, file.Accounting.RowsLeftOut["section"]);
        Assert.True(file.Accounting.Balances);
    }

    [Fact]
    public void Blocks_on_one_sheet_each_have_their_own_title()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(
                "dialect: { repeats: true }\nstopAt: { \"*\": { empty: true } }\nfacts:\n  - { in: title, pattern: 'Año (?<y>\\d{4})' }",
                "TIME_PERIOD: { pattern: \"{fact.y}\" }",
                "REF_AREA: { column: area, codes: areas.csv }"
            ),
            ("areas.csv", Areas)
        );
        var file = Feed.ReadSheets(
            mapping,
            (
                "S",
                [
                    ["Año 2015"],
                    ["area", "n"],
                    ["Capital", "1"],
                    [],
                    ["Año 2016"],
                    ["area", "n"],
                    ["Capital", "2"],
                    ["area", "n"],
                    ["Córdoba", "3"],
                ]
            )
        );
        Assert.Empty(file.Findings.Kept.Select(Feed.Said));
        Assert.Equal(["HOM_INC AR-C 2015 1", "HOM_INC AR-C 2016 2", "HOM_INC AR-X 2016 3"], Feed.Figures(file));
    }

    [Fact]
    public void Each_sheet_of_a_year_speaks_for_itself()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(
                "sheet: \"20*\"\nfacts:\n  - { in: sheetName, pattern: '^(?<y>\\d{4})$' }",
                "TIME_PERIOD: { pattern: \"{fact.y}\" }",
                "REF_AREA: { column: area, codes: areas.csv }"
            ),
            ("areas.csv", Areas)
        );
        var file = Feed.ReadSheets(
            mapping,
            (
                "2015",
                [
                    ["area", "n"],
                    ["Capital", "1"],
                ]
            ),
            (
                "2016",
                [
                    ["area", "n"],
                    ["Capital", "2"],
                ]
            ),
            (
                "Notas",
                [
                    ["area", "n"],
                    ["Capital", "9"],
                ]
            )
        );
        Assert.Equal(["HOM_INC AR-C 2015 1", "HOM_INC AR-C 2016 2"], Feed.Figures(file));
    }

    [Fact]
    public void A_total_above_its_rows_is_held_against_those_below_it()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml("totals:\n  - { where: { area: Total }, of: below }", "REF_AREA: { column: area, codes: areas.csv }"),
            ("areas.csv", Areas)
        );
        Assert.Empty(
            Feed.Read(mapping, "year,area,n\n2015,Total,3\n2015,Capital,1\n2015,Córdoba,2\n2016,Total,4\n2016,Capital,4\n")
                .Findings.Kept.Select(Feed.Said)
        );
        var reading = Feed.Read(mapping, "year,area,n\n2015,Total,3\n2015,Capital,1\n2015,Córdoba,1\n2016,Total,5\n2016,Capital,4\n");
        Assert.Equal(["C2 2", "C5 4"], reading.Findings.Kept.Select(f => $"{f.Where} {f.Arguments["actual"]}"));
        Assert.True(reading.IsBlocked);
    }

    [Fact]
    public void A_subtotal_sums_the_rows_since_the_last_one_and_a_grand_total_all()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(
                "totals:\n  - { where: { area: Subtotal }, since: last }\n  - { where: { area: Total } }",
                "REF_AREA: { column: area, codes: areas.csv }"
            ),
            ("areas.csv", Areas)
        );
        Assert.Empty(
            Feed.Read(mapping, "year,area,n\n2015,Capital,1\n2015,Córdoba,2\n2015,Subtotal,3\n2016,Capital,4\n2016,Subtotal,4\n,Total,7\n")
                .Findings.Kept.Select(Feed.Said)
        );
        Assert.Equal(
            "TOTAL_DIFFERS",
            Assert
                .Single(
                    Feed.Read(
                        mapping,
                        "year,area,n\n2015,Capital,1\n2015,Subtotal,1\n2016,Capital,4\n2016,Subtotal,5\n,Total,5\n"
                    ).Findings.Kept
                )
                .Code
        );
    }

    [Fact]
    public void A_sum_in_a_row_is_compared_and_never_loaded()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(
                "unpivot: [a, b]\nrowTotals:\n  - { column: sum, severity: warning, tolerance: 1 }",
                "INDICATOR: { unpivoted: true, codes: kinds.csv }",
                "OBS_VALUE: { unpivoted: true }"
            ),
            ("kinds.csv", "kind,INDICATOR\na,HOM_INC\nb,ROBBERY\n")
        );
        var reading = Feed.Read(mapping, "year,area,a,b,sum\n2015,ARG,1,2,3\n2016,ARG,1,2,4\n2017,ARG,1,2,9\n");
        Assert.Equal(("ROW_TOTAL_DIFFERS", "E4"), Assert.Single(reading.Findings.Kept) is var f ? (f.Code, f.Where.ToString()) : default);
        Feed.Cells(reading.Mapped!, 6, 3, 0);
    }

    [Fact]
    public void Rows_that_are_only_compared_are_held_against_their_parts()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(
                "checkOnly:\n  - { rule: nation, where: { area: Total }, because: a sum }\nchecks:\n"
                    + "  - { over: REF_AREA, whole: ARG, severity: blocking }",
                "REF_AREA: { column: area, codes: areas.csv }"
            ),
            ("areas.csv", Areas)
        );
        var good = Feed.Read(mapping, "year,area,n\n2015,Total,3\n2015,Capital,1\n2015,Córdoba,2\n");
        Assert.Empty(good.Findings.Kept.Select(Feed.Said));
        Assert.Equal(["HOM_INC AR-C 2015 1", "HOM_INC AR-X 2015 2"], Feed.Figures(good.Mapped!));
        Assert.Equal(
            ("PARTS_DIFFER", "C2"),
            Assert.Single(Feed.Read(mapping, "year,area,n\n2015,Total,4\n2015,Capital,1\n2015,Córdoba,2\n").Findings.Kept) is var f
                ? (f.Code, f.Where.ToString())
                : default
        );
    }

    [Fact]
    public void A_table_without_a_header_has_the_names_that_the_mapping_gives()
    {
        var mapping = Feed.Mapping(Feed.Yaml("dialect: { headerRow: 0, name: { A: year, B: area, C: n } }"));
        Assert.Equal(["HOM_INC ARG 2016 3"], Feed.Figures(mapping, "2016,ARG,3\n"));
    }

    [Fact]
    public void An_empty_heading_can_be_named_and_a_row_may_lack_what_has_none()
    {
        var mapping = Feed.Mapping(Feed.Yaml("dialect: { name: { A: year, B: area } }"));
        Assert.Equal(["HOM_INC ARG 2016 3", "HOM_INC ARG 2017 4"], Feed.Figures(mapping, ",,n,\n2016,ARG,3\n2017,ARG,4,\n"));
    }

    [Fact]
    public void A_mark_behind_a_number_says_its_status()
    {
        var mapping = Feed.Mapping(Feed.Yaml("marks:\n  - { suffix: [\"*\", \"(p)\"], OBS_STATUS: P }"));
        var file = Feed.Read(mapping, "year,area,n\n2014,ARG,1\n2015,ARG,2*\n2016,ARG,3 (p)\n2017,ARG,*\n");
        Assert.Equal(["HOM_INC ARG 2014 1", "HOM_INC ARG 2015 2", "HOM_INC ARG 2016 3"], Feed.Figures(file.Mapped!));
        Assert.Equal(
            ["A", "P", "P"],
            file.Mapped!.Observations.OrderBy(o => o.Value).Select(o => file.Mapped.Attributes[o.Attributes].Statuses)
        );
        Assert.Equal(FindingCodes.ValueNotNumber, Assert.Single(file.Findings.Kept).Code);
    }

    [Fact]
    public void A_remark_holds_for_its_periods_only()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml("notes:\n  law: { en: a, es: b, fr: c, pt: d }\nremarks:\n  - { from: 2016, to: 2016, OBS_STATUS: B, NOTE: law }")
        );
        var file = Feed.Read(mapping, "year,area,n\n2015,ARG,1\n2016,ARG,2\n2017,ARG,3\n").Mapped!;
        Assert.Equal(
            ["A:", "B:ARG/test#law", "A:"],
            file.Observations.OrderBy(o => o.Value)
                .Select(o => $"{file.Attributes[o.Attributes].Statuses}:{file.Attributes[o.Attributes].Notes}")
        );
    }

    [Fact]
    public void Values_in_thousands_are_taken_to_units_exactly()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml("dialect: { decimalChar: \".\" }", "UNIT_MULT: { column: scale, codes: scales.csv }"),
            ("scales.csv", "scale,UNIT_MULT\nthousands,3\nunits,0\n")
        );
        Assert.Equal(
            ["HOM_INC ARG 2015 1234.000", "HOM_INC ARG 2016 7"],
            Feed.Figures(mapping, "year,area,scale,n\n2015,ARG,thousands,1.234\n2016,ARG,units,7\n")
        );
    }

    [Fact]
    public void Part_of_a_year_is_set_aside_unless_the_mapping_gives_it_a_status()
    {
        const string csv = "year,area,n\n2015 enero - diciembre,ARG,4\n2016 enero - junio,ARG,2\n";
        Assert.Equal(FindingCodes.PeriodPartial, Assert.Single(Feed.Read(Feed.Mapping(Feed.Yaml()), csv).Findings.Kept).Code);
        var file = Feed.Read(Feed.Mapping(Feed.Yaml(null, "TIME_PERIOD: { column: year, partial: P }")), csv).Mapped!;
        Assert.Equal(["P", "A"], file.Observations.OrderBy(o => o.Value).Select(o => file.Attributes[o.Attributes].Statuses));
    }

    [Fact]
    public void Sources_of_one_thing_are_figures_of_their_own()
    {
        var mapping = Feed.Mapping(Feed.Yaml(null, "DATA_PROVIDER: { column: source }"));
        var file = Feed.Read(mapping, "year,area,source,n\n2016,ARG,ARG_SNIC,1\n2016,ARG,WHO_GHO,2\n").Mapped!;
        Assert.Equal(
            [("ARG_SNIC", 1m), ("WHO_GHO", 2m)],
            file.Observations.Select(o => (file.Providers[o.Key.Provider], o.Value!.Value)).OrderBy(o => o.Item2)
        );
    }
}
