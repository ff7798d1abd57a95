using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>Where a concept may come from: one word of the mapping language each.</summary>
public sealed class ConceptTests
{
    private const string OneRow = "year,area,n\n2016,MEX,5\n";

    [Fact]
    public void Columns_and_values_give_a_figure() => Assert.Equal(["HOM_INC MEX 2016 5"], Feed.Figures(Feed.Mapping(Feed.Yaml()), OneRow));

    [Fact]
    public void Headings_are_found_whatever_their_case_accents_blanks_and_order() =>
        Assert.Equal(["HOM_INC MEX 2016 5"], Feed.Figures(Feed.Mapping(Feed.Yaml()), "N ,Área, YEAR\n5,MEX,2016\n"));

    [Fact]
    public void A_pattern_joins_columns_and_the_unpivoted_one() =>
        Assert.Equal(
            ["HOM_INC MEX 2016-01 5", "HOM_INC MEX 2016-02 7"],
            Feed.Figures(
                Feed.Mapping(
                    Feed.Yaml(
                        "unpivot: { Enero: \"01\", Febrero: \"02\" }",
                        "FREQ: { value: M }",
                        "TIME_PERIOD: { pattern: \"{year}-{unpivoted}\" }",
                        "OBS_VALUE: { unpivoted: true }"
                    )
                ),
                "year,area,Enero,Febrero\n2016,MEX,5,7\n"
            )
        );

    [Fact]
    public void A_pattern_takes_the_first_characters_of_a_column() =>
        Assert.Equal(
            ["HOM_INC MEX 2016 5"],
            Feed.Figures(Feed.Mapping(Feed.Yaml(null, "REF_AREA: { pattern: \"{area:3}\" }")), "year,area,n\n2016,MEX000,5\n")
        );

    [Fact]
    public void Take_keeps_the_first_characters_and_pad_puts_zeros_before() =>
        Assert.Equal(
            ["HOM_INC MX-AGU 2016 5"],
            Feed.Figures(
                Feed.Mapping(
                    Feed.Yaml(null, "REF_AREA: { column: area, pad: 3, take: 2, codes: areas.csv }"),
                    ("areas.csv", "area,REF_AREA\n01,MX-AGU\n")
                ),
                "year,area,n\n2016,15,5\n"
            )
        );

    [Fact]
    public void A_label_table_turns_labels_into_codes() =>
        Assert.Equal(
            ["HOM_INC MX-MIC 2016 5"],
            Feed.Figures(
                Feed.Mapping(
                    Feed.Yaml(null, "REF_AREA: { column: area, codes: areas.csv }"),
                    ("areas.csv", "area,REF_AREA\nMichoacán,MX-MIC\n")
                ),
                "year,area,n\n2016,MICHOACAN*,5\n"
            )
        );

    [Fact]
    public void Several_columns_decide_together_whatever_the_order_of_the_table() =>
        Assert.Equal(
            ["HOM_INC MEX 2016 SEX=F 5", "THEFT MEX 2016 7"],
            Feed.Figures(
                Feed.Mapping(
                    Feed.Yaml(null, "INDICATOR: { columns: [kind, how], codes: k.csv }"),
                    ("k.csv", "how,kind,INDICATOR,SEX\nb,a,HOM_INC,F\na,b,THEFT,\n")
                ),
                "year,area,kind,how,n\n2016,MEX,a,b,5\n2016,MEX,b,a,7\n"
            )
        );

    [Fact]
    public void The_row_with_the_fewest_wildcards_wins() =>
        Assert.Equal(
            ["HOM_INC MEX 2016 1", "RAPE MEX 2016 4", "ROBBERY MEX 2016 2", "THEFT MEX 2016 3"],
            Feed.Figures(
                Feed.Mapping(
                    Feed.Yaml(null, "INDICATOR: { columns: [kind, how], codes: k.csv }"),
                    ("k.csv", "kind,how,INDICATOR\n*,*,RAPE\na,*,ROBBERY\n*,y,THEFT\na,x,HOM_INC\n")
                ),
                "year,area,kind,how,n\n2016,MEX,a,x,1\n2016,MEX,a,y,2\n2016,MEX,b,y,3\n2016,MEX,b,z,4\n"
            )
        );

    [Fact]
    public void One_label_goes_into_every_series_that_the_table_lists() =>
        Assert.Equal(
            ["ROBBERY MEX 2016 5", "ROBBERY_VEHICLE MEX 2016 5"],
            Feed.Figures(
                Feed.Mapping(
                    Feed.Yaml(null, "INDICATOR: { column: kind, codes: k.csv }"),
                    ("k.csv", "kind,INDICATOR\ncar,ROBBERY\ncar,ROBBERY_VEHICLE\n")
                ),
                "year,area,kind,n\n2016,MEX,car,5\n"
            )
        );

    [Fact]
    public void A_hyphen_as_a_code_leaves_the_cell_out_by_the_name_of_its_table()
    {
        var reading = Feed.Read(
            Feed.Mapping(
                Feed.Yaml(null, "INDICATOR: { column: kind, codes: k.csv }"),
                ("k.csv", "kind,INDICATOR,note\na,HOM_INC,\nb,-,no indicator counts it\n")
            ),
            "year,area,kind,n\n2016,MEX,a,5\n2016,MEX,b,7\n"
        );
        Feed.Cells(reading.Mapped!, loaded: 1, leftOut: 1, setAside: 0);
        Assert.Equal(("k.csv", "n"), Assert.Single(reading.Mapped!.Accounting.LeftOut).Key);
    }

    [Fact]
    public void A_cell_that_one_series_leaves_out_is_still_loaded_by_another() =>
        Assert.Equal(
            ["OFFENCES_INC MEX 2016 OFFENCE=ARG_SNIC:b 7"],
            Feed.Figures(
                Feed.Mapping(
                    Feed.Yaml(
                        """
                        series:
                          - name: national
                            concepts: { INDICATOR: { value: OFFENCES_INC }, OFFENCE: { column: kind, codes: o.csv } }
                          - name: shared
                            concepts: { INDICATOR: { column: kind, codes: k.csv } }
                        """,
                        "INDICATOR:"
                    ),
                    ("o.csv", "kind,OFFENCE\nb,ARG_SNIC:b\n"),
                    ("k.csv", "kind,INDICATOR,note\nb,-,none\n")
                ),
                "year,area,kind,n\n2016,MEX,b,7\n"
            )
        );

    [Fact]
    public void What_a_table_leaves_empty_does_not_unsay_what_the_mapping_says() =>
        Assert.Equal(
            "E",
            Feed.Said(
                Feed.Mapping(
                    Feed.Yaml(null, "INDICATOR: { column: kind, codes: k.csv }", "OBS_STATUS: { value: E }"),
                    ("k.csv", "kind,INDICATOR,OBS_STATUS\na,HOM_INC,\n")
                ),
                "year,area,kind,n\n2016,MEX,a,5\n"
            ).Statuses
        );

    [Fact]
    public void A_status_of_one_label_does_not_stay_for_the_next()
    {
        var file = Feed.Read(
            Feed.Mapping(
                Feed.Yaml(null, "INDICATOR: { column: kind, codes: k.csv }"),
                ("k.csv", "kind,INDICATOR,OBS_STATUS\na,HOM_INC,P\nb,THEFT,\n")
            ),
            "year,area,kind,n\n2016,MEX,a,5\n2016,MEX,b,5\n"
        ).Mapped!;
        Assert.Equal(["P", "A"], file.Observations.Select(o => file.Attributes[o.Attributes].Statuses));
    }

    [Fact]
    public void TotalOver_stores_the_total_beside_the_members() =>
        Assert.Equal(
            ["HOM_INC MEX 2016 12", "HOM_INC MEX 2016 SEX=F 5", "HOM_INC MEX 2016 SEX=M 7"],
            Feed.Figures(
                Feed.Mapping(Feed.Yaml("totalOver: SEX\ncombine: sum", "SEX: { column: sex }")),
                "year,area,sex,n\n2016,MEX,F,5\n2016,MEX,M,7\n"
            )
        );

    [Fact]
    public void TotalOver_of_two_dimensions_stores_all_four_totals() =>
        Assert.Equal(
            [
                "HOM_INC MEX 2016 5",
                "HOM_INC MEX 2016 MECHANISM=FIREARM 5",
                "HOM_INC MEX 2016 SEX=F 5",
                "HOM_INC MEX 2016 SEX=F;MECHANISM=FIREARM 5",
            ],
            Feed.Figures(
                Feed.Mapping(Feed.Yaml("totalOver: [SEX, MECHANISM]", "SEX: { column: sex }", "MECHANISM: { value: FIREARM }")),
                "year,area,sex,n\n2016,MEX,F,5\n"
            )
        );

    [Fact]
    public void Combine_sums_cells_of_one_key_and_counts_them()
    {
        var file = Feed.Read(Feed.Mapping(Feed.Yaml("combine: sum")), "year,area,n\n2016,MEX,5\n2016,MEX,7\n").Mapped!;
        Assert.Equal(
            (12m, 2, "C2"),
            (file.Observations.Single().Value, file.Observations.Single().Cells, file.Observations.Single().FirstCell.A1)
        );
    }

    [Fact]
    public void Days_fall_into_their_month() =>
        Assert.Equal(
            ["HOM_INC MEX 2016-02 3"],
            Feed.Figures(
                Feed.Mapping(Feed.Yaml("combine: sum", "FREQ: { value: M }", "TIME_PERIOD: { column: year, dateFormat: dd/MM/yyyy }")),
                "year,area,n\n03/02/2016,MEX,1\n2016-02-28,MEX,2\n"
            )
        );

    [Fact]
    public void A_file_can_bring_areas_with_their_names_and_parents()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(
                null,
                "REF_AREA: { pattern: \"COL:{code:5}\", define: { level: municipality, name: name, namedWhere: { code: { pattern: "
                    + "\"000$\" } }, parent: { column: code, take: 2, codes: d.csv } } }"
            ),
            ("d.csv", "code,REF_AREA\n05,CO-ANT\n")
        );
        var reading = Feed.Read(mapping, "year,code,name,n\n2016,05001003,Village,1\n2017,05001000,Town,2\n");
        var area = reading.Mapped!.BroughtAreas["COL:05001"];
        Assert.Equal(("Town", "CO-ANT", "AREA_NEW"), (area.Label.En, area.Parent, Assert.Single(reading.Findings.Kept).Code));
    }

    [Fact]
    public void A_label_table_can_bring_areas() =>
        Assert.Equal(
            "MX-AGU",
            Feed.Mapping(
                    Feed.Yaml(null, "REF_AREA: { column: area, codes: a.csv }"),
                    ("a.csv", "area,REF_AREA,name,parent,level\n1001,MEX:01001,Town,MX-AGU,municipality\n")
                )
                .Brought.Areas["MEX:01001"]
                .Parent
        );

    [Theory]
    [InlineData("title", "YEAR 2016\nyear,area,n\n1,MEX,5\n", "test.csv")]
    [InlineData("fileName", "year,area,n\n1,MEX,5\n", "report year 2016.csv")]
    public void A_fact_outside_the_table_gives_the_period(string place, string csv, string fileName) =>
        Assert.Equal(
            ["HOM_INC MEX 2016 5"],
            Feed.Figures(
                Feed.Mapping(
                    Feed.Yaml(
                        $"facts: [ {{ in: {place}, pattern: 'year (?<y>\\d+)' }} ]\nignore: {{ year: a number }}",
                        "TIME_PERIOD: { pattern: \"{fact.y}\" }"
                    )
                ),
                csv,
                fileName
            )
        );

    [Fact]
    public void A_footer_gives_the_day_of_publication()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(
                "facts: [ { in: footer, pattern: 'of (?<d>\\d+) (?<m>\\p{L}+) (?<y>\\d+)' } ]\n"
                    + "publicationDate: \"{fact.y}-{fact.m}-{fact.d}\"\nstopAt: { year: [\"source*\"] }"
            )
        );
        Assert.Equal(
            new NodaTime.LocalDate(2017, 3, 9),
            Feed.Read(mapping, "year,area,n\n2016,MEX,5\nSource of 9 março 2017\n").Mapped!.PublicationDate
        );
    }

    [Fact]
    public void A_fact_that_is_needed_and_not_there_is_said()
    {
        var mapping = Feed.Mapping(Feed.Yaml("facts: [ { in: title, pattern: 'of (?<y>\\d+)' } ]\npublicationDate: \"{fact.y}-01-01\""));
        var finding = Feed.OnlyFinding(Feed.Read(mapping, OneRow), 1, 0, 0);
        Assert.Equal(("FACT_NOT_FOUND", "y"), (finding.Code, finding.Arguments["word"]));
    }

    [Fact]
    public void A_note_of_the_mapping_and_free_text_of_the_file_are_kept_apart()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(
                "notes: { n1: { en: N, es: N, fr: N, pt: N } }",
                "NOTE: { column: remark, verbatim: true }",
                "INDICATOR: { column: kind, codes: k.csv }"
            ),
            ("k.csv", "kind,INDICATOR,NOTE\na,HOM_INC,n1\n")
        );
        Assert.Equal(
            "ARG/test#n1\n\"=two, agencies",
            Feed.Said(mapping, "year,area,kind,remark,n\n2016,MEX,a,\"=two, agencies\",5\n").Notes
        );
    }

    [Fact]
    public void Bounds_go_with_the_value()
    {
        var figure = Feed.Read(
                Feed.Mapping(Feed.Yaml("dialect: { decimalChar: \".\" }", "LOWER_BOUND: { column: low }", "UPPER_BOUND: { column: high }")),
                "year,area,n,low,high\n2016,MEX,5,4.5,6\n"
            )
            .Mapped!.Observations.Single();
        Assert.Equal((4.5m, 6m), (figure.Lower, figure.Upper));
    }

    [Fact]
    public void Another_unit_than_the_indicators_is_marked_as_another_definition() =>
        Assert.Equal("D", Feed.Said(Feed.Mapping(Feed.Yaml(null, "UNIT_MEASURE: { value: VICTIMS }")), OneRow).Statuses);

    [Fact]
    public void Decimal_and_group_marks_are_those_the_mapping_says() =>
        Assert.Equal(
            ["HOM_INC MEX 2016 1234.5"],
            Feed.Figures(
                Feed.Mapping(Feed.Yaml("dialect: { decimalChar: \",\", groupChar: \".\" }", "OBS_VALUE: { column: n, type: decimal }")),
                "year;area;n\n2016;MEX;1.234,5\n"
            )
        );

    [Fact]
    public void An_encoding_that_the_mapping_insists_on_is_used() =>
        Assert.Equal(
            ["HOM_INC MX-MIC 2016 5"],
            Feed.Figures(
                Feed.Read(
                    Feed.Mapping(
                        Feed.Yaml("dialect: { encoding: windows-1252 }", "REF_AREA: { column: area, codes: a.csv }"),
                        ("a.csv", "area,REF_AREA\nMichoacÃ¡n,MX-MIC\n")
                    ),
                    "year,area,n\n2016,Michoacán,5\n"
                ).Mapped!
            )
        );

    [Fact]
    public void HeaderRow_is_where_the_header_is_and_nowhere_else()
    {
        var mapping = Feed.Mapping(Feed.Yaml("dialect: { headerRow: 2 }"));
        Assert.Equal(["HOM_INC MEX 2016 5"], Feed.Figures(mapping, "year,area,n\nyear,area,n\n2016,MEX,5\n"));
        Assert.True(Feed.Read(mapping, "title,,\ntitle,,\nyear,area,n\n2016,MEX,5\n").IsBlocked);
    }

    [Fact]
    public void Ignored_columns_are_counted_under_a_rule_and_unknown_ones_warned_of()
    {
        var reading = Feed.Read(
            Feed.Mapping(Feed.Yaml("ignore: { name: repeats area }")),
            "year,area,name,extra,n,\n2016,MEX,Mexico,x,5,y\n"
        );
        var finding = Feed.OnlyFinding(reading, loaded: 1, leftOut: 3, setAside: 0);
        Assert.Equal(("COLUMN_UNKNOWN", "D1"), (finding.Code, finding.Where!.Value.A1));
    }

    [Fact]
    public void Tables_are_read_each_from_its_own_sheet()
    {
        var mapping = Feed.Mapping(
            """
            concepts: { FREQ: { value: A }, TIME_PERIOD: { column: year }, REF_AREA: { column: area } }
            tables:
              - { sheet: First, concepts: { INDICATOR: { value: HOM_INC }, OBS_VALUE: { column: n } } }
              - { sheet: "Sec*", concepts: { INDICATOR: { value: THEFT }, OBS_VALUE: { column: m } } }
            """
        );
        var file = Feed.ReadSheets(
            mapping,
            (
                "Notes",
                [
                    ["nothing"],
                ]
            ),
            (
                "Second 2016",
                [
                    ["year", "area", "m"],
                    ["2016", "MEX", "2"],
                ]
            ),
            (
                "FIRST",
                [
                    ["title"],
                    ["year", "area", "n"],
                    ["2016", "MEX", "1"],
                ]
            )
        );
        Assert.Equal(["HOM_INC MEX 2016 1", "THEFT MEX 2016 2"], Feed.Figures(file));
    }
}
