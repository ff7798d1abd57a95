using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Plausibility;
using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>Numbers with an exponent, noise behind whole numbers, tokens that are padded and cut, headings over headings.</summary>
public sealed class NumberWordsTests
{
    private const string Exponent = "dialect: { decimalChar: \".\", groupChar: \",\", exponent: true }";

    [Theory]
    [InlineData("1.2E+3", "1200")]
    [InlineData("12e1", "120")]
    [InlineData("1.20E3", "1200")]
    [InlineData("1,234E2", "123400")]
    [InlineData("1200E-2", "12")]
    [InlineData("7", "7")]
    public void A_number_with_an_exponent_is_read_exactly(string text, string value) =>
        Assert.Equal([$"HOM_INC ARG 2016 {value}"], Feed.Figures(Feed.Mapping(Feed.Yaml(Exponent)), $"year;area;n\n2016;ARG;{text}\n"));

    [Theory]
    [InlineData("1.2E+30", FindingCodes.ValueNotNumber)]
    [InlineData("1E", FindingCodes.ValueNotNumber)]
    [InlineData("E3", FindingCodes.ValueNotNumber)]
    [InlineData("1.2 E3", FindingCodes.ValueNotNumber)]
    [InlineData("1E2E3", FindingCodes.ValueNotNumber)]
    [InlineData("1E 2", FindingCodes.ValueNotNumber)]
    [InlineData("1.2345E3", FindingCodes.ValueFractional)]
    [InlineData("12E-1", FindingCodes.ValueFractional)]
    public void An_exponent_that_gives_no_whole_count_is_set_aside(string text, string code) =>
        Assert.Equal(
            code,
            Feed.OnlyFinding(Feed.Read(Feed.Mapping(Feed.Yaml(Exponent)), $"year;area;n\n2016;ARG;{text}\n2016;AR-B;1\n"), 1, 0, 1).Code
        );

    [Fact]
    public void Without_the_word_an_exponent_is_no_number() =>
        Assert.Contains(
            Feed.Read(Feed.Mapping(Feed.Yaml("dialect: { decimalChar: \".\" }")), "year;area;n\n2016;ARG;1.2E+3\n").Findings.Kept,
            f => f.Code == FindingCodes.ValueNotNumber
        );

    [Theory]
    [InlineData("17.0004", "17")]
    [InlineData("16.9999", "17")]
    [InlineData("0.0002", "0")]
    public void Noise_that_the_mapping_declares_is_rounded(string text, string value) =>
        Assert.Equal([$"HOM_INC ARG 2016 {value}"], Feed.Figures(Within("0.001"), $"year,area,n\n2016,ARG,{text}\n"));

    [Theory]
    [InlineData("17.002")]
    [InlineData("17.5")]
    public void A_fraction_beyond_it_stays_one(string text) =>
        Assert.Contains(Feed.Read(Within("0.001"), $"year,area,n\n2016,ARG,{text}\n").Findings.Kept, f =>
            f.Code == FindingCodes.ValueFractional
        );

    [Fact]
    public void Parts_and_totals_with_declared_noise_neither_exceed_nor_differ()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(
                "dialect: { decimalChar: \".\", wholeWithin: 0.001 }\ntotals: { where: { area: Total } }\n"
                    + "rowTotals: { column: all, of: [n], severity: blocking }",
                "SEX: { column: sex }",
                "OBS_VALUE: { column: n, type: integer }"
            )
        );
        var reading = Feed.Read(
            mapping,
            "year,area,sex,n,all\n2016,ARG,_T,17,17\n2016,ARG,F,5.0004,5\n2016,ARG,M,12.0004,12\n2016,Total,,34.0001,34\n"
        );
        FigureChecks.Run(reading.Mapped!, Feed.Taxonomy);
        Assert.Empty(reading.Findings.Kept.Select(Feed.Said));
    }

    [Theory]
    [InlineData("dialect: { wholeWithin: 0.5 }", "wholeWithin", "OBS_VALUE: { column: n, type: integer }")]
    [InlineData("dialect: { wholeWithin: 0 }", "wholeWithin", "OBS_VALUE: { column: n, type: integer }")]
    [InlineData("dialect: { decimalChar: \".\", wholeWithin: 0.001 }", "dialect", "OBS_VALUE: { column: n, type: decimal }")]
    [InlineData("dialect: { decimalChar: \".\", wholeWithin: 0.001 }", "dialect", "OBS_VALUE: { column: n }")]
    [InlineData("identicalRows: keep\ndialect: { exponent: true }", "dialect", "OBS_VALUE: { count: n }")]
    [InlineData("identicalRows: keep\ndialect: { decimalChar: \".\" }", "dialect", "OBS_VALUE: { count: n }")]
    public void A_word_about_numbers_that_there_are_none_for_is_refused(string words, string word, string value) =>
        Assert.Equal(
            (FindingCodes.MappingValueWrong, word),
            (Feed.OnlyFault(Feed.Yaml(words, value)) is var fault ? fault.Code : "", fault.Arguments["word"])
        );

    [Theory]
    [InlineData("UNIT_MULT: { value: 3 }")]
    [InlineData("UNIT_MULT: { column: power }")]
    [InlineData("UNIT_MULT: { column: kind, codes: powers.csv }")]
    [InlineData("INDICATOR: { value: HOM_RATE }")]
    [InlineData("INDICATOR: { column: kind, codes: kinds.csv }")]
    [InlineData("INDICATOR: { column: indicator }")]
    public void Noise_is_declared_of_whole_counts_alone(string concept)
    {
        var fault = Feed.OnlyFault(
            Feed.Yaml("dialect: { decimalChar: \".\", wholeWithin: 0.01 }", concept, "OBS_VALUE: { column: n, type: integer }"),
            ("powers.csv", "kind,UNIT_MULT\na,0\nb,3\n"),
            ("kinds.csv", "kind,INDICATOR\na,HOM_INC\nb,HOM_RATE\n")
        );
        Assert.Equal(
            (FindingCodes.MappingValueWrong, "dialect", "wholeWithin"),
            (fault.Code, fault.Arguments["word"], fault.Arguments["value"])
        );
    }

    [Theory]
    [InlineData("UNIT_MULT: { value: 0 }")]
    [InlineData("UNIT_MULT: { column: area, codes: powers.csv }")]
    public void A_multiplier_of_none_loses_nothing(string concept) =>
        Assert.Equal(
            ["HOM_INC ARG 2016 12"],
            Feed.Figures(
                Feed.Mapping(
                    Feed.Yaml("dialect: { decimalChar: \".\", wholeWithin: 0.01 }", concept, "OBS_VALUE: { column: n, type: integer }"),
                    ("powers.csv", "area,UNIT_MULT\nARG,0\n")
                ),
                "year,area,n\n2016,ARG,12.004\n"
            )
        );

    [Fact]
    public void Bounds_and_what_cells_are_expected_to_be_are_read_as_the_figures_are()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(
                "dialect: { decimalChar: \".\", wholeWithin: 0.001 }\nexpect: { column: low, max: 17, severity: warning }",
                "OBS_VALUE: { column: n, type: integer }",
                "LOWER_BOUND: { column: low }"
            )
        );
        var reading = Feed.Read(mapping, "year,area,n,low\n2016,ARG,17.0004,17.0004\n");
        Assert.Empty(reading.Findings.Kept.Select(Feed.Said));
        Assert.Equal((17m, 17m), Assert.Single(reading.Mapped!.Observations) is var figure ? (figure.Value, figure.Lower) : default);
    }

    [Theory]
    [InlineData("{code:04:2}", "7", "00")]
    [InlineData("{code:04:2}", "0612", "06")]
    [InlineData("{code:2:04}", "12345", "0012")]
    [InlineData("{code:2:04}", "7", "0007")]
    [InlineData("{code:2}", "7123", "71")]
    [InlineData("{code:05}", "7123", "07123")]
    public void A_token_is_padded_and_cut_in_the_order_in_which_it_says_so(string token, string code, string label)
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(null, $"REF_AREA: {{ pattern: \"{token}\", codes: areas.csv }}"),
            ("areas.csv", $"code,REF_AREA\n{label},AR-B\n")
        );
        Assert.Equal(["HOM_INC AR-B 2016 5"], Feed.Figures(mapping, $"year,code,n\n2016,{code},5\n"));
    }

    [Theory]
    [InlineData("{code:04:05}")]
    [InlineData("{code:2:3}")]
    [InlineData("{code:0}")]
    [InlineData("{code:2:04:3}")]
    [InlineData("{code:01001}")]
    public void A_step_of_a_token_that_can_do_nothing_is_refused(string token) =>
        Assert.Equal("pattern", Feed.OnlyFault(Feed.Yaml(null, $"REF_AREA: {{ pattern: \"{token}\" }}")).Arguments["word"]);

    [Fact]
    public void A_fact_is_padded_and_cut_as_a_column_is()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(
                "facts: { in: fileName, pattern: '^(?<day>[0-9]+)-(?<month>[0-9]+)' }\n"
                    + "publicationDate: \"2018-{fact.month:02}-{fact.day:02}\""
            )
        );
        Assert.Equal(
            new NodaTime.LocalDate(2018, 5, 3),
            Feed.Read(mapping, "year,area,n\n2016,ARG,5\n", "3-5.csv").Mapped!.PublicationDate
        );
    }

    [Fact]
    public void The_lowest_heading_of_merged_cells_covers_columns_that_headings_above_tell_apart()
    {
        static Mapping Of(string fill) =>
            Feed.Mapping(
                Feed.Yaml(
                    $"dialect: {{ headerRows: 2, headerFill: {fill} }}\nunpivot: {{ Hombres / 2016: M, Mujeres / 2016: F }}",
                    "TIME_PERIOD: { header: 2 }",
                    "SEX: { unpivoted: true }",
                    "OBS_VALUE: { unpivoted: true }"
                )
            );
        const string file = "area,Hombres,Mujeres\n,2016,\nARG,5,2\n";
        Assert.Equal(["HOM_INC ARG 2016 SEX=F 2", "HOM_INC ARG 2016 SEX=M 5"], Feed.Figures(Of("all"), file));
        Assert.Contains(Feed.Read(Of("right"), file).Findings.Kept, f => f.Code == FindingCodes.ColumnMissing);
    }

    [Fact]
    public void A_heading_that_is_merged_downwards_does_not_take_the_name_of_its_neighbour()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(
                "dialect: { headerRows: 2, headerFill: all }\nunpivot: { Hombres: M, Mujeres: F, Total: _T }",
                "TIME_PERIOD: { value: 2016 }",
                "SEX: { unpivoted: true }",
                "OBS_VALUE: { unpivoted: true }"
            )
        );
        Assert.Equal(
            ["HOM_INC ARG 2016 7", "HOM_INC ARG 2016 SEX=F 2", "HOM_INC ARG 2016 SEX=M 5"],
            Feed.Figures(mapping, "area,Sexo,,Total\n,Hombres,Mujeres,\nARG,5,2,7\n")
        );
        var merged = Feed.Mapping(
            Feed.Yaml(
                "dialect: { headerRows: 2, headerFill: all }\ncombine: sum\n"
                    + "unpivotMatching: { header: 2, pattern: '^(Hombres|Mujeres)$' }\nignore: { Total: a sum }",
                "TIME_PERIOD: { value: 2016 }",
                "SEX: { header: 2, codes: sex.csv }",
                "OBS_VALUE: { unpivoted: true }"
            ),
            ("sex.csv", "sex,SEX\nHombres,M\nMujeres,F\n")
        );
        Assert.Equal(
            ["HOM_INC ARG 2016 SEX=F 2", "HOM_INC ARG 2016 SEX=M 5"],
            Feed.Figures(merged, "area,Sexo,,Total\n,Hombres,Mujeres,\nARG,5,2,7\n")
        );
    }

    private static Mapping Within(string tolerance) =>
        Feed.Mapping(Feed.Yaml($"dialect: {{ decimalChar: \".\", wholeWithin: {tolerance} }}", "OBS_VALUE: { column: n, type: integer }"));
}
