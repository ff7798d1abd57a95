using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Core.Taxonomy;
using Observatory.Tests.Taxonomy;
using Xunit;
using YamlDotNet.RepresentationModel;

namespace Observatory.Tests.Documentation;

public sealed partial class MappingLanguageTests
{
    private static readonly LocalDate Today = new(2024, 1, 1);

    private static TaxonomyCatalogue Taxonomy => TaxonomyFolder.Read;

    public static TheoryData<string> Examples => [.. MappingExample.All().Select(e => e.Heading)];

    [Fact]
    public void There_are_examples_and_every_block_of_yaml_or_csv_is_part_of_one()
    {
        var examples = MappingExample.All();
        Assert.NotEmpty(examples);
        var page = new Page("docs/reference/mapping-words.md");
        Assert.Equal(page.Blocks.Count(b => b.Language is "yaml" or "csv"), examples.Sum(e => e.Blocks.Count));
    }

    /// <summary>With <c>OBSERVATORY_APPROVE=1</c> what is read becomes what the page expects.</summary>
    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_gives_the_figures_shown(string heading)
    {
        var example = MappingExample.All().Single(e => e.Heading == heading);
        var (mapping, findings) = MappingReader.Read(example.Folder, Taxonomy);
        Assert.Equal("", Said(findings));
        var result = SampleCheck.Run(example.Folder, mapping!, Taxonomy, Today, ReadLimits.Default, CancellationToken.None);
        if (!result.Passed && result.Actual.Length > 0 && Environment.GetEnvironmentVariable("OBSERVATORY_APPROVE") == "1")
        {
            example.Page.Replace(example.Blocks.Single(b => b.Names[0] == SampleCheck.ExpectedFile), result.Actual);
            return;
        }
        // A warning that an example is there to show is named below it.
        Assert.Equal(
            "",
            Said(
                result.Findings.Where(f =>
                    f.Severity != Severity.Note && !example.Page.Lines.Any(l => l.Contains($"`{f.Code}`", StringComparison.Ordinal))
                )
            )
        );
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void An_example_is_recognised_and_its_cells_add_up_as_stated(string heading)
    {
        var examples = MappingExample.All();
        var example = examples.Single(e => e.Heading == heading);
        var mappings = examples.Select(e => MappingReader.Read(e.Folder, Taxonomy).Mapping!).ToList();
        var sample = SampleCheck.SampleOf(example.Folder)!;
        var own = mappings.Single(m => m.Id == example.Folder.Name);
        var reading = FileReading.Of(
            SampleCheck.FilesOf(example.Folder, sample, own),
            null,
            mappings,
            Taxonomy,
            Today,
            ReadLimits.Default,
            CancellationToken.None
        );
        Assert.Equal(example.Folder.Name, reading.Mapping?.Id);
        var cells = reading.Mapped!.Accounting;
        Assert.Equal(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{cells.CellsRead} cells read = {cells.CellsLoaded} loaded + {cells.CellsLeftOut} left out + {cells.CellsSetAside} "
                    + $"set aside"
            ),
            example.Accounting()
        );
    }

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_schedule_in_an_example_can_be_read(string heading)
    {
        var folder = MappingExample.All().Single(e => e.Heading == heading).Folder;
        var (schedule, _, findings) = FeedScheduleReader.Read(folder);
        Assert.Equal("", Said(findings));
        Assert.Equal(folder.Files.ContainsKey(FeedScheduleReader.FileName), schedule is not null);
    }

    [Fact]
    public void Every_word_that_the_readers_ask_for_is_described_and_no_other()
    {
        var asked = MappingGrammar
            .AskedWords(MappingReader.FileName)
            .Concat(MappingGrammar.AskedWords(FeedScheduleReader.FileName))
            .Select(w => w.Word)
            .ToHashSet(StringComparer.Ordinal);
        Assert.Superset(new HashSet<string>(["mapping", "REF_AREA", "tolerance", "timeZone", "namedWhere"]), asked);
        var page = new Page("docs/reference/mapping-words.md");
        var described = page.FirstColumn("## The words of mapping.yaml")
            .Concat(page.FirstColumn("## The words of feed.yaml"))
            .ToHashSet(StringComparer.Ordinal);
        Assert.Equal(asked.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(MappingReader.FileName)]
    [InlineData(FeedScheduleReader.FileName)]
    public void Every_word_is_used_by_an_example_in_every_place_where_it_is_asked_for(string file)
    {
        var used = new HashSet<(string, string)>();
        foreach (var example in MappingExample.All())
        foreach (var (place, node) in MappingGrammar.MapsOf(example.Folder, file, out _))
            used.UnionWith(node.Children.Keys.Select(k => (place, ((YamlScalarNode)k).Value!)));
        Assert.Equal([], MappingGrammar.AskedWords(file).Except(used).Select(w => $"{w.Item1}: {w.Item2}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_word_of_a_label_table_is_described()
    {
        var source = File.ReadAllText(Path.Combine(Page.Root, "src/Observatory.Core/Mappings/LabelTableReader.cs"));
        var words = Quoted().Matches(AreaWords().Match(source).Value).Select(m => m.Groups[1].Value).Append("note").ToList();
        Assert.Equal(5, words.Count);
        Assert.Equal(
            words.Order(StringComparer.Ordinal),
            new Page("docs/reference/mapping-words.md").FirstColumn("## The words of a label table").Order(StringComparer.Ordinal)
        );
    }

    private static string Said(IEnumerable<Finding> findings) =>
        string.Join('\n', findings.Select(f => $"{f.Code} {f.Where} {string.Join(", ", f.Arguments.Select(a => $"{a.Key}={a.Value}"))}"));

    [GeneratedRegex(@"AreaWords = \[[^]]*\]")]
    private static partial Regex AreaWords();

    [GeneratedRegex("\"([a-z]+)\"")]
    private static partial Regex Quoted();
}
