using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Wording;

/// <summary>
/// The message catalogue: the text of each finding and each refusal in the four languages (<c>messages.en.json</c> and the other three).
/// <c>{name}</c> is replaced by an argument; a part in <c>[…]</c> is left out if one of its arguments is missing or empty. The section
/// <c>words</c> translates arguments that are keys, such as <c>rows</c>; the section <c>phrases</c> has texts that combine several numbers
/// or words.
/// </summary>
public static class Messages
{
    // Arguments come from files, and the text of a whole cell can be too long for a sentence.
    private const int LongestArgument = 500;

    private static readonly FrozenDictionary<Language, Lazy<Catalogue>> Catalogues = LanguageCodes.All.ToFrozenDictionary(
        l => l,
        l => new Lazy<Catalogue>(() => Load(l))
    );

    /// <summary>
    /// The message of a code of <see cref="FindingCodes"/> or <see cref="RefusalCodes"/>. Arguments that it does not name are ignored; a
    /// missing one shows as an empty quote.
    /// </summary>
    /// <param name="names">The taxonomy with the labels of codes; null shows the codes themselves.</param>
    public static MessageText Text(
        string code,
        Language language,
        IReadOnlyDictionary<string, string> arguments,
        TaxonomyCatalogue? names = null
    )
    {
        var catalogue = Catalogues[language].Value;
        if (!catalogue.Messages.TryGetValue(code, out var message))
            throw new ArgumentOutOfRangeException(nameof(code), code, "There is no message for this code.");
        var shown = catalogue.Arguments(language, names);
        return new MessageText(message.Title, Fill(message.What), Fill(message.Repair));

        string Fill(string template) =>
            Messages.Fill(template, name => ValueOf(code, name, arguments, catalogue, language, shown), catalogue.EmptyQuote);
    }

    /// <summary>
    /// The message of a finding; <c>{cell}</c>, <c>{sheet}</c> and <c>{line}</c> are taken from its cell.
    /// </summary>
    /// <param name="names">The taxonomy with the labels of codes; null shows the codes themselves.</param>
    public static MessageText Text(Finding finding, Language language, TaxonomyCatalogue? names = null)
    {
        if (finding.Where is not { } where)
            return Text(finding.Code, language, finding.Arguments, names);
        var arguments = new Dictionary<string, string>(finding.Arguments, StringComparer.Ordinal);
        arguments.TryAdd("cell", where.A1);
        arguments.TryAdd("sheet", where.Sheet);
        arguments.TryAdd("line", where.Row.ToString(CultureInfo.InvariantCulture));
        return Text(finding.Code, language, arguments, names);
    }

    /// <summary>The sentence for a code of <see cref="Submissions.EventDetails"/>.</summary>
    public static string Event(string code, Language language) => Catalogues[language].Value.Events[code];

    /// <summary>
    /// One argument of a finding for a program: numbers and codes unchanged, only words translated; empty if the finding has no such
    /// argument.
    /// </summary>
    public static string Argument(Finding finding, string name, Language language) =>
        ValueOf(finding.Code, name, finding.Arguments, Catalogues[language].Value, language, null);

    /// <summary>One argument of a finding as its message shows it to a person; empty if the finding has no such argument.</summary>
    public static string Shown(Finding finding, string name, Language language, TaxonomyCatalogue? names)
    {
        var catalogue = Catalogues[language].Value;
        return ValueOf(finding.Code, name, finding.Arguments, catalogue, language, catalogue.Arguments(language, names));
    }

    private static string ValueOf(
        string code,
        string name,
        IReadOnlyDictionary<string, string> arguments,
        Catalogue catalogue,
        Language language,
        ShownArgument? shown
    )
    {
        // A text that a mapping gives in four languages has one argument per language: the name with the language code after it.
        if (!arguments.TryGetValue($"{name}.{language.Code()}", out var value) && !arguments.TryGetValue(name, out value))
            return "";
        return catalogue.Words.GetValueOrDefault((code + "." + name, value))
            ?? catalogue.Words.GetValueOrDefault((name, value))
            ?? Harmless(shown?.Of(code, name, value) ?? value);
    }

    private static string Fill(string template, Func<string, string> valueOf, string emptyQuote)
    {
        var text = new StringBuilder(template.Length * 2);
        var optionalFrom = -1;
        var complete = true;
        for (var at = 0; at < template.Length; at++)
        {
            switch (template[at])
            {
                case '[':
                    (optionalFrom, complete) = (text.Length, true);
                    break;
                case ']':
                    if (!complete)
                        text.Length = optionalFrom;
                    optionalFrom = -1;
                    break;
                case '{':
                    var end = template.IndexOf('}', at);
                    var value = valueOf(template[(at + 1)..end]);
                    if (value.Length > 0)
                        text.Append(value);
                    else if (optionalFrom >= 0)
                        complete = false;
                    else if (!EndsInOpenQuote(text))
                        text.Append(emptyQuote);
                    at = end;
                    break;
                default:
                    text.Append(template[at]);
                    break;
            }
        }
        return text.ToString();
    }

    private static bool EndsInOpenQuote(StringBuilder text)
    {
        var last = text.Length - 1;
        while (last >= 0 && char.IsWhiteSpace(text[last]))
            last--;
        return last >= 0 && text[last] is '“' or '«';
    }

    // Characters that control a terminal or change the direction of text could make a message read differently.
    private static string Harmless(string value)
    {
        var text = value.Length <= LongestArgument ? value : value[..LongestArgument] + "…";
        return text.Any(IsSteering) ? string.Concat(text.Select(c => IsSteering(c) ? '\uFFFD' : c)) : text;
    }

    private static bool IsSteering(char letter) => char.IsControl(letter) || char.GetUnicodeCategory(letter) == UnicodeCategory.Format;

    private static Catalogue Load(Language language)
    {
        var name = $"Observatory.Core.Wording.messages.{language.Code()}.json";
        using var stream = typeof(Messages).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException(name + " is not in the assembly.");
        using var json = JsonDocument.Parse(stream);
        var messages = json
            .RootElement.GetProperty("messages")
            .EnumerateObject()
            .ToFrozenDictionary(m => m.Name, m => new MessageText(Of(m, "title"), Of(m, "what"), Of(m, "repair")), StringComparer.Ordinal);
        var words = json
            .RootElement.GetProperty("words")
            .EnumerateObject()
            .SelectMany(a => a.Value.EnumerateObject().Select(w => (Key: (a.Name, w.Name), Word: w.Value.GetString()!)))
            .ToFrozenDictionary(w => w.Key, w => w.Word);
        var events = json
            .RootElement.GetProperty("events")
            .EnumerateObject()
            .ToFrozenDictionary(e => e.Name, e => e.Value.GetString()!, StringComparer.Ordinal);
        var phrases = json
            .RootElement.GetProperty("phrases")
            .EnumerateObject()
            .ToFrozenDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal);
        return new Catalogue(
            messages,
            words,
            events,
            phrases,
            language switch
            {
                Language.Es => "«»",
                Language.Fr => "«\u00A0»",
                _ => "“”",
            }
        );

        static string Of(JsonProperty message, string part) => message.Value.GetProperty(part).GetString()!;
    }

    private sealed record Catalogue(
        FrozenDictionary<string, MessageText> Messages,
        FrozenDictionary<(string Argument, string Value), string> Words,
        FrozenDictionary<string, string> Events,
        FrozenDictionary<string, string> Phrases,
        string EmptyQuote
    )
    {
        public ShownArgument Arguments(Language language, TaxonomyCatalogue? names) =>
            new(language, names, key => Phrases[key], (argument, value) => Words.GetValueOrDefault((argument, value)));
    }
}
