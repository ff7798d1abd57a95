using System.Globalization;
using System.Text.RegularExpressions;
using CsvHelper;
using Observatory.Core.Languages;
using Observatory.Tests.Documentation;
using Xunit;

namespace Observatory.Tests.Languages;

/// <summary>
/// The voice of the Observatory, as far as a program can hold it: words that its glossary forbids, and the typography of each language.
/// </summary>
public sealed class VoiceTests
{
    /// <summary>A word of <c>data/forbidden.csv</c>, with what to write instead.</summary>
    /// <param name="Pattern">A regular expression; case does not count.</param>
    /// <param name="Why">Reason, or the term whose place the word takes.</param>
    /// <param name="Scope"><c>texts</c> of the program, <c>labels</c> of taxonomy and mappings, or <c>all</c>.</param>
    /// <param name="Allowed">Places where the word is right: source and key, divided by a blank, several divided by a bar.</param>
    /// <param name="Example">A text that the pattern has to find.</param>
    private sealed record Forbidden(
        string Language,
        string Pattern,
        string Instead,
        string Why,
        string Scope,
        string Allowed,
        string Example
    )
    {
        public bool IsIn(SeenText text) =>
            LanguageCodes.TryParse(Language) == text.Language
            && (Scope == "all" || Scope == (text.IsMessage ? "texts" : "labels"))
            && !Allowed.Split('|').Contains($"{text.Source} {text.Key}")
            && Finds(Pattern.Contains(@"\{", StringComparison.Ordinal) ? text.Text : text.Bare);

        public bool Finds(string text) => Regex.IsMatch(text, Pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }

    /// <summary>What is wrong with a text in some language.</summary>
    /// <param name="Languages">Codes with blanks between them.</param>
    /// <param name="Wrong">A text that the pattern has to find.</param>
    /// <param name="Right">A text that it must not find.</param>
    private sealed record Rule(string Languages, string Pattern, string Wrong, string Right);

    private static readonly Dictionary<string, Rule> Rules = new()
    {
        ["one blank between words"] = new("es fr pt en", @"(?<=\w) {2,}(?=\w)", "two  blanks", "    one blank"),
        ["straight apostrophes"] = new("es fr pt en", "[’‘´`]", "l’année", "l'année"),
        ["one sign for three points"] = new("es fr pt en", @"\.\.\.", "wait...", "wait…"),
        ["thousands with a no-break space"] = new("es fr pt en", @"\d \d{3}\b", "100 000", "100\u00A0000"),
        ["no-break space before a sign"] = new("fr", @"[ \w){}](?<!Authorization|mailto)([;?!»]|:(?=[\s\]]|$))", "Non !", "Non\u00A0!"),
        ["no-break space after an opening quote"] = new("fr", "«(?!\u00A0)", "« x", "«\u00A0x"),
        ["signs open and close in pairs"] = new("es", @"^[^¿]*\?|^[^¡]*!", "Qué?", "¿Qué?"),
        ["quotes of the language"] = new("es", "[“”]", "“x”", "«x»"),
        ["quotes of the language, too"] = new("pt en", "[«»]", "«x»", "“x”"),
        ["no blank before a percent sign"] = new("pt", @"\d %", "80 %", "80%"),
        ["no contraction"] = new("en", @"\b(do|does|did|is|are|was|has|have|ca|wo|could|should)n't\b", "it doesn't", "it does not"),
    };

    public static TheoryData<string> RuleNames => [.. Rules.Keys];

    private static List<Forbidden> Words { get; } = ReadWords();

    [Fact]
    public void No_text_has_a_word_that_the_glossary_forbids() =>
        None(Words.SelectMany(w => SeenText.All.Where(w.IsIn).Select(t => $"{w.Pattern} ({w.Why}): write {w.Instead}, not {t}")));

    [Fact]
    public void Every_forbidden_word_is_found_in_its_example_and_not_in_what_replaces_it()
    {
        Assert.All(Words, w => Assert.True(w.Finds(w.Example), w.Pattern));
        Assert.All(Words, w => Assert.False(w.Finds(w.Instead), w.Pattern));
    }

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void Every_text_keeps_the_typography_of_its_language(string name)
    {
        var rule = Rules[name];
        Assert.Matches(rule.Pattern, rule.Wrong);
        Assert.DoesNotMatch(rule.Pattern, rule.Right);
        None(SeenText.All.Where(t => rule.Languages.Contains(t.Language.Code()) && Regex.IsMatch(t.Text, rule.Pattern)));
    }

    [Fact]
    public void Titles_and_labels_end_without_a_full_stop()
    {
        var titles = SeenText.All.Where(t => t.IsTitle).ToList();
        Assert.True(titles.Count > 1000, $"{titles.Count} titles");
        None(titles.Where(t => t.Text.EndsWith('.')));
    }

    [Fact]
    public void Every_text_is_written_in_all_four_languages_with_the_same_arguments()
    {
        foreach (var text in SeenText.All.Where(t => t.IsMessage).GroupBy(t => (t.Source, t.Key)))
        {
            Assert.True(LanguageCodes.All.SequenceEqual(text.Select(t => t.Language)), $"{text.Key}: {string.Join(' ', text)}");
            var arguments = text.Select(t => string.Join(' ', Arguments(t.Text))).Distinct().ToList();
            Assert.True(arguments.Count == 1, $"{text.Key}: {string.Join(" / ", arguments)}");
        }
    }

    [Fact]
    public void Every_label_is_written_in_all_four_languages()
    {
        Assert.All(
            SeenText
                .All.Where(t => !t.IsMessage && t.Source.StartsWith("taxonomy/", StringComparison.Ordinal))
                .GroupBy(t => (t.Source, t.Key[..^3])),
            label => Assert.Equal(LanguageCodes.All.Order(), label.Select(l => l.Language).Order())
        );
        Assert.All(SeenText.All, t => Assert.NotEqual("", t.Text.Trim()));
    }

    /// <summary>Where a text is looked for in vain, none of the rules above proves anything.</summary>
    [Fact]
    public void All_sources_of_texts_are_read()
    {
        Assert.Equal(
            Directory
                .EnumerateFiles(Path.Combine(Page.Root, "src"), "*.fr.json", SearchOption.AllDirectories)
                .Select(f => Path.GetRelativePath(Page.Root, f).Replace('\\', '/')[..^".fr.json".Length])
                .Order(StringComparer.Ordinal),
            SeenText.Catalogues.Order(StringComparer.Ordinal)
        );
        Assert.Contains(SeenText.All, t =>
            t.Source == "taxonomy/indicators.csv" && t.Key.EndsWith("/definition_pt", StringComparison.Ordinal)
        );
        Assert.Contains(SeenText.All, t => t.Source.EndsWith("/mapping.yaml", StringComparison.Ordinal) && t.IsTitle);
    }

    /// <summary>Says all that was found at once: a text that is mended alone would leave the next one to the next run.</summary>
    private static void None(IEnumerable<object> found)
    {
        var all = string.Join('\n', found);
        Assert.True(all.Length == 0, all);
    }

    private static IEnumerable<string> Arguments(string text) =>
        Regex.Matches(text, @"\{\w+\}").Select(m => m.Value).Distinct().Order(StringComparer.Ordinal);

    private static List<Forbidden> ReadWords()
    {
        var path = Path.Combine(Page.Root, "tests/Observatory.Tests/Languages/data/forbidden.csv");
        using var csv = new CsvReader(new StreamReader(path), CultureInfo.InvariantCulture);
        csv.Read();
        csv.ReadHeader();
        var words = new List<Forbidden>();
        while (csv.Read())
            words.Add(
                new Forbidden(
                    csv.GetField("language")!,
                    csv.GetField("pattern")!,
                    csv.GetField("instead")!,
                    csv.GetField("why")!,
                    csv.GetField("scope")!,
                    csv.GetField("allowed")!,
                    csv.GetField("example")!
                )
            );
        return words;
    }
}
