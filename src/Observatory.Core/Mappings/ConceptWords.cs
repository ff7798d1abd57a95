using System.Text.RegularExpressions;
using NodaTime.Text;
using Observatory.Core.Languages;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Mappings;

/// <summary>Reads the words that say where a concept comes from, and the tests that rows are put to.</summary>
internal sealed class ConceptWords(TaxonomyCatalogue taxonomy, LabelTableReader tables, IReadOnlyCollection<string> notes)
{
    public static readonly Dictionary<string, AreaLevel> Levels = new()
    {
        ["country"] = AreaLevel.Country, ["subdivision"] = AreaLevel.Subdivision, ["secondSubdivision"] = AreaLevel.SecondSubdivision,
        ["municipality"] = AreaLevel.Municipality, ["place"] = AreaLevel.Place,
    };
    private static readonly Dictionary<string, bool> Integers = new() { ["integer"] = false, ["decimal"] = true };

    public ConceptSource Source(string concept, YamlWords words)
    {
        var columns = words.Texts(words.Has("columns") ? "columns" : "column");
        if (words.Flag("unpivoted") == true)
            columns = [TextPattern.Unpivoted];
        var value = words.Text("value");
        var pattern = words.Text("pattern");
        var sources = (value is null ? 0 : 1) + (columns.Count == 0 ? 0 : 1) + (pattern is null ? 0 : 1);
        if (sources != 1)
            words.Wrong(concept, "value, column, columns, unpivoted, pattern");
        else if (concept == Concepts.Freq && value is null)
            words.Wrong(concept, "value: A, S, Q, M");
        var codes = words.Text("codes");
        var table = codes is null ? null : tables.Read(codes, words.At("codes"), columns);
        if (table is not null && !table.Concepts.Contains(concept))
            words.Wrong("codes", concept, codes, concept);
        if (table is not null && table.LabelColumns.Count != Math.Max(1, columns.Count))
            words.Wrong("codes", string.Join(", ", columns), string.Join(", ", table.LabelColumns));
        if (value is not null)
            CheckValue(concept, value, words);
        var source = new ConceptSource
        {
            Value = value, Columns = columns, Pattern = pattern, Codes = table, Take = words.Number("take", min: 1, max: 1000), Pad = words.Number("pad", min: 1, max: 100),
            DateFormat = DateFormat(words), Verbatim = words.Flag("verbatim") ?? false,
            Fractions = words.OneOf("type", Integers) ?? false, Line = words.At("value").Row,
            Define = words.Words("define") is { } define ? Define(define) : null,
        };
        words.Finish();
        return source;
    }

    private static string? DateFormat(YamlWords words)
    {
        var format = words.Text("dateFormat");
        if (format is null)
            return null;
        try
        {
            LocalDatePattern.CreateWithInvariantCulture(format);
        }
        catch (InvalidPatternException)
        {
            words.Wrong("dateFormat", "dd/MM/yyyy", format);
            return null;
        }
        return format;
    }

    private AreaDefinition Define(YamlWords words)
    {
        var level = words.OneOf("level", Levels, true) ?? AreaLevel.Municipality;
        var name = words.Text("name", true) ?? "";
        var parent = words.Words("parent", true) is { } source ? Source(Concepts.RefArea, source) : new ConceptSource { Value = "" };
        var named = Conditions(words.Words("namedWhere"));
        words.Finish();
        return new AreaDefinition(level, name, named.Count > 0 ? named[0] : null, parent);
    }

    public void CheckValue(string concept, string value, YamlWords words)
    {
        var (known, candidates) = concept switch
        {
            Concepts.Freq => (FrequencyCodes.TryParse(value) is not null, ["A", "S", "Q", "M"]),
            Concepts.Indicator => (taxonomy.FindIndicator(value) is not null, taxonomy.Indicators.Select(i => i.Code)),
            Concepts.RefArea => (taxonomy.FindArea(value) is not null, taxonomy.Areas.Select(a => a.Code)),
            Concepts.UnitMeasure => (taxonomy.FindMember("COUNTING_UNIT", value) is not null, Members("COUNTING_UNIT")),
            Concepts.ObsStatus => (value.Split(';').All(s => taxonomy.FindStatus(s) is not null), taxonomy.Statuses.Select(s => s.Code)),
            Concepts.ConfStatus => (taxonomy.FindMember("CONF", value) is not null, Members("CONF")),
            Concepts.Note => (notes.Contains(value), notes),
            _ when BreakdownDimensions.IndexOf(concept) >= 0 => (taxonomy.FindMember(concept, value) is not null, Members(concept)),
            _ => (true, []),
        };
        if (!known)
            words.Wrong("value", concept, value, NearestWord.To(value, candidates) ?? "");
    }

    public IEnumerable<string> Members(string dimension) => taxonomy.FindDimension(dimension)?.Members.Select(m => m.Code) ?? [];

    public List<RowCondition> Conditions(YamlWords? words)
    {
        var conditions = new List<RowCondition>();
        if (words is null)
            return conditions;
        foreach (var (column, node, _) in words.Pairs.ToList())
        {
            if (node is YamlDotNet.RepresentationModel.YamlMappingNode)
            {
                var test = words.Words(column)!;
                var (inFile, notInFile) = (test.Text("in"), test.Text("notIn"));
                conditions.Add(new RowCondition
                {
                    Column = column, Pattern = Regex(test, "pattern"), Empty = test.Flag("empty"),
                    In = inFile is null ? null : tables.Read(inFile, test.At("in"), column),
                    NotIn = notInFile is null ? null : tables.Read(notInFile, test.At("notIn"), column),
                });
                var kinds = conditions[^1];
                if (new object?[] { kinds.Pattern, kinds.Empty, inFile, notInFile }.Count(k => k is not null) != 1)
                    words.Wrong(column, "pattern, empty, in, notIn");
                test.Finish();
            }
            else
            {
                conditions.Add(new RowCondition { Column = column, Texts = words.Texts(column) });
            }
        }
        return conditions;
    }

    public static Regex? Regex(YamlWords words, string word, bool required = false)
    {
        var pattern = words.Text(word, required);
        if (pattern is null)
            return null;
        try
        {
            // Linear in the text whatever the pattern: a mapping cannot hang a worker.
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            words.Wrong(word, "a regular expression without look-around or back-references", pattern);
            return null;
        }
    }
}
