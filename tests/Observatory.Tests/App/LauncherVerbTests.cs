using System.Text.Json;
using System.Text.RegularExpressions;
using Observatory.App.Languages;
using Observatory.App.Verbs;
using Observatory.Core.Languages;
using Observatory.Hosting.Homes;
using Observatory.Hosting.Machine;
using Observatory.Tests.Support;
using Xunit;

namespace Observatory.Tests.App;

public sealed partial class LauncherVerbTests
{
    [Theory]
    [InlineData("docter", "Did you mean doctor?")]
    [InlineData("doc", "Did you mean doctor?")]
    [InlineData("doctor --jsno", "Did you mean --json?")]
    [InlineData("doctor --hom=/tmp", "Did you mean --home?")]
    [InlineData("zzzzzzzz", "Help: ./observatory --help")]
    [InlineData("", "There are: doctor")]
    [InlineData("doctor --lang xx", "Help: ./observatory doctor --help")]
    public async Task Wrong_use_ends_with_2_and_names_the_nearest_right_word(string line, string said)
    {
        var (code, output, error) = await RunAsync(line);
        Assert.Equal(ExitCodes.WrongUse, code);
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.Empty(output);
    }

    [Fact]
    public async Task Wrong_use_is_told_in_the_language_asked_for()
    {
        var (_, _, error) = await RunAsync("docter --lang pt");
        Assert.Contains("Quis dizer doctor?", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("doctor --help")]
    [InlineData("--version")]
    public async Task Help_goes_to_standard_output(string line)
    {
        var (code, output, error) = await RunAsync(line);
        Assert.Equal(ExitCodes.Done, code);
        Assert.NotEmpty(output);
        Assert.Empty(error);
    }

    [Fact]
    public async Task Doctor_gives_one_line_for_each_check()
    {
        using var home = new TemporaryFolder();
        var (_, output, _) = await RunAsync("doctor --home", home.Path);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => !l.Contains("->", StringComparison.Ordinal));
        Assert.Equal(DoctorVerb.Checks.Count, lines.Count());
        Assert.Empty(Directory.EnumerateFileSystemEntries(home.Path));
    }

    [Fact]
    public async Task Doctor_gives_one_document_with_json()
    {
        using var home = new TemporaryFolder();
        var (_, output, error) = await RunAsync("doctor --json --home", home.Path);
        using var document = JsonDocument.Parse(output);
        Assert.Equal(
            DoctorVerb.Checks.Select(c => c.Name),
            document.RootElement.GetProperty("checks").EnumerateArray().Select(c => c.GetProperty("name").GetString())
        );
        Assert.Empty(error);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" --json")]
    public async Task A_failure_is_one_block_and_its_trace_is_in_the_log(string json)
    {
        using var home = new TemporaryFolder();
        var (code, output, error) = await RunAsync($"fail{json} --home", home.Path);
        Assert.Equal(ExitCodes.Failed, code);
        Assert.StartsWith("UNEXPECTED  ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Contains("   at ", await File.ReadAllTextAsync(home["logs/failures.log"]), StringComparison.Ordinal);
        Assert.Equal(json.Length > 0, output.Contains("\"code\": \"UNEXPECTED\"", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_text_exists_in_four_languages_with_the_same_placeholders()
    {
        var english = Texts.In(Language.En).All;
        foreach (var language in LanguageCodes.All)
        {
            var texts = Texts.In(language).All;
            Assert.Equal(english.Keys.Order(StringComparer.Ordinal), texts.Keys.Order(StringComparer.Ordinal));
            Assert.All(texts, t => Assert.Equal(Placeholders(english[t.Key]), Placeholders(t.Value)));
            Assert.All(texts, t => Assert.False(string.IsNullOrWhiteSpace(t.Value), t.Key));
        }
    }

    [Fact]
    public void Every_fault_and_check_has_its_texts()
    {
        var texts = Texts.In(Language.En).All;
        Assert.All(FaultCodes.All, code =>
            Assert.True(texts.ContainsKey($"fault.{code}.what") && texts.ContainsKey($"fault.{code}.repair"), code)
        );
        Assert.All(DoctorVerb.Checks, c =>
            Assert.True(texts.ContainsKey($"doctor.{c.Name}") && texts.ContainsKey($"doctor.{c.Name}.repair"), c.Name)
        );
        Assert.All(FactNames().SelectMany(n => n), name => Assert.True(texts.ContainsKey($"fact.{name}"), name));
    }

    [Theory]
    [InlineData("doctor --lang fr", "es", Language.Fr)]
    [InlineData("doctor --lang=pt", "es", Language.Pt)]
    [InlineData("doctor", "es_MX.UTF-8", Language.Es)]
    [InlineData("doctor", "C.UTF-8", Language.En)]
    public void The_language_is_the_one_asked_for_else_the_machines(string line, string machine, Language expected) =>
        Assert.Equal(expected, Texts.Choose(line.Split(' '), name => name == "LANG" ? machine : null));

    private static List<string> Placeholders(string text) =>
        [.. Placeholder().Matches(text).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The names of the facts, as they stand in the source of the hosting.</summary>
    private static IEnumerable<IEnumerable<string>> FactNames() =>
        Directory
            .EnumerateFiles(Path.Combine(HomeFolder.Root(), "src", "Observatory.App"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(File.ReadLines)
            .Where(l => l.Contains("Fault(", StringComparison.Ordinal))
            .Select(l => FactName().Matches(l).Select(m => m.Groups[1].Value));

    private static async Task<(int Code, string Output, string Error)> RunAsync(string line, params string[] more)
    {
        string[] words = [.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. more];
        var texts = Texts.In(Texts.Choose(words, _ => null));
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await new VerbFrame(texts) { new DoctorVerb(texts), new FailingVerb(texts) }.RunAsync(words, output, error);
        return (code, output.ToString(), error.ToString());
    }

    [GeneratedRegex("""\{[a-z]+\}""")]
    private static partial Regex Placeholder();

    [GeneratedRegex("""\("([a-z]+)", """)]
    private static partial Regex FactName();

    private sealed class FailingVerb : Verb
    {
        public FailingVerb(Texts texts)
            : base("fail", texts, "verb.doctor") => Hidden = true;

        public override Task<int> RunAsync(VerbContext context, System.CommandLine.ParseResult given) =>
            throw new InvalidOperationException("on purpose");
    }
}
