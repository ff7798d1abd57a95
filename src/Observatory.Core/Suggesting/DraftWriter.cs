using System.Globalization;
using System.Text;
using NodaTime;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Suggesting;

/// <summary>
/// Writes a suggestion as a mapping folder. Only what is sure becomes a code; all figures of a draft carry status V, unvalidated, which is
/// never published. The draft is read against its own file, and what that shows (rows that share a key, texts that are no numbers) is
/// written into it as rules and questions.
/// </summary>
public sealed class DraftWriter
{
    /// <summary>The provider of a draft whose office nobody has named yet.</summary>
    public const string UnknownProvider = "TO_BE_NAMED";

    private const int Rounds = 5;
    private const int MaxLabels = 4000;

    private static readonly (ColumnRole Role, string Concept)[] Breakdowns =
    [
        (ColumnRole.Sex, "SEX"), (ColumnRole.Age, "AGE"), (ColumnRole.Mechanism, "MECHANISM"), (ColumnRole.Relationship, "RELATIONSHIP"), (ColumnRole.Motive, "MOTIVE"),
        (ColumnRole.Place, "PLACE"), (ColumnRole.Urban, "AREA"), (ColumnRole.Citizenship, "CITIZENSHIP"),
    ];

    private readonly Suggestion _found;
    private readonly SourceFile _file;
    private readonly TaxonomyCatalogue _taxonomy;
    private readonly string _name;
    private readonly Language _language;
    private readonly string _provider;
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _labels = new(StringComparer.Ordinal);
    private List<Question> _questions = [];
    private bool _adds;
    private bool _dropsNumbers;
    // What is tried until reading the file shows that it does not hold.
    private bool _sumsRows = true;
    private bool _sumsColumns = true;
    private bool _bringsPlaces = true;
    private bool _stopsKeys;
    private readonly HashSet<string> _marks = new(StringComparer.Ordinal);

    private DraftWriter(Suggestion found, SourceFile file, TaxonomyCatalogue taxonomy, string name, Language language)
    {
        (_found, _file, _taxonomy, _name, _language) = (found, file, taxonomy, name, language);
        _provider = found.Provider ?? UnknownProvider;
    }

    /// <param name="name">The folder's name, such as <c>URY/homicides</c>.</param>
    public static Draft Write(
        Suggestion found, SourceFile file, Stream content, TaxonomyCatalogue taxonomy, string name, Language language, LocalDate today, CancellationToken cancellation) =>
        new DraftWriter(found, file, taxonomy, name, language).Write(content, today, cancellation);

    private Draft Write(Stream content, LocalDate today, CancellationToken cancellation)
    {
        ReadLabels(cancellation);
        for (var round = 0; ; round++)
        {
            Compose();
            var folder = new FolderFiles(_name, new Dictionary<string, ReadOnlyMemory<byte>>(_files, StringComparer.Ordinal));
            var (mapping, findings) = MappingReader.Read(folder, _taxonomy);
            if (mapping is null)
                throw new InvalidOperationException($"The draft of {_name} cannot be read: {string.Join("; ", findings.Take(3).Select(f => $"{f.Code} {f.Where} {string.Join(", ", f.Arguments.Select(a => $"{a.Key}={a.Value}"))}"))}");
            var reading = Read(mapping, content, today, cancellation);
            if (round < Rounds && Learns(reading))
                continue;
            if (reading.Findings.Counts.ContainsKey(FindingCodes.NothingToLoad))
                _questions.Add(new Question("concepts", 3, Reason.Of("ask.nothing")));
            return Finish(folder, mapping, reading, today, cancellation);
        }
    }

    private FileReading Read(Mapping mapping, Stream content, LocalDate today, CancellationToken cancellation)
    {
        if (_found.Rows is { } rows)
        {
            var mapped = new FileMapper(mapping, _taxonomy, _file.Name, _file.Dialect.Format, today).Map(rows, cancellation);
            return new FileReading(mapping, mapped, mapped.Findings);
        }
        content.Position = 0;
        return FileReading.Of(content, _file.Name, mapping, [mapping], _taxonomy, today, _file.Limits, cancellation);
    }

    /// <summary>What reading the file by the draft shows and the draft can say; false where there is nothing more.</summary>
    private bool Learns(FileReading reading)
    {
        var learned = false;
        if (_sumsRows && reading.Findings.Counts.ContainsKey(FindingCodes.TotalDiffers))
            (learned, _sumsRows) = (true, false);
        if (_sumsColumns && reading.Findings.Counts.ContainsKey(FindingCodes.RowTotalDiffers))
            (learned, _sumsColumns) = (true, false);
        if (reading.Findings.Counts.ContainsKey(FindingCodes.KeyDuplicate))
        {
            // The same name twice is two places, or a place within another: nothing may be added.
            if (_bringsPlaces && Tables.Any(BringsPlaces))
                (learned, _bringsPlaces) = (true, false);
            else if (!_adds && !_found.Tables.Any(t => IsNoCount(t)))
                learned = _adds = true;
            else if (!_stopsKeys)
                learned = _stopsKeys = true;
        }
        foreach (var finding in reading.Findings.Kept.Where(f => f.Code == FindingCodes.ValueNotNumber))
        {
            var text = finding.Arguments.GetValueOrDefault("value", "").Trim();
            if (NumberEvidence.LooksLikeNumber(text))
                (learned, _dropsNumbers) = (learned || !_dropsNumbers, true);
            else if (text.Length is > 0 and < 100 && _marks.Count < 50)
                learned |= _marks.Add(text);
        }
        return learned;
    }

    private Draft Finish(FolderFiles folder, Mapping mapping, FileReading reading, LocalDate today, CancellationToken cancellation)
    {
        var files = new Dictionary<string, ReadOnlyMemory<byte>>(folder.Files, StringComparer.Ordinal);
        // A cut table no longer comes to the totals that it prints: then the sample does without them.
        foreach (var withTotals in new[] { true, false })
        {
            if (SampleCutter.Cut(_file, _found, withTotals, cancellation) is not var (sample, bytes))
                break;
            files[sample] = bytes;
            var result = SampleCheck.Run(new FolderFiles(_name, files), mapping, _taxonomy, today, _file.Limits, cancellation);
            if (result.Actual.Length == 0)
                continue;
            files[SampleCheck.ExpectedFile] = Encoding.UTF8.GetBytes(result.Actual);
            break;
        }
        var questions = _found.AllQuestions.Concat(_questions).OrderByDescending(q => q.Weight).DistinctBy(q => q.Asks.In(_language)).ToList();
        files["questions.txt"] = Encoding.UTF8.GetBytes(string.Concat(questions.Select((q, i) => $"{(i + 1).ToString(CultureInfo.InvariantCulture)}. [{q.About}] {q.Asks.In(_language)}\n")));
        return new Draft(new FolderFiles(_name, files), questions, reading);
    }

    private List<TableSuggestion> Tables => [.. _found.Tables.Where(t => t.Columns.Count > 0 && !t.IsList)];

    /// <summary>Rates and fractions are never added.</summary>
    private static bool IsNoCount(TableSuggestion table) => table.IsRate || (table.Unit is null && (table.Numbers.Decimal is not null || table.Numbers.Fractions) && table.Wide.All(w => w.Facet!.Unit is null));

    private bool BringsPlaces(TableSuggestion table) =>
        _found.Country != AreaMatcher.International && !table.IsNested && table.First(ColumnRole.Area) is null && table.First(ColumnRole.FineArea) is { } names && LabelsOf(table, names) is { Count: > 0 and < MaxLabels } labels && !labels.Contains("");

    // ---- mapping.yaml

    private void Compose()
    {
        _files.Clear();
        _questions = [];
        var text = new DraftText(_language);
        text.Line("", Reason.Of("draft.head").In(_language));
        text.Line($"mapping: {_name}");
        text.Line("version: 1");
        text.Line("title:");
        foreach (var language in LanguageCodes.All)
            text.Line($"  {language.Code()}: {DraftText.Q(Reason.Of("draft.title", ("file", _file.Name)).In(language))}");
        text.Line($"DATA_PROVIDER: {_provider}", _found.Provider is null ? text.Ask(_found.Questions.First(q => q.About == "DATA_PROVIDER").Asks) : Reason.Of("draft.sure").In(_language));
        text.Line("");
        text.Line($"recognise: {{ format: [{(_file.Dialect.Format == FileFormat.Csv ? "csv" : "xlsx, xls")}] }}");
        text.Line("");
        var tables = Tables;
        if (tables.Any(t => t.IsFiscal))
        {
            text.Line("notes:");
            text.Line("  fiscal:");
            foreach (var language in LanguageCodes.All)
                text.Line($"    {language.Code()}: {DraftText.Q(Reason.Of("draft.fiscal").In(language))}");
            text.Line("");
        }
        if (tables.Any(t => t.FactPlace is not null))
        {
            text.Line("facts:");
            foreach (var place in tables.Select(t => t.FactPlace).OfType<string>().Distinct())
                text.Line($"  - {{ in: {place}, pattern: '(?:^|[^0-9])(?<{FactName(place)}>(?:19|20)[0-9][0-9])(?:[^0-9]|$)' }}");
            text.Line("");
        }
        if (tables.Count == 1)
        {
            Table(text, tables[0], "", "");
        }
        else
        {
            text.Line("tables:");
            for (var i = 0; i < tables.Count; i++)
                Table(text, tables[i], "    ", (i + 1).ToString(CultureInfo.InvariantCulture) + "-");
        }
        _files[MappingReader.FileName] = Encoding.UTF8.GetBytes(text.ToString());
    }

    private static string FactName(string? place) => place switch
    {
        "sheetName" => "sheetYear",
        "fileName" => "fileYear",
        _ => "year",
    };

    private void Table(DraftText text, TableSuggestion table, string indent, string prefix)
    {
        var columns = new ColumnNames(table);
        if (indent.Length > 0)
            text.Line($"{indent[..^2]}- sheet: {DraftText.Q(table.Sheet)}");
        else if (table.Sheet.Length > 0 && _file.SheetNames(CancellationToken.None).Count > 1)
            text.Line($"sheet: {DraftText.Q(table.Sheet)}");
        Dialect(text, table, columns, indent);
        if (table.Footer is { } footer && FooterStart(footer.Text) is { } start)
            text.Line($"{indent}stopAt: {{ \"*\": [{DraftText.Q(start + "*")}] }}");
        Layout(text, table, columns, indent);
        Totals(text, table, columns, indent);
        LeaveOut(text, table, columns, indent);
        var personal = table.Of(ColumnRole.Personal).Where(c => c.Heading.Length > 0).ToList();
        if (personal.Count > 0)
            text.Line($"{indent}neverStore: {DraftText.List(personal.Select(columns.Of))}");
        var wide = table.Wide.ToList();
        var concepts = new List<(string Line, string? Remark)>();
        var used = new HashSet<int>(personal.Select(p => p.At));
        var perColumn = wide.Count > 0 && !IsPlainTime(table);
        if (wide.Count > 0 && !perColumn && table.Columns.All(c => (c.Facet is not null && c.Role == ColumnRole.Value) == TableFinder.IsYear(c.Heading)))
        {
            // The years to come have columns like these.
            text.Line($"{indent}unpivotMatching: {{ {(table.HeaderRows > 1 ? $"header: {N(table.HeaderRows)}, " : "")}pattern: '^(19|20)[0-9][0-9]$' }}");
            used.UnionWith(wide.Select(w => w.At));
        }
        else if (wide.Count > 0)
        {
            text.Line($"{indent}unpivot:");
            foreach (var column in wide)
            {
                text.Line($"{indent}  {DraftText.Q(columns.Of(column))}: {DraftText.Q(perColumn ? columns.Of(column) : TimeText(column.Facet!, table))}");
                used.Add(column.At);
            }
        }
        concepts.Add(($"FREQ: {{ value: {table.Frequency} }}", null));
        concepts.Add(Period(text, table, columns, used, prefix, perColumn));
        concepts.Add(Area(text, table, columns, used, prefix, perColumn));
        foreach (var breakdown in Breakdown(text, table, columns, used, prefix))
            concepts.Add(breakdown);
        if (!table.IsRate && table.Unit is { } unit && !(perColumn && wide.Any(w => w.Facet!.Unit is not null)))
            concepts.Add(($"{(table.IsUnitProved || table.UnitBecause?.Key == "unit.office" ? "" : "# ")}UNIT_MEASURE: {{ value: {unit} }}", table.IsUnitProved ? text.Sure(table.UnitBecause!) : text.Ask(Reason.Of("ask.unitUnproved", ("unit", unit)))));
        concepts.Add(("OBS_STATUS: { value: V }", Reason.Of("draft.status").In(_language)));
        concepts.Add(Value(table, columns, used));
        if (perColumn)
            ColumnsTable(table, columns, prefix, wide);
        foreach (var at in table.Classes)
            used.Add(at);
        if (SumColumn(table) is { } sum)
            used.Add(sum.At);
        Ignore(text, table, columns, used, indent);
        if (table.Shape == "register")
        {
            text.Line($"{indent}identicalRows: keep", text.Ask(Reason.Of("ask.register")));
            // Each record has one member of each breakdown, so that all of them together are the total.
            var over = concepts.Select(c => c.Line.Split(':')[0]).Where(c => Breakdowns.Any(b => b.Concept == c)).ToList();
            if (over.Count > 0)
                text.Line($"{indent}totalOver: [{string.Join(", ", over)}]");
        }
        if (_adds)
        {
            text.Line($"{indent}combine: sum", text.Ask(Reason.Of("ask.combine")));
            _questions.Add(new Question("combine", 3, Reason.Of("ask.combine")));
        }
        if (_stopsKeys)
        {
            text.Line($"{indent}conflicts: stopKey", text.Ask(Reason.Of("ask.conflict")));
            _questions.Add(new Question("conflicts", 3, Reason.Of("ask.conflict")));
        }
        Marks(text, indent);
        text.Line($"{indent}concepts:");
        foreach (var (line, remark) in concepts)
            text.Line($"{indent}  {line}", remark);
        Series(text, table, columns, indent, prefix, perColumn);
        text.Line("");
    }

    private static void Dialect(DraftText text, TableSuggestion table, ColumnNames columns, string indent)
    {
        var words = new List<string>();
        var remark = "";
        if (table.Numbers is { IsContradictory: false, Decimal: { } point })
        {
            words.Add($"decimalChar: {DraftText.Q(point.ToString())}");
            remark = text.Sure(Reason.Of("draft.proof", ("text", table.Numbers.DecimalProof!)));
        }
        if (table.Numbers is { IsContradictory: false, Group: { } group })
        {
            words.Add($"groupChar: {(group == ' ' ? "\" \"" : DraftText.Q(group.ToString()))}");
            remark = text.Sure(Reason.Of("draft.proof", ("text", string.Join(" ", new[] { table.Numbers.DecimalProof, table.Numbers.GroupProof }.OfType<string>()))));
        }
        if (table.Numbers.IsContradictory)
            remark = text.Ask(Reason.Of("ask.numbersContradict"));
        else if (table.Numbers.Open.Count > 0)
            remark = text.Ask(Reason.Of("ask.numbers", ("text", table.Numbers.Open[0])));
        if (table.HeaderRow > 1)
            words.Add($"headerRow: {N(table.HeaderRow - table.HeaderRows + 1)}");
        if (table.HeaderRows > 1)
            words.Add($"headerRows: {N(table.HeaderRows)}");
        if (columns.Given.Count > 0)
            words.Add("name: { " + string.Join(", ", columns.Given.Select(g => $"{g.Letter}: {DraftText.Q(g.Name)}")) + " }");
        if (words.Count > 0 || remark.Length > 0)
            text.Line($"{indent}dialect: {{ {string.Join(", ", words)} }}", remark.Length > 0 ? remark : null);
    }

    private static IEnumerable<(int Row, int Column, string Text)> AllTotals(TableSuggestion table) => table.Subtotals.Concat(table.Totals);

    /// <summary>Rows that only name what follows, and cells that hold for those below them.</summary>
    private static void Layout(DraftText text, TableSuggestion table, ColumnNames columns, string indent)
    {
        if (table.FillDown.Count > 0)
            text.Line($"{indent}fillDown: {DraftText.List(table.FillDown.Select(c => columns.Of(table.Columns[c - 1])))}");
        if (table.SectionColumn is not { } at)
            return;
        var empty = table.Columns.Where(c => c.At != at && c.Heading != ReportLayout.SectionHeading && columns.IsNamed(c)).Select(c => $"{DraftText.Q(columns.Of(c))}: {{ empty: true }}");
        var named = DraftText.Q(columns.Of(table.Columns[at - 1]));
        text.Line($"{indent}sections:");
        text.Line($"{indent}  - {{ where: {{ {named}: {{ empty: false }}, {string.Join(", ", empty)} }}, column: {named}, fact: section }}");
    }

    /// <summary>Sums that the file prints and that come out: they are held against its figures each time.</summary>
    private void Totals(DraftText text, TableSuggestion table, ColumnNames columns, string indent)
    {
        string Where(IEnumerable<(int Row, int Column, string Text)> of) => string.Join(", ", of.GroupBy(t => t.Column).Take(1)
            .Select(g => $"{DraftText.Q(columns.Of(table.Columns[g.Key - 1]))}: {DraftText.List(g.Select(t => t.Text).Distinct(StringComparer.OrdinalIgnoreCase))}"));
        if (_sumsRows && AllTotals(table).Any())
        {
            text.Line($"{indent}totals:", Reason.Of("draft.sum").In(_language));
            if (table.Subtotals.Count > 0)
                text.Line($"{indent}  - {{ where: {{ {Where(table.Subtotals)} }}, since: last, required: false }}");
            if (table.Totals.Count > 0)
                text.Line($"{indent}  - {{ where: {{ {Where(table.Totals)} }}, required: false }}");
        }
        if (SumColumn(table) is not { } sum)
            return;
        text.Line($"{indent}rowTotals:", Reason.Of("draft.sum").In(_language));
        text.Line($"{indent}  - {{ column: {DraftText.Q(columns.Of(sum))}, severity: warning }}");
    }

    private ColumnSuggestion? SumColumn(TableSuggestion table) => _sumsColumns && table.Wide.Count > 1 && table.Of(ColumnRole.Total).ToList() is [{ Heading.Length: > 0 } one] ? one : null;

    private void LeaveOut(DraftText text, TableSuggestion table, ColumnNames columns, string indent)
    {
        var rules = new List<string>();
        if (!_sumsRows)
        {
            foreach (var (column, texts) in AllTotals(table).GroupBy(t => t.Column).Select(g => (g.Key, g.Select(t => t.Text).Distinct(StringComparer.OrdinalIgnoreCase).ToList())))
                rules.Add($"{{ rule: total-row, where: {{ {DraftText.Q(columns.Of(table.Columns[column - 1]))}: {DraftText.List(texts)} }}, because: {DraftText.Q(text.Ask(Reason.Of("ask.totals", ("row", N(AllTotals(table).First().Row)))))} }}");
        }
        if (_dropsNumbers)
        {
            _questions.Add(new Question("dialect", 3, Reason.Of("ask.numberLeftOut")));
            foreach (var column in table.Of(ColumnRole.Value))
                rules.Add($"{{ rule: number-not-proved, where: {{ {DraftText.Q(columns.Of(column))}: {{ pattern: {DraftText.Q("[0-9]?[.,' ][0-9]")} }} }}, because: {DraftText.Q(text.Ask(Reason.Of("ask.numberLeftOut")))} }}");
        }
        if (rules.Count == 0)
            return;
        text.Line($"{indent}leaveOut:");
        foreach (var rule in rules)
            text.Line($"{indent}  - {rule}");
    }

    private void Marks(DraftText text, string indent)
    {
        if (_marks.Count == 0)
            return;
        text.Line($"{indent}marks:", text.Ask(Reason.Of("ask.mark", ("text", string.Join(", ", _marks.Take(5))))));
        text.Line($"{indent}  - {{ text: {DraftText.List(_marks)}, rule: meaning-not-known }}");
        _questions.Add(new Question("marks", 2, Reason.Of("ask.mark", ("text", string.Join(", ", _marks.Take(5))))));
    }

    private void Ignore(DraftText text, TableSuggestion table, ColumnNames columns, HashSet<int> used, string indent)
    {
        var left = table.Columns.Where(c => !used.Contains(c.At) && c.Heading != ReportLayout.SectionHeading && columns.IsNamed(c)).DistinctBy(c => LabelText.Key(columns.Of(c))).ToList();
        if (left.Count == 0)
            return;
        text.Line($"{indent}ignore:");
        foreach (var column in left)
        {
            var isAsked = column.Role is ColumnRole.Unknown or ColumnRole.FineArea or ColumnRole.FineAreaCode or ColumnRole.Status or ColumnRole.Unit or ColumnRole.Source or ColumnRole.Value;
            var because = isAsked ? text.Ask(Reason.Of("ask.column", ("column", column.Heading))) : column.Because.In(_language);
            text.Line($"{indent}  {DraftText.Q(columns.Of(column))}: {DraftText.Q(because)}");
            if (column.Role == ColumnRole.Unknown)
                _questions.Add(new Question(column.Heading, 1, Reason.Of("ask.column", ("column", column.Heading))));
        }
    }

    // ---- concepts

    private (string, string?) Period(DraftText text, TableSuggestion table, ColumnNames columns, HashSet<int> used, string prefix, bool perColumn)
    {
        ColumnSuggestion? Use(ColumnRole role)
        {
            if (table.First(role) is not { } column)
                return null;
            used.Add(column.At);
            return column;
        }

        var fiscal = table.IsFiscal ? $", fiscalYear: {{ startMonth: {N(table.FiscalStart ?? 4)}, namedBy: start, NOTE: fiscal }}" : "";
        var factYear = "{fact." + FactName(table.FactPlace) + "}";
        var hasYearColumns = table.Wide.Any(w => w.Facet!.Year is not null);
        if (perColumn && (hasYearColumns || (table.FactYear is not null && table.Wide.Any(w => w.Facet!.Month is not null))))
            return ($"TIME_PERIOD: {{ unpivoted: true, codes: {prefix}columns.csv{fiscal} }}", null);
        if (hasYearColumns)
            return ($"TIME_PERIOD: {{ unpivoted: true{fiscal} }}", text.Sure(table.Wide[0].Because));
        var step = table.Wide.Any(w => w.Facet!.Month is not null) ? "-{unpivoted}" : table.Wide.Any(w => w.Facet!.Quarter is not null) ? "-Q{unpivoted}" : "";
        if (step.Length > 0 && !perColumn && Use(ColumnRole.Year) is { } yearOfRow)
            return ($"TIME_PERIOD: {{ pattern: {DraftText.Q("{" + columns.Of(yearOfRow) + "}" + step)} }}", text.Sure(yearOfRow.Because));
        if (!perColumn && table.FactYear is { } fact && table.First(ColumnRole.Month) is null)
            return ($"TIME_PERIOD: {{ pattern: {DraftText.Q(factYear + step)} }}", text.Ask(Reason.Of("ask.yearOutside", ("year", N(fact)))));
        if (table.First(ColumnRole.Date) is not null && Use(ColumnRole.Date) is { } date)
        {
            if (table.Questions.FirstOrDefault(q => q.Asks.Key is "ask.date" or "ask.dateContradicts") is { } open)
                return NoPeriod(text, prefix, open.Asks);
            if (table.First(ColumnRole.Year) is not null)
                Use(ColumnRole.Year);
            return ($"TIME_PERIOD: {{ column: {DraftText.Q(columns.Of(date))}{(table.DateFormat is { } format ? $", dateFormat: {format}" : "")} }}", text.Sure(date.Because));
        }
        if (Use(ColumnRole.Year) is { } year)
        {
            if (Use(ColumnRole.Month) is { } month)
                return ($"TIME_PERIOD: {{ pattern: {DraftText.Q($"{{{columns.Of(year)}}}-{{{columns.Of(month)}}}")} }}", text.Sure(month.Because));
            if (Use(ColumnRole.Quarter) is { } quarter && LabelsOf(table, quarter).All(l => Periods.Quarter(l) is not null || l is "1" or "2" or "3" or "4"))
                return ($"TIME_PERIOD: {{ pattern: {DraftText.Q($"{{{columns.Of(year)}}}-Q{{{columns.Of(quarter)}}}")} }}", text.Sure(quarter.Because));
            return ($"TIME_PERIOD: {{ column: {DraftText.Q(columns.Of(year))} }}", text.Sure(year.Because));
        }
        if (table.IsFiscal && Use(ColumnRole.Period) is { } years)
            return ($"TIME_PERIOD: {{ column: {DraftText.Q(columns.Of(years))}{fiscal} }}", text.Ask(Reason.Of(table.FiscalStart is null ? "ask.fiscal" : "ask.fiscalNamed")));
        if (table.First(ColumnRole.Period) is { } quarters && table.Frequency == "Q" && LabelsOf(table, quarters).All(l => Periods.YearQuarter(l) is not null))
        {
            used.Add(quarters.At);
            _files[prefix + "periods.csv"] = DraftText.Table(LabelsOf(table, quarters)
                .Select(l => (IReadOnlyList<string>)[l, $"{N(Periods.YearQuarter(l)!.Value.Year)}-Q{N(Periods.YearQuarter(l)!.Value.Quarter)}"])
                .Prepend([LabelHeading(columns.Of(quarters)), "TIME_PERIOD"]));
            return ($"TIME_PERIOD: {{ column: {DraftText.Q(columns.Of(quarters))}, codes: {prefix}periods.csv }}", text.Sure(quarters.Because));
        }
        if (Use(ColumnRole.Period) is { } period && LabelsOf(table, period).All(l => Periods.Of(l) is not null))
        {
            var file = prefix + "periods.csv";
            _files[file] = DraftText.Table(LabelsOf(table, period)
                .Select(l => (IReadOnlyList<string>)[l, Periods.Of(l) is (var y, { } m) ? $"{N(y)}-{m:00}" : N(Periods.Of(l)!.Value.Year)])
                .Prepend([LabelHeading(columns.Of(period)), "TIME_PERIOD"]));
            return ($"TIME_PERIOD: {{ column: {DraftText.Q(columns.Of(period))}, codes: {file} }}", text.Sure(period.Because));
        }
        if (table.FactYear is { } only)
            return ($"TIME_PERIOD: {{ pattern: {DraftText.Q(factYear)} }}", text.Ask(Reason.Of("ask.yearOutside", ("year", N(only)))));
        return NoPeriod(text, prefix, Reason.Of("ask.noPeriod"));
    }

    private (string, string?) NoPeriod(DraftText text, string prefix, Reason asks)
    {
        var file = prefix + "periods.csv";
        _files[file] = DraftText.Table([["period", "TIME_PERIOD", "note"], ["?", "-", text.Ask(asks)]]);
        return ($"TIME_PERIOD: {{ pattern: \"?\", codes: {file} }}", text.Ask(asks));
    }

    /// <summary>Places under codes of their own, which lie in the country; a sum among them that is not proved is left out.</summary>
    private IEnumerable<IReadOnlyList<string>> Places(IEnumerable<string> labels, string? whole)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var label in labels.Where(l => l != whole).OrderBy(l => l, StringComparer.Ordinal).DistinctBy(LabelText.Key))
        {
            if (Vocabulary.Is(label, "total"))
            {
                yield return [label, "-", "", new DraftText(_language).Ask(Reason.Of("ask.totals", ("row", label)))];
                continue;
            }
            var code = Slug(label, 40);
            for (var i = 2; !taken.Add(code); i++)
                code = $"{Slug(label, 36)}_{N(i)}";
            yield return [label, $"{_found.Country}:{code}", label, ""];
        }
    }

    private (string, string?) Area(DraftText text, TableSuggestion table, ColumnNames columns, HashSet<int> used, string prefix, bool perColumn)
    {
        if (perColumn && table.Wide.Any(w => w.Facet!.Area is not null))
            return ($"REF_AREA: {{ unpivoted: true, codes: {prefix}columns.csv }}", text.Sure(table.Wide[0].Because));
        if (table.First(ColumnRole.Area) is { } area)
        {
            used.Add(area.At);
            var file = prefix + "areas.csv";
            var rows = new List<IReadOnlyList<string>> { new[] { LabelHeading(columns.Of(area)), "REF_AREA", "note" } };
            rows.AddRange(table.Areas.Take(MaxLabels).Select(a => a.Sure is { } sure
                ? (IReadOnlyList<string>)[a.Text, sure.Code, Remark(text, sure)]
                : [a.Text, "-", text.Perhaps(a.Proposals)]));
            if (LabelsOf(table, area).Contains(""))
            {
                rows.Add(["", "-", text.Ask(Reason.Of("ask.blankArea", ("country", _found.Country)))]);
                _questions.Add(new Question("REF_AREA", 2, Reason.Of("ask.blankArea", ("country", _found.Country))));
            }
            _files[file] = DraftText.Table(rows.DistinctBy(r => LabelText.Key(r[0])));
            return ($"REF_AREA: {{ column: {DraftText.Q(columns.Of(area))}, codes: {file} }}", text.Sure(area.Because));
        }
        if (table.First(ColumnRole.FineArea) is { } fine && table.First(ColumnRole.FineAreaCode) is { } code && _found.Country != AreaMatcher.International
            && columns.IsNamed(fine) && columns.IsNamed(code) && LabelsOf(table, code).All(l => l.Length is > 1 and < 20 && l.All(char.IsAsciiLetterOrDigit)))
        {
            used.Add(fine.At);
            used.Add(code.At);
            var line = $"REF_AREA: {{ pattern: {DraftText.Q($"{_found.Country}:{{{columns.Of(code)}}}")}, define: {{ level: municipality, name: {DraftText.Q(columns.Of(fine))}, parent: {{ value: {_found.Country} }} }} }}";
            return (line, text.Ask(Reason.Of("ask.fineArea", ("column", fine.Heading), ("country", _found.Country))));
        }
        if (table.First(ColumnRole.FineArea) is { } names && columns.IsNamed(names))
        {
            used.Add(names.At);
            var file = prefix + "areas.csv";
            var brings = _bringsPlaces && BringsPlaces(table);
            // Places of several levels may stand in one column: then none is taken but the one that is proved to be the whole.
            var asks = brings ? Reason.Of("ask.place", ("column", columns.Of(names)))
                : table is { IsNested: true, WholeLabel: { } all } ? Reason.Of("ask.nested", ("column", columns.Of(names)), ("whole", all))
                : Reason.Of("ask.fineArea", ("column", columns.Of(names)), ("country", _found.Country));
            _questions.Add(new Question("REF_AREA", 3, asks));
            var rows = new List<IReadOnlyList<string>> { new[] { LabelHeading(columns.Of(names)), "REF_AREA", "name", "note" } };
            if (table.WholeLabel is { } whole && _found.Country != AreaMatcher.International)
                rows.Add([whole, _found.Country, "", $"{Reason.Of("draft.sure").In(_language)}: {Reason.Of("draft.sum").In(_language)}"]);
            if (brings)
                rows.AddRange(Places(LabelsOf(table, names), table.WholeLabel));
            else
                rows.Add(["*", "-", "", text.Ask(asks)]);
            _files[file] = DraftText.Table(rows.DistinctBy(r => LabelText.Key(r[0])));
            return ($"REF_AREA: {{ column: {DraftText.Q(columns.Of(names))}, codes: {file} }}", text.Ask(asks));
        }
        if (_found.Country == AreaMatcher.International)
        {
            _files[prefix + "areas.csv"] = DraftText.Table([["area", "REF_AREA", "note"], ["?", "-", text.Ask(Reason.Of("ask.noArea", ("country", _found.Country)))]]);
            return ($"REF_AREA: {{ pattern: \"?\", codes: {prefix}areas.csv }}", text.Ask(Reason.Of("ask.noArea", ("country", _found.Country))));
        }
        return ($"REF_AREA: {{ value: {_found.Country} }}", text.Ask(Reason.Of("ask.noArea", ("country", _found.Country))));
    }

    private IEnumerable<(string, string?)> Breakdown(DraftText text, TableSuggestion table, ColumnNames columns, HashSet<int> used, string prefix)
    {
        foreach (var (role, concept) in Breakdowns)
        {
            if (table.First(role) is not { } column || !columns.IsNamed(column))
                continue;
            if (concept == "AGE" && NumberAges.Are(LabelsOf(table, column)) && NumberAges.Table(LabelsOf(table, column)) is { } ages)
            {
                used.Add(column.At);
                _files[prefix + "age.csv"] = DraftText.Table(ages.Prepend([LabelHeading(columns.Of(column)), "AGE"]));
                _questions.Add(new Question("AGE", 1, Reason.Of("ask.age")));
                yield return ($"AGE: {{ column: {DraftText.Q(columns.Of(column))}, codes: {prefix}age.csv }}", text.Ask(Reason.Of("ask.age")));
                continue;
            }
            var labels = LabelsOf(table, column).Where(l => l.Length > 0).ToList();
            var codes = labels.Select(l => (Label: l, Code: MemberOf(concept, l, labels))).ToList();
            if (codes.Count == 0 || codes.Any(c => c.Code is null) || LabelsOf(table, column).Contains(""))
            {
                _questions.Add(new Question(concept, 1, Reason.Of("ask.breakdown", ("column", column.Heading), ("dimension", concept))));
                continue;
            }
            used.Add(column.At);
            var file = $"{prefix}{concept.ToLowerInvariant()}.csv";
            _files[file] = DraftText.Table(codes.Select(c => (IReadOnlyList<string>)[c.Label, c.Code!]).Prepend([LabelHeading(columns.Of(column)), concept]));
            yield return ($"{concept}: {{ column: {DraftText.Q(columns.Of(column))}, codes: {file} }}", text.Sure(column.Because));
        }
    }

    private static string? MemberOf(string concept, string label, List<string> siblings) => concept switch
    {
        "SEX" => BreakdownLabels.Sex(label, siblings),
        "AGE" => BreakdownLabels.Age(label),
        _ when Vocabulary.Is(label, "unknown") => "_U",
        "CITIZENSHIP" => null,
        _ => Vocabulary.Member(concept, label) is { Confidence: >= 0.9 } member ? member.Code : null,
    };

    private static (string, string?) Value(TableSuggestion table, ColumnNames columns, HashSet<int> used)
    {
        var type = table.Numbers.Decimal is not null || table.IsRate || table.Numbers.Fractions ? "decimal" : "integer";
        if (table.Wide.Count > 0)
            return ($"OBS_VALUE: {{ unpivoted: true, type: {type} }}", null);
        if (table.First(ColumnRole.Value) is { } value)
        {
            used.Add(value.At);
            return ($"OBS_VALUE: {{ column: {DraftText.Q(columns.Of(value))}, type: {type} }}", null);
        }
        // Any column that every record fills can stand for the record; the first that is used does.
        var counted = table.Columns.Where(c => used.Contains(c.At) && c.Role != ColumnRole.Personal && columns.IsNamed(c)).Concat(table.Columns.Where(columns.IsNamed)).First();
        return ($"OBS_VALUE: {{ count: {DraftText.Q(columns.Of(counted))} }}", null);
    }

    // ---- series

    /// <summary>The table of what headings say, where they say more than a time.</summary>
    private void ColumnsTable(TableSuggestion table, ColumnNames columns, string prefix, List<ColumnSuggestion> wide)
    {
        var hasTime = wide.Any(w => w.Facet!.Year is not null || (table.FactYear is not null && w.Facet.Month is not null));
        var hasArea = wide.Any(w => w.Facet!.Area is not null);
        var hasSex = wide.Any(w => w.Facet!.Sex is not null);
        var hasUnit = wide.Any(w => w.Facet!.Unit is not null);
        if (!hasTime && !hasArea)
            return;
        var heading = new List<string> { "unpivoted" };
        heading.AddRange(new[] { (hasTime, "TIME_PERIOD"), (hasArea, "REF_AREA"), (hasSex, "SEX"), (hasUnit, "UNIT_MEASURE") }.Where(h => h.Item1).Select(h => h.Item2));
        _files[prefix + "columns.csv"] = DraftText.Table(wide.Select(w =>
        {
            var facet = w.Facet!;
            var row = new List<string> { columns.Of(w) };
            if (hasTime)
                row.Add(facet.IsFiscal ? FiscalText(facet) : facet.Month is { } month ? $"{N(facet.Year ?? table.FactYear ?? 0)}-{month:00}" : facet.Quarter is { } quarter ? $"{N(facet.Year ?? 0)}-Q{N(quarter)}" : N(facet.Year ?? 0));
            if (hasArea)
                row.Add(facet.Area ?? "");
            if (hasSex)
                row.Add(facet.Sex ?? "_T");
            if (hasUnit)
                row.Add(facet.Unit ?? "");
            return (IReadOnlyList<string>)row;
        }).Prepend(heading));
    }

    private void Series(DraftText text, TableSuggestion table, ColumnNames columns, string indent, string prefix, bool perColumn)
    {
        var classes = table.Classes.Select(at => table.Columns[at - 1]).ToList();
        var measures = perColumn && table.Wide.Any(w => w.Facet!.Unit is not null || w.Facet.Sex is not null) && !table.Wide.Any(w => w.Facet!.Year is not null || w.Facet.Area is not null || w.Facet.Indicator is not null);
        var labels = table.Labels.Take(MaxLabels).ToList();
        var byHeading = classes.Count == 0 && table.Wide.Any(w => w.Facet!.Indicator is not null);
        var constant = classes.Count == 0 && !byHeading;
        var source = constant
            ? $"pattern: {DraftText.Q(Literal(labels[0].Text))}"
            : byHeading ? "unpivoted: true" : classes.Count == 1 ? $"column: {DraftText.Q(columns.Of(classes[0]))}" : $"columns: {DraftText.List(classes.Select(columns.Of))}";
        List<string> heading = constant ? ["label"] : byHeading ? ["unpivoted"] : [.. classes.Select(c => LabelHeading(columns.Of(c)))];
        IReadOnlyList<string> PathOf(LabelSuggestion label) => constant ? [Literal(label.Text)] : byHeading ? [columns.Of(table.Wide.First(w => w.Facet!.Indicator == label))] : label.Path;

        text.Line($"{indent}series:");
        var rates = table.IsRate;
        // Fractions of nobody knows what are no offences of any classification.
        var isCount = !rates && (table.Numbers is { Decimal: null, Fractions: false } || table.Unit is not null || measures);
        if (isCount)
        {
            // The office's own classification keeps every label as it is written; nothing has to be known of its meaning.
            text.Line($"{indent}  - name: national classification");
            text.Line($"{indent}    concepts:");
            if (measures)
            {
                _files[prefix + "measures.csv"] = DraftText.Table(table.Wide.Select(w => (IReadOnlyList<string>)(w.Facet!.Unit is { } unit
                    ? [columns.Of(w), unit == "VICTIMS" ? "OFFENCES_VICT" : "OFFENCES_INC", w.Facet.Sex ?? "_T", unit, ""]
                    : [columns.Of(w), "-", "", "", text.Ask(Reason.Of("ask.unit"))])).Prepend(["unpivoted", "INDICATOR", "SEX", "UNIT_MEASURE", "note"]));
                text.Line($"{indent}      INDICATOR: {{ unpivoted: true, codes: {prefix}measures.csv }}");
            }
            else
            {
                text.Line($"{indent}      INDICATOR: {{ value: {(table.Unit == "VICTIMS" ? "OFFENCES_VICT" : "OFFENCES_INC")} }}", table.Unit is null ? text.Ask(Reason.Of("ask.unit")) : null);
            }
            text.Line($"{indent}      OFFENCE: {{ {source}, codes: {prefix}national.csv }}");
            _files[prefix + "national.csv"] = DraftText.Table(National(labels, PathOf).Prepend([.. heading, "OFFENCE", "name"]));
        }
        else if (table.UnitBecause?.Key != "unit.negative" && labels.Any(l => !IsIndex(l)) && !measures)
        {
            // Fractions that nobody sums: rates as the office prints them, until a person says what they are.
            text.Line($"{indent}  - name: national rates");
            text.Line($"{indent}    concepts:");
            text.Line($"{indent}      INDICATOR: {{ value: {(table.Unit == "VICTIMS" ? "OFFENCES_VICT_RATE" : "OFFENCES_INC_RATE")} }}", text.Ask(Reason.Of("ask.rate")));
            text.Line($"{indent}      OFFENCE: {{ {source}, codes: {prefix}national.csv }}");
            var kept = National([.. labels.Where(l => !IsIndex(l))], PathOf).Select(r => (IReadOnlyList<string>)[.. r, ""]).ToList();
            var left = labels.Where(IsIndex).Select(l => (IReadOnlyList<string>)[.. PathOf(l), "-", "", text.Ask(Reason.Of("ask.index"))]);
            _files[prefix + "national.csv"] = DraftText.Table(Once([.. kept, .. left], heading.Count).Prepend([.. heading, "OFFENCE", "name", "note"]));
            if (!table.IsRate)
                _questions.Add(new Question("OBS_VALUE", 3, Reason.Of("ask.rate")));
        }
        text.Line($"{indent}  - name: shared taxonomy");
        text.Line($"{indent}    concepts:");
        if (measures)
        {
            var measureSource = constant ? "unpivoted: true" : $"columns: {DraftText.List([.. classes.Select(columns.Of), "unpivoted"])}";
            text.Line($"{indent}      INDICATOR: {{ {measureSource}, codes: {prefix}offences.csv }}");
            var rows = new List<IReadOnlyList<string>> { (string[])[.. constant ? [] : heading, "unpivoted", "INDICATOR", "SEX", "UNIT_MEASURE", "note"] };
            foreach (var label in labels)
            {
                foreach (var column in table.Wide)
                {
                    IReadOnlyList<string> path = constant ? [] : PathOf(label);
                    // A code is sure for figures in the unit that it was seen with; for the others it is a question.
                    var fits = label.Sure is { } sure && _taxonomy.FindIndicator(sure.Code)?.CountingUnit == column.Facet!.Unit;
                    rows.Add(fits
                        ? [.. path, columns.Of(column), label.Sure!.Code, column.Facet!.Sex ?? "_T", column.Facet.Unit!, Remark(text, label.Sure)]
                        : [.. path, columns.Of(column), "-", "", "", text.Perhaps(label.Proposals)]);
                }
            }
            _files[prefix + "offences.csv"] = DraftText.Table(Once(rows, constant ? 1 : heading.Count + 1));
            return;
        }
        text.Line($"{indent}      INDICATOR: {{ {source}, codes: {prefix}offences.csv }}");
        var dimensions = labels.SelectMany(l => l.Sure?.Breakdown.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? []).Select(b => b.Split('=')[0]).Distinct()
            .Where(d => !table.Columns.Any(c => Breakdowns.Any(b => b.Concept == d && b.Role == c.Role))).ToList();
        _files[prefix + "offences.csv"] = DraftText.Table(Once(labels.Select(l =>
        {
            var row = new List<string>(PathOf(l)) { l.Sure?.Code ?? "-" };
            row.AddRange(dimensions.Select(d => l.Sure?.Breakdown.Split(';').FirstOrDefault(b => b.StartsWith(d + "=", StringComparison.Ordinal))?.Split('=')[1] ?? ""));
            row.Add(l.Sure is { } sure ? Remark(text, sure) : text.Perhaps(l.Proposals));
            return (IReadOnlyList<string>)row;
        }).Prepend([.. heading, "INDICATOR", .. dimensions, "note"]).ToList(), heading.Count));
    }

    private static bool IsIndex(LabelSuggestion label) => label.Path.Any(p => Vocabulary.Says(p, "index") > 0);

    private static IEnumerable<IReadOnlyList<string>> Once(List<IReadOnlyList<string>> rows, int labels) =>
        rows.DistinctBy(r => string.Join('\u001f', r.Take(labels).Select(LabelText.Key)));

    private IEnumerable<IReadOnlyList<string>> National(List<LabelSuggestion> labels, Func<LabelSuggestion, IReadOnlyList<string>> pathOf)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var codes = new Dictionary<string, string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var label in labels)
        {
            var path = pathOf(label);
            if (!seen.Add(string.Join('\u001f', path.Select(LabelText.Key))))
                continue;
            // One offence keeps one code, whatever column it heads.
            var key = string.Join('\u001f', label.Path.Select(LabelText.Key)) + label.Code;
            if (!codes.TryGetValue(key, out var unique))
            {
                var code = unique = Slug(label.Code ?? string.Join(" ", label.Path.Distinct(StringComparer.OrdinalIgnoreCase)), 60);
                for (var i = 2; !taken.Add(unique); i++)
                    unique = $"{code}_{N(i)}";
                codes[key] = unique;
            }
            yield return [.. path, $"{_provider}:{unique}", string.Join(" > ", label.Path.Where(p => p.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase))];
        }
    }

    // ---- small things

    private static string Remark(DraftText text, Proposal sure) => $"{text.Sure(sure.Because)} ({DraftText.Two(sure.Confidence)})";

    /// <summary>A pattern that stands for exactly this text: braces would be tokens.</summary>
    private static string Literal(string text)
    {
        var literal = text.Replace('{', '(').Replace('}', ')').Trim();
        return literal is "" or "-" or "*" ? "table" : literal;
    }

    /// <summary>A heading for a label table: one in capitals would be taken for a slip of a concept's name.</summary>
    private static string LabelHeading(string heading) => heading.Any(char.IsLower) ? heading : heading.Length < 2 ? "label " + heading : heading[..1] + heading[1..].ToLowerInvariant();

    private static bool IsPlainTime(TableSuggestion table)
    {
        var wide = table.Wide;
        return wide.All(w => w.Facet is { Area: null, Sex: null, Unit: null, Indicator: null } f && (f.Month is not null || f.Quarter is not null || f.Year is not null))
            && (table.First(ColumnRole.Year) is not null || table.FactYear is not null || wide.All(w => w.Facet!.Year is not null));
    }

    private static string FiscalText(Facet facet) => $"{N(facet.Year!.Value)}/{((facet.Year.Value + 1) % 100).ToString("00", CultureInfo.InvariantCulture)}";

    private static string TimeText(Facet facet, TableSuggestion table)
    {
        _ = table;
        if (facet.IsFiscal)
            return FiscalText(facet);
        var month = facet.Month is { } m ? m.ToString("00", CultureInfo.InvariantCulture) : facet.Quarter is { } q ? (facet.Year is null ? "" : "Q") + N(q) : "";
        return facet.Year is { } year ? month.Length > 0 ? $"{N(year)}-{month}" : N(year) : month;
    }

    /// <summary>The beginning of the footer, where it is long enough to be known again.</summary>
    private static string? FooterStart(string text)
    {
        var start = text.Length > 24 ? text[..24] : text;
        return start.Trim().TrimEnd('*').Length >= 3 ? start.Trim().TrimEnd('*') : null;
    }

    private HashSet<string> LabelsOf(TableSuggestion table, ColumnSuggestion column) =>
        _labels.GetValueOrDefault($"{table.Sheet}\u001f{N(column.At)}") ?? [];

    /// <summary>All labels of the columns that label tables are written for, blank ones too.</summary>
    private void ReadLabels(CancellationToken cancellation)
    {
        ColumnRole[] roles = [ColumnRole.Area, ColumnRole.Period, ColumnRole.Quarter, ColumnRole.FineAreaCode, .. Breakdowns.Select(b => b.Role)];
        var wanted = _found.Tables.SelectMany(t => t.Columns.Where(c => roles.Contains(c.Role)).Select(c => (Table: t, c.At))).ToLookup(w => w.Table.Sheet);
        var apart = _found.Tables.ToDictionary(t => t, t => t.SectionRows.Concat(AllTotals(t).Select(a => a.Row)).ToHashSet());
        var above = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in _found.Rows ?? _file.Rows(cancellation))
        {
            foreach (var (table, at) in wanted[row.Sheet])
            {
                if (row.Number <= table.HeaderRow || row.IsBlank || row.Number >= (table.FooterRow ?? int.MaxValue))
                    continue;
                var isSection = table.Columns[at - 1].Heading == ReportLayout.SectionHeading;
                if (isSection ? !table.SectionRows.Contains(row.Number) : apart[table].Contains(row.Number))
                    continue;
                var cell = row[isSection ? table.SectionColumn!.Value : at].Trim();
                var key = $"{table.Sheet}\u001f{N(at)}";
                if (!_labels.TryGetValue(key, out var labels))
                    _labels[key] = labels = new HashSet<string>(StringComparer.Ordinal);
                if (table.FillDown.Contains(at))
                    above[key] = cell = cell.Length > 0 ? cell : above.GetValueOrDefault(key, "");
                if (labels.Count < MaxLabels)
                    labels.Add(cell);
            }
        }
    }

    /// <summary>Capital letters, digits and underscores: what a code may hold.</summary>
    internal static string Slug(string text, int length)
    {
        var slug = WordText.Padded(text).Trim('_').ToUpperInvariant().Replace("%", "PCT", StringComparison.Ordinal);
        slug = new string([.. slug.Where(c => char.IsAsciiLetterOrDigit(c) || c == '_')]);
        return slug.Length == 0 ? "X" : slug.Length > length ? slug[..length].TrimEnd('_') : slug;
    }

    private static string N(int number) => number.ToString(CultureInfo.InvariantCulture);
}
