using System.Text.RegularExpressions;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Wording;
using Observatory.Tests.Support;
using Xunit;

namespace Observatory.Tests.Checking;

/// <summary>One source for what a code means: it cannot say something else than the program does.</summary>
public sealed partial class FindingCatalogueTests
{
    public static TheoryData<string> Codes => [.. FindingCodes.All];

    [Fact]
    public void Every_code_stands_in_it_once_and_in_the_same_order() =>
        Assert.Equal(FindingCodes.All, FindingCatalogue.All.Select(k => k.Code));

    [Theory]
    [MemberData(nameof(Codes))]
    public void Its_example_fills_every_place_of_the_message_in_all_four_languages(string code)
    {
        var kind = FindingCatalogue.Find(code)!;
        foreach (var language in LanguageCodes.All)
        {
            var message = Messages.Text(kind.AsFinding(), language);
            Assert.DoesNotMatch(@"[{}\[\]]|“”|«\s*»", message.What + message.Repair);
        }
        // A part of the message that the example leaves out would be one that the page does not show.
        var finding = kind.AsFinding();
        var (english, places) = (Messages.Text(finding, Language.En), Places(code));
        Assert.All(kind.Example.Keys.Where(places.Contains), name =>
            Assert.Contains(Messages.Shown(finding, name, Language.En, null), english.What + english.Repair, StringComparison.Ordinal)
        );
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Cause_written_and_expected_of_a_kind_name_arguments_of_its_message(string code)
    {
        var kind = FindingCatalogue.Find(code)!;
        Assert.NotEmpty(kind.Severities);
        Assert.All(kind.Cause.Append(kind.Written).Append(kind.Expected).OfType<string>(), name =>
            Assert.True(kind.Example.ContainsKey(name), name)
        );
    }

    /// <summary>Every place in the program that makes a finding of a code gives it a weight that the catalogue names.</summary>
    [Fact]
    public void The_program_gives_no_other_weight()
    {
        var names = typeof(FindingCodes)
            .GetFields()
            .Where(f => f.IsLiteral)
            .ToDictionary(f => f.Name, f => (string)f.GetRawConstantValue()!);
        var made = Directory
            .EnumerateFiles(
                Path.Combine(Directory.GetParent(TestWarehouse.MappingsRoot)!.FullName, "src"),
                "*.cs",
                SearchOption.AllDirectories
            )
            .SelectMany(f => Made().Matches(File.ReadAllText(f)))
            .Select(m => (Code: names[m.Groups[2].Value], Severity: Enum.Parse<Severity>(m.Groups[1].Value)))
            .Distinct()
            .ToList();
        Assert.True(made.Count > 40, "The places were not found.");
        Assert.All(made, m =>
            Assert.True(FindingCatalogue.Find(m.Code)!.Severities.Contains(m.Severity), $"{m.Code} is made as {m.Severity}")
        );
    }

    private static IEnumerable<string> Places(string code)
    {
        var marked = FindingCatalogue.Find(code)!.Example.ToDictionary(a => a.Key, a => $"<{a.Key}>");
        var text = Messages.Text(code, Language.En, marked);
        return marked.Where(m => (text.What + text.Repair).Contains(m.Value, StringComparison.Ordinal)).Select(m => m.Key);
    }

    [GeneratedRegex(@"Finding\.(Blocking|Warning|Note)\(\s*FindingCodes\.(\w+)")]
    private static partial Regex Made();
}
