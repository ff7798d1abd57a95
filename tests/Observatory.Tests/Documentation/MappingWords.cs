using System.Globalization;
using System.Text.RegularExpressions;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Tests.Taxonomy;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Observatory.Tests.Documentation;

/// <summary>
/// Every word of the mapping language at each of its places: which there are, what each takes and which are required is asked of the
/// readers, by putting other values into the examples; what each means is said by the page of mapping words.
/// </summary>
internal static partial class MappingWords
{
    /// <summary>The whole document, and an entry of <c>tables</c>: places that the grammar takes for one.</summary>
    public const string Root = "mapping";
    public const string Table = "table";

    /// <summary>
    /// Places whose words are the office's own, such as headings, and what stands behind each: a place, or one of
    /// <see cref="OpenText"/> and <see cref="OpenTexts"/>.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string[]> Open = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["where"] = [OpenText, OpenTexts, "condition"],
        ["notes"] = ["title"],
        ["name"] = [OpenText],
        ["alsoCalled"] = [OpenTexts],
        ["unpivot"] = [OpenText],
        ["ignore"] = [OpenText],
    };

    public const string OpenText = "text";
    public const string OpenTexts = "texts";

    /// <summary>The tables of the page that describe the words of a place: what the line before each contains.</summary>
    private static readonly Dictionary<string, string[]> Tables = new(StringComparer.Ordinal)
    {
        [Root] = ["### The mapping itself", "### Series", "These words stand at the top of the file"],
        [Table] = ["These words stand at the top of the file", "### Series"],
        ["title"] = ["Each title and note"],
        ["recognise"] = ["Under `recognise`"],
        ["facts"] = ["Each entry of `facts`"],
        ["lookups"] = ["Files of one submission are sent together"],
        ["several"] = ["Files of one submission are sent together"],
        ["series"] = ["### Series"],
        ["concepts"] = ["A dimension that is not mentioned is the total"],
        ["source"] = ["A concept has exactly one source", "And it may say how the text is taken"],
        ["fiscalYear"] = ["Under `fiscalYear`"],
        ["define"] = ["Under `define`"],
        ["dialect"] = ["Under `dialect`"],
        ["unpivotMatching"] = ["Under `unpivotMatching`"],
        ["leaveOut"] = ["A rule of `leaveOut`"],
        ["checkOnly"] = ["A rule of `leaveOut`"],
        ["condition"] = ["of the row that is filled"],
        ["totals"] = ["An entry of `totals`"],
        ["rowTotals"] = ["An entry of `rowTotals`"],
        ["sections"] = ["An entry of `sections`"],
        ["expect"] = ["An entry of `expect`"],
        ["remarks"] = ["An entry of `remarks`"],
        ["marks"] = ["A mark. It does exactly one of"],
        ["fill"] = ["Under `fill`"],
        ["covers"] = ["Under `covers`"],
        ["partitions"] = ["An entry of `partitions`"],
        ["checks"] = ["A law of `checks`"],
    };

    private static readonly Lazy<IReadOnlyList<MappingWord>> Known = new(Asked);

    /// <summary>All words, place by place, in the order of the page.</summary>
    public static IReadOnlyList<MappingWord> All => Known.Value;

    /// <summary>The words of <c>feed.yaml</c> or of a label table, with their sentences, in the order of the page.</summary>
    public static IEnumerable<(string Word, string Description)> Described(string heading)
    {
        var page = new Page("docs/reference/mapping-words.md");
        return Rows(page.Lines.SkipWhile(l => l != heading).Skip(1).SkipWhile(l => !IsRow(l)))
            .Select(r => (string.Join(", ", Code().Matches(r.First).Select(m => m.Value).DefaultIfEmpty(r.First)), Sentence(r.Meaning)));
    }

    private static List<MappingWord> Asked()
    {
        var uses = UsesByPlace();
        var page = new Page("docs/reference/mapping-words.md");
        var words = new List<MappingWord>();
        foreach (var (place, titles) in Tables)
        {
            var described = titles
                .SelectMany(t =>
                    Rows(page.Lines.SkipWhile(l => !l.Contains(t, StringComparison.Ordinal)).Skip(1).SkipWhile(l => !IsRow(l)))
                )
                .SelectMany(r => Code().Matches(r.First).Select(m => (Word: m.Groups[1].Value, r.Meaning)))
                .ToList();
            foreach (var word in AskedAt(uses, place).OrderBy(w => described.FindIndex(d => d.Word == w)))
            {
                var meaning = described.Find(d => d.Word == word).Meaning;
                Assert(meaning is not null, $"The page of mapping words describes no {word} at {place}.");
                words.Add(WordOf(uses, place, word, Sentence(meaning!)));
            }
        }
        var unnamed = uses.Keys.Where(p => !Tables.ContainsKey(p) && !Open.ContainsKey(p)).ToList();
        Assert(unnamed.Count == 0, "These places have no table: " + string.Join(", ", unnamed));
        return words;
    }

    /// <summary>What the examples say, by place: the folder, its document and a map of it.</summary>
    private static Dictionary<string, List<Use>> UsesByPlace()
    {
        var uses = new Dictionary<string, List<Use>>(StringComparer.Ordinal);
        foreach (var example in MappingExample.All())
        {
            var maps = MappingGrammar.MapsOf(example.Folder, MappingReader.FileName, out var document);
            foreach (var (place, node) in maps)
            {
                var name =
                    place.Length > 0 ? place
                    : node == document.Documents[0].RootNode ? Root
                    : Table;
                if (!uses.TryGetValue(name, out var list))
                    uses[name] = list = [];
                list.Add(new Use(example.Folder, document, node));
            }
        }
        return uses;
    }

    private static HashSet<string> AskedAt(Dictionary<string, List<Use>> uses, string place)
    {
        var asked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var use in uses[place])
        {
            var key = new YamlScalarNode(MappingGrammar.Nonsense);
            var findings = use.With(key, new YamlScalarNode(""));
            foreach (var finding in findings.Where(f => f.Code == FindingCodes.MappingWordUnknown))
                asked.UnionWith(finding.Arguments["nearest"].Split(", "));
        }
        return asked;
    }

    private static MappingWord WordOf(Dictionary<string, List<Use>> uses, string place, string word, string description)
    {
        // A word above all tables and one of a table are read alike: what either example shows counts for both.
        var here = (place is Root or Table ? uses[Root].Concat(uses[Table]) : uses[place]).Where(u => u.Value(word) is not null).ToList();
        Assert(here.Count > 0, $"No example uses {word} at {place}.");
        var shapes = here.Select(u => ShapeOf(u, word)).Aggregate(WordShapes.None, (all, one) => all | one);
        IReadOnlyList<string> options = [];
        (int, int)? range = null;
        if (shapes is WordShapes.Text or WordShapes.Texts)
        {
            var refusals = here.Select(u => u.Refusal(word, Scalar(MappingGrammar.Nonsense))).ToList();
            bool Takes(string text) => here.Exists(u => u.Refusal(word, Scalar(text)) is null);
            if (refusals.TrueForAll(r => r is not null))
            {
                var offered = refusals[0]!.Split(", ");
                if (shapes == WordShapes.Text && Takes("true") && Takes("false"))
                    shapes = WordShapes.Flag;
                else if (shapes == WordShapes.Text && Takes("0.005") && !Takes("d/M"))
                    shapes = WordShapes.Number;
                else if (shapes == WordShapes.Text && new[] { "1", "2", "3", "7" }.Any(Takes))
                    (shapes, range) = (WordShapes.Whole, RangeOf(refusals[0]!));
                else if (refusals.TrueForAll(r => r == refusals[0]) && offered.All(o => Plain().IsMatch(o) && Takes(o)))
                    options = offered;
            }
        }
        var isRequired =
            uses[place].TrueForAll(u => u.Value(word) is not null)
            && here.TrueForAll(u => u.Without(word).Any(f => f.Code == FindingCodes.MappingWordMissing && f.Arguments["word"] == word));
        var below = (shapes & (WordShapes.Map | WordShapes.Maps)) == 0 ? null : BelowOf(place, word);
        return new MappingWord(place, word, shapes, options, range, isRequired, below, description);
    }

    private static string BelowOf(string place, string word)
    {
        var below = MappingGrammar.Below(place is Root or Table ? "" : place, word);
        return below.Length == 0 ? Table : below;
    }

    /// <summary>One value stands for a list of one only if the reader takes lists.</summary>
    private static WordShapes ShapeOf(Use use, string word) =>
        use.Value(word) switch
        {
            YamlMappingNode map => use.Refusal(word, new YamlSequenceNode(map)) is null ? WordShapes.Maps : WordShapes.Map,
            YamlSequenceNode list => list.Children.All(c => c is YamlMappingNode) ? WordShapes.Maps : WordShapes.Texts,
            YamlScalarNode text => use.Refusal(word, new YamlSequenceNode(text)) is null ? WordShapes.Texts : WordShapes.Text,
            _ => WordShapes.None,
        };

    private static (int, int)? RangeOf(string expected) =>
        Limits().Match(expected) is { Success: true } m
            ? (
                int.Parse(m.Groups[1].ValueSpan, CultureInfo.InvariantCulture),
                int.Parse(m.Groups[2].ValueSpan, CultureInfo.InvariantCulture)
            )
            : null;

    private static YamlScalarNode Scalar(string text) => new(text) { Style = ScalarStyle.DoubleQuoted };

    private static bool IsRow(string line) => line.StartsWith("| ", StringComparison.Ordinal);

    private static IEnumerable<(string First, string Meaning)> Rows(IEnumerable<string> fromTable) =>
        fromTable.TakeWhile(l => l.StartsWith('|')).Skip(2).Select(l => l.Split(" | ")).Select(c => (c[0].TrimStart('|', ' '), c[1]));

    /// <summary>The first sentence of a description, without marks.</summary>
    private static string Sentence(string meaning)
    {
        var plain = LinkMark()
            .Replace(meaning, "$1")
            .Replace("`", "", StringComparison.Ordinal)
            .Replace("\\|", "|", StringComparison.Ordinal);
        var sentence = Elsewhere().Replace(FirstSentence().Match(plain).Value, "");
        return sentence.TrimEnd() is var text && text.EndsWith('.') ? text : text + ".";
    }

    private static void Assert(bool holds, string otherwise) => Xunit.Assert.True(holds, otherwise);

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\[([^\]]+)\]\([^)]*\)")]
    private static partial Regex LinkMark();

    [GeneratedRegex(@"^.*?[.](?=\s+[A-Z]|$)|^.*$")]
    private static partial Regex FirstSentence();

    /// <summary>A text that can be written; <c>COUNTRY/feed</c> only shows how one is made.</summary>
    [GeneratedRegex(@"^[\w,;|-]+$")]
    private static partial Regex Plain();

    /// <summary>What points to another place of the page.</summary>
    [GeneratedRegex("; see (below|above)")]
    private static partial Regex Elsewhere();

    [GeneratedRegex(@"(\d+)\D+(\d+)")]
    private static partial Regex Limits();

    /// <summary>A map of an example, in which other values can be tried.</summary>
    private sealed record Use(FolderFiles Folder, YamlStream Document, YamlMappingNode Node)
    {
        public YamlNode? Value(string word) => Node.Children.TryGetValue(new YamlScalarNode(word), out var value) ? value : null;

        /// <summary>What the reader expects in place of a value; null if it takes the value.</summary>
        public string? Refusal(string word, YamlNode value) =>
            With(new YamlScalarNode(word), value)
                .FirstOrDefault(f => f.Code == FindingCodes.MappingValueWrong && f.Arguments["word"] == word)
                ?.Arguments["expected"];

        public IReadOnlyList<Finding> Without(string word) => With(new YamlScalarNode(word), null);

        public IReadOnlyList<Finding> With(YamlScalarNode key, YamlNode? value)
        {
            var usual = Node.Children.TryGetValue(key, out var said) ? said : null;
            Node.Children.Remove(key);
            if (value is not null)
                Node.Children[key] = value;
            var folder = MappingGrammar.With(Folder, MappingReader.FileName, Document);
            Node.Children.Remove(key);
            if (usual is not null)
                Node.Children[key] = usual;
            return MappingReader.Read(folder, TaxonomyFolder.Read).Findings;
        }
    }
}
