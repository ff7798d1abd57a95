using System.Globalization;
using System.Text.RegularExpressions;
using NodaTime.Text;
using Observatory.Core.Languages;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Mappings;

/// <summary>Reads the words that say where a concept comes from, and the conditions on rows.</summary>
internal sealed class ConceptWords(TaxonomyCatalogue taxonomy, LabelTableReader tables, IReadOnlyCollection<string> notes)
{
    public static readonly Dictionary<string, AreaLevel> Levels = new()
    {
        ["country"] = AreaLevel.Country,
        ["subdivision"] = AreaLevel.Subdivision,
        ["secondSubdivision"] = AreaLevel.SecondSubdivision,
        ["municipality"] = AreaLevel.Municipality,
        ["place"] = AreaLevel.Place,
    };
    private static readonly Dictionary<string, bool> YearNames = new() { ["start"] = false, ["end"] = true };
    private static readonly Dictionary<string, bool> Integers = new() { ["integer"] = false, ["decimal"] = true };

    /// <summary>Names of the columns that lookups bring to each cell of a row, because their key depends on the cell's column.</summary>
    public IReadOnlySet<string> BroughtToCells { get; set; } = new HashSet<string>();

    public ConceptSource Source(string concept, YamlWords words)
    {
        var columns = words.Texts(words.Has("columns") ? "columns" : "column");
        if (words.Flag("unpivoted") == true)
            columns = [TextPattern.Unpivoted];
        var level = words.Number("header", min: 1, max: 20);
        if (level is { } of)
            columns = [TextPattern.HeaderPrefix + of.ToString(CultureInfo.InvariantCulture)];
        var (counted, distinct) = concept == Concepts.ObsValue ? (words.Text("count"), words.Text("distinct")) : (null, null);
        if ((counted ?? distinct) is { } records)
            columns = [records];
        var value = words.Text("value");
        var pattern = Pattern(words, "pattern");
        string[] kinds = ["value", "column", "columns", "unpivoted", "header", "pattern", "count", "distinct"];
        if (kinds.Count(words.Has) != 1 || (value is null && pattern is null && columns.Count == 0))
            words.Wrong(
                concept,
                concept == Concepts.ObsValue ? "column, unpivoted, count, distinct" : "value, column, columns, unpivoted, header, pattern"
            );
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
            Value = value,
            Columns = columns,
            Pattern = pattern,
            Codes = table,
            Take = words.Number("take", min: 1, max: 1000),
            Pad = words.Number("pad", min: 1, max: 100),
            DateFormat = DateFormat(words),
            Without = Regex(words, "without"),
            Counts = counted is not null,
            Distinct = distinct is not null,
            Partial = concept == Concepts.TimePeriod ? Partial(words) : null,
            Fiscal = concept == Concepts.TimePeriod ? Fiscal(words.Words("fiscalYear")) : null,
            Verbatim = words.Flag("verbatim") ?? false,
            Fractions = words.OneOf("type", Integers) ?? false,
            SaysInteger = words.Text("type") == "integer",
            Line = words.At("value").Row,
            Base = concept == Concepts.ObsValue ? Base(words) : null,
            Define = words.Words("define") is { } define ? Define(define) : null,
            IsBroughtToCell = columns.Concat(pattern is null ? [] : TextPattern.Tokens(pattern)).Any(BroughtToCells.Contains),
        };
        if (
            source.IsBroughtToCell
            && concept is Concepts.ObsValue or Concepts.LowerBound or Concepts.UpperBound
            && columns.FirstOrDefault(BroughtToCells.Contains) is { } ofCell
        )
            words.Wrong(words.Has("column") ? "column" : "count", "heading", ofCell);
        MustAct(concept, words, isText: value is null && counted is null && distinct is null);
        if (columns.Count > 1 && !words.Has("codes"))
            words.Wrong("columns", "codes", string.Join(", ", columns));
        words.Finish();
        return source;
    }

    /// <summary>Refuses a word that would have no effect here, because its author believes that it has one.</summary>
    private static void MustAct(string concept, YamlWords words, bool isText)
    {
        const string texts = "column, columns, unpivoted, header, pattern";
        var isNumber = concept is Concepts.ObsValue or Concepts.LowerBound or Concepts.UpperBound;
        foreach (var word in new[] { "without", "take", "pad" })
            Demand(word, isText && !isNumber && concept != Concepts.Freq, texts);
        foreach (var word in concept == Concepts.ObsValue ? ["columns", "header"] : new[] { "value", "columns", "pattern", "header" })
            Demand(word, !isNumber, concept == Concepts.ObsValue ? "column, unpivoted, count, distinct" : "column");
        Demand("unpivoted", concept is not (Concepts.LowerBound or Concepts.UpperBound), "column");
        Demand("codes", isText && !isNumber && concept != Concepts.Freq, texts);
        Demand(
            "dateFormat",
            concept == Concepts.TimePeriod && isText && !words.Has("codes") && !words.Has("fiscalYear"),
            "TIME_PERIOD: { column, pattern }"
        );
        Demand(
            "partial",
            concept == Concepts.TimePeriod && isText && !words.Has("codes") && !words.Has("fiscalYear"),
            "TIME_PERIOD: { column, pattern }"
        );
        Demand("fiscalYear", concept == Concepts.TimePeriod && !words.Has("codes"), "TIME_PERIOD: { column, pattern }");
        Demand("verbatim", concept == Concepts.Note && isText && !words.Has("codes"), "NOTE: { column, pattern }");
        Demand("type", concept == Concepts.ObsValue && isText, "OBS_VALUE: { column, unpivoted }");
        Demand("define", concept == Concepts.RefArea && isText && !words.Has("codes"), "REF_AREA: { column, pattern }");

        void Demand(string word, bool acts, string where)
        {
            if (!acts && words.Has(word))
                words.Wrong(word, where);
        }
    }

    private string? Partial(YamlWords words)
    {
        var status = words.Text("partial");
        if (status is not null && !status.Split(';').All(s => taxonomy.FindStatus(s) is not null))
            words.Wrong("partial", Concepts.ObsStatus, status, NearestWord.To(status, taxonomy.Statuses.Select(s => s.Code)) ?? "P");
        return status;
    }

    private string? Base(YamlWords words)
    {
        var note = words.Text("base");
        if (note is not null)
            CheckValue(Concepts.Note, note, words, "base");
        return note;
    }

    private FiscalYear? Fiscal(YamlWords? words)
    {
        if (words is null)
            return null;
        var starts = words.Number("startMonth", true, 2, 12) ?? 2;
        var namedByEnd = words.OneOf("namedBy", YearNames, true) ?? false;
        var note = words.Text(Concepts.Note, true) ?? "";
        if (note.Length > 0 && !notes.Contains(note))
            words.Wrong(Concepts.Note, "notes", note, NearestWord.To(note, notes) ?? "");
        words.Finish();
        return new FiscalYear(starts, namedByEnd, note);
    }

    private static string? DateFormat(YamlWords words)
    {
        var format = words.Text("dateFormat");
        if (format is null or Normalising.PeriodText.SerialDates)
            return format;
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
        if (BroughtToCells.Contains(name))
            words.Wrong("name", "heading", name);
        var parent = words.Words("parent", true) is { } source ? Source(Concepts.RefArea, source) : new ConceptSource { Value = "" };
        var named = Conditions(words.Words("namedWhere"));
        if (named.Count > 1)
            words.Wrong("namedWhere", "one-condition", string.Join(", ", named.Select(n => n.Column)));
        var agrees = words.Words("agrees") is { } other ? Source(Concepts.RefArea, other) : null;
        foreach (var part in new[] { ("parent", parent), ("agrees", agrees) })
            if (part.Item2 is { Define: not null } or { IsOfCell: true })
                words.Wrong(part.Item1, "value, column, columns, pattern");
        words.Finish();
        return new AreaDefinition(level, name, named.Count > 0 ? named[0] : null, parent, agrees);
    }

    public void CheckValue(string concept, string value, YamlWords words, string word = "value")
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
            Concepts.DataProvider => (taxonomy.FindProvider(value) is not null, taxonomy.Providers.Select(p => p.Code)),
            Concepts.UnitMult => (value is [>= '0' and <= '9'], ["0", "3", "6"]),
            _ when BreakdownDimensions.IndexOf(concept) >= 0 => (taxonomy.FindMember(concept, value) is not null, Members(concept)),
            _ => (true, []),
        };
        if (!known)
            words.Wrong(word, concept, value, NearestWord.To(value, candidates) ?? "");
    }

    public IEnumerable<string> Members(string dimension) => taxonomy.FindDimension(dimension)?.Members.Select(m => m.Code) ?? [];

    public List<RowCondition> Conditions(YamlWords? words)
    {
        var conditions = new List<RowCondition>();
        if (words is null)
            return conditions;
        foreach (var (column, node, _) in words.Pairs.ToList())
        {
            // What is said of a column, or outside the table, is not a cell of a row.
            if (!TextPattern.IsHeading(column) || BroughtToCells.Contains(column))
                words.Wrong(column, "heading", column);
            if (node is YamlDotNet.RepresentationModel.YamlMappingNode)
            {
                var test = words.Words(column)!;
                var (inFile, notInFile) = (test.Text("in"), test.Text("notIn"));
                conditions.Add(
                    new RowCondition
                    {
                        Column = column,
                        Pattern = Regex(test, "pattern"),
                        Empty = test.Flag("empty"),
                        In = inFile is null ? null : tables.Read(inFile, test.At("in"), column),
                        NotIn = notInFile is null ? null : tables.Read(notInFile, test.At("notIn"), column),
                    }
                );
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

    /// <summary>A text with tokens in braces; a token with a step that has no effect is refused.</summary>
    public static string? Pattern(YamlWords words, string word)
    {
        var pattern = words.Text(word);
        if (pattern is not null && TextPattern.Idle(pattern) is { } idle)
            words.Wrong(word, $"{{{idle}:05}}, {{{idle}:5}}, {{{idle}:05:2}}", pattern);
        return pattern;
    }

    public static Regex? Regex(YamlWords words, string word, bool required = false)
    {
        var pattern = words.Text(word, required);
        if (pattern is null)
            return null;
        try
        {
            // Matching is linear in the text, so a mapping cannot hang a worker.
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            words.Wrong(word, "plain-pattern", pattern);
            return null;
        }
    }
}
