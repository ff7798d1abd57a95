using System.Text.RegularExpressions;
using Observatory.App.Languages;
using Observatory.Core.Languages;
using Xunit;

namespace Observatory.Tests.Languages;

/// <summary>What verbs, receipts and pages say stands in all four languages.</summary>
public sealed partial class VerbTextTests
{
    [Fact]
    public void Every_language_has_the_same_texts_with_the_same_places_to_fill()
    {
        var english = Texts.In(Language.En).All;
        foreach (var language in LanguageCodes.All)
        {
            var texts = Texts.In(language).All;
            Assert.Equal(english.Keys.Order(StringComparer.Ordinal), texts.Keys.Order(StringComparer.Ordinal));
            Assert.All(texts, t => Assert.Equal(Places(english[t.Key]), Places(t.Value)));
        }
    }

    [Theory]
    [InlineData("receipt.")]
    [InlineData("docs.")]
    [InlineData("said.")]
    [InlineData("step.")]
    public void Receipts_and_pages_are_left_in_English_nowhere(string start)
    {
        var same = Texts
            .In(Language.En)
            .All.Where(t => t.Key.StartsWith(start, StringComparison.Ordinal))
            .SelectMany(t => LanguageCodes.All.Where(l => l != Language.En && Texts.In(l)[t.Key] == t.Value).Select(l => $"{l} {t.Key}"));
        Assert.Empty(same);
    }

    private static IEnumerable<string> Places(string text) =>
        Place().Matches(text).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal);

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Place();
}
