namespace Observatory.Core.Languages;

/// <summary>One text in the four languages. None of them may be empty: the taxonomy check refuses it.</summary>
public sealed record LocalText(string En, string Es, string Fr, string Pt)
{
    public string In(Language language) =>
        language switch
        {
            Language.En => En,
            Language.Es => Es,
            Language.Fr => Fr,
            Language.Pt => Pt,
            _ => throw new ArgumentOutOfRangeException(nameof(language)),
        };

    /// <summary>The same words in every language: for proper names, such as that of a municipality.</summary>
    public static LocalText Same(string text) => new(text, text, text, text);

    public bool IsComplete => new[] { En, Es, Fr, Pt }.All(t => !string.IsNullOrWhiteSpace(t));

    public override string ToString() => En;
}
