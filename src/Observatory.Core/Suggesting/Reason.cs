using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;
using Observatory.Core.Languages;

namespace Observatory.Core.Suggesting;

/// <summary>Why something is suggested, or what is asked: a sentence of <c>reasons.*.json</c> with its arguments.</summary>
/// <param name="Key">Key of the sentence; the same in every language.</param>
public sealed partial record Reason(string Key, IReadOnlyDictionary<string, string> Arguments)
{
    private static readonly FrozenDictionary<Language, Lazy<FrozenDictionary<string, string>>> Sentences =
        LanguageCodes.All.ToFrozenDictionary(l => l, l => new Lazy<FrozenDictionary<string, string>>(() => Load(l)));

    public static Reason Of(string key, params (string Name, string Value)[] arguments) =>
        new(key, arguments.ToDictionary(a => a.Name, a => a.Value, StringComparer.Ordinal));

    /// <summary>Keys of all sentences in one language.</summary>
    public static IReadOnlyCollection<string> Keys(Language language) => Sentences[language].Value.Keys;

    /// <summary>The sentence as written, with its placeholders in braces.</summary>
    public static string Template(string key, Language language) => Sentences[language].Value[key];

    public string In(Language language)
    {
        // A part in brackets is left out if its argument is empty.
        var text = OptionalPart()
            .Replace(Template(Key, language), part =>
                Arguments.GetValueOrDefault(part.Groups["name"].Value, "").Length > 0 ? part.Groups["text"].Value : ""
            );
        foreach (var (name, value) in Arguments)
            text = text.Replace("{" + name + "}", Shown(value), StringComparison.Ordinal);
        return text;
    }

    [GeneratedRegex(@"\[(?<text>[^\[\]]*\{(?<name>\w+)\}[^\[\]]*)\]", RegexOptions.CultureInvariant)]
    private static partial Regex OptionalPart();

    // Text from a file is shown short and on one line.
    private static string Shown(string value)
    {
        var line = new string([.. value.Select(c => char.IsControl(c) ? ' ' : c)]).Trim();
        return line.Length > 120 ? line[..120] + "…" : line;
    }

    private static FrozenDictionary<string, string> Load(Language language)
    {
        var name = $"Observatory.Core.Suggesting.reasons.{language.Code()}.json";
        using var stream = typeof(Reason).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException(name + " is not in the assembly.");
        return JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
