using System.Text.RegularExpressions;
using Observatory.Core.Languages;
using Observatory.Core.Marking;
using Xunit;

namespace Observatory.Tests.Marking;

public sealed partial class MarkWordsTests
{
    public static TheoryData<string> Keys => [.. MarkWords.In(Language.En).Texts.Keys.Order(StringComparer.Ordinal)];

    [Fact]
    public void All_languages_hold_the_same_texts() =>
        Assert.All(LanguageCodes.All, l =>
            Assert.Equal(
                MarkWords.In(Language.En).Texts.Keys.Order(StringComparer.Ordinal),
                MarkWords.In(l).Texts.Keys.Order(StringComparer.Ordinal)
            )
        );

    [Theory]
    [MemberData(nameof(Keys))]
    public void A_text_is_written_in_each_language_with_the_same_placeholders(string key)
    {
        var texts = LanguageCodes.All.Select(l => MarkWords.In(l)[key]).ToList();
        var names = Names(texts[0]);
        Assert.All(texts, t => Assert.Equal(names, Names(t)));
        Assert.All(texts, t => Assert.False(string.IsNullOrWhiteSpace(t)));
        if (texts[0].EndsWith('.'))
            Assert.Equal(4, texts.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void The_added_sheet_can_have_its_name_in_every_language() =>
        Assert.All(LanguageCodes.All, l => Assert.True(Observatory.Core.Templates.WorkbookWriter.IsSheetName(MarkWords.In(l)["sheet"])));

    private static List<string> Names(string text) => [.. Placeholder().Matches(text).Select(m => m.Value).Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"\{[a-zA-Z]+\}")]
    private static partial Regex Placeholder();
}
