using System.Text.RegularExpressions;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Wording;

/// <summary>
/// Shows an argument of a message to a person: a number as the language writes it, a code by its label with the code in brackets. A code
/// that the taxonomy does not contain, such as an area that a file defines, stays a code.
/// </summary>
/// <param name="names">Null if no taxonomy is available: codes stay codes.</param>
/// <param name="phrase">A phrase of the catalogue by its key.</param>
/// <param name="word">The catalogue's word for a value of an argument; null if there is none.</param>
internal sealed partial class ShownArgument(
    Language language,
    TaxonomyCatalogue? names,
    Func<string, string> phrase,
    Func<string, string, string?> word
)
{
    /// <param name="code">Code of the finding or refusal.</param>
    /// <param name="name">Name of the argument.</param>
    public string Of(string code, string name, string value) =>
        (code, name) switch
        {
            (FindingCodes.ChangeLarge, "limit") => ChangeLimit(value),
            (FindingCodes.RevisionLarge, "limit") => RevisionLimit(value),
            (FindingCodes.ValueImplausible, "range") => Range(value),
            (FindingCodes.ParentDiffers, "area") => value,
            (FindingCodes.CountryForeign or RefusalCodes.CountryForeign, "value" or "expected") => AreaOrProvider(value),
            (FindingCodes.OfficeForeign, "value" or "expected") => AreaOrProvider(value),
            (FindingCodes.KeyDuplicate or FindingCodes.KeyConflict or FindingCodes.MappingDuplicate, "label") => Figure(value),
            (FindingCodes.PartsDiffer or FindingCodes.PartsExceed, "label") => Breakdown(value),
            (_, "indicator" or "whole") => Indicator(value),
            (_, "area") => Area(value),
            (_, "answer") => Answer(code, value),
            (_, "others") => string.Join("; ", value.Split("; ").Select(Other)),
            (_, "count") => WrittenNumber.Of(value, language),
            _ => IsNumber(code, name) ? WrittenNumber.Of(value, language) : value,
        };

    private static bool IsNumber(string code, string name) =>
        FindingCatalogue.Find(code)?.Numbers.Contains(name) ?? RefusalCodes.Numbers.GetValueOrDefault(code)?.Contains(name) ?? false;

    private string Area(string code) => Named(names?.FindArea(code)?.Label, code);

    private string AreaOrProvider(string code) => Named(names?.FindArea(code)?.Label ?? names?.FindProvider(code)?.Name, code);

    // "HOM_VICT" or "HOM_VICT (SEX=F;AGE=Y15T19)".
    private string Indicator(string value)
    {
        var at = value.IndexOf(" (", StringComparison.Ordinal);
        var code = at < 0 ? value : value[..at];
        var named = Named(names?.FindIndicator(code)?.Label, code);
        return at < 0 ? named : $"{named}, {Breakdown(value[(at + 2)..].TrimEnd(')'))}";
    }

    // "HOM_VICT MX-CHH 2024-04", with a breakdown behind it if the figure has one.
    private string Figure(string value)
    {
        var parts = value.Split(' ');
        if (parts.Length is not (3 or 4))
            return value;
        var shown = $"{Indicator(parts[0])}, {Area(parts[1])}, {parts[2]}";
        return parts.Length == 3 ? shown : $"{shown}, {Breakdown(parts[3])}";
    }

    // "SEX=F;MECHANISM=FIREARM".
    private string Breakdown(string value) => string.Join(", ", value.Split(';').Select(Pair));

    private string Pair(string pair)
    {
        var at = pair.IndexOf('=', StringComparison.Ordinal);
        if (at < 0)
            return pair;
        var (concept, code) = (pair[..at], pair[(at + 1)..]);
        return Fill(phrase("pair"), ("concept", word("concept", concept) ?? concept), ("label", Member(concept, code)));
    }

    private string Member(string concept, string code) =>
        concept switch
        {
            "INDICATOR" => Indicator(code),
            "REF_AREA" => Area(code),
            "OBS_STATUS" => Named(names?.FindStatus(code)?.Label, code),
            "UNIT_MEASURE" => Named(names?.FindMember("COUNTING_UNIT", code)?.Label, code),
            _ => Named(names?.FindMember(concept, code)?.Label, code),
        };

    // "-" and "- (why)" leave a label out; any other value lists the codes of the label.
    private string Answer(string code, string value) =>
        value.StartsWith('-') ? (word(code + ".answer", "-") ?? "-") + value[1..] : Breakdown(value);

    // "MX-COL 2023: 10 → 31".
    private string Other(string value)
    {
        if (OtherFigure().Match(value) is not { Success: true } found)
            return value;
        var numbers = found.Groups[3].Value.Split(" → ").Select(n => WrittenNumber.Of(n, language));
        return $"{Area(found.Groups[1].Value)} {found.Groups[2].Value}{Colon}{string.Join(" → ", numbers)}";
    }

    private string Colon => language == Language.Fr ? "\u00A0: " : ": ";

    // "30 % / < 30: ±3 σ" or "30 %".
    private string ChangeLimit(string value) =>
        ChangeLimitForm().Match(value) is not { Success: true } found ? value
        : found.Groups[2].Success
            ? Fill(phrase("limit.change"), ("percent", Number(found, 1)), ("events", Number(found, 2)), ("errors", Number(found, 3)))
        : Fill(phrase("limit.percent"), ("percent", Number(found, 1)));

    // "5 % / 10".
    private string RevisionLimit(string value) =>
        RevisionLimitForm().Match(value) is { Success: true } found
            ? Fill(phrase("limit.revision"), ("percent", Number(found, 1)), ("cases", Number(found, 2)))
            : value;

    // "20…1200 / 100 000" or "0…100".
    private string Range(string value)
    {
        var parts = value.Split(" / ");
        var range = string.Join('…', parts[0].Split('…').Select(n => WrittenNumber.Of(n, language)));
        return parts.Length == 1 ? range : Fill(phrase("range.rate"), ("range", range));
    }

    private string Number(Match found, int group) => WrittenNumber.Of(found.Groups[group].Value, language);

    private string Named(LocalText? label, string code) =>
        label?.In(language) is { Length: > 0 } text && text != code ? $"{text} ({code})" : code;

    private static string Fill(string text, params ReadOnlySpan<(string Name, string Value)> facts)
    {
        foreach (var (name, value) in facts)
            text = text.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        return text;
    }

    [GeneratedRegex(@"^(\S+) (\d{4}\S*): (.+)$")]
    private static partial Regex OtherFigure();

    [GeneratedRegex(@"^([\d.]+) %(?: / < ([\d.]+): ±([\d.]+) σ)?$")]
    private static partial Regex ChangeLimitForm();

    [GeneratedRegex(@"^([\d.]+) % / ([\d.]+)$")]
    private static partial Regex RevisionLimitForm();
}
