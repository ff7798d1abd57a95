using System.Collections.Frozen;
using System.Text.Json;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Taxonomy;
using Observatory.Core.Templates;

namespace Observatory.Core.Marking;

/// <summary>The texts of a marked file other than the messages of its findings, in one language: <c>words.{en,es,fr,pt}.json</c>.</summary>
public sealed class MarkWords
{
    private static readonly FrozenDictionary<Language, Lazy<MarkWords>> All = LanguageCodes.All.ToFrozenDictionary(
        l => l,
        l => new Lazy<MarkWords>(() => Load(l))
    );
    private readonly FrozenDictionary<string, string> _byKey;

    private MarkWords(Language language, FrozenDictionary<string, string> byKey, TaxonomyCatalogue? names = null)
    {
        Language = language;
        _byKey = byKey;
        Names = names;
    }

    public Language Language { get; }

    /// <summary>What codes in messages are called; null shows them as codes.</summary>
    public TaxonomyCatalogue? Names { get; }

    public IReadOnlyDictionary<string, string> Texts => _byKey;

    /// <exception cref="KeyNotFoundException">There is no such text: a mistake of ours, which a test finds.</exception>
    public string this[string key] => _byKey[key];

    public static MarkWords In(Language language) => All[language].Value;

    /// <summary>The same words, with the names of codes beside them.</summary>
    public MarkWords With(TaxonomyCatalogue? names) => new(Language, _byKey, names);

    /// <summary>The text of a key with its placeholders filled in; what is filled in may hold braces of its own.</summary>
    public string Say(string key, params ReadOnlySpan<(string Name, string Value)> facts) => TemplateWords.Fill(_byKey[key], facts);

    /// <summary>A remark about a copy.</summary>
    internal string Remark(string key, FindingMarks marks) =>
        Say(key, ("count", Number(key == "missing" ? marks.Missing : FindingMarks.ToldOfEach)));

    public string Of(Severity severity) => _byKey[$"severity.{severity}"];

    public string Number(int number) => WrittenNumber.Of(number, Language);

    private static MarkWords Load(Language language)
    {
        var name = $"Observatory.Core.Marking.words.{language.Code()}.json";
        using var stream = typeof(MarkWords).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException(name + " is not in the assembly.");
        return new MarkWords(
            language,
            JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToFrozenDictionary(StringComparer.Ordinal)
        );
    }
}
