using System.Text;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Xunit;

namespace Observatory.Tests.Mappings;

public sealed class RecogniserTests
{
    private const string Csv = "Title here\nyear,area,n\n2016,MEX,5\n";

    [Theory]
    [InlineData("recognise: { format: csv }")]
    [InlineData("recognise: { title: \"^title\" }")]
    [InlineData("recognise: { columns: [N] }")]
    [InlineData("recognise: { withoutColumns: [other] }")]
    public void A_file_that_shows_what_is_asked_fits(string recognise) =>
        Assert.Equal(Feed.Name, Read(Csv, Feed.Mapping(Feed.Yaml(recognise))).Mapping?.Id);

    [Theory]
    [InlineData("recognise: { format: [xlsx, xls] }")]
    [InlineData("recognise: { title: \"^HOMICIDES$\" }")]
    [InlineData("recognise: { columns: [other] }")]
    [InlineData("recognise: { withoutColumns: [AREA] }")]
    public void A_file_that_does_not_fits_no_feed(string recognise) =>
        Assert.Equal("MAPPING_NONE_FITS", Assert.Single(Read(Csv, Feed.Mapping(Feed.Yaml(recognise))).Findings.Kept).Code);

    [Fact]
    public void What_the_nearest_feed_lacks_is_said()
    {
        var finding = Assert.Single(Read("year,area,m\n2016,MEX,5\n", Feed.Mapping(Feed.Yaml())).Findings.Kept);
        Assert.Equal(
            ("ARG/test", "n", "test.csv"),
            (finding.Arguments["nearest"], finding.Arguments["expected"], finding.Arguments["sheet"])
        );
    }

    [Fact]
    public void Where_nothing_is_missing_it_is_said_what_marks_another_file()
    {
        var finding = Assert.Single(Read(Csv, Feed.Mapping(Feed.Yaml("recognise: { withoutColumns: [AREA] }"))).Findings.Kept);
        Assert.Equal(("ARG/test", "", "AREA"), (finding.Arguments["nearest"], finding.Arguments["expected"], finding.Arguments["actual"]));
    }

    [Fact]
    public void A_feed_of_which_the_file_does_not_show_half_the_columns_is_not_near() =>
        Assert.Equal("", Assert.Single(Read("year,b,c,d\n2016,1,2,3\n", Feed.Mapping(Feed.Yaml())).Findings.Kept).Arguments["nearest"]);

    [Fact]
    public void A_feed_of_the_office_that_sends_is_nearer_than_another()
    {
        var (own, other) = (
            Feed.Mapping(Feed.Yaml(null, "INDICATOR: { column: kind }")),
            Feed.Mapping(Feed.Yaml()) with
            {
                Id = "MEX/other",
                Provider = Feed.Taxonomy.FindProvider("MEX_SESNSP")!,
            }
        );
        var reading = FileReading.Of(
            [new SentFile("a.csv", new MemoryStream("year,area\n2016,MEX\n"u8.ToArray()))],
            null,
            [other, own],
            Feed.Taxonomy,
            Feed.Today,
            ReadLimits.Default,
            CancellationToken.None,
            office: "ARG_SNIC"
        );
        Assert.Equal(
            ("ARG/test", "kind, n"),
            (reading.Findings.Kept[0].Arguments["nearest"], reading.Findings.Kept[0].Arguments["expected"])
        );
    }

    [Fact]
    public void A_file_that_fits_two_feeds_is_stopped()
    {
        var one = Feed.Mapping(Feed.Yaml());
        var finding = Assert.Single(Read(Csv, one, one with { Id = "ARG/other" }).Findings.Kept);
        Assert.Equal(("MAPPING_SEVERAL_FIT", "ARG/other, ARG/test"), (finding.Code, finding.Arguments["mappings"]));
    }

    [Fact]
    public void Of_two_that_fit_the_one_the_file_is_named_for_is_taken()
    {
        var one = Feed.Mapping(Feed.Yaml("recognise: { fileName: \"test*.csv\" }"));
        Assert.Equal(
            Feed.Name,
            Read(Csv, one with { Id = "ARG/other", Recognise = one.Recognise with { FileName = "x*.csv" } }, one).Mapping?.Id
        );
    }

    [Fact]
    public void A_name_alone_does_not_make_a_file_fit() =>
        Assert.Null(Read("a,b\n1,2\n", Feed.Mapping(Feed.Yaml("recognise: { fileName: \"test*.csv\" }"))).Mapping);

    [Theory]
    [InlineData("homicidios_*.xls", "Homicidios_2022.xls", true)]
    [InlineData("homicidios_*.xls", "homicidios_2022.xlsx", false)]
    [InlineData("homicidios_*.xls", "los homicidios_2022.xls", false)]
    [InlineData("a*b*c", "a1b2c", true)]
    [InlineData("exact.csv", "exact.csv", true)]
    public void A_file_name_pattern_holds_from_beginning_to_end(string pattern, string fileName, bool fits) =>
        Assert.Equal(fits, Recogniser.NameFits(Feed.Mapping(Feed.Yaml($"recognise: {{ fileName: \"{pattern}\" }}")), fileName));

    [Fact]
    public void A_feed_of_workbooks_refuses_a_text_file_sent_to_it() =>
        Assert.Equal(
            "MAPPING_NOT_THIS_FILE",
            Assert.Single(Feed.Read(Feed.Mapping(Feed.Yaml("recognise: { format: xlsx }")), Csv).Findings.Kept).Code
        );

    [Fact]
    public void A_feed_refuses_a_file_with_a_column_that_marks_another_feed()
    {
        var finding = Assert.Single(
            Feed.Read(
                Feed.Mapping(Feed.Yaml("recognise: { withoutColumns: [province] }\nignore: { province: none }")),
                "year,area,province,n\n2016,MEX,1,5\n"
            ).Findings.Kept
        );
        Assert.Equal(("MAPPING_NOT_THIS_FILE", "C1"), (finding.Code, finding.Where!.Value.A1));
    }

    private static FileReading Read(string csv, params Mapping[] mappings) =>
        FileReading.Of(
            new MemoryStream(Encoding.UTF8.GetBytes(csv)),
            "test.csv",
            null,
            mappings,
            Feed.Taxonomy,
            Feed.Today,
            ReadLimits.Default,
            CancellationToken.None
        );
}
