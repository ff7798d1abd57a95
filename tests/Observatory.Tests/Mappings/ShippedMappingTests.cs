using System.Text;
using NodaTime;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Tests.Taxonomy;
using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>The mapping folders as they ship, each against its sample.</summary>
public sealed class ShippedMappingTests
{
    private static readonly Lazy<IReadOnlyDictionary<string, Mapping>> Mappings = new(() =>
        ShippedFolders.All.ToDictionary(f => f.Key, f => MappingReader.Read(f.Value, TaxonomyFolder.Read).Mapping!, StringComparer.Ordinal)
    );

    private static readonly LocalDate AfterAllSamples = new(2026, 1, 1);

    public static TheoryData<string> Feeds => [.. ShippedFolders.All.Keys];

    [Fact]
    public void There_are_feeds_to_test() => Assert.True(ShippedFolders.All.Count >= 7);

    [Theory]
    [MemberData(nameof(Feeds))]
    public void The_sample_gives_exactly_the_expected_figures(string feed)
    {
        var result = SampleCheck.Run(
            ShippedFolders.All[feed],
            Mappings.Value[feed],
            TaxonomyFolder.Read,
            AfterAllSamples,
            ReadLimits.Default,
            CancellationToken.None
        );
        Assert.True(result.Passed, string.Join("\n", result.Findings.Select(Feed.Said)));
    }

    [Theory]
    [MemberData(nameof(Feeds))]
    public void The_sample_is_recognised_among_all_feeds_by_its_content(string feed) => Assert.Equal(feed, Read(feed, null).Mapping?.Id);

    [Theory]
    [MemberData(nameof(Feeds))]
    public void The_cells_of_the_sample_are_all_accounted_for(string feed) =>
        Assert.True(Read(feed, Mappings.Value[feed]).Mapped!.Accounting.Balances);

    [Fact]
    public void A_sample_that_is_changed_by_one_figure_fails()
    {
        var folder = ShippedFolders.All["USA/fbi-ucr-estimated"];
        var files = folder.Files.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
        var lines = Encoding.UTF8.GetString(files["expected.csv"].Span).Split('\n');
        lines[9] = lines[9].Replace(",INCIDENTS,", "0,INCIDENTS,", StringComparison.Ordinal);
        files["expected.csv"] = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        var result = SampleCheck.Run(
            folder with
            {
                Files = files,
            },
            Mappings.Value[folder.Name],
            TaxonomyFolder.Read,
            AfterAllSamples,
            ReadLimits.Default,
            CancellationToken.None
        );
        Assert.Equal(("SAMPLE_DIFFERS", 10), (Assert.Single(result.Findings).Code, result.Findings[0].Where!.Value.Row));
    }

    [Fact]
    public void The_mexican_sample_is_windows_1252_and_the_argentine_one_utf_8()
    {
        Assert.Equal("windows-1252", Dialect("MEX/sesnsp-state-offences").Encoding);
        Assert.Equal(("utf-8", ';'), (Dialect("ARG/snic-national").Encoding, Dialect("ARG/snic-national").Delimiter));
    }

    [Fact]
    public void The_colombian_sample_says_its_period_and_its_day_of_extraction()
    {
        var file = Read("COL/ponal-homicides", Mappings.Value["COL/ponal-homicides"]).Mapped!;
        Assert.Equal(new NodaTime.LocalDate(2016, 4, 12), file.PublicationDate);
        Assert.Equal(("2016-01", "2016-03"), (file.Scopes[0].From.ToString(), file.Scopes[0].To.ToString()));
    }

    [Fact]
    public void A_municipality_has_the_name_of_its_own_row_not_that_of_a_village_in_it() =>
        Assert.Equal(
            "Cali (CT)",
            Read("COL/ponal-homicides", Mappings.Value["COL/ponal-homicides"]).Mapped!.BroughtAreas["COL:76001"].Label.Es
        );

    [Fact]
    public void A_file_of_the_provinces_is_not_taken_for_the_nation()
    {
        var reading = Read("ARG/snic-provinces", Mappings.Value["ARG/snic-national"]);
        Assert.Contains(reading.Findings.Kept, f => f.Code == "MAPPING_NOT_THIS_FILE" && f.Where!.Value.A1 == "A1");
    }

    private static FileDialect Dialect(string feed) =>
        SourceFile.Open(new MemoryStream(Sample(feed).Bytes), Sample(feed).Name, ReadLimits.Default).Dialect;

    private static FileReading Read(string feed, Mapping? mapping) =>
        FileReading.Of(
            SampleCheck.FilesOf(ShippedFolders.All[feed], Sample(feed).Name, Mappings.Value[feed]),
            mapping,
            [.. Mappings.Value.Values],
            TaxonomyFolder.Read,
            AfterAllSamples,
            ReadLimits.Default,
            CancellationToken.None
        );

    private static (string Name, byte[] Bytes) Sample(string feed)
    {
        var name = SampleCheck.SampleOf(ShippedFolders.All[feed])!;
        return (name, ShippedFolders.All[feed].Files[name].ToArray());
    }
}
