using System.Text;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Tests.Support;
using Observatory.Tests.Taxonomy;
using Observatory.Warehouse.Taxonomy;
using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>What mappings say of one another, what follows from it, and what is refused because it would have no effect.</summary>
public sealed class FeedOrderTests
{
    [Theory]
    [InlineData("a", "b c", "", "")]
    [InlineData("b", "c", "a", "")]
    [InlineData("c", "", "a b", "")]
    // d yields to a, and so stands behind it alone.
    [InlineData("d", "", "a", "")]
    // e and f are one series, and what holds for one holds for the other.
    [InlineData("e", "g", "", "f")]
    [InlineData("f", "g", "", "e")]
    [InlineData("g", "", "e f", "")]
    // h and i each claim to come first: nothing is said of them.
    [InlineData("h", "", "", "")]
    [InlineData("i", "", "", "")]
    public void Precedence_passes_on_and_contradictions_say_nothing(string feed, string before, string behind, string same)
    {
        Mapping[] mappings =
        [
            Read("a", "overrides: TST/b"),
            Read("b", "overrides: [TST/c]"),
            Read("c", ""),
            Read("d", "yieldsTo: TST/a"),
            Read("e", "continues: TST/f"),
            Read("f", "overrides: TST/g"),
            Read("g", ""),
            Read("h", "overrides: TST/i"),
            Read("i", "overrides: TST/h"),
        ];
        var order = FeedOrder.Of(mappings, "TST/" + feed);
        // a stands before d, too: d says so.
        Assert.Equal(
            (feed == "a" ? before + " d" : before, behind, same),
            (Short(order.StandsBefore), Short(order.YieldsTo), Short(order.Continues))
        );

        static string Short(IEnumerable<string> feeds) => string.Join(' ', feeds.Select(f => f["TST/".Length..]));
    }

    [Theory]
    [InlineData("overrides: TST/a")]
    [InlineData("overrides: []")]
    [InlineData("yieldsTo: [TST/b, TST/b]")]
    [InlineData("yieldsTo: nofolder")]
    [InlineData("continues: TST/")]
    [InlineData("overrides: TST/b\nyieldsTo: TST/b")]
    [InlineData("yieldsTo: TST/b\ncontinues: TST/b")]
    public void A_mapping_names_other_feeds_each_once(string words)
    {
        var (mapping, findings) = MappingReader.Read(Folder("a", words), TaxonomyFolder.Read);
        Assert.Null(mapping);
        Assert.Equal([FindingCodes.MappingValueWrong], findings.Select(f => f.Code).Distinct());
    }

    [Theory]
    [InlineData("overrides: TST/smal", "TST/small")]
    [InlineData("yieldsTo: TST/elsewhere", null)]
    [InlineData("continues: TST/gone", null)]
    [InlineData("overrides: TST/small", "")]
    public void A_feed_without_a_folder_or_of_another_office_is_refused(string words, string? nearest)
    {
        using var folder = new TemporaryFolder();
        SmallFeed.WriteTo(folder.Path);
        SmallFeed.WriteTo(folder.Path, "TST/elsewhere", "MEX_INEGI");
        SmallFeed.WriteTo(folder.Path, "TST/own", more: words);
        var own = new MappingLibrary([TestWarehouse.MappingsRoot, folder.Path]).Current().Find("TST/own")!;
        Assert.Equal(nearest == "", own.Mapping is not null);
        Assert.Equal(nearest == "" ? [] : [FindingCodes.MappingValueWrong], own.Findings.Select(f => f.Code));
        if (nearest is { Length: > 0 })
            Assert.Equal(nearest, own.Findings[0].Arguments["nearest"]);
    }

    private static Mapping Read(string name, string words) => MappingReader.Read(Folder(name, words), TaxonomyFolder.Read).Mapping!;

    private static FolderFiles Folder(string name, string words) =>
        new(
            "TST/" + name,
            new Dictionary<string, ReadOnlyMemory<byte>>
            {
                [MappingReader.FileName] = Encoding.UTF8.GetBytes(
                    $$"""
                    mapping: TST/{{name}}
                    version: 1
                    title: { en: T, es: T, fr: T, pt: T }
                    DATA_PROVIDER: MEX_SESNSP
                    {{words}}
                    concepts:
                      FREQ:        { value: A }
                      TIME_PERIOD: { column: year }
                      REF_AREA:    { value: MEX }
                      INDICATOR:   { value: HOM_INC }
                      OBS_VALUE:   { column: value, type: integer }
                    """
                ),
            }
        );
}
