using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using NJsonSchema;
using Observatory.Core.Mappings;
using Observatory.Tests.Mappings;
using Observatory.Tests.Support;
using Xunit;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Observatory.Tests.Documentation;

/// <summary>The schema that gives editors completion knows the words of the readers, no more and no fewer.</summary>
public sealed class MappingSchemaTests
{
    public static TheoryData<string> Shipped => [.. ShippedFolders.All.Keys];

    public static TheoryData<string> Examples => [.. MappingExample.All().Select(e => e.Heading)];

    /// <summary>With <c>OBSERVATORY_APPROVE=1</c> it is written anew.</summary>
    [Fact]
    public void The_schema_is_what_the_readers_take()
    {
        var path = Path.Combine(Page.Root, MappingSchema.File);
        if (Environment.GetEnvironmentVariable("OBSERVATORY_APPROVE") == "1")
            File.WriteAllText(path, MappingSchema.Written());
        Assert.Equal(MappingSchema.Written(), File.ReadAllText(path));
    }

    [Fact]
    public void Every_word_of_the_grammar_is_in_the_schema_and_the_other_way_round()
    {
        var schema = JsonNode.Parse(File.ReadAllText(Path.Combine(Page.Root, MappingSchema.File)))!;
        var definitions = schema["definitions"]!.AsObject().Select(d => (Place: d.Key is "table" ? "" : d.Key, Map: d.Value!));
        var written = definitions
            .Append((Place: "", Map: schema))
            .SelectMany(d => (d.Map["properties"]?.AsObject() ?? []).Select(p => $"{d.Place}: {p.Key}"))
            .Distinct();
        Assert.Equal(
            MappingGrammar.AskedWords(MappingReader.FileName).Select(w => $"{w.Place}: {w.Word}").Order(StringComparer.Ordinal),
            written.Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public async Task A_shipped_mapping_is_valid(string feed) =>
        Assert.Equal([], await FaultsAsync(TextOf(ShippedFolders.All[feed].Files[MappingReader.FileName])));

    [Theory]
    [MemberData(nameof(Examples))]
    public async Task The_mapping_of_an_example_is_valid(string heading) =>
        Assert.Equal(
            [],
            await FaultsAsync(TextOf(MappingExample.All().Single(e => e.Heading == heading).Folder.Files[MappingReader.FileName]))
        );

    [Fact]
    public async Task The_mapping_on_the_cheat_sheet_is_valid() =>
        Assert.Equal([], await FaultsAsync(new Page("docs/mapping-cheat-sheet.md").Blocks.Single(b => b.Language == "yaml").Text));

    [SharedFact]
    public async Task The_mappings_of_the_cases_are_valid()
    {
        var files = Directory.GetFiles(Shared.Path("cases"), MappingReader.FileName, SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        var faults = new List<string>();
        foreach (var file in files)
            faults.AddRange((await FaultsAsync(await File.ReadAllTextAsync(file))).Select(f => $"{file}: {f}"));
        Assert.Equal([], faults);
    }

    [Theory]
    [InlineData("unpivto: [n]")]
    [InlineData("combine: mean")]
    [InlineData("dialect: { headerRows: many }")]
    [InlineData("dialect: { headerRows: 21 }")]
    [InlineData("identicalRows: perhaps")]
    [InlineData("totals: [ { required: true } ]")]
    [InlineData("covers: { area: PAN, level: village }")]
    [InlineData("marks: [ { text: x, ruel: x } ]")]
    [InlineData("stopAt: { Casos: { emtpy: true } }")]
    public async Task A_slip_that_the_reader_refuses_is_marked_by_the_schema(string slip)
    {
        var (right, wrong) = (Feed.Folder(Feed.Yaml("")), Feed.Folder(Feed.Yaml(slip)));
        Assert.Null(MappingReader.Read(wrong, Feed.Taxonomy).Mapping);
        Assert.Equal([], await FaultsAsync(TextOf(right.Files[MappingReader.FileName])));
        Assert.NotEmpty(await FaultsAsync(TextOf(wrong.Files[MappingReader.FileName])));
    }

    [Fact]
    public void Every_word_is_described_in_one_sentence() =>
        Assert.All(MappingWords.All, w =>
            Assert.True(w.Description.Length is > 10 and < 300 && w.Description.EndsWith('.'), $"{w.Place}: {w.Word}: {w.Description}")
        );

    private static async Task<IReadOnlyList<string>> FaultsAsync(string yaml)
    {
        var schema = await JsonSchema.FromFileAsync(Path.Combine(Page.Root, MappingSchema.File));
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return [.. schema.Validate(Json(stream.Documents[0].RootNode)!.ToJsonString()).Select(f => f.ToString())];
    }

    /// <summary>The document as an editor sees it: plain numbers and flags are numbers and flags.</summary>
    private static JsonNode? Json(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => new JsonObject(
                map.Children.Select(c => KeyValuePair.Create(((YamlScalarNode)c.Key).Value!, Json(c.Value)))
            ),
            YamlSequenceNode list => new JsonArray([.. list.Children.Select(Json)]),
            YamlScalarNode { Style: ScalarStyle.Plain, Value: "true" or "false" } flag => JsonValue.Create(flag.Value == "true"),
            YamlScalarNode { Style: ScalarStyle.Plain } number
                when decimal.TryParse(
                    number.Value,
                    NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
                    CultureInfo.InvariantCulture,
                    out var value
                ) => JsonValue.Create(value),
            YamlScalarNode text => JsonValue.Create(text.Value ?? ""),
            _ => null,
        };

    private static string TextOf(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
