using System.Text;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>A lookup whose key is the heading of a column that becomes rows: a dictionary of the file's own variables.</summary>
public sealed class CellLookupTests
{
    private const string Dictionary = "variable,kind,sex\nhom,HOM_INC,_T\nrob_f,ROBBERY,F\n";

    [Fact]
    public void A_cell_takes_what_the_dictionary_says_of_its_column() =>
        Assert.Equal(
            ["HOM_INC ARG 2016 5", "ROBBERY ARG 2016 SEX=F 7"],
            Figures(Of("on: unpivoted, key: variable"), "year,area,hom,rob_f\n2016,ARG,5,7\n")
        );

    [Fact]
    public void The_key_may_hang_on_the_row_as_well()
    {
        var mapping = Of("on: [year, unpivoted], key: [since, variable]");
        const string dictionary =
            "since,variable,kind,sex\n2016,hom,HOM_INC,_T\n2017,hom,HOM_VICT,_T\n2016,rob_f,ROBBERY,F\n2017,rob_f,ROBBERY,_T\n";
        Assert.Equal(
            ["HOM_INC ARG 2016 5", "HOM_VICT ARG 2017 6", "ROBBERY ARG 2016 SEX=F 7", "ROBBERY ARG 2017 8"],
            Figures(mapping, "year,area,hom,rob_f\n2016,ARG,5,7\n2017,ARG,6,8\n", dictionary)
        );
    }

    [Fact]
    public void A_second_lookup_may_have_its_key_from_the_first()
    {
        var mapping = Feed.Mapping(
            "lookups:\n  - { name: dic, file: \"dic*\", on: unpivoted, key: variable, bring: [kind, sex] }\n"
                + "  - { name: kinds, file: \"kinds*\", on: dic.kind, key: kind, bring: indicator }\n"
                + Feed.Yaml("unpivot: [hom]", "INDICATOR: { column: kinds.indicator }", "OBS_VALUE: { unpivoted: true }")
        );
        var reading = Read(
            mapping,
            ("base.csv", "year,area,hom\n2016,ARG,5\n"),
            ("dic.csv", "variable,kind,sex\nhom,k,_T\n"),
            ("kinds.csv", "kind,indicator\nk,HOM_VICT\n")
        );
        Assert.Equal(["HOM_VICT ARG 2016 5"], Feed.Figures(reading.Mapped!));
    }

    [Fact]
    public void A_header_over_the_column_may_be_the_key()
    {
        var mapping = Feed.Mapping(
            "lookups: { name: dic, file: \"dic*\", on: header.1, key: variable, bring: [kind, sex] }\ndialect: { headerRows: 2 }\n"
                + Feed.Yaml(
                    "unpivotMatching: { header: 2, pattern: '^[0-9]{4}$' }",
                    "TIME_PERIOD: { header: 2 }",
                    "INDICATOR: { column: dic.kind }",
                    "OBS_VALUE: { unpivoted: true }"
                )
        );
        Assert.Equal(["HOM_INC ARG 2016 5", "HOM_INC ARG 2017 6"], Figures(mapping, "area,hom,\n,2016,2017\nARG,5,6\n"));
    }

    [Fact]
    public void A_column_that_has_another_heading_in_the_next_block_is_looked_up_again()
    {
        var mapping = Feed.Mapping(
            "lookups: { name: dic, file: \"dic*\", on: unpivoted, key: variable, bring: [kind, sex] }\ndialect: { repeats: true }\n"
                + Feed.Yaml(
                    "unpivotMatching: { pattern: '^(hom|rob_f)$' }",
                    "INDICATOR: { column: dic.kind }",
                    "SEX: { column: dic.sex }",
                    "OBS_VALUE: { unpivoted: true }"
                )
        );
        Assert.Equal(
            ["HOM_INC ARG 2016 5", "HOM_INC ARG 2017 6", "ROBBERY ARG 2018 SEX=F 7"],
            Figures(mapping, "year,area,hom\n2016,ARG,5\n2017,ARG,6\nyear,area,rob_f\n2018,ARG,7\n")
        );
    }

    [Fact]
    public void A_column_that_the_dictionary_has_not_is_set_aside_with_its_name()
    {
        var reading = Read(
            Of("on: unpivoted, key: variable"),
            ("base.csv", "year,area,hom,rob_f\n2016,ARG,5,7\n"),
            ("dic.csv", "variable,kind,sex\nhom,HOM_INC,_T\n")
        );
        var finding = Feed.OnlyFinding(reading, 1, 0, 1);
        Assert.Equal(
            (FindingCodes.LookupOrphan, Severity.Blocking, "rob_f", "D1"),
            (finding.Code, finding.Severity, finding.Arguments["label"], finding.Where!.Value.A1)
        );
        var blank = Read(
            Of("on: unpivoted, key: variable, absent: blank"),
            ("base.csv", "year,area,hom,rob_f\n2016,ARG,5,7\n"),
            ("dic.csv", "variable,kind,sex\nhom,HOM_INC,_T\n")
        );
        Assert.Equal(FindingCodes.LabelUnknown, Feed.OnlyFinding(blank, 1, 0, 1).Code);
    }

    [Theory]
    [InlineData("leaveOut: [ { rule: r, where: { dic.kind: x }, because: b } ]", "dic.kind")]
    [InlineData("stopAt: { dic.kind: x }", "dic.kind")]
    [InlineData("fillDown: dic.kind", "concepts")]
    [InlineData("expect: { column: dic.kind, pattern: x, severity: note }", "concepts")]
    public void What_is_brought_to_cells_is_no_column_of_a_row(string words, string word)
    {
        var (mapping, findings) = MappingReader.Read(Feed.Folder(Yaml("on: unpivoted, key: variable") + words + "\n"), Feed.Taxonomy);
        Assert.Null(mapping);
        Assert.Contains(findings, f => f.Code == FindingCodes.MappingValueWrong && f.Arguments["word"] == word);
    }

    [Fact]
    public void Without_columns_that_become_rows_there_is_no_such_key() =>
        Assert.Equal(
            "concepts",
            Feed.OnlyFault(
                "lookups: { name: dic, file: \"dic*\", on: unpivoted, key: variable, bring: kind }\n"
                    + Feed.Yaml(null, "INDICATOR: { column: dic.kind }")
            ).Arguments["word"]
        );

    private static string Yaml(string key) =>
        $"lookups: {{ name: dic, file: \"dic*\", {key}, bring: [kind, sex] }}\n"
        + Feed.Yaml(
            "unpivot: [hom, rob_f]",
            "INDICATOR: { column: dic.kind }",
            "SEX: { column: dic.sex }",
            "OBS_VALUE: { unpivoted: true }"
        );

    private static Mapping Of(string key) => Feed.Mapping(Yaml(key));

    private static string[] Figures(Mapping mapping, string csv, string dictionary = Dictionary)
    {
        var reading = Read(mapping, ("base.csv", csv), ("dic.csv", dictionary));
        Assert.Empty(reading.Findings.Kept.Select(Feed.Said));
        return Feed.Figures(reading.Mapped!);
    }

    private static FileReading Read(Mapping mapping, params (string Name, string Content)[] files) =>
        FileReading.Of(
            [.. files.Select(f => new SentFile(f.Name, new MemoryStream(Encoding.UTF8.GetBytes(f.Content))))],
            mapping,
            [mapping],
            Feed.Taxonomy,
            Feed.Today,
            ReadLimits.Default,
            CancellationToken.None
        );
}
