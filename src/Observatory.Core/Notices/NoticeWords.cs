using System.Collections.Frozen;
using System.Text.Json;
using Observatory.Core.Languages;
using Observatory.Core.Templates;

namespace Observatory.Core.Notices;

/// <summary>The texts of mails in one language: <c>words.{en,es,fr,pt}.json</c>.</summary>
public sealed class NoticeWords
{
    private static readonly FrozenDictionary<Language, Lazy<NoticeWords>> All = LanguageCodes.All.ToFrozenDictionary(
        l => l,
        l => new Lazy<NoticeWords>(() => Load(l))
    );
    private readonly FrozenDictionary<string, string> _byKey;

    private NoticeWords(FrozenDictionary<string, string> byKey) => _byKey = byKey;

    public IReadOnlyDictionary<string, string> Texts => _byKey;

    public static NoticeWords In(Language language) => All[language].Value;

    /// <summary>The text of a key with its placeholders replaced. Braces in a value are not treated as placeholders.</summary>
    public string Say(string key, params ReadOnlySpan<(string Name, string Value)> facts) => TemplateWords.Fill(_byKey[key], facts);

    private static NoticeWords Load(Language language)
    {
        var name = $"Observatory.Core.Notices.words.{language.Code()}.json";
        using var stream = typeof(NoticeWords).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException(name + " is not in the assembly.");
        return new NoticeWords(JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToFrozenDictionary(StringComparer.Ordinal));
    }
}
