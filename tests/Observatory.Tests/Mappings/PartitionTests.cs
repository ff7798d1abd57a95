using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>What a mapping may say makes a whole, and what follows for a file that gives the whole too.</summary>
public sealed class PartitionTests
{
    private const string OverSex = "partitions: { dimension: SEX, members: [F, M, _U] }";

    [Theory]
    [InlineData("SEX", "F")]
    [InlineData("SEX", "F, _T")]
    [InlineData("SEX", "F, M, M")]
    [InlineData("SEX", "F, X")]
    [InlineData("AGE", "Y_LT18, Y0T9, Y_GE18")]
    [InlineData("AGE", "Y_LT15, Y_GE18")]
    [InlineData("SEKS", "F, M")]
    public void Members_that_overlap_or_are_none_are_refused(string dimension, string members)
    {
        var (mapping, findings) = MappingReader.Read(
            Feed.Folder(Feed.Yaml($"partitions: {{ dimension: {dimension}, members: [{members}] }}")),
            Feed.Taxonomy
        );
        Assert.Null(mapping);
        Assert.All(findings, f => Assert.Equal(FindingCodes.MappingValueWrong, f.Code));
    }

    /// <summary>Else it would be added to the sum of its parts.</summary>
    [Theory]
    [InlineData("totalOver: SEX\ncombine: sum")]
    [InlineData("combine: sum\nseries:\n  - { name: all, concepts: { INDICATOR: { value: HOM_INC } }, totalOver: SEX }")]
    public void A_total_is_not_made_where_the_file_gives_it(string words)
    {
        var fault = Feed.OnlyFault(Feed.Yaml(words, "SEX: { column: sex, codes: sex.csv }"), ("sex.csv", "sex,SEX\nw,F\nm,M\nall,_T\n"));
        Assert.Equal((FindingCodes.MappingValueWrong, "partitions"), (fault.Code, fault.Arguments["expected"]));
    }

    [Fact]
    public void A_partition_is_declared_of_the_periods_that_the_file_gives()
    {
        var scope = Assert.Single(Of("2015,ARG,F,3\n2016,ARG,M,5\n").Partitions);
        Assert.Equal(
            ("HOM_INC", "SEX", "F M _U", "2015", "2016"),
            (scope.Indicator, scope.Dimension, string.Join(' ', scope.Members), scope.From.ToString(), scope.To.ToString())
        );
    }

    [Theory]
    [InlineData("PRISON_POP")]
    [InlineData("HOM_RATE")]
    public void What_does_not_add_up_has_no_partition(string indicator) =>
        Assert.Empty(Of("2016,ARG,F,3\n2016,ARG,M,5\n2016,ARG,_U,0\n", indicator).Partitions);

    [Fact]
    public void A_total_that_is_not_the_sum_of_its_parts_is_told() =>
        Assert.Equal(
            [FindingCodes.PartsDiffer],
            Of("2016,ARG,F,3\n2016,ARG,M,5\n2016,ARG,_U,1\n2016,ARG,_T,10\n").Findings.Kept.Select(f => f.Code)
        );

    [Theory]
    [InlineData("2016,ARG,F,3\n2016,ARG,M,5\n2016,ARG,_U,2\n2016,ARG,_T,10\n")]
    [InlineData("2016,ARG,F,3\n2016,ARG,M,5\n2016,ARG,_T,10\n")]
    public void A_total_that_is_the_sum_or_whose_parts_are_not_all_there_is_not(string lines) => Assert.Empty(Of(lines).Findings.Kept);

    private static MappedFile Of(string lines, string indicator = "HOM_INC") =>
        Feed.Read(
            Feed.Mapping(Feed.Yaml(OverSex, "SEX: { column: sex }", $"INDICATOR: {{ value: {indicator} }}")),
            "year,area,sex,n\n" + lines
        ).Mapped!;
}
