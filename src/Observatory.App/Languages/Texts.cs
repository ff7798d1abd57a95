using System.Text.Json;
using Observatory.Core.Languages;

namespace Observatory.App.Languages;

/// <summary>The texts of the commands in one language: <c>texts.{en,es,fr,pt}.json</c>, with placeholders such as <c>{path}</c>.</summary>
public sealed class Texts
{
    private static readonly Lazy<Texts>[] Read = [.. Enum.GetValues<Language>().Select(l => new Lazy<Texts>(() => ReadOf(l)))];

    private readonly Dictionary<string, string> _byKey;

    private Texts(Language language, Dictionary<string, string> byKey)
    {
        Language = language;
        _byKey = byKey;
    }

    public Language Language { get; }

    public IReadOnlyDictionary<string, string> All => _byKey;

    /// <exception cref="KeyNotFoundException">There is no such text: a mistake of ours, which a test finds.</exception>
    public string this[string key] => _byKey[key];

    public static Texts In(Language language) => Read[(int)language].Value;

    private static Texts ReadOf(Language language)
    {
        using var stream = typeof(Texts).Assembly.GetManifestResourceStream($"texts.{language.Code()}.json")!;
        return new(language, JsonSerializer.Deserialize<Dictionary<string, string>>(stream)!);
    }

    /// <summary>The language of <c>--lang</c>, otherwise of <c>OBSERVATORY_LANG</c>, otherwise the machine's, otherwise English.</summary>
    public static Language Choose(IReadOnlyList<string> arguments, Func<string, string?> environment)
    {
        var given = arguments
            .Select(
                (word, index) =>
                    word == "--lang" ? arguments.ElementAtOrDefault(index + 1)
                    : word.StartsWith("--lang=", StringComparison.Ordinal) || word.StartsWith("--lang:", StringComparison.Ordinal)
                        ? word[7..]
                    : null
            )
            .OfType<string>()
            .LastOrDefault();
        return new[] { given, environment("OBSERVATORY_LANG"), environment("LC_ALL"), environment("LC_MESSAGES"), environment("LANG") }
            .Select(LanguageCodes.TryParse)
            .FirstOrDefault(l => l is not null)
            ?? Language.En;
    }

    public string Say(string key, params IEnumerable<(string Name, string Value)> facts)
    {
        var text = this[key];
        foreach (var (name, value) in facts)
        {
            text = text.Replace($"{{{name}}}", value, StringComparison.Ordinal);
        }

        return text;
    }
}
