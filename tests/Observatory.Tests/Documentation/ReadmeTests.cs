using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Observatory.Tests.Api;
using Xunit;

namespace Observatory.Tests.Documentation;

[Collection(ApiTests.Name)]
public sealed partial class ReadmeTests(ApiWorld world)
{
    private const int MostBytes = 8192;

    private static readonly Page Readme = new("README.md");

    [Fact]
    public void The_readme_is_read_in_a_few_minutes() =>
        Assert.InRange(new FileInfo(Path.Combine(Page.Root, "README.md")).Length, 1, MostBytes);

    [Fact]
    public void The_readme_shows_the_two_commands() =>
        Assert.Superset(
            new HashSet<string>(["./observatory demo", "./observatory test"]),
            Readme.Commands().Select(c => c.Trim()).ToHashSet(StringComparer.Ordinal)
        );

    [Fact]
    public async Task The_first_question_has_the_answer_that_is_shown()
    {
        var blocks = Readme.Blocks.Where(b => b.Heading == "A first question and its answer").ToList();
        var address = Address().Match(blocks[0].Text).Groups[1].Value;
        var lines = blocks[1].Text.Split('\n');
        var shown = lines[0]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Zip(lines[1].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToDictionary(c => c.First, c => c.Second);

        var figure = Assert.Single((await world.GetAsync(address)).GetProperty("data").EnumerateArray().ToList());

        foreach (var column in new[] { "indicator", "area", "period", "value", "unit", "status", "source" })
            Assert.Equal(TextOf(figure.GetProperty(column)), shown[column]);
        Assert.True(figure.GetProperty("derived").GetBoolean());
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"all {figure.GetProperty("partsExpected").GetInt32()} parts"),
            string.Join(' ', Readme.Lines),
            StringComparison.Ordinal
        );
    }

    private static string TextOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? string.Join(';', value.EnumerateArray().Select(v => v.GetString())) : value.ToString();

    [GeneratedRegex("curl 'http://127.0.0.1:5080([^']+)'")]
    private static partial Regex Address();
}
