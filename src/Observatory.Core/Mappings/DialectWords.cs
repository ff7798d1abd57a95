using Observatory.Core.Languages;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>Reads the words of <c>dialect</c>: how a file writes numbers, where its header is, and what its columns are called.</summary>
internal static class DialectWords
{
    private static readonly Dictionary<string, HeaderFill> Fills = new()
    {
        ["right"] = HeaderFill.Right,
        ["none"] = HeaderFill.None,
        ["all"] = HeaderFill.All,
    };

    private static readonly Dictionary<string, char> Delimiters = new()
    {
        [","] = ',',
        [";"] = ';',
        ["|"] = '|',
        ["tab"] = '\t',
    };

    public static TableDialect Read(YamlWords words)
    {
        var (point, group) = (MarkOf(words, "decimalChar"), MarkOf(words, "groupChar"));
        if (point is not null && point == group)
            words.Wrong("groupChar", "not-decimal-mark", group.ToString());
        var encoding = words.Text("encoding");
        if (encoding is not (null or "utf-8" or "windows-1252" or "utf-16"))
            words.Wrong("encoding", "utf-8, windows-1252, utf-16", encoding, NearestWord.To(encoding, ["utf-8", "windows-1252", "utf-16"]));
        var delimiter = words.OneOf("delimiter", Delimiters);
        if (delimiter is not null && (delimiter == point || delimiter == group) && delimiter != ',')
            words.Wrong("delimiter", "not-number-mark", delimiter.ToString());
        var dialect = new TableDialect
        {
            Numbers = new NumberText(point, group) { HasExponent = words.Flag("exponent") ?? false },
            WholeWithin = WholeWithin(words),
            Encoding = encoding,
            Delimiter = delimiter,
            HeaderRow = words.Number("headerRow", min: 0, max: 1_048_576),
            HeaderRows = words.Number("headerRows", min: 1, max: 20) ?? 1,
            HeaderFill = words.OneOf("headerFill", Fills) ?? HeaderFill.Right,
            FirstRow = words.Number("firstRow", min: 1, max: 1_048_576),
            Names = Names(words.Words("name")),
            AlsoCalled = AlsoCalled(words.Words("alsoCalled")),
            Transpose = words.Flag("transpose") ?? false,
            Repeats = words.Flag("repeats") ?? false,
        };
        CheckHeader(dialect, words);
        words.Finish();
        return dialect;
    }

    private static void CheckHeader(TableDialect dialect, YamlWords words)
    {
        if (dialect.HeaderRow == 0 && dialect.Names.Count == 0)
            words.Wrong("headerRow", "name: { A: … }", "0");
        if (words.Has("headerFill") && dialect.HeaderRows == 1)
            words.Wrong("headerFill", "headerRows: 2, 3, …");
        foreach (var word in new[] { "headerRows", "repeats" })
            if (dialect.HeaderRow == 0 && words.Has(word))
                words.Wrong(word, "headerRow: 1, 2, …");
    }

    private static char? MarkOf(YamlWords words, string word)
    {
        var text = words.Text(word);
        if (text is null or "")
            return null;
        if (text.Length == 1 && !char.IsAsciiDigit(text[0]))
            return text[0];
        words.Wrong(word, "one-mark", text);
        return null;
    }

    private static decimal? WholeWithin(YamlWords words)
    {
        // A number farther from a whole one is a fraction, whatever a mapping says.
        const decimal most = 0.01m;
        var within = words.Decimal("wholeWithin");
        if (within is <= 0 or > most)
            words.Wrong("wholeWithin", "0.000001 … 0.01");
        return within;
    }

    /// <summary>Names of columns by their letters.</summary>
    private static Dictionary<int, string> Names(YamlWords? words)
    {
        var names = new Dictionary<int, string>();
        if (words is null)
            return names;
        foreach (var (letters, _, _) in words.Pairs.ToList())
        {
            if (WorkbookParts.Column(letters + "1") is { } column && letters.All(char.IsAsciiLetterUpper))
                names[column] = words.Text(letters) ?? "";
            else
                words.Wrong(letters, "A, B, … AA", letters);
        }
        return names;
    }

    /// <summary>Other headings of columns, by what the mapping calls them.</summary>
    private static Dictionary<string, IReadOnlyList<string>> AlsoCalled(YamlWords? words)
    {
        var called = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        if (words is null)
            return called;
        foreach (var (heading, _, _) in words.Pairs.ToList())
        {
            called[heading] = words.Texts(heading);
            if (called[heading].Count == 0 || called[heading].Any(string.IsNullOrWhiteSpace))
                words.Wrong(heading, "[a heading, another]");
        }
        foreach (
            var twice in called
                .SelectMany(c => c.Value.Prepend(c.Key))
                .GroupBy(LabelText.Key, StringComparer.Ordinal)
                .Where(g => g.Skip(1).Any())
        )
            words.Wrong(
                called.First(c => c.Value.Prepend(c.Key).Any(h => LabelText.Key(h) == twice.Key)).Key,
                "headings-once",
                string.Join(", ", twice)
            );
        return called;
    }
}
