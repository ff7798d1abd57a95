namespace Observatory.Core.Languages;

/// <summary>The four languages of the Observatory. Every message and label a person can see exists in each.</summary>
public enum Language
{
    En,
    Es,
    Fr,
    Pt,
}

public static class LanguageCodes
{
    public static IReadOnlyList<Language> All { get; } = [Language.En, Language.Es, Language.Fr, Language.Pt];

    /// <summary>The two-letter ISO 639-1 code, as it stands in addresses and file names.</summary>
    public static string Code(this Language language) =>
        language switch
        {
            Language.En => "en",
            Language.Es => "es",
            Language.Fr => "fr",
            Language.Pt => "pt",
            _ => throw new ArgumentOutOfRangeException(nameof(language)),
        };

    /// <summary>Reads a two-letter code or a culture name such as <c>pt-BR</c>; null when it is none of the four.</summary>
    public static Language? TryParse(string? text)
    {
        var head = (text ?? "").Trim().Split('-', '_')[0];
        return head.ToUpperInvariant() switch
        {
            "EN" => Language.En,
            "ES" => Language.Es,
            "FR" => Language.Fr,
            "PT" => Language.Pt,
            _ => null,
        };
    }
}
