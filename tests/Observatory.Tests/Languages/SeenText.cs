using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CsvHelper;
using Observatory.Core.Languages;
using Observatory.Tests.Documentation;
using Observatory.Tests.Support;

namespace Observatory.Tests.Languages;

/// <summary>One text that a person can see, with the place where it is written.</summary>
/// <param name="Source">Folder and name of its file, without the language.</param>
/// <param name="Key">Its key in a catalogue; line and column in a table; the line in a mapping.</param>
/// <param name="IsMessage">True in a catalogue of the program, false for labels of the taxonomy and texts of mappings.</param>
internal sealed partial record SeenText(Language Language, string Source, string Key, string Text, bool IsMessage)
{
    /// <summary>The catalogues of the program, each a file per language.</summary>
    public static IReadOnlyList<string> Catalogues { get; } =
    [
        "src/Observatory.Core/Wording/messages",
        "src/Observatory.App/Languages/texts",
        "src/Observatory.Core/Marking/words",
        "src/Observatory.Core/Notices/words",
        "src/Observatory.Core/Suggesting/reasons",
        "src/Observatory.Core/Templates/words",
    ];

    // What others wrote is quoted as they wrote it, and figures are no texts.
    private static readonly string[] NoLabels = ["population.csv", "category-synonyms.csv"];

    private static readonly Lazy<IReadOnlyList<SeenText>> Read = new(() => [.. Messages(), .. Labels(), .. Mappings()]);

    /// <summary>Every text of the repository.</summary>
    public static IReadOnlyList<SeenText> All => Read.Value;

    /// <summary>Whether it is the name of something, or the cause of a finding: without a full stop.</summary>
    public bool IsTitle => TitleKey().IsMatch(Key);

    /// <summary>The text without names of arguments and addresses, which follow no rule of a language.</summary>
    public string Bare => Address().Replace(Argument().Replace(Text, "{}"), "");

    public override string ToString() => $"{Language.Code()} {Source} {Key}: {Text}";

    private static IEnumerable<SeenText> Messages()
    {
        foreach (var catalogue in Catalogues)
        foreach (var language in LanguageCodes.All)
        {
            using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Page.Root, $"{catalogue}.{language.Code()}.json")));
            foreach (var (key, text) in Flat(file.RootElement, ""))
                yield return new SeenText(language, catalogue, key, text, true);
        }
    }

    private static IEnumerable<(string Key, string Text)> Flat(JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object
            ? element.EnumerateObject().SelectMany(p => Flat(p.Value, key.Length == 0 ? p.Name : $"{key}/{p.Name}"))
            : [(key, element.GetString()!)];

    private static IEnumerable<SeenText> Labels()
    {
        var folder = Path.Combine(TestWarehouse.MappingsRoot, "taxonomy");
        foreach (var path in Directory.EnumerateFiles(folder, "*.csv").Order(StringComparer.Ordinal))
        {
            if (NoLabels.Contains(Path.GetFileName(path)))
                continue;
            using var csv = new CsvReader(new StreamReader(path), CultureInfo.InvariantCulture);
            csv.Read();
            csv.ReadHeader();
            while (csv.Read())
            {
                foreach (var column in csv.HeaderRecord!)
                {
                    if (LabelColumn().Match(column) is { Success: true } label)
                        yield return new SeenText(
                            LanguageCodes.TryParse(label.Groups[1].Value)!.Value,
                            $"taxonomy/{Path.GetFileName(path)}",
                            $"{csv.Parser.Row}/{column}",
                            csv.GetField(column)!,
                            false
                        );
                }
            }
        }
    }

    private static IEnumerable<SeenText> Mappings()
    {
        foreach (var path in Directory.EnumerateFiles(TestWarehouse.MappingsRoot, "mapping.yaml", SearchOption.AllDirectories))
        {
            var word = "";
            foreach (var (at, line) in File.ReadLines(path).Index())
            {
                if (WordOfMapping().Match(line) is { Success: true } above)
                    word = above.Groups[1].Value;
                if (TextOfMapping().Match(line) is { Success: true } text)
                    yield return new SeenText(
                        LanguageCodes.TryParse(text.Groups[1].Value)!.Value,
                        Path.GetRelativePath(TestWarehouse.MappingsRoot, path).Replace('\\', '/'),
                        string.Create(CultureInfo.InvariantCulture, $"{at + 1}/{word}"),
                        text.Groups[2].Value,
                        false
                    );
            }
        }
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Argument();

    [GeneratedRegex(@"https?://\S+|mailto:\S*")]
    private static partial Regex Address();

    [GeneratedRegex("^(?:label|definition|name|note)_(en|es|fr|pt)$")]
    private static partial Regex LabelColumn();

    [GeneratedRegex(@"^\s*(?:- )?(\w+):\s*$")]
    private static partial Regex WordOfMapping();

    [GeneratedRegex(@"^\s+(en|es|fr|pt): (.*)$")]
    private static partial Regex TextOfMapping();

    [GeneratedRegex(@"(/|^|\.)(title|subject|label_..|name_..)$")]
    private static partial Regex TitleKey();
}
