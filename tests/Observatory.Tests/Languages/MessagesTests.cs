using System.Text.Json;
using System.Text.RegularExpressions;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Submissions;
using Observatory.Core.Wording;
using Xunit;

namespace Observatory.Tests.Languages;

public sealed partial class MessagesTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    private static readonly string[] Codes = [.. FindingCodes.All, .. RefusalCodes.Status.Keys];

    private static readonly Dictionary<Language, JsonElement> Files = LanguageCodes.All.ToDictionary(l => l, Load);

    public static TheoryData<string> EveryCode => [.. Codes];

    [Theory]
    [MemberData(nameof(EveryCode))]
    public void Every_finding_and_refusal_speaks_all_four_languages_in_words_of_its_own(string code)
    {
        foreach (var part in new[] { "title", "what", "repair" })
        {
            var texts = LanguageCodes.All.Select(l => Template(l, code, part)).ToList();
            Assert.All(texts, t => Assert.False(string.IsNullOrWhiteSpace(t)));
            Assert.Equal(texts.Count, texts.Distinct(StringComparer.Ordinal).Count());
        }
    }

    /// <summary>As the glossary has it: who reads Portuguese in the Americas calls a file "arquivo".</summary>
    [Fact]
    public void A_file_is_an_arquivo_in_Portuguese() =>
        Assert.All(Codes, code =>
            Assert.All(new[] { "title", "what", "repair" }, part =>
                Assert.DoesNotContain("ficheiro", Template(Language.Pt, code, part), StringComparison.OrdinalIgnoreCase)
            )
        );

    [Theory]
    [MemberData(nameof(EveryCode))]
    public void All_languages_name_the_same_arguments(string code)
    {
        foreach (var part in new[] { "title", "what", "repair" })
        {
            var english = Placeholders(Template(Language.En, code, part));
            Assert.All(LanguageCodes.All, l => Assert.Equal(english, Placeholders(Template(l, code, part))));
        }
        Assert.All(LanguageCodes.All, l => Assert.Empty(Placeholders(Template(l, code, "title"))));
    }

    [Theory]
    [MemberData(nameof(EveryCode))]
    public void All_languages_make_the_same_parts_optional(string code)
    {
        foreach (var part in new[] { "what", "repair" })
            Assert.All(LanguageCodes.All, l =>
                Assert.Equal(Optional(Template(Language.En, code, part)), Optional(Template(l, code, part)))
            );
    }

    [Theory]
    [MemberData(nameof(EveryCode))]
    public void Given_arguments_are_filled_in_and_nothing_of_the_template_is_left(string code)
    {
        foreach (var language in LanguageCodes.All)
        {
            var names = Placeholders(Template(language, code, "what"))
                .Concat(Placeholders(Template(language, code, "repair")))
                .Distinct()
                .ToList();
            var text = Messages.Text(code, language, names.ToDictionary(n => n, n => $"<{n}>"));
            var all = text.Title + text.What + text.Repair;
            Assert.DoesNotMatch(@"[{}\[\]]", all);
            Assert.All(names, n => Assert.Contains($"<{n}>", all, StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(EveryCode))]
    public void Without_arguments_a_message_still_reads_as_a_sentence(string code)
    {
        foreach (var language in LanguageCodes.All)
        {
            var text = Messages.Text(code, language, Nothing);
            Assert.DoesNotMatch(@"[{}\[\]]|  |[ (] ?[,.)]|““|««", text.What + "\n" + text.Repair);
            Assert.Matches(@"[.:]$", text.What);
            Assert.Matches(@"\.$", text.Repair);
            Assert.DoesNotMatch(@"[.!]$", text.Title);
        }
    }

    [Theory]
    [MemberData(nameof(EveryCode))]
    public void Messages_neither_blame_nor_use_the_words_of_machines(string code)
    {
        foreach (var language in LanguageCodes.All)
        {
            var text = Messages.Text(code, language, Nothing);
            Assert.DoesNotMatch(Unfriendly(), text.Title + "\n" + text.What + "\n" + text.Repair);
        }
    }

    [Fact]
    public void There_is_no_message_for_a_code_that_does_not_exist()
    {
        Assert.All(LanguageCodes.All, l =>
            Assert.Equal(
                Codes.Order(StringComparer.Ordinal),
                Files[l].GetProperty("messages").EnumerateObject().Select(m => m.Name).Order(StringComparer.Ordinal)
            )
        );
        Assert.Throws<ArgumentOutOfRangeException>(() => Messages.Text("NO_SUCH_CODE", Language.En, Nothing));
    }

    [Fact]
    public void All_languages_translate_the_same_words()
    {
        List<string> Keys(Language language) =>
            [
                .. Files[language]
                    .GetProperty("words")
                    .EnumerateObject()
                    .SelectMany(a => a.Value.EnumerateObject().Select(w => a.Name + "=" + w.Name)),
            ];

        Assert.All(LanguageCodes.All, l => Assert.Equal(Keys(Language.En), Keys(l)));
        Assert.All(LanguageCodes.All, l =>
            Assert.All(Files[l].GetProperty("words").EnumerateObject().SelectMany(a => a.Value.EnumerateObject()), w =>
                Assert.NotEmpty(w.Value.GetString()!)
            )
        );
    }

    [Fact]
    public void A_missing_argument_shows_as_an_empty_quote_in_the_manner_of_the_language()
    {
        Assert.Equal(
            "“” is not whole, although only whole numbers are counted for “”. The cell was set aside.",
            Messages.Text(FindingCodes.ValueFractional, Language.En, Nothing).What
        );
        Assert.StartsWith(
            "«» no es entero, aunque para «» solo se admiten",
            Messages.Text(FindingCodes.ValueFractional, Language.Es, Nothing).What,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "«\u00A0\u00A0» n'est pas entier, alors que seuls des nombres entiers sont admis pour «\u00A0»",
            Messages.Text(FindingCodes.ValueFractional, Language.Fr, Nothing).What,
            StringComparison.Ordinal
        );
        Assert.StartsWith(
            "“” não é inteiro, embora para “” só se admitam",
            Messages.Text(FindingCodes.ValueFractional, Language.Pt, Nothing).What,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_part_that_needs_a_missing_argument_is_left_out()
    {
        var arguments = new Dictionary<string, string>
        {
            ["label"] = "Robo",
            ["column"] = "Delito",
            ["file"] = "offences.csv",
            ["nearest"] = "",
        };
        Assert.Equal(
            "“Robo” (column: Delito) is not in the list of the mapping, offences.csv.",
            Messages.Text(FindingCodes.LabelUnknown, Language.En, arguments).What
        );
        arguments["nearest"] = "Robos";
        Assert.EndsWith(
            "offences.csv. The nearest label is “Robos”.",
            Messages.Text(FindingCodes.LabelUnknown, Language.En, arguments).What,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_finding_says_its_own_cell()
    {
        var finding = Finding.Blocking(
            FindingCodes.ValueNegative,
            new CellRef("Homicidios", 14, 6),
            ("value", "-3"),
            ("indicator", "HOM_VICT"),
            ("limit", "0")
        );
        Assert.Equal(
            "“-3” in cell F14 is less than 0, the lowest value allowed for HOM_VICT. The cell was set aside.",
            Messages.Text(finding, Language.En).What
        );
        Assert.Equal(
            "«-3» en la celda F14 es menor que 0, el mínimo admitido para HOM_VICT. La celda se apartó.",
            Messages.Text(finding, Language.Es).What
        );
    }

    [Fact]
    public void Arguments_that_are_keys_are_said_in_the_language_of_the_reader()
    {
        var arguments = new Dictionary<string, string> { ["measure"] = "columns", ["limit"] = "512" };
        Assert.Equal("A leitura parou: número de colunas, limite 512.", Messages.Text(FindingCodes.FileLimit, Language.Pt, arguments).What);
        Assert.Contains(
            "un document PDF",
            Messages.Text(FindingCodes.FileTypeRefused, Language.Fr, new Dictionary<string, string> { ["content"] = "pdf" }).What,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void The_states_of_a_submission_are_said_in_words()
    {
        foreach (var state in Enum.GetNames<SubmissionState>())
        {
            var text = Messages.Text(
                RefusalCodes.SubmissionState,
                Language.Es,
                new Dictionary<string, string>
                {
                    ["value"] = "7",
                    ["actual"] = state,
                    ["expected"] = state,
                }
            );
            Assert.DoesNotContain(state, text.What, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_word_holds_only_for_the_argument_it_was_written_for()
    {
        var arguments = new Dictionary<string, string> { ["value"] = "pdf", ["expected"] = "M" };
        Assert.Contains(
            "“pdf” does not say a period in the form expected, a month such as 2023-01.",
            Messages.Text(FindingCodes.PeriodUnknown, Language.En, arguments).What,
            StringComparison.Ordinal
        );
        Assert.Contains("like M.", Messages.Text(FindingCodes.ValueNotNumber, Language.En, arguments).What, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_from_a_file_can_neither_control_a_message_nor_make_it_too_long()
    {
        var text = Messages.Text(
            FindingCodes.ValueNotNumber,
            Language.En,
            new Dictionary<string, string> { ["value"] = "{expected}[\u001b[31m\u202E", ["expected"] = "1234" }
        );
        Assert.StartsWith("“{expected}[\uFFFD[31m\uFFFD” cannot be read", text.What, StringComparison.Ordinal);

        var swamp = Messages.Text(
            FindingCodes.ValueNotNumber,
            Language.En,
            new Dictionary<string, string> { ["value"] = new string('x', 30_000), ["expected"] = "1234" }
        );
        Assert.InRange(swamp.What.Length, 500, 700);
    }

    private static string Template(Language language, string code, string part) =>
        Files[language].GetProperty("messages").GetProperty(code).GetProperty(part).GetString()!;

    private static List<string> Placeholders(string template) =>
        [.. Placeholder().Matches(template).Select(m => m.Value).Order(StringComparer.Ordinal)];

    private static List<string> Optional(string template) =>
        [.. OptionalPart().Matches(template).Select(m => string.Join(' ', Placeholders(m.Value))).Order(StringComparer.Ordinal)];

    private static JsonElement Load(Language language)
    {
        using var stream = typeof(Messages).Assembly.GetManifestResourceStream(
            $"Observatory.Core.Wording.messages.{language.Code()}.json"
        )!;
        return JsonDocument.Parse(stream).RootElement;
    }

    [GeneratedRegex(@"(?<=\{)[a-z]+(?=\})")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\[[^\[\]]*\{[^\[\]]*\]")]
    private static partial Regex OptionalPart();

    [GeneratedRegex(
        @"\b(invalid|illegal|fatal|reject|you failed|exception|inválid|ilegal|rechaz|non valide|invalide|rejet|rejeit)",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Unfriendly();
}
