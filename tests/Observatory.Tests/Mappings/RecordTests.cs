using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>Registers in which a row is an event: counting, identical rows, lookups, and what must never be stored.</summary>
public sealed class RecordTests
{
    private static string Register(string policy, string count = "count: area") =>
        Feed.Yaml($"identicalRows: {policy}", $"OBS_VALUE: {{ {count} }}");

    [Fact]
    public void Records_are_counted_by_the_cells_of_one_column_that_are_filled()
    {
        var file = Feed.Read(
            Feed.Mapping(Register("keep", "count: id"), []),
            "id,year,area\na,2016,ARG\n,2016,ARG\nb,2016,ARG\nc,2017,ARG\n"
        ).Mapped!;
        Assert.Equal(["HOM_INC ARG 2016 2", "HOM_INC ARG 2017 1"], Feed.Figures(file));
        Feed.Cells(file, 3, 1, 0);
    }

    [Fact]
    public void A_text_counts_once_in_each_figure()
    {
        var file = Feed.Read(
            Feed.Mapping(Register("keep", "distinct: id"), []),
            "id,year,area\na,2016,ARG\na,2016,ARG\nb,2016,ARG\na,2017,ARG\n"
        ).Mapped!;
        Assert.Equal(["HOM_INC ARG 2016 2", "HOM_INC ARG 2017 1"], Feed.Figures(file));
        Assert.Equal(1, file.Accounting.LeftOut[("counted-before", "id")]);
    }

    [Fact]
    public void A_count_without_a_word_on_identical_rows_is_no_mapping()
    {
        var fault = Feed.OnlyFault(Feed.Yaml(null, "OBS_VALUE: { count: area }"));
        Assert.Contains("identicalRows", fault.Arguments["expected"], StringComparison.Ordinal);
    }

    private const string Twice = "year,area,age\n2016,ARG,30\n2016,ARG,30\n2016,ARG,31\n";

    [Fact]
    public void Identical_rows_are_kept_and_noted_where_the_mapping_says_so()
    {
        var reading = Feed.Read(Feed.Mapping(Register("keep") + "ignore: { age: not asked }\n"), Twice);
        Assert.Equal(["HOM_INC ARG 2016 3"], Feed.Figures(reading.Mapped!));
        var finding = Assert.Single(reading.Findings.Kept);
        Assert.Equal(
            (FindingCodes.RowsIdentical, Severity.Note, "1", "3:3"),
            (finding.Code, finding.Severity, finding.Arguments["count"], finding.Where!.Value.A1)
        );
    }

    [Fact]
    public void Identical_rows_are_left_out_by_name_where_the_mapping_says_so()
    {
        var file = Feed.Read(Feed.Mapping(Register("leaveOut") + "ignore: { age: not asked }\n"), Twice).Mapped!;
        Assert.Equal(["HOM_INC ARG 2016 2"], Feed.Figures(file));
        Assert.Equal(1, file.Accounting.RowsLeftOut["identical-row"]);
        Assert.True(file.Accounting.Balances);
    }

    [Fact]
    public void Identical_rows_block_where_the_mapping_says_so()
    {
        var reading = Feed.Read(Feed.Mapping(Register("refuse") + "ignore: { age: not asked }\n"), Twice);
        Assert.True(reading.IsBlocked);
        Assert.Contains(reading.Findings.Kept, f => f.Code == FindingCodes.RowIdentical && f.Where!.Value.Row == 3);
        Assert.True(reading.Mapped!.Accounting.Balances);
    }

    [Fact]
    public void What_must_never_be_stored_is_left_out_and_shown_nowhere()
    {
        var mapping = Feed.Mapping(Register("keep") + "neverStore: [name, phone]\n");
        var traced = new List<Contribution>();
        var reading = FileReading.Of(
            new MemoryStream("year,area,name,phone\n2016,ARG,Secret Person,555\n2016,XXX,Other Person,556\n"u8.ToArray()),
            "t.csv",
            mapping,
            [mapping],
            Feed.Taxonomy,
            Feed.Today,
            ReadLimits.Default,
            CancellationToken.None,
            traced.Add
        );
        Assert.Equal(4, reading.Mapped!.Accounting.LeftOut.Where(l => l.Key.Rule == "never-stored").Sum(l => l.Value));
        var said = string.Join('\n', reading.Findings.Kept.Select(Feed.Said)) + string.Join('\n', traced.Select(t => t.Text));
        Assert.DoesNotContain("Person", said, StringComparison.Ordinal);
        Assert.DoesNotContain("555", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_values_for_one_figure_stop_it_and_the_same_value_twice_does_not()
    {
        var mapping = Feed.Mapping(Feed.Yaml("conflicts: stopKey"));
        var reading = Feed.Read(mapping, "year,area,n\n2016,ARG,2\n2016,ARG,3\n2017,ARG,5\n2017,ARG,5\n2015,ARG,1\n2016,ARG,2\n");
        Assert.False(reading.IsBlocked);
        Assert.Equal(["HOM_INC ARG 2015 1", "HOM_INC ARG 2017 5"], Feed.Figures(reading.Mapped!));
        Assert.Equal(2, reading.Mapped!.ObservationCount);
        Feed.Cells(reading.Mapped, 2, 1, 3);
        Assert.Equal(2, reading.Findings.Counts[FindingCodes.KeyConflict]);
    }

    [Fact]
    public void Rates_are_never_added_whatever_the_mapping_combines()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(
                "combine: sum\ntotalOver: SEX",
                "INDICATOR: { value: OFFENCES_INC_RATE }",
                "OBS_VALUE: { column: n, type: decimal }",
                "SEX: { column: sex, codes: sex.csv }"
            ),
            ("sex.csv", "sex,SEX\nf,F\nm,M\n")
        );
        var reading = Feed.Read(mapping, "year,area,sex,n\n2016,ARG,f,2\n2016,ARG,m,3\n2016,ARG,m,4\n");
        Assert.Equal(["OFFENCES_INC_RATE ARG 2016 SEX=F 2", "OFFENCES_INC_RATE ARG 2016 SEX=M 3"], Feed.Figures(reading.Mapped!));
        Assert.Equal(FindingCodes.KeyDuplicate, Assert.Single(reading.Findings.Kept).Code);
    }

    private static Mapping Joined(string words = "") =>
        Feed.Mapping(
            Feed.Yaml(
                $"lookups:\n  - {{ name: d, file: \"dict*\", on: code, bring: what{words} }}",
                "INDICATOR: { column: d.what, codes: what.csv }"
            ),
            (
                "what.csv",
                "what,INDICATOR\nhomicide,HOM_INC\nrobbery,ROBBERY\n,-,\n"
                    .Replace(",-,", ",-", StringComparison.Ordinal)
                    .Replace("\n,-", "", StringComparison.Ordinal)
            ),
            ("order.csv", "what\nhomicide\nrobbery\n")
        );

    private static FileReading Together(Mapping mapping, string main, string dictionary) =>
        FileReading.Of(
            [
                new SentFile("main.csv", new MemoryStream(System.Text.Encoding.UTF8.GetBytes(main))),
                new SentFile("dictionary.csv", new MemoryStream(System.Text.Encoding.UTF8.GetBytes(dictionary))),
            ],
            mapping,
            [mapping],
            Feed.Taxonomy,
            Feed.Today,
            ReadLimits.Default,
            CancellationToken.None
        );

    private const string Coded = "year,area,code,n\n2016,ARG,01,2\n2016,ARG,02,3\n";

    [Fact]
    public void A_dictionary_says_what_a_code_is_whichever_file_comes_first()
    {
        var reading = Together(Joined(), Coded, "code,what\n01,homicide\n02,robbery\n");
        Assert.Empty(reading.Findings.Kept.Select(Feed.Said));
        Assert.Equal(["HOM_INC ARG 2016 2", "ROBBERY ARG 2016 3"], Feed.Figures(reading.Mapped!));
        Assert.Equal("'main.csv'!D2", reading.Mapped!.Observations.First().FirstCell.ToString());
    }

    [Fact]
    public void A_code_that_the_dictionary_has_not_sets_the_row_aside()
    {
        var reading = Together(Joined(), Coded, "code,what\n01,homicide\n");
        var finding = Assert.Single(reading.Findings.Kept);
        Assert.Equal(
            (FindingCodes.LookupOrphan, "'main.csv'!C3", "02"),
            (finding.Code, finding.Where.ToString(), finding.Arguments["label"])
        );
        Feed.Cells(reading.Mapped!, 1, 0, 1);
    }

    [Fact]
    public void A_key_that_stands_twice_with_different_contents_blocks()
    {
        var reading = Together(Joined(), Coded, "code,what\n01,homicide\n02,robbery\n02,homicide\n");
        Assert.Equal(
            (FindingCodes.LookupNotUnique, "'dictionary.csv'!A4"),
            Assert.Single(reading.Findings.Kept) is var f ? (f.Code, f.Where.ToString()) : default
        );
    }

    [Fact]
    public void Of_several_rows_of_a_key_the_one_that_stands_first_in_the_order_speaks_once()
    {
        var reading = Together(
            Joined(", several: { column: what, order: order.csv }"),
            Coded,
            "code,what\n02,robbery\n01,robbery\n01,homicide\n"
        );
        Assert.Empty(reading.Findings.Kept.Select(Feed.Said));
        Assert.Equal(["HOM_INC ARG 2016 2", "ROBBERY ARG 2016 3"], Feed.Figures(reading.Mapped!));
    }

    [Fact]
    public void Without_its_dictionary_a_file_says_which_one_to_send()
    {
        var reading = Feed.Read(Joined(), Coded);
        Assert.Contains(reading.Findings.Kept, f => f.Code == FindingCodes.LookupMissing && f.Arguments["file"] == "dict*");
        Assert.True(reading.IsBlocked);
    }

    [Fact]
    public void A_dictionary_may_be_a_sheet_of_the_same_workbook()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(
                "lookups:\n  - { name: d, sheet: Codes, on: code, bring: what }\nsheet: Data",
                "INDICATOR: { column: d.what, codes: what.csv }"
            ),
            ("what.csv", "what,INDICATOR\nhomicide,HOM_INC\n")
        );
        var file = Feed.ReadSheets(
            mapping,
            (
                "Data",
                [
                    ["year", "area", "code", "n"],
                    ["2016", "ARG", "1", "7"],
                ]
            ),
            (
                "Codes",
                [
                    ["code", "what"],
                    ["1", "homicide"],
                ]
            )
        );
        Assert.Equal(["HOM_INC ARG 2016 7"], Feed.Figures(file));
    }

    [Fact]
    public void Two_bands_that_share_a_number_are_no_label_table()
    {
        var fault = Feed.OnlyFault(
            Feed.Yaml(null, "AGE: { column: age, codes: ages.csv }"),
            ("ages.csv", "age,AGE\n0..9,Y0T9\n5..9,Y0T9\n20..,Y_GE18\n")
        );
        Assert.Equal((FindingCodes.TableLabelTwice, "5..9"), (fault.Code, fault.Arguments["label"]));
    }

    [Theory]
    [InlineData("9", "Y0T9")]
    [InlineData("9.5", "Y0T9")]
    [InlineData("10", "Y10T14")]
    [InlineData("60", "Y_GE60")]
    [InlineData("99", "_O")]
    public void A_number_lies_in_the_band_that_a_label_table_names(string age, string band)
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(null, "AGE: { column: age, codes: ages.csv }"),
            ("ages.csv", "age,AGE\n0..9,Y0T9\n10..14,Y10T14\n60..,Y_GE60\n99,_U\n*,Y15T29\n")
        );
        var file = Feed.Read(mapping, $"year,area,age,n\n2016,ARG,{age},1\n").Mapped!;
        // An exact label stands before a band, a band before the wildcard.
        Assert.Equal(band == "_O" ? "_U" : band, Assert.Single(file.Observations) is var o ? file.Breakdowns[o.Key.Breakdown]["AGE"] : "");
    }
}
