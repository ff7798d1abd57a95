using System.Collections.Frozen;
using System.Text.Json;
using Observatory.Core.Languages;

namespace Observatory.Core.Templates;

/// <summary>The texts of a template for the person who fills it in, in one language: <c>words.{en,es,fr,pt}.json</c>.</summary>
public sealed class TemplateWords
{
    private static readonly FrozenDictionary<Language, Lazy<TemplateWords>> All = LanguageCodes.All.ToFrozenDictionary(
        l => l,
        l => new Lazy<TemplateWords>(() => Load(l))
    );
    private readonly FrozenDictionary<string, string> _byKey;

    private TemplateWords(Language language, FrozenDictionary<string, string> byKey)
    {
        Language = language;
        _byKey = byKey;
    }

    public Language Language { get; }

    public IEnumerable<string> Keys => _byKey.Keys;

    public static TemplateWords In(Language language) => All[language].Value;

    /// <summary>The text of a key with its placeholders filled in; the values may contain braces.</summary>
    /// <exception cref="KeyNotFoundException">There is no such text: a mistake of ours, which a test finds.</exception>
    public string Say(string key, params ReadOnlySpan<(string Name, string Value)> facts) => Fill(_byKey[key], facts);

    internal static string Fill(string template, ReadOnlySpan<(string Name, string Value)> facts)
    {
        var text = new System.Text.StringBuilder();
        for (var at = 0; at < template.Length; at++)
        {
            var end = template[at] == '{' ? template.IndexOf('}', at) : -1;
            if (end < 0)
            {
                text.Append(template[at]);
                continue;
            }
            var name = template[(at + 1)..end];
            foreach (var fact in facts)
                if (fact.Name == name)
                    text.Append(fact.Value);
            at = end;
        }
        return text.ToString();
    }

    private static TemplateWords Load(Language language)
    {
        var name = $"Observatory.Core.Templates.words.{language.Code()}.json";
        using var stream = typeof(TemplateWords).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException(name + " is not in the assembly.");
        return new TemplateWords(
            language,
            JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToFrozenDictionary(StringComparer.Ordinal)
        );
    }
}
