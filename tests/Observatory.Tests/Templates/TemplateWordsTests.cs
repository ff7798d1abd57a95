using System.Text.RegularExpressions;
using Observatory.Core.Languages;
using Observatory.Core.Templates;
using Xunit;

namespace Observatory.Tests.Templates;

public sealed partial class TemplateWordsTests
{
    public static TheoryData<string> Keys => [.. TemplateWords.In(Language.En).Keys.Order(StringComparer.Ordinal)];

    [Fact]
    public void All_languages_hold_the_same_texts() =>
        Assert.All(LanguageCodes.All, l =>
            Assert.Equal(
                TemplateWords.In(Language.En).Keys.Order(StringComparer.Ordinal),
                TemplateWords.In(l).Keys.Order(StringComparer.Ordinal)
            )
        );

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_text_is_written_in_each_language_with_the_same_placeholders(string key)
    {
        var names = Placeholder().Matches(Raw(Language.En, key)).Select(m => m.Value).Order(StringComparer.Ordinal).ToList();
        Assert.All(LanguageCodes.All, l =>
            Assert.Equal(names, Placeholder().Matches(Raw(l, key)).Select(m => m.Value).Order(StringComparer.Ordinal))
        );
        var texts = LanguageCodes.All.Select(l => Raw(l, key)).ToList();
        Assert.All(texts, t => Assert.False(string.IsNullOrWhiteSpace(t)));
        // Sentences differ; a word or two may be the same in two languages.
        if (texts[0].EndsWith('.') && !texts[0].StartsWith("{text} ", StringComparison.Ordinal))
            Assert.Equal(4, texts.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void What_is_filled_in_is_not_filled_in_again() =>
        Assert.Equal(
            "{version}: form to fill in",
            TemplateWords.In(Language.En).Say("title", ("title", "{version}"), ("version", "wrong"))
        );

    private static string Raw(Language language, string key)
    {
        using var stream = typeof(TemplateWords).Assembly.GetManifestResourceStream(
            $"Observatory.Core.Templates.words.{language.Code()}.json"
        )!;
        return System.Text.Json.JsonDocument.Parse(stream).RootElement.GetProperty(key).GetString()!;
    }

    [GeneratedRegex(@"\{[a-zA-Z]+\}")]
    private static partial Regex Placeholder();
}
