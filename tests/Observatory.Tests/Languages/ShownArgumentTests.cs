using System.Text.RegularExpressions;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Wording;
using Observatory.Tests.Taxonomy;
using Xunit;

namespace Observatory.Tests.Languages;

/// <summary>Codes, numbers and limits in messages, as the person who reads them says them.</summary>
public sealed partial class ShownArgumentTests
{
    [Theory]
    [InlineData("7", "7", "7")]
    [InlineData("2023", "2023", "2023")]
    [InlineData("13930", "13\u00A0930", "13\u00A0930")]
    [InlineData("209715200", "209\u00A0715\u00A0200", "209\u00A0715\u00A0200")]
    [InlineData("-1234567.25", "-1\u00A0234\u00A0567.25", "-1\u00A0234\u00A0567,25")]
    [InlineData("490.6", "490.6", "490,6")]
    [InlineData("1.", "1.", "1.")]
    [InlineData(".5", ".5", ".5")]
    [InlineData("", "", "")]
    [InlineData("-", "-", "-")]
    [InlineData("12,5", "12,5", "12,5")]
    [InlineData("10.2.3", "10.2.3", "10.2.3")]
    public void Numbers_are_written_as_the_language_writes_them(string number, string english, string others)
    {
        Assert.Equal(english, WrittenNumber.Of(number, Language.En));
        foreach (var language in new[] { Language.Es, Language.Fr, Language.Pt })
            Assert.Equal(others, WrittenNumber.Of(number, language));
    }

    [Theory]
    [InlineData(
        Language.En,
        "Intentional homicide victims (HOM_VICT), Jamaica (JAM), 2023: 13\u00A0930 (490.6 per 100\u00A0000 inhabitants); "
            + "plausible range: 0…150 per 100\u00A0000 inhabitants. "
            + "Figures like this: 2. "
            + "Next: Jamaica (JAM) 2022: 15\u00A0080."
    )]
    [InlineData(
        Language.Es,
        "Víctimas de homicidio intencional (HOM_VICT), Jamaica (JAM), 2023: 13\u00A0930 (490,6 por 100\u00A0000 habitantes); "
            + "intervalo plausible: 0…150 por 100\u00A0000 habitantes. "
            + "Cifras así: 2. "
            + "Siguientes: Jamaica (JAM) 2022: 15\u00A0080."
    )]
    [InlineData(
        Language.Fr,
        "Victimes d'homicide volontaire (HOM_VICT), Jamaïque (JAM), 2023\u00A0: 13\u00A0930 "
            + "(soit 490,6 pour 100\u00A0000 habitants)\u00A0; "
            + "intervalle plausible\u00A0: 0…150 pour 100\u00A0000 habitants. "
            + "Chiffres de ce genre\u00A0: 2. "
            + "Suivants\u00A0: Jamaïque (JAM) 2022\u00A0: 15\u00A0080."
    )]
    [InlineData(
        Language.Pt,
        "Vítimas de homicídio intencional (HOM_VICT), Jamaica (JAM), 2023: 13\u00A0930 (490,6 por 100 mil habitantes); "
            + "intervalo plausível: 0…150 por 100 mil habitantes. "
            + "Dados assim: 2. "
            + "Seguintes: Jamaica (JAM) 2022: 15\u00A0080."
    )]
    public void A_figure_is_named_by_its_labels_with_the_codes_in_brackets(Language language, string what) =>
        Assert.Equal(what, Said(FindingCodes.ValueImplausible, language));

    [Theory]
    [InlineData(Language.En, "changes beyond 30 % (below 30 cases: 3 standard errors) need an explanation")]
    [InlineData(Language.Es, "los cambios superiores a 30 % (con menos de 30 casos: 3 errores estándar) requieren una explicación")]
    [InlineData(Language.Fr, "supérieur à 30\u00A0% (au-dessous de 30 cas\u00A0: 3 erreurs types) demande une explication")]
    [InlineData(Language.Pt, "mudanças acima de 30% (com menos de 30 casos: 3 erros-padrão) pedem uma explicação")]
    public void The_limit_of_a_change_is_said_in_words(Language language, string part) =>
        Assert.Contains(part, Said(FindingCodes.ChangeLarge, language), StringComparison.Ordinal);

    [Theory]
    [InlineData(Language.En, "changes above 5 % (at least 10 cases) need a comment")]
    [InlineData(Language.Es, "los cambios superiores a 5 % (al menos 10 casos) requieren un comentario")]
    [InlineData(Language.Fr, "les changements de plus de 5\u00A0% (au moins 10 cas) demandent un commentaire")]
    [InlineData(Language.Pt, "mudanças acima de 5% (ao menos 10 casos) pedem um comentário")]
    public void The_limit_of_a_revision_is_said_in_words(Language language, string part) =>
        Assert.Contains(part, Said(FindingCodes.RevisionLarge, language), StringComparison.Ordinal);

    [Fact]
    public void A_figure_given_twice_and_a_breakdown_are_named_too()
    {
        Assert.Contains(
            "Intentional homicide victims (HOM_VICT), Chihuahua (MX-CHH), 2024-04",
            Said(FindingCodes.KeyDuplicate, Language.En)
        );
        Assert.Contains("mecanismo o arma: Arma de fuego (FIREARM)", Said(FindingCodes.PartsDiffer, Language.Es));
        var finding = Finding.Warning(
            FindingCodes.ValueMissing,
            null,
            ("indicator", "HOM_VICT (SEX=F)"),
            ("area", "XX-NEW"),
            ("period", "2024")
        );
        Assert.Contains(
            "Victimes d'homicide volontaire (HOM_VICT), sexe\u00A0: Femme (F), XX-NEW, 2024",
            Messages.Text(finding, Language.Fr, TaxonomyFolder.Read).What
        );
    }

    [Theory]
    [InlineData("-", "se omite")]
    [InlineData("- (suma de las demás)", "se omite (suma de las demás)")]
    [InlineData("INDICATOR=HOM_VICT;SEX=M", "indicador: Víctimas de homicidio intencional (HOM_VICT), sexo: Hombre (M)")]
    public void An_earlier_answer_is_said_in_words(string answer, string said)
    {
        var finding = Finding.Blocking(
            FindingCodes.LabelUnknown,
            null,
            ("label", "Robo"),
            ("feed", "MEX/a"),
            ("author", "B"),
            ("date", "2025-01-01"),
            ("answer", answer)
        );
        Assert.Contains($": {said}.", Messages.Text(finding, Language.Es, TaxonomyFolder.Read).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_area_has_its_name_in_the_language_of_the_reader()
    {
        var finding = Finding.Note(FindingCodes.AreaNew, null, ("area", "X"), ("label", "North"), ("label.es", "Norte"));
        Assert.Contains("«Norte»", Messages.Text(finding, Language.Es).What, StringComparison.Ordinal);
        Assert.Contains("“North”", Messages.Text(finding, Language.Pt).What, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_for_programs_stay_unformatted()
    {
        var finding = FindingCatalogue.Find(FindingCodes.ValueImplausible)!.AsFinding();
        Assert.Equal("13930", Messages.Argument(finding, "actual", Language.Fr));
        Assert.Equal("HOM_VICT", Messages.Argument(finding, "indicator", Language.Fr));
        Assert.Equal("13\u00A0930", Messages.Shown(finding, "actual", Language.Fr, null));
        Assert.Equal("HOM_VICT", Messages.Shown(finding, "indicator", Language.Fr, null));
    }

    [Fact]
    public void Every_permission_has_words_of_its_own()
    {
        foreach (var language in LanguageCodes.All)
        {
            var said = Enum.GetNames<Permission>()
                .Select(p => Messages.Text(RefusalCodes.NotAllowed, language, new Dictionary<string, string> { ["value"] = p }).What)
                .ToList();
            Assert.Equal(said.Count, said.Distinct(StringComparer.Ordinal).Count());
            Assert.All(Enum.GetNames<Permission>().Zip(said), p => Assert.DoesNotContain(p.First, p.Second, StringComparison.Ordinal));
        }
    }

    /// <summary>
    /// What a mapping is told to write instead is a word of the catalogue or an example, never a sentence in one language.
    /// </summary>
    [Fact]
    public void No_expected_value_of_a_mapping_is_an_English_phrase()
    {
        var root = Path.Combine(Documentation.Page.Root, "src", "Observatory.Core", "Mappings");
        var phrases = Directory
            .EnumerateFiles(root, "*.cs")
            .SelectMany(f => WrongCall().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value))
            .ToList();
        Assert.True(phrases.Count > 20, $"{phrases.Count} phrases");
        Assert.Equal([], phrases.Where(p => PlainWords().IsMatch(p)));
        foreach (var key in phrases.Where(p => Key().IsMatch(p)))
        {
            var finding = Finding.Blocking(FindingCodes.MappingValueWrong, null, ("expected", key));
            Assert.All(LanguageCodes.All, l => Assert.NotEqual(key, Messages.Shown(finding, "expected", l, null)));
        }
    }

    [Fact]
    public void Arguments_that_are_numbers_are_arguments_of_their_message()
    {
        Assert.All(FindingCatalogue.All, kind => Assert.All(kind.Numbers, n => Assert.Contains(n, kind.Example.Keys)));
        Assert.All(RefusalCodes.Numbers.Keys, code => Assert.Contains(code, RefusalCodes.Status.Keys));
    }

    private static string Said(string code, Language language) =>
        Messages.Text(FindingCatalogue.Find(code)!.AsFinding(), language, TaxonomyFolder.Read).What;

    [GeneratedRegex("""Wrong\((?:[^()"]|"[^"]*"|\([^()]*\))*?,\s*"([^"]+)"\s*[,)]""")]
    private static partial Regex WrongCall();

    [GeneratedRegex("^[a-z]+ [a-z]+ ")]
    private static partial Regex PlainWords();

    [GeneratedRegex("^[a-z]+-[a-z-]+$")]
    private static partial Regex Key();
}
