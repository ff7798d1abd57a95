using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Mappings;

/// <summary>
/// Reads the words of <c>mapping.yaml</c> that describe the layout of a table in its file, and its rows, columns and cells.
/// </summary>
internal sealed class TableWords(TaxonomyCatalogue taxonomy, LabelTableReader tables, ConceptWords conceptWords)
{
    private static readonly Dictionary<string, Severity> Severities = new()
    {
        ["note"] = Severity.Note,
        ["warning"] = Severity.Warning,
        ["blocking"] = Severity.Blocking,
    };
    private static readonly Dictionary<string, HeaderFill> Fills = new()
    {
        ["right"] = HeaderFill.Right,
        ["none"] = HeaderFill.None,
        ["all"] = HeaderFill.All,
    };
    private static readonly Dictionary<string, bool> Since = new() { ["header"] = false, ["last"] = true };
    private static readonly Dictionary<string, bool> Of = new() { ["above"] = false, ["below"] = true };
    private static readonly Dictionary<string, bool> Absent = new() { ["refuse"] = false, ["blank"] = true };
    private static readonly Dictionary<string, char> Delimiters = new()
    {
        [","] = ',',
        [";"] = ';',
        ["|"] = '|',
        ["tab"] = '\t',
    };
    private static readonly Dictionary<string, bool> Conflicts = new() { ["refuse"] = false, ["stopKey"] = true };
    private static readonly Dictionary<string, IdenticalRows> Identical = new()
    {
        ["keep"] = IdenticalRows.Keep,
        ["leaveOut"] = IdenticalRows.LeaveOut,
        ["refuse"] = IdenticalRows.Refuse,
    };

    private IReadOnlyList<string> _brought = [];

    /// <summary>The words of a table; a table inherits what it does not say from the words above all tables.</summary>
    public MappingTable Read(YamlWords words, MappingTable? from)
    {
        var concepts = ConceptsOf(words, from?.Concepts);
        var series = words.List("series").Select(SeriesBlockOf).ToList();
        var dialect = words.Words("dialect") is { } said ? Dialect(said) : from?.Dialect ?? TableDialect.Default;
        // A mark's first period is in the table's own frequency, so the frequency has to be known first.
        var frequency = concepts.TryGetValue(Concepts.Freq, out var freq) ? FrequencyCodes.TryParse(freq.Value) : null;
        return new MappingTable
        {
            File = words.Text("file") ?? from?.File,
            Sheet = words.Text("sheet") ?? from?.Sheet,
            Dialect = dialect,
            Optional = words.Has("optional") || from is null ? words.Texts("optional") : from.Optional,
            Brought = _brought,
            StopAt = words.Has("stopAt") || from is null ? conceptWords.Conditions(words.Words("stopAt")) : from.StopAt,
            LeaveOut = words.Has("leaveOut") || from is null ? [.. words.List("leaveOut").Select(RowRuleOf)] : from.LeaveOut,
            Sections = words.Has("sections") || from is null ? [.. words.List("sections").Select(SectionOf)] : from.Sections,
            FillDown = words.Has("fillDown") || from is null ? words.Texts("fillDown") : from.FillDown,
            CheckOnly = words.Has("checkOnly") || from is null ? [.. words.List("checkOnly").Select(RowRuleOf)] : from.CheckOnly,
            RowTotals = words.Has("rowTotals") || from is null ? [.. words.List("rowTotals").Select(RowTotalOf)] : from.RowTotals,
            Expect = words.Has("expect") || from is null ? [.. words.List("expect").Select(ExpectationOf)] : from.Expect,
            IdenticalRows = words.OneOf("identicalRows", Identical) ?? from?.IdenticalRows,
            ConflictStopsKey = words.OneOf("conflicts", Conflicts) ?? from?.ConflictStopsKey ?? false,
            Remarks = words.Has("remarks") || from is null ? [.. words.List("remarks").Select(r => RemarkOf(r, frequency))] : from.Remarks,
            Totals = words.Has("totals") || from is null ? [.. words.List("totals").Select(TotalOf)] : from.Totals,
            Unpivot = words.Has("unpivot") || from is null ? Unpivot(words) : from.Unpivot,
            UnpivotMatching =
                words.Has("unpivotMatching") || from is null ? UnpivotMatching(words.Words("unpivotMatching")) : from.UnpivotMatching,
            Ignore = words.Has("ignore") || from is null ? Ignored(words) : from.Ignore,
            NeverStore = words.Has("neverStore") || from is null ? words.Texts("neverStore") : from.NeverStore,
            Marks = words.Has("marks") || from is null ? [.. words.List("marks").Select(m => MarkOf(m, frequency))] : from.Marks,
            Concepts = concepts,
            Series = words.Has("series") || from is null ? series : from.Series,
            TotalOver = words.Has("totalOver") || from is null ? TotalOver(words) : from.TotalOver,
            CombineSum = Combine(words) ?? from?.CombineSum ?? false,
            Fill = words.Has("fill") || from is null ? Fill(words.Words("fill")) : from.Fill,
            Covers = words.Has("covers") || from is null ? Covers(words.Words("covers")) : from.Covers,
            Partitions = words.Has("partitions") || from is null ? [.. words.List("partitions").Select(PartitionOf)] : from.Partitions,
            Checks = words.Has("checks") || from is null ? [.. words.List("checks").Select(SumRuleOf)] : from.Checks,
        };
    }

    private static TableDialect Dialect(YamlWords words)
    {
        char? Mark(string word)
        {
            var text = words.Text(word);
            if (text is null or "")
                return null;
            if (text.Length == 1 && !char.IsAsciiDigit(text[0]))
                return text[0];
            words.Wrong(word, "one-mark", text);
            return null;
        }

        var (point, group) = (Mark("decimalChar"), Mark("groupChar"));
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
        if (dialect.HeaderRow == 0 && dialect.Names.Count == 0)
            words.Wrong("headerRow", "name: { A: … }", "0");
        if (words.Has("headerFill") && dialect.HeaderRows == 1)
            words.Wrong("headerFill", "headerRows: 2, 3, …");
        foreach (var word in new[] { "headerRows", "repeats" })
            if (dialect.HeaderRow == 0 && words.Has(word))
                words.Wrong(word, "headerRow: 1, 2, …");
        words.Finish();
        return dialect;
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

    /// <summary>Reports words about numbers if none of their tables has numbers, or only numbers of another kind.</summary>
    public void CheckNumbers(IReadOnlyList<MappingTable> tables, YamlWords words)
    {
        foreach (var group in tables.GroupBy(t => t.Dialect, ReferenceEqualityComparer.Instance))
        {
            var (dialect, values) = (group.First().Dialect, group.SelectMany(ValuesOf).ToList());
            var readsNumbers =
                values.Any(v => !v.Counts && !v.Distinct)
                || group.Any(t => t.RowTotals.Count > 0 || t.Expect.Any(e => (e.Min ?? e.Max) is not null));
            foreach (
                var (word, isSaid) in new[]
                {
                    ("decimalChar", dialect.Numbers.DecimalChar is not null),
                    ("groupChar", dialect.Numbers.GroupChar is not null),
                    ("exponent", dialect.Numbers.HasExponent),
                }
            )
                if (isSaid && !readsNumbers)
                    words.Wrong("dialect", "OBS_VALUE: { column, unpivoted }", word);
            if (dialect.WholeWithin is not null && !values.TrueForAll(v => v.SaysInteger))
                words.Wrong("dialect", "OBS_VALUE: { type: integer }", "wholeWithin");
            // The digits after the point matter for thousands, and for a rate they are the value.
            else if (dialect.WholeWithin is not null && group.SelectMany(WholesOf).Any(w => IsMultiplied(w) || MayBeNoCount(w)))
                words.Wrong("dialect", "INDICATOR: { value: HOM_INC, … }, UNIT_MULT: { value: 0 }", "wholeWithin");
        }
    }

    /// <summary>The concepts of each series of a table.</summary>
    private static IEnumerable<IReadOnlyDictionary<string, ConceptSource>> WholesOf(MappingTable table) =>
        table.Series.Count == 0 ? [table.Concepts] : table.Series.Select(s => MappingReader.Overlay(table.Concepts, s.Concepts));

    private static bool IsMultiplied(IReadOnlyDictionary<string, ConceptSource> sources) =>
        sources.Any(s =>
            s.Value.Codes is { } codes
                ? codes.Concepts.ToList().IndexOf(Concepts.UnitMult) is >= 0 and var at
                    && codes.Rows.Any(r => !r.LeftOut && r.Codes[at] is not ("" or "0"))
                : s.Key == Concepts.UnitMult && s.Value.Value != "0"
        );

    private bool MayBeNoCount(IReadOnlyDictionary<string, ConceptSource> sources) =>
        IndicatorsOf(sources) is not { Count: > 0 } indicators
        || indicators.Any(i => taxonomy.FindIndicator(i) is { Kind: not IndicatorKind.Count });

    /// <summary>Reports names for columns that no table uses, and headings that already belong to another column.</summary>
    public static void CheckHeadings(IReadOnlyList<MappingTable> tables, IReadOnlyList<Lookup> lookups, YamlWords words)
    {
        foreach (var group in tables.GroupBy(t => t.Optional, ReferenceEqualityComparer.Instance))
        foreach (var heading in group.First().Optional.Where(h => !group.SelectMany(TableHeader.Asked).Contains(h)))
            words.Wrong("optional", string.Join(", ", group.SelectMany(TableHeader.Asked).Distinct(StringComparer.Ordinal)), heading);
        foreach (var group in tables.GroupBy(t => t.Dialect, ReferenceEqualityComparer.Instance))
        {
            var asked = group
                .SelectMany(TableHeader.Asked)
                .Concat(lookups.SelectMany(l => l.On))
                .Select(LabelText.Key)
                .ToHashSet(StringComparer.Ordinal);
            var others = asked
                .Concat(group.SelectMany(t => t.Ignore.Select(i => i.Heading).Concat(t.NeverStore)).Select(LabelText.Key))
                .ToHashSet(StringComparer.Ordinal);
            foreach (var (name, called) in group.First().Dialect.AlsoCalled)
            {
                // Columns that must never be stored are removed before anything else is known of a file, so neverStore lists each of their
                // headings itself.
                if (!asked.Contains(LabelText.Key(name)) || group.Any(t => t.NeverStore.Any(h => LabelText.Key(h) == LabelText.Key(name))))
                    words.Wrong("dialect", string.Join(", ", group.SelectMany(TableHeader.Asked).Distinct(StringComparer.Ordinal)), name);
                foreach (var heading in called.Where(h => others.Contains(LabelText.Key(h))))
                    words.Wrong("dialect", "alsoCalled", heading);
            }
        }
    }

    private static readonly string[] MayBeAbsent =
    [
        .. BreakdownDimensions.All,
        Concepts.LowerBound,
        Concepts.UpperBound,
        Concepts.ObsStatus,
        Concepts.Note,
    ];

    /// <summary>
    /// A column may be absent only if a figure means the same without it: a breakdown, an interval, a remark, or a column that becomes
    /// rows. A column that tells totals from their parts, or rows that are left out, must be there; so must a breakdown whose parts would
    /// compete for one figure.
    /// </summary>
    private static void CheckOptional(MappingTable table, YamlWords words)
    {
        if (table.Optional.Count == 0)
            return;
        var sources = table.Concepts.Concat(table.Series.SelectMany(s => s.Concepts)).ToList();
        var held = TableHeader
            .Asked(
                table with
                {
                    Concepts = new Dictionary<string, ConceptSource>(),
                    Series =
                    [
                        new SeriesBlock("", sources.Where(IsHeld).Select((s, i) => (s, i)).ToDictionary(s => $"{s.i}", s => s.s.Value), []),
                    ],
                    Unpivot =
                        table.Unpivot.All(u => table.Optional.Contains(u.Heading)) && table.UnpivotMatching is null ? table.Unpivot : [],
                }
            )
            .ToHashSet(StringComparer.Ordinal);
        foreach (var heading in table.Optional.Where(held.Contains))
            words.Wrong("optional", string.Join(", ", TableHeader.Asked(table).Where(h => !held.Contains(h))), heading);

        bool IsHeld(KeyValuePair<string, ConceptSource> source) =>
            !(source.Value.Codes?.Concepts ?? [source.Key]).All(MayBeAbsent.Contains)
            || source.Value.Codes?.Rows.Any(r => r.LeftOut || r.Codes.Contains(BreakdownDimensions.Total)) == true
            || (table.ConflictStopsKey && TableHeader.IsBreakdown(source.Key, source.Value));
    }

    private static IEnumerable<ConceptSource> ValuesOf(MappingTable table) =>
        table.Concepts.Concat(table.Series.SelectMany(s => s.Concepts)).Where(c => c.Key == Concepts.ObsValue).Select(c => c.Value);

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

    private static bool? Combine(YamlWords words)
    {
        var combine = words.Text("combine");
        if (combine is not (null or "sum"))
            words.Wrong("combine", "sum", combine, "sum");
        return combine is null ? null : true;
    }

    private Dictionary<string, ConceptSource> ConceptsOf(YamlWords words, IReadOnlyDictionary<string, ConceptSource>? from)
    {
        var concepts = from is null
            ? new Dictionary<string, ConceptSource>(StringComparer.Ordinal)
            : new Dictionary<string, ConceptSource>(from, StringComparer.Ordinal);
        if (words.Words("concepts") is not { } listed)
            return concepts;
        ReadConcepts(listed, concepts);
        return concepts;
    }

    private void ReadConcepts(YamlWords listed, Dictionary<string, ConceptSource> into)
    {
        foreach (var concept in Concepts.All)
            if (listed.Words(concept) is { } source)
                into[concept] = conceptWords.Source(concept, source);
        listed.Finish();
    }

    private SeriesBlock SeriesBlockOf(YamlWords words)
    {
        var name = words.Text("name", true) ?? "";
        var concepts = new Dictionary<string, ConceptSource>(StringComparer.Ordinal);
        if (words.Words("concepts", true) is { } listed)
            ReadConcepts(listed, concepts);
        var totals = TotalOver(words);
        words.Finish();
        return new SeriesBlock(name, concepts, totals);
    }

    private static IReadOnlyList<string> TotalOver(YamlWords words)
    {
        var dimensions = words.Texts("totalOver");
        foreach (var dimension in dimensions.Where(d => BreakdownDimensions.IndexOf(d) < 0))
            words.Wrong(
                "totalOver",
                string.Join(", ", BreakdownDimensions.All),
                dimension,
                NearestWord.To(dimension, BreakdownDimensions.All)
            );
        return dimensions;
    }

    private RowRule RowRuleOf(YamlWords words)
    {
        var rule = new RowRule(
            words.Text("rule", true) ?? "",
            conceptWords.Conditions(words.Words("where", true)),
            words.Text("because", true) ?? ""
        );
        words.Finish();
        return rule;
    }

    private TotalRule TotalOf(YamlWords words)
    {
        var total = new TotalRule(
            conceptWords.Conditions(words.Words("where", true)),
            words.Flag("required") ?? true,
            words.OneOf("since", Since) ?? false,
            words.OneOf("of", Of) ?? false
        );
        if (total.Below && words.Has("since"))
            words.Wrong("since", "of: above");
        words.Finish();
        return total;
    }

    private SectionRule SectionOf(YamlWords words)
    {
        var section = new SectionRule(
            conceptWords.Conditions(words.Words("where", true)),
            words.Text("column", true) ?? "",
            words.Text("fact", true) ?? ""
        );
        words.Finish();
        return section;
    }

    private static RowTotal RowTotalOf(YamlWords words)
    {
        var total = new RowTotal(
            words.Text("column", true) ?? "",
            words.Texts("of"),
            words.OneOf("severity", Severities, true) ?? Severity.Blocking,
            words.Decimal("tolerance") ?? 0
        );
        words.Finish();
        return total;
    }

    private static CellExpectation ExpectationOf(YamlWords words)
    {
        var expected = new CellExpectation(
            words.Text("column", true) ?? "",
            ConceptWords.Regex(words, "pattern"),
            words.Decimal("min"),
            words.Decimal("max"),
            words.OneOf("severity", Severities, true) ?? Severity.Warning
        );
        if (expected is { Pattern: null, Min: null, Max: null })
            words.Wrong("pattern", "pattern, min, max");
        words.Finish();
        return expected;
    }

    private Remark RemarkOf(YamlWords words, Frequency? frequency)
    {
        var remark = new Remark(
            conceptWords.Conditions(words.Words("where")),
            words.Texts("columns"),
            Period(words, "from", frequency),
            Period(words, "to", frequency),
            words.Text(Concepts.ObsStatus),
            words.Text(Concepts.Note)
        );
        if (remark.Status is not null)
            conceptWords.CheckValue(Concepts.ObsStatus, remark.Status, words, Concepts.ObsStatus);
        if (remark.Note is not null)
            conceptWords.CheckValue(Concepts.Note, remark.Note, words, Concepts.Note);
        if (remark is { Status: null, Note: null })
            words.Wrong(Concepts.ObsStatus, "OBS_STATUS, NOTE");
        words.Finish();
        return remark;
    }

    /// <summary>Dictionaries and other tables that rows are joined with; these words belong to the whole mapping.</summary>
    public IReadOnlyList<Lookup> Lookups(YamlWords words)
    {
        var lookups = new List<Lookup>();
        foreach (var lookup in words.List("lookups"))
        {
            var name = lookup.Text("name", true) ?? "";
            var on = lookup.Texts("on", true);
            var ofCell = on.Any(o => TextPattern.IsOfColumn(o) || conceptWords.BroughtToCells.Contains(o));
            var key = lookup.Has("key") ? lookup.Texts("key") : on;
            if (key.Count != on.Count)
                lookup.Wrong("key", string.Join(", ", on), string.Join(", ", key));
            var (file, sheet) = (lookup.Text("file"), lookup.Text("sheet"));
            if (file is null && sheet is null)
                lookup.Wrong("file", "file, sheet");
            var absent = lookup.OneOf("absent", Absent) ?? false;
            LookupChoice? several = null;
            if (lookup.Words("several") is { } choice)
            {
                var column = choice.Text("column", true) ?? "";
                var order = choice.Text("order", true) ?? "";
                if (tables.Read(order, choice.At("order"), column) is { } table)
                    several = new LookupChoice(column, table);
                choice.Finish();
            }
            if (name.Length == 0 || name.Contains('.', StringComparison.Ordinal) || lookups.Any(l => l.Name == name))
                lookup.Wrong("name", "own-name", name);
            lookups.Add(new Lookup(name, file, sheet, on, key, lookup.Texts("bring", true), absent, several) { IsOfCell = ofCell });
            if (ofCell)
                conceptWords.BroughtToCells = lookups[^1]
                    .Bring.Select(b => $"{name}.{b}")
                    .Concat(conceptWords.BroughtToCells)
                    .ToHashSet(StringComparer.Ordinal);
            lookup.Finish();
        }
        _brought = [.. lookups.SelectMany(l => l.Bring.Select(b => $"{l.Name}.{b}"))];
        return lookups;
    }

    private static UnpivotRule? UnpivotMatching(YamlWords? words)
    {
        if (words is null)
            return null;
        var level = words.Number("header", min: 1, max: 20) ?? 0;
        var pattern = ConceptWords.Regex(words, "pattern", true);
        words.Finish();
        return pattern is null ? null : new UnpivotRule(level, pattern);
    }

    private static List<UnpivotedColumn> Unpivot(YamlWords words)
    {
        if (!words.Has("unpivot"))
            return [];
        var node = words.Node.Children[new YamlDotNet.RepresentationModel.YamlScalarNode("unpivot")];
        if (node is not YamlDotNet.RepresentationModel.YamlMappingNode)
        {
            var listed = words.Texts("unpivot");
            Once(words, "unpivot", listed);
            return [.. listed.Select(h => new UnpivotedColumn(h, h))];
        }
        var map = words.Words("unpivot")!;
        Once(words, "unpivot", map.Pairs.Select(p => p.Word));
        return [.. map.Pairs.Select(p => new UnpivotedColumn(p.Word, map.Text(p.Word) ?? ""))];
    }

    private static List<IgnoredColumn> Ignored(YamlWords words)
    {
        if (words.Words("ignore") is not { } map)
            return [];
        Once(words, "ignore", map.Pairs.Select(p => p.Word));
        return [.. map.Pairs.Select(p => new IgnoredColumn(p.Word, map.Text(p.Word) ?? ""))];
    }

    /// <summary>Two spellings of one heading are one column of the file.</summary>
    private static void Once(YamlWords words, string word, IEnumerable<string> headings)
    {
        foreach (var twice in headings.GroupBy(LabelText.Key, StringComparer.Ordinal).Where(g => g.Skip(1).Any()))
            words.Wrong(word, "columns-once", string.Join(", ", twice));
    }

    private static TimePeriod? Period(YamlWords words, string word, Frequency? frequency)
    {
        var text = words.Text(word);
        if (text is null)
            return null;
        var period = TimePeriod.TryParse(text);
        if (period is null || (frequency is not null && period.Value.Frequency != frequency))
            words.Wrong(word, frequency is { } f ? $"FREQ {f.Code()}" : "2017, 2017-Q1, 2017-03", text);
        return period;
    }

    private Mark MarkOf(YamlWords words, Frequency? frequency)
    {
        var suffixes = words.Texts("suffix");
        var mark = new Mark(
            words.Texts("text", suffixes.Count == 0),
            words.Texts("columns"),
            conceptWords.Conditions(words.Words("where")),
            Period(words, "from", frequency),
            Period(words, "to", frequency),
            words.Text("rule"),
            words.Text(Concepts.ObsStatus),
            words.Decimal(Concepts.ObsValue),
            suffixes,
            words.Text(Concepts.Note)
        );
        if (mark.Status is not null)
            conceptWords.CheckValue(Concepts.ObsStatus, mark.Status, words, Concepts.ObsStatus);
        if (mark.Note is not null)
            conceptWords.CheckValue(Concepts.Note, mark.Note, words, Concepts.Note);
        if (suffixes.Count > 0)
        {
            if (mark.Texts.Count > 0 || mark.Value is not null || mark is { Rule: null, Status: null, Note: null })
                words.Wrong("suffix", "OBS_STATUS, NOTE, rule", string.Join(", ", suffixes));
        }
        else if (
            mark is { Rule: null, Status: null, Value: null } or { Rule: not null, Status: not null } or { Rule: not null, Value: not null }
        )
        {
            words.Wrong("rule", "rule, OBS_STATUS, OBS_VALUE");
        }
        if (mark is { Rule: not null, Note: not null } or { Rule: not null, Status: not null, Suffixes.Count: > 0 })
            words.Wrong("rule", "rule, OBS_STATUS, NOTE", mark.Rule);
        words.Finish();
        return mark;
    }

    private FillRule? Fill(YamlWords? words)
    {
        if (words is null)
            return null;
        var dimension = words.Text("dimension", true) ?? "";
        if (BreakdownDimensions.IndexOf(dimension) < 0)
            words.Wrong(
                "dimension",
                string.Join(", ", BreakdownDimensions.All),
                dimension,
                NearestWord.To(dimension, BreakdownDimensions.All)
            );
        var members = words.Texts("members", true);
        foreach (var member in members.Where(m => taxonomy.FindMember(dimension, m) is null))
            words.Wrong("members", dimension, member, NearestWord.To(member, conceptWords.Members(dimension)));
        if (members.Count == 1)
            words.Wrong("members", "F, M", members[0]);
        words.Finish();
        return new FillRule(dimension, members);
    }

    private PartitionRule PartitionOf(YamlWords words)
    {
        var dimension = words.Text("dimension", true) ?? "";
        if (BreakdownDimensions.IndexOf(dimension) < 0)
            words.Wrong(
                "dimension",
                string.Join(", ", BreakdownDimensions.All),
                dimension,
                NearestWord.To(dimension, BreakdownDimensions.All)
            );
        var members = words.Texts("members", true);
        if (members.Count < 2)
            words.Wrong("members", "F, M, _U");
        // Age bands of an office are exhaustive if no age is in none of them, or in two.
        var areWhole = dimension == AgeBand.Dimension && AgeBand.AreWhole(members.Where(m => m != "_U"));
        foreach (var member in members)
        {
            if (
                !conceptWords.Members(dimension).Contains(member)
                && !(dimension == AgeBand.Dimension && tables.Brought.Members.ContainsKey(member))
            )
                words.Wrong("members", dimension, member, NearestWord.To(member, conceptWords.Members(dimension)));
            else if (areWhole && member != "_U")
                continue;
            else if (tables.Brought.Members.ContainsKey(member))
                words.Wrong("members", "Y_LT18, Y18T24, Y_GE25", member);
            // Anyone in two parts, or in the whole itself, would be counted twice.
            else if (
                member == BreakdownDimensions.Total
                || taxonomy.FindMember(dimension, member) is { InPartition: false }
                || members.Count(m => m == member) > 1
            )
                words.Wrong("members", string.Join(", ", members.Where(m => m != member)), member);
            else if (ParentsOf(dimension, member).FirstOrDefault(members.Contains) is { } wider)
                words.Wrong("members", string.Join(", ", members.Where(m => m != wider)), wider);
        }
        words.Finish();
        return new PartitionRule(dimension, members);
    }

    private IEnumerable<string> ParentsOf(string dimension, string member)
    {
        for (var at = taxonomy.FindMember(dimension, member)?.Parent; at is not null; at = taxonomy.FindMember(dimension, at)?.Parent)
            yield return at;
    }

    private CoverageRule? Covers(YamlWords? words)
    {
        if (words is null)
            return null;
        var area = words.Text("area", true) ?? "";
        if (taxonomy.FindArea(area) is null)
            words.Wrong("area", "countries.csv, subdivisions.csv", area, NearestWord.To(area, taxonomy.Areas.Select(a => a.Code)));
        var level = words.OneOf("level", ConceptWords.Levels, true) ?? AreaLevel.Subdivision;
        var absentIsZero = words.Text("absent") switch
        {
            null => false,
            "zero" => true,
            var other => Refuse(other),
        };
        var parts = words.Text("parts");
        var table = parts is null ? null : tables.Read(parts, words.At("parts"));
        var at = table?.Concepts.ToList().IndexOf(Concepts.RefArea) ?? -1;
        var codes =
            at < 0
                ? []
                : table!
                    .Rows.Where(r => !r.LeftOut)
                    .Select(r => r.Codes[at])
                    .Where(c => c != area && !tables.IsUnspecified(c))
                    .Distinct(StringComparer.Ordinal)
                    .ToList();
        if (parts is null == !absentIsZero)
            words.Wrong("covers", "parts, absent: zero");
        var covers = new CoverageRule(area, level, codes, absentIsZero, words.Text("from"), words.Text("to"));
        words.Finish();
        return covers;

        bool Refuse(string other)
        {
            words.Wrong("absent", "zero", other, "zero");
            return false;
        }
    }

    private SumRule SumRuleOf(YamlWords words)
    {
        var over = words.Text("over", true) ?? "";
        if (over != Concepts.RefArea && BreakdownDimensions.IndexOf(over) < 0)
            words.Wrong(
                "over",
                $"{Concepts.RefArea}, {string.Join(", ", BreakdownDimensions.All)}",
                over,
                NearestWord.To(over, [Concepts.RefArea, .. BreakdownDimensions.All])
            );
        var whole = words.Text("whole", true);
        var indicators = words.Texts("indicators");
        foreach (var indicator in indicators.Where(i => taxonomy.FindIndicator(i) is null))
            words.Wrong("indicators", "indicators.csv", indicator, NearestWord.To(indicator, taxonomy.Indicators.Select(i => i.Code)));
        var rule = new SumRule(
            over,
            whole == "parent" ? null : whole,
            indicators,
            words.OneOf("severity", Severities, true) ?? Severity.Blocking,
            words.Decimal("tolerance") ?? 0,
            []
        );
        words.Finish();
        return rule;
    }

    /// <summary>Checks what a table must have, and words that only make sense together.</summary>
    /// <param name="isSound">True if nothing was found wrong so far: only then are words without effect reported.</param>
    public void Check(MappingTable table, YamlWords words, bool isSound)
    {
        var unpivots = table.Unpivot.Count > 0 || table.UnpivotMatching is not null;
        IEnumerable<(IReadOnlyDictionary<string, ConceptSource>, IEnumerable<string>)> wholes =
            table.Series.Count == 0
                ? [(table.Concepts, table.TotalOver)]
                : table.Series.Select(s =>
                    (
                        (IReadOnlyDictionary<string, ConceptSource>)MappingReader.Overlay(table.Concepts, s.Concepts),
                        table.TotalOver.Union(s.TotalOver)
                    )
                );
        if (isSound)
            CheckActing(
                table,
                unpivots,
                [.. wholes.Select(w => w.Item1.GetValueOrDefault(Concepts.ObsValue)).OfType<ConceptSource>()],
                conceptWords.BroughtToCells,
                words
            );
        foreach (var (sources, totals) in wholes)
        {
            // A total that the file itself gives would be added to the sum of its parts.
            foreach (var dimension in totals.Where(d => sources.Values.Any(c => Gives(c.Codes, d, BreakdownDimensions.Total))))
                words.Wrong("totalOver", "partitions", dimension);
            // An age in two bands would be counted twice. A record that is counted has one label, and so one band.
            if (
                totals.Contains(AgeBand.Dimension)
                && sources.GetValueOrDefault(Concepts.ObsValue) is not ({ Counts: true } or { Distinct: true })
                && sources.Values.Any(c => HasBandInBand(c.Codes))
            )
                words.Wrong("totalOver", "partitions", AgeBand.Dimension);
            var filled = sources.Values.SelectMany(c => c.Codes?.Concepts ?? []).Concat(sources.Keys).ToHashSet(StringComparer.Ordinal);
            foreach (var missing in Concepts.Required.Where(c => !filled.Contains(c)))
                words.Wrong("concepts", missing, string.Join(", ", sources.Keys), missing);
            if (sources.TryGetValue(Concepts.ObsValue, out var value) && value.Columns.Count != 1)
                words.Wrong("concepts", "OBS_VALUE: { column: … }, { unpivoted: true }, { count: … }, { distinct: … }");
            else if (sources.Values.Any(c => c.IsOfCell) && !unpivots)
                words.Wrong("concepts", "unpivot, unpivotMatching");
            // A count adds up by itself, and what adds up cannot have a second, conflicting value.
            if (value is { Counts: true } or { Distinct: true } && table.CombineSum && table.Series.Count == 0)
                words.Wrong("combine", "OBS_VALUE: { column, unpivoted }");
            // Only a rate is a share of a population; for a count the word has no meaning.
            if (
                value is { Base: { } @base }
                && (
                    IndicatorsOf(sources) is not { Count: > 0 } indicators
                    || indicators.Any(i => taxonomy.FindIndicator(i) is { Kind: not IndicatorKind.Rate })
                )
            )
                words.Wrong("concepts", "INDICATOR: { value: HOM_RATE, … }, { codes: … }", @base);
            // Without an identifier nobody can tell a second event from a mistake, so the mapping has to say which it assumes.
            if (value is { Counts: true } or { Distinct: true } && table.IdenticalRows is null)
                words.Wrong("concepts", "identicalRows: keep, leaveOut, refuse", "count");
        }
    }

    /// <summary>The indicators that figures can have; empty if the file itself names them.</summary>
    private static List<string> IndicatorsOf(IReadOnlyDictionary<string, ConceptSource> sources) =>
        sources.GetValueOrDefault(Concepts.Indicator) is { Codes: null, Value: null }
            ? []
            :
            [
                .. sources
                    .Values.SelectMany(s =>
                        s.Codes?.Rows.Where(r => !r.LeftOut)
                            .Select(r => s.Codes.Concepts.ToList().IndexOf(Concepts.Indicator) is >= 0 and var at ? r.Codes[at] : "")
                        ?? []
                    )
                    .Append(sources.GetValueOrDefault(Concepts.Indicator)?.Value ?? "")
                    .Where(i => i.Length > 0),
            ];

    /// <summary>Reports words of a table that cannot have any effect in it.</summary>
    private static void CheckActing(
        MappingTable table,
        bool unpivots,
        IReadOnlyList<ConceptSource> values,
        IReadOnlySet<string> toCells,
        YamlWords words
    )
    {
        if (table.ConflictStopsKey && (table.CombineSum || values.Any(v => v.Counts || v.Distinct)))
            words.Wrong("conflicts", "no-combine", "stopKey");
        if (unpivots && values.Count > 0 && !values.Any(v => v.IsUnpivoted))
            words.Wrong(table.Unpivot.Count > 0 ? "unpivot" : "unpivotMatching", "OBS_VALUE: { unpivoted: true }");
        CheckOptional(table, words);
        foreach (
            var column in table
                .FillDown.Concat(table.Sections.Select(s => s.Column))
                .Concat(table.Expect.Select(e => e.Column))
                .Concat(table.RowTotals.SelectMany(t => t.Of.Prepend(t.Column)))
                .Where(c => !TextPattern.IsHeading(c) || toCells.Contains(c))
        )
            words.Wrong("concepts", "heading", column);
    }

    /// <summary>True if a label table gives two age bands, one inside the other.</summary>
    private static bool HasBandInBand(LabelTable? codes)
    {
        if (codes is null || codes.Concepts.ToList().IndexOf(AgeBand.Dimension) is not (>= 0 and var at))
            return false;
        var bands = codes.Rows.Where(r => !r.LeftOut).Select(r => AgeBand.OfCode(r.Codes[at])).OfType<AgeBand>().Distinct().ToList();
        return bands.Exists(one => bands.Exists(other => one != other && one.Holds(other)));
    }

    private static bool Gives(LabelTable? codes, string concept, string code) =>
        codes is not null
        && codes.Concepts.ToList().IndexOf(concept) is >= 0 and var at
        && codes.Rows.Any(r => !r.LeftOut && r.Codes[at] == code);
}
