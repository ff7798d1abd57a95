using System.Text.RegularExpressions;
using Observatory.App.Languages;
using Observatory.Core.Languages;
using Observatory.Core.Submissions;
using Observatory.Hosting.Machine;
using Observatory.Tests.Support;
using Observatory.Warehouse.Database;
using Xunit;

namespace Observatory.Tests.Languages;

/// <summary>What the Observatory says of submissions and migrations, in the reader's language.</summary>
public sealed partial class EventTextTests
{
    public static TheoryData<string> Details => [.. EventDetails.All];

    public static TheoryData<string> Faults => [.. FaultCodes.All, .. MigrationException.Codes];

    [Theory]
    [MemberData(nameof(Details))]
    public void Every_kind_of_event_speaks_all_four_languages_in_words_of_its_own(string code)
    {
        var texts = LanguageCodes.All.Select(l => EventDetails.In(l, code)!).ToList();
        Assert.All(texts, t => Assert.Matches(@"^\p{Lu}.*\.$", t));
        Assert.Equal(texts.Count, texts.Distinct(StringComparer.Ordinal).Count());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("the last month is missing")]
    public void The_text_of_a_person_stays_as_written(string? words) => Assert.Equal(words, EventDetails.In(Language.Pt, words));

    /// <summary>A detail that the program writes as a code has a text: none is written that nobody can read.</summary>
    [Fact]
    public void No_event_is_written_with_a_code_that_is_not_known()
    {
        var root = Directory.GetParent(TestWarehouse.MappingsRoot)!.FullName;
        var written = Directory
            .EnumerateFiles(Path.Combine(root, "src"), "*.cs", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(Path.Combine(root, "sql"), "*.sql", SearchOption.AllDirectories))
            .SelectMany(f => Written().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value))
            .Distinct();
        Assert.Equal([], written.Except(EventDetails.All));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Every_fault_and_refused_migration_says_what_and_what_to_do_in_all_four_languages(string code)
    {
        foreach (var part in new[] { "what", "repair" })
        {
            var texts = LanguageCodes.All.Select(l => Texts.In(l)[$"fault.{code}.{part}"]).ToList();
            Assert.All(texts, t => Assert.NotEmpty(t));
            Assert.Equal(texts.Count, texts.Distinct(StringComparer.Ordinal).Count());
        }
    }

    [GeneratedRegex("""[Dd]etail = ["']([A-Z_]+)["']""")]
    private static partial Regex Written();
}
