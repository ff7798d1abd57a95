using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Observatory.Core.Mappings;

/// <summary>
/// One mapping node of a YAML file, read against a closed vocabulary: every word that is read is marked as known, and <see cref="Finish"/>
/// reports every other with its line and the nearest known word.
/// </summary>
internal sealed class YamlWords(string file, YamlMappingNode node, List<Finding> findings)
{
    private const int MaxDepth = 32;

    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public YamlMappingNode Node { get; } = node;

    public IEnumerable<(string Word, YamlNode Node, CellRef Where)> Pairs =>
        Node.Children.Select(c => (((YamlScalarNode)c.Key).Value ?? "", c.Value, At(file, c.Key)));

    /// <summary>
    /// Parses a document; null with a finding if it is not a YAML mapping. The caller and the parser limit nesting and size.
    /// </summary>
    public static YamlWords? Parse(string file, string text, List<Finding> findings)
    {
        try
        {
            if (Refused(file, text) is { } refusal)
            {
                findings.Add(refusal);
                return null;
            }
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode root && HasScalarKeys(root))
                return new YamlWords(file, root, findings);
            findings.Add(
                Finding.Blocking(FindingCodes.MappingSyntax, new CellRef(file, 1, 1), ("file", file), ("line", "1"), ("actual", "no-words"))
            );
        }
        catch (YamlException fault)
        {
            findings.Add(
                Finding.Blocking(
                    FindingCodes.MappingSyntax,
                    new CellRef(file, (int)fault.Start.Line, (int)fault.Start.Column),
                    ("file", file),
                    ("line", fault.Start.Line.ToString(CultureInfo.InvariantCulture)),
                    ("actual", fault.Message)
                )
            );
        }
        catch (Exception fault) when (fault is ArgumentException or InvalidOperationException)
        {
            // This is how the library reports a comment or a mark where it expects a value.
            findings.Add(
                Finding.Blocking(FindingCodes.MappingSyntax, new CellRef(file, 1, 1), ("file", file), ("line", "1"), ("actual", "no-words"))
            );
        }
        return null;
    }

    // The document parser recurses for every level, and an alias can refer to a node that contains itself. Both are detected in the stream
    // of events, which needs no stack.
    private static Finding? Refused(string file, string text)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        string? reason = null;
        try
        {
            while (reason is null && parser.MoveNext())
            {
                reason = parser.Current switch
                {
                    AnchorAlias => "alias",
                    MappingStart or SequenceStart when ++depth > MaxDepth => "too-deep",
                    _ => null,
                };
                if (parser.Current is MappingEnd or SequenceEnd)
                    depth--;
            }
        }
        catch (InvalidOperationException)
        {
            // What the parser makes of a line break in the wrong place.
            reason = "line-break";
        }
        if (reason is null)
            return null;
        var where = parser.Current is { } at ? new CellRef(file, (int)at.Start.Line, (int)at.Start.Column) : new CellRef(file, 1, 1);
        return Finding.Blocking(FindingCodes.MappingSyntax, where, ("file", file), ("line", Line(where)), ("actual", reason));
    }

    public bool Has(string word) => Child(word) is not null;

    public CellRef At(string word) => Child(word) is { } child ? At(file, child) : At(file, Node);

    public string? Text(string word, bool required = false)
    {
        switch (Child(word, required))
        {
            case null:
                return null;
            case YamlScalarNode scalar:
                return scalar.Value ?? "";
            case var other:
                Wrong(other, word, "text");
                return null;
        }
    }

    public int? Number(string word, bool required = false, int min = int.MinValue, int max = int.MaxValue)
    {
        var text = Text(word, required);
        if (text is null)
            return null;
        if (
            int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= min
            && number <= max
        )
            return number;
        Wrong(Child(word)!, word, RangeOf(min, max), text);
        return null;
    }

    public decimal? Decimal(string word)
    {
        var text = Text(word);
        if (text is null)
            return null;
        if (decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number))
            return number;
        Wrong(Child(word)!, word, "number", text);
        return null;
    }

    public bool? Flag(string word)
    {
        var text = Text(word);
        switch (text)
        {
            case null:
                return null;
            case "true":
                return true;
            case "false":
                return false;
            default:
                Wrong(Child(word)!, word, "true-false", text);
                return null;
        }
    }

    public T? OneOf<T>(string word, IReadOnlyDictionary<string, T> allowed, bool required = false)
        where T : struct
    {
        var text = Text(word, required);
        if (text is null)
            return null;
        if (allowed.TryGetValue(text, out var value))
            return value;
        Wrong(Child(word)!, word, string.Join(", ", allowed.Keys), text, NearestWord.To(text, allowed.Keys));
        return null;
    }

    /// <summary>A text or a list of texts; empty if the word is missing.</summary>
    public IReadOnlyList<string> Texts(string word, bool required = false)
    {
        switch (Child(word, required))
        {
            case null:
                return [];
            case YamlScalarNode scalar:
                return [scalar.Value ?? ""];
            case YamlSequenceNode list when list.Children.All(c => c is YamlScalarNode):
                return [.. list.Children.Select(c => ((YamlScalarNode)c).Value ?? "")];
            case var other:
                Wrong(other, word, "texts");
                return [];
        }
    }

    public YamlWords? Words(string word, bool required = false)
    {
        switch (Child(word, required))
        {
            case null:
                return null;
            case YamlMappingNode map:
                return new YamlWords(file, map, findings);
            case var other:
                Wrong(other, word, "words");
                return null;
        }
    }

    /// <summary>A list of mappings; a single mapping counts as a list of one.</summary>
    public IReadOnlyList<YamlWords> List(string word, bool required = false)
    {
        switch (Child(word, required))
        {
            case null:
                return [];
            case YamlMappingNode one:
                return [new YamlWords(file, one, findings)];
            case YamlSequenceNode list when list.Children.All(c => c is YamlMappingNode):
                return [.. list.Children.Select(c => new YamlWords(file, (YamlMappingNode)c, findings))];
            case var other:
                Wrong(other, word, "list");
                return [];
        }
    }

    public LocalText? Local(string word, bool required = false)
    {
        var words = Words(word, required);
        if (words is null)
            return null;
        var text = new LocalText(
            words.Text("en", true) ?? "",
            words.Text("es", true) ?? "",
            words.Text("fr", true) ?? "",
            words.Text("pt", true) ?? ""
        );
        words.Finish();
        return text;
    }

    /// <summary>Reports every word that nothing has read.</summary>
    public void Finish()
    {
        foreach (var (word, _, where) in Pairs)
        {
            if (_asked.Contains(word))
                continue;
            findings.Add(
                Finding.Blocking(
                    FindingCodes.MappingWordUnknown,
                    where,
                    ("file", file),
                    ("line", Line(where)),
                    ("word", word),
                    ("nearest", NearestWord.To(word, _asked) ?? string.Join(", ", _asked.Order(StringComparer.Ordinal)))
                )
            );
        }
    }

    /// <param name="expected">A key of the words that the message catalogue has for it, or examples as a mapping writes them.</param>
    public void Wrong(string word, string expected, string? actual = null, string? nearest = null) =>
        Wrong(Child(word) ?? Node, word, expected, actual, nearest);

    private void Wrong(YamlNode at, string word, string expected, string? actual = null, string? nearest = null)
    {
        var where = At(file, at);
        findings.Add(
            Finding.Blocking(
                FindingCodes.MappingValueWrong,
                where,
                ("file", file),
                ("line", Line(where)),
                ("word", word),
                ("value", actual ?? at.ToString()),
                ("expected", expected),
                ("nearest", nearest ?? "")
            )
        );
    }

    private YamlNode? Child(string word, bool required = false)
    {
        _asked.Add(word);
        if (Node.Children.TryGetValue(new YamlScalarNode(word), out var child))
            return child;
        if (required)
        {
            var where = At(file, Node);
            findings.Add(Finding.Blocking(FindingCodes.MappingWordMissing, where, ("file", file), ("line", Line(where)), ("word", word)));
        }
        return null;
    }

    private static bool HasScalarKeys(YamlNode node) =>
        node switch
        {
            YamlMappingNode map => map.Children.All(c => c.Key is YamlScalarNode && HasScalarKeys(c.Value)),
            YamlSequenceNode list => list.Children.All(HasScalarKeys),
            _ => true,
        };

    private static CellRef At(string file, YamlNode node) => new(file, (int)node.Start.Line, (int)node.Start.Column);

    private static string RangeOf(int min, int max) =>
        min == int.MinValue ? "whole-number"
        : max == int.MaxValue ? $"≥ {Text(min)}"
        : $"{Text(min)} – {Text(max)}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Line(CellRef where) => where.Row.ToString(CultureInfo.InvariantCulture);
}
