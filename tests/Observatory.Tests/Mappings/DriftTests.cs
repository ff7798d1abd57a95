using System.Text;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>Columns that an office renames, adds or leaves away from one file to the next.</summary>
public sealed class DriftTests
{
    private const string Sex = "SEX: { column: sex }";
    private const string Optional = "optional: sex\ntotalOver: SEX\ncombine: sum";
    private const string Called = "dialect: { alsoCalled: { sex: [sexo, género] } }\ntotalOver: SEX\ncombine: sum";

    [Fact]
    public void An_optional_column_that_is_there_is_read()
    {
        var mapping = Feed.Mapping(Feed.Yaml(Optional, Sex));
        Assert.Equal(
            ["HOM_INC ARG 2016 5", "HOM_INC ARG 2016 SEX=F 2", "HOM_INC ARG 2016 SEX=M 3"],
            Feed.Figures(mapping, "year,area,sex,n\n2016,ARG,F,2\n2016,ARG,M,3\n")
        );
    }

    [Fact]
    public void An_optional_column_that_is_absent_is_named_and_nothing_is_said_of_it()
    {
        var reading = Feed.Read(
            Feed.Mapping(Feed.Yaml(Optional + "\nfill: { dimension: SEX, members: [F, M] }", Sex)),
            "year,area,n\n2016,ARG,5\n"
        );
        var finding = Feed.OnlyFinding(reading, 1, 0, 0);
        Assert.Equal((FindingCodes.ColumnAbsent, Severity.Note, "sex"), (finding.Code, finding.Severity, finding.Arguments["column"]));
        Assert.Equal(["HOM_INC ARG 2016 5"], Feed.Figures(reading.Mapped!));
    }

    [Fact]
    public void An_absent_column_that_becomes_rows_makes_no_figure()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(
                "unpivot: { hom: HOM_INC, rob: ROBBERY }\noptional: rob",
                "INDICATOR: { unpivoted: true }",
                "OBS_VALUE: { unpivoted: true }"
            )
        );
        Assert.Equal(["HOM_INC ARG 2016 5", "ROBBERY ARG 2016 7"], Feed.Figures(mapping, "year,area,hom,rob\n2016,ARG,5,7\n"));
        var reading = Feed.Read(mapping, "year,area,hom\n2016,ARG,5\n");
        Assert.Equal(FindingCodes.ColumnAbsent, Feed.OnlyFinding(reading, 1, 0, 0).Code);
        Assert.Equal(["HOM_INC ARG 2016 5"], Feed.Figures(reading.Mapped!));
    }

    [Fact]
    public void An_absent_bound_is_no_bound_and_an_absent_note_is_no_note()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml("optional: [low, remark]", "LOWER_BOUND: { column: low }", "NOTE: { column: remark, verbatim: true }")
        );
        var reading = Feed.Read(mapping, "year,area,n\n2016,ARG,5\n");
        Assert.Equal([FindingCodes.ColumnAbsent, FindingCodes.ColumnAbsent], reading.Findings.Kept.Select(f => f.Code));
        Assert.Null(Assert.Single(reading.Mapped!.Observations).Lower);
    }

    [Fact]
    public void A_partition_of_an_absent_column_is_not_stated()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(
                "optional: sex\npartitions: { dimension: SEX, members: [F, M] }\ncovers: { area: ARG, level: subdivision, absent: zero }",
                Sex
            )
        );
        Assert.Single(Feed.Read(mapping, "year,area,sex,n\n2016,AR-B,F,5\n").Mapped!.Partitions);
        Assert.Empty(Feed.Read(mapping, "year,area,n\n2016,AR-B,5\n").Mapped!.Partitions);
    }

    [Fact]
    public void A_breakdown_that_may_only_have_another_heading_stops_the_file()
    {
        var mapping = Feed.Mapping(Feed.Yaml(Optional, Sex));
        var reading = Feed.Read(mapping, "year,area,Género,n\n2016,ARG,_T,10\n2016,ARG,F,4\n2016,ARG,M,6\n");
        var absent = reading.Findings.Kept.Single(f => f.Code == FindingCodes.ColumnAbsent);
        Assert.Equal((Severity.Blocking, "sex", "Género"), (absent.Severity, absent.Arguments["column"], absent.Arguments["actual"]));
        var known = Feed.Mapping(Feed.Yaml(Optional + "\nignore: { Género: not used }", Sex));
        Assert.Equal(Severity.Note, Assert.Single(Feed.Read(known, "year,area,Género,n\n2016,ARG,x,5\n").Findings.Kept).Severity);
        var remark = Feed.Mapping(Feed.Yaml("optional: remark", "NOTE: { column: remark, verbatim: true }"));
        Assert.DoesNotContain(Feed.Read(remark, "year,area,Género,n\n2016,ARG,x,5\n").Findings.Kept, f => f.Severity == Severity.Blocking);
    }

    [Theory]
    [InlineData("optional: sex\ncombine: sum", "F,F,\nTotal,-,the sum")]
    [InlineData("optional: sex\ncombine: sum", "F,F,\nTotal,_T,")]
    [InlineData("optional: sex\nconflicts: stopKey", "F,F,\nM,M,")]
    public void A_breakdown_that_tells_totals_from_parts_or_parts_from_conflicts_cannot_be_optional(string words, string codes)
    {
        var fault = Feed.OnlyFault(Feed.Yaml(words, "SEX: { column: sex, codes: sex.csv }"), ("sex.csv", $"sex,SEX,note\n{codes}\n"));
        Assert.Equal((FindingCodes.MappingValueWrong, "optional", "sex"), (fault.Code, fault.Arguments["word"], fault.Arguments["value"]));
        Feed.Mapping(
            Feed.Yaml("optional: sex\ncombine: sum", "SEX: { column: sex, codes: sex.csv }"),
            ("sex.csv", "sex,SEX,note\nF,F,\nM,M,\n")
        );
    }

    [Fact]
    public void A_partition_of_a_column_that_one_of_two_files_has_is_stated()
    {
        const string sum = "combine: sum\npartitions: { dimension: SEX, members: [F, M] }\noptional: sex";
        var mapping = Feed.Mapping(Feed.Yaml(sum, Sex));
        SentFile[] files =
        [
            Sent("2016.csv", "year,area,n\n2016,ARG,5\n"),
            Sent("2017.csv", "year,area,sex,n\n2017,ARG,F,2\n2017,ARG,M,3\n"),
        ];
        Assert.Equal("SEX", Assert.Single(Of(mapping, files).Mapped!.Partitions).Dimension);
        Assert.Equal("SEX", Assert.Single(Of(mapping, [.. files.Reverse()]).Mapped!.Partitions).Dimension);
        Assert.Empty(Of(mapping, [files[0], Sent("2015.csv", "year,area,n\n2015,ARG,5\n")]).Mapped!.Partitions);

        static SentFile Sent(string name, string csv) => new(name, new MemoryStream(Encoding.UTF8.GetBytes(csv)));
        static FileReading Of(Mapping mapping, SentFile[] files)
        {
            foreach (var file in files)
                file.Content.Position = 0;
            return FileReading.Of(files, mapping, [mapping], Feed.Taxonomy, Feed.Today, ReadLimits.Default, CancellationToken.None);
        }
    }

    [Fact]
    public void A_partition_is_not_stated_either_where_a_later_series_reads_the_absent_column()
    {
        var mapping = Feed.Mapping(
            Feed.Yaml(
                "optional: sex\ncombine: sum\npartitions: { dimension: SEX, members: [F, M] }\nseries:\n"
                    + "  - { name: a, concepts: { INDICATOR: { value: HOM_INC } } }\n"
                    + "  - { name: b, concepts: { INDICATOR: { value: HOM_VICT }, SEX: { column: sex } } }",
                "INDICATOR:"
            )
        );
        Assert.NotEmpty(Feed.Read(mapping, "year,area,sex,n\n2016,ARG,F,5\n").Mapped!.Partitions);
        Assert.Empty(Feed.Read(mapping, "year,area,n\n2016,ARG,5\n").Mapped!.Partitions);
    }

    [Theory]
    [InlineData("optional: area", "area")]
    [InlineData("optional: year", "year")]
    [InlineData("optional: n", "n")]
    [InlineData("optional: other", "other")]
    [InlineData("optional: sex\nleaveOut: [ { rule: r, where: { sex: F }, because: b } ]", "sex")]
    [InlineData("optional: sex\nfillDown: sex", "sex")]
    [InlineData("optional: sex\nexpect: { column: sex, pattern: '^.$', severity: warning }", "sex")]
    public void A_column_that_a_figure_needs_cannot_be_optional(string words, string heading)
    {
        var fault = Feed.OnlyFault(Feed.Yaml(words, Sex));
        Assert.Equal(
            (FindingCodes.MappingValueWrong, "optional", heading),
            (fault.Code, fault.Arguments["word"], fault.Arguments["value"])
        );
    }

    [Theory]
    [InlineData("UNIT_MEASURE: { column: sex }")]
    [InlineData("CONF_STATUS: { column: sex }")]
    [InlineData("DATA_PROVIDER: { column: sex }")]
    [InlineData("UNIT_MULT: { column: sex }")]
    public void A_column_without_which_another_figure_would_be_guessed_cannot_be_optional(string concept) =>
        Assert.Equal("optional", Feed.OnlyFault(Feed.Yaml("optional: sex", concept)).Arguments["word"]);

    [Fact]
    public void All_columns_that_become_rows_cannot_be_optional() =>
        Assert.Equal(
            "optional",
            Feed.OnlyFault(Feed.Yaml("unpivot: [a]\noptional: a", "OBS_VALUE: { unpivoted: true }")).Arguments["word"]
        );

    [Theory]
    [InlineData("sex")]
    [InlineData("sexo")]
    [InlineData("Genero")]
    public void A_column_goes_by_one_of_its_headings(string heading)
    {
        var mapping = Feed.Mapping(Feed.Yaml(Called, Sex));
        Assert.Equal(["HOM_INC ARG 2016 2", "HOM_INC ARG 2016 SEX=F 2"], Feed.Figures(mapping, $"year,area,{heading},n\n2016,ARG,F,2\n"));
    }

    [Fact]
    public void Two_of_its_headings_in_one_file_block_and_none_is_missing()
    {
        var mapping = Feed.Mapping(Feed.Yaml(Called, Sex));
        var reading = Feed.Read(mapping, "year,area,sexo,género,n\n2016,ARG,F,M,2\n");
        var finding = reading.Findings.Kept.First(f => f.Severity == Severity.Blocking);
        Assert.Equal(
            (FindingCodes.ColumnAlternatives, "D1", "sexo, género"),
            (finding.Code, finding.Where!.Value.A1, finding.Arguments["actual"])
        );
        Assert.Equal(
            "sex",
            Feed.Read(mapping, "year,area,other,n\n2016,ARG,F,2\n")
                .Findings.Kept.First(f => f.Code == FindingCodes.ColumnMissing)
                .Arguments["column"]
        );
    }

    [Fact]
    public void The_same_other_heading_twice_is_a_column_twice()
    {
        var findings = Feed.Read(Feed.Mapping(Feed.Yaml(Called, Sex)), "year,area,sexo,sexo,n\n2016,ARG,F,M,2\n").Findings.Kept;
        Assert.Contains(findings, f => f.Code == FindingCodes.ColumnTwice && f.Severity == Severity.Blocking);
    }

    [Fact]
    public void A_column_may_be_absent_under_all_of_its_headings()
    {
        var mapping = Feed.Mapping(Feed.Yaml(Called + "\noptional: sex", Sex));
        Assert.Equal(FindingCodes.ColumnAbsent, Feed.OnlyFinding(Feed.Read(mapping, "year,area,n\n2016,ARG,2\n"), 1, 0, 0).Code);
        Assert.Equal(["HOM_INC ARG 2016 2", "HOM_INC ARG 2016 SEX=F 2"], Feed.Figures(mapping, "year,area,género,n\n2016,ARG,F,2\n"));
    }

    [Theory]
    [InlineData("dialect: { alsoCalled: { other: [x] } }", "dialect")]
    [InlineData("dialect: { alsoCalled: { sex: [area] } }", "dialect")]
    [InlineData("dialect: { alsoCalled: { sex: [x] } }\nignore: { x: not used }", "dialect")]
    [InlineData("dialect: { alsoCalled: { sex: [Séx] } }", "sex")]
    [InlineData("dialect: { alsoCalled: { sex: [x], area: [X] } }", "sex")]
    [InlineData("dialect: { alsoCalled: { sex: [] } }", "sex")]
    [InlineData("dialect: { alsoCalled: { sex: [x] } }\nneverStore: sex", "dialect")]
    public void Another_heading_that_can_name_nothing_or_two_columns_is_refused(string words, string word)
    {
        var (mapping, findings) = MappingReader.Read(Feed.Folder(Feed.Yaml(words, Sex)), Feed.Taxonomy);
        Assert.Null(mapping);
        Assert.Contains(findings, f => f.Code == FindingCodes.MappingValueWrong && f.Arguments["word"] == word);
    }
}
