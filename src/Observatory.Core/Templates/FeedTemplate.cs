using System.Globalization;
using System.Text.RegularExpressions;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Templates;

/// <summary>
/// A workbook in the layout of one feed's own file: the header in the office's words, its labels to choose from, and prepared rows if the
/// mapping lists every label. The feed's mapping can read it.
/// </summary>
public static class FeedTemplate
{
    /// <summary>The placeholder for a word of a title that the office has to write itself.</summary>
    public const string Blank = "…";

    // The number of empty rows for a register in which the office writes every row.
    private const int OpenRows = 500;
    private const int SpareRows = 200;

    /// <param name="folder">The feed's folder: its sample shows the order of the columns and the lines above them.</param>
    /// <param name="fromYear">First year of the prepared rows, if a column gives the year.</param>
    /// <param name="toYear">Last year.</param>
    /// <exception cref="Refusal">TEMPLATE_IMPOSSIBLE, with the reason.</exception>
    public static Template Of(
        FolderFiles folder,
        Mapping mapping,
        TaxonomyCatalogue taxonomy,
        Language language,
        int fromYear,
        int toYear,
        ReadLimits limits,
        CancellationToken cancellation
    )
    {
        var words = TemplateWords.In(language);
        var layouts = FeedLayout.Of(folder, mapping, fromYear, toYear, limits, cancellation);
        var codes = new CodesSheet(FreeName(words.Say("sheet.codes"), mapping), words);
        var notes = new NotesSheet(FreeName(words.Say("sheet.notes"), mapping), words);
        var format = FormatOf(mapping);
        var names = layouts.Select(l => SheetName(l, words)).ToList();
        notes.Opening(words.Say("title", ("title", mapping.Title.In(language))), mapping, names, format);

        var sheets = new List<TemplateSheet>();
        var prepared = 0;
        foreach (var (layout, name) in layouts.Zip(names))
        {
            var built = new Building(layout, name, mapping, taxonomy, words, codes, fromYear, toYear);
            sheets.Add(built.Sheet());
            prepared += built.Rows.Rows.Count;
            notes.Columns(name, built.Columns);
            if (built.CountsRecords)
                notes.Line(words.Say("record", ("text", string.Join(", ", built.Counted))));
            notes.Marks(built.Layout.Tables, taxonomy, language);
            foreach (var (label, isAbove) in built.TotalLabels)
                notes.Line(words.Say(isAbove ? "total.above" : "total", ("label", label)));
            if (built.LeavesTotals)
                notes.Line(words.Say("total.parts"));
        }
        var fileName = NameOf(mapping, layouts[0].FileName);
        notes.Facts(mapping, fileName[..fileName.LastIndexOf('.')] + "." + format);
        notes.Statuses(mapping, taxonomy, language);
        sheets.Add(notes.Sheet());
        if (!codes.IsEmpty)
            sheets.Add(codes.Sheet(isHidden: true));
        return new Template(
            mapping.Id,
            new TemplateWorkbook(words.Say("title", ("title", mapping.Title.In(language))), sheets),
            format,
            fileName,
            names,
            prepared
        );
    }

    /// <summary>The name of a workbook of a feed that reads nothing from it.</summary>
    public static string PlainName(string feed) => feed.Replace('/', '-') + ".xlsx";

    /// <summary>If the mapping reads the file's name, the name that the sample represents shows its form.</summary>
    private static string NameOf(Mapping mapping, string sample) =>
        NotesSheet.FactsOfName(mapping, sample).Count > 0 && sample.LastIndexOf('.') is > 0 and var dot
            ? sample[..dot] + ".xlsx"
            : PlainName(mapping.Id);

    /// <summary>The format to send it in: the mapping's own if it does not read XLSX.</summary>
    private static string FormatOf(Mapping mapping) =>
        mapping.Recognise.Format.Count == 0 || mapping.Recognise.Format.Contains("xlsx") ? "xlsx"
        : mapping.Recognise.Format.Contains("csv") ? "csv"
        : "xls";

    private static string SheetName(FeedLayout layout, TemplateWords words) =>
        WorkbookWriter.IsSheetName(layout.Name) ? layout.Name : words.Say("sheet.data");

    /// <summary>A name for an additional sheet that no table of the mapping reads.</summary>
    private static string FreeName(string wanted, Mapping mapping)
    {
        for (var name = wanted; name.Length < 31; name += "_")
            if (!mapping.Tables.Any(t => t.Sheet is not null && LabelText.Fits(t.Sheet, name)))
                return name;
        throw FeedLayout.Impossible(mapping, "sheets", wanted);
    }

    private sealed class Building
    {
        private readonly string _name;
        private readonly Mapping _mapping;
        private readonly TemplateWords _words;
        private readonly CodesSheet _codes;
        private readonly LabelOptions _options;
        private readonly PeriodColumns _periods;
        private readonly TaxonomyCatalogue _taxonomy;
        private readonly int[] _figures;
        private readonly List<TemplateRow> _above = [];
        private readonly Dictionary<int, List<int>> _rowTotals = [];
        private readonly List<TotalRule> _totalsAbove = [];
        private readonly List<TotalRule> _totalsBelow = [];
        private readonly int _header;

        // The first row of figures: below the header and any totals above their rows.
        private readonly int _first;

        public Building(
            FeedLayout layout,
            string name,
            Mapping mapping,
            TaxonomyCatalogue taxonomy,
            TemplateWords words,
            CodesSheet codes,
            int fromYear,
            int toYear
        )
        {
            (Layout, _name, _mapping, _taxonomy, _words, _codes) = (layout, name, mapping, taxonomy, words, codes);
            _options = new LabelOptions(layout, mapping, taxonomy, words.Language);
            _periods = PeriodColumns.Of(layout, fromYear, toYear);
            Rows = new PreparedRows(layout, mapping, _options, _periods, taxonomy);
            _figures = [.. PreparedRows.FigureColumns(layout)];
            if (_figures.Length == 0 && !PreparedRows.CountsRecords(layout))
                throw FeedLayout.Impossible(mapping, "figures", name);
            foreach (var table in layout.Tables)
            foreach (var total in table.RowTotals)
                _rowTotals.TryAdd(
                    PeriodColumns.ColumnOf(layout, total.Column),
                    total.Of.Count == 0
                        ? [.. layout.Bound(table).Values.Select(v => v.At)]
                        : [.. total.Of.Select(h => PeriodColumns.ColumnOf(layout, h))]
                );
            _header = WriteAbove();
            ChooseTotals();
            _first = _header + 1 + _totalsAbove.Count;
            Columns = [.. layout.Headings.Select((h, i) => Describe(h, i + 1))];
        }

        public FeedLayout Layout { get; }

        public PreparedRows Rows { get; }

        public IReadOnlyList<ColumnNote> Columns { get; }

        /// <summary>The labels of the rows that print a total, and whether they are above the rows that they sum.</summary>
        public List<(string Label, bool IsAbove)> TotalLabels { get; } = [];

        /// <summary>True if the mapping has totals of parts, whose position only the office's own rows would show.</summary>
        public bool LeavesTotals => Layout.Tables.SelectMany(t => t.Totals).Distinct().Count() > _totalsAbove.Count + _totalsBelow.Count;

        public bool CountsRecords => PreparedRows.CountsRecords(Layout);

        public IEnumerable<string> Counted =>
            Layout
                .Tables.SelectMany(t => t.Series.Select(s => s.Concepts).Append(t.Concepts))
                .Select(c => c.GetValueOrDefault(Concepts.ObsValue))
                .OfType<ConceptSource>()
                .SelectMany(s => s.Columns)
                .Distinct(StringComparer.Ordinal);

        public TemplateSheet Sheet()
        {
            var rows = new List<TemplateRow>(_above)
            {
                new(_header, [.. Layout.Written.Select(h => new TemplateCell(h, CellStyle.Heading))]),
            };
            var last = _first - 1 + (Rows.Rows.Count > 0 ? Rows.Rows.Count + SpareRows : OpenRows);
            for (var i = 0; i < _totalsAbove.Count; i++)
                rows.Add(TotalRow(_totalsAbove[i], _header + 1 + i, last));
            for (var row = _first; row <= last; row++)
            {
                TemplateCell?[] cells =
                    row - _first < Rows.Rows.Count
                        ? [.. Rows.Rows[row - _first].Select(c => c.Length == 0 ? null : new TemplateCell(c, CellStyle.Text))]
                        : new TemplateCell?[Layout.Headings.Count];
                if (row - _first >= Rows.Rows.Count && _rowTotals.Count == 0)
                    break;
                SumRow(cells, row);
                rows.Add(new TemplateRow(row, cells));
            }
            WriteBelow(rows, last);
            return new TemplateSheet
            {
                Name = _name,
                Rows = rows,
                FrozenRows = _header,
                Columns = [.. Columns.Select(c => new TemplateColumn(c.Width, c.Style))],
                Entries = [.. Columns.Select((c, i) => EntryOf(c, i + 1, last))],
            };
        }

        /// <summary>
        /// Writes the lines above the header that the mapping looks for, with facts of one file left open. Returns the row of the header.
        /// </summary>
        private int WriteAbove()
        {
            var kept = new List<(int Row, TemplateCell Cell)>();
            var title = _mapping.Recognise.Title;
            foreach (var row in Layout.Above)
            {
                var joined = row.JoinedText();
                var open = Opened(joined, FactOrigin.Title);
                if (open is not null)
                    kept.Add((row.Number, new TemplateCell(open, CellStyle.ToComplete)));
                else if (
                    title is not null
                    && Enumerable.Range(1, row.Count).Select(at => row[at].Trim()).FirstOrDefault(t => title.IsMatch(t)) is { } matching
                )
                    kept.Add((row.Number, new TemplateCell(matching, CellStyle.Title)));
            }
            if (
                title is not null
                && !kept.Any(k => title.IsMatch(k.Cell.Text))
                && !Layout.Headings.Any(h => title.IsMatch(h))
                && _mapping.Tables.Count == Layout.Tables.Count
            )
                throw FeedLayout.Impossible(_mapping, "title", _name);
            // A header with a fixed row keeps it, and so do the lines above.
            var isFixed = Layout.Tables.Any(t => t.HeaderRow is not null);
            for (var i = 0; i < kept.Count; i++)
                _above.Add(new TemplateRow(isFixed ? kept[i].Row : i + 1, [kept[i].Cell]));
            return isFixed ? Layout.HeaderRow : kept.Count + 1;
        }

        /// <summary>
        /// Chooses the totals that can be written: those of the whole table. If the mapping requires several, one is enough for the reader,
        /// and the position of totals of parts is known only from the office's rows.
        /// </summary>
        private void ChooseTotals()
        {
            foreach (var table in Layout.Tables)
            {
                var written = table.Totals.Where(t => t.Required && LabelsOf(t) is not null).ToList();
                if (written.Count == 0 && table.Totals.Any(t => t.Required))
                    throw FeedLayout.Impossible(_mapping, "total", _name);
                _totalsAbove.AddRange(written.Where(t => t.Below && !_totalsAbove.Contains(t)));
                _totalsBelow.AddRange(written.Where(t => !t.Below && !_totalsBelow.Contains(t)));
            }
            foreach (var total in _totalsAbove.Concat(_totalsBelow))
                TotalLabels.Add((LabelsOf(total)!.Values.First(t => t.Length > 0), total.Below));
        }

        /// <summary>
        /// The texts that mark the row of a total, by column; null if it is the total of a part, or no writable text marks it.
        /// </summary>
        private Dictionary<int, string>? LabelsOf(TotalRule total)
        {
            if (total.SinceLast || total.Where.Any(w => w.Column == RowCondition.FirstFilled))
                return null;
            var shown = Layout
                .Below.Where(r => total.Where.All(w => w.Holds(r[PeriodColumns.ColumnOf(Layout, w.Column)])))
                .Take(2)
                .ToList();
            // A total above its rows ends at the next one, so one that occurs more than once is that of a part.
            if (total.Below && shown.Count != 1)
                return null;
            var labels = new Dictionary<int, string>();
            foreach (var condition in total.Where)
            {
                var column = PeriodColumns.ColumnOf(Layout, condition.Column);
                var text =
                    shown.Count > 0 ? shown[0][column].Trim()
                    : condition.Texts.Count > 0 ? condition.Texts[0].TrimEnd('*')
                    : "";
                if (!condition.Holds(text))
                    return null;
                labels[column] = text;
            }
            return labels.Values.Any(t => t.Length > 0) ? labels : null;
        }

        private TemplateRow TotalRow(TotalRule total, int at, int last)
        {
            var cells = new TemplateCell?[Layout.Headings.Count];
            foreach (var (column, text) in LabelsOf(total)!)
                cells[column - 1] = text.Length == 0 ? null : new TemplateCell(text, CellStyle.Heading);
            foreach (var figure in _figures)
            {
                var letters = WorkbookWriter.ColumnName(figure);
                cells[figure - 1] = new TemplateCell("0", CellStyle.Heading, $"SUM({letters}{Number(_first)}:{letters}{Number(last)})");
            }
            SumRow(cells, at);
            return new TemplateRow(at, cells);
        }

        /// <summary>Writes the sums that a row prints of its own cells; empty while none of them is filled in.</summary>
        private void SumRow(TemplateCell?[] cells, int row)
        {
            foreach (var (column, parts) in _rowTotals)
            {
                var of = RangesOf(parts, row);
                cells[column - 1] = parts.TrueForAll(p => cells[p - 1]?.Formula is not null)
                    ? new TemplateCell("0", CellStyle.Heading, $"SUM({of})")
                    : new TemplateCell("", CellStyle.Plain, $"IF(COUNT({of})=0,\"\",SUM({of}))");
            }
        }

        /// <summary>Cells of one row in the notation of a formula, with neighbours as a range.</summary>
        private static string RangesOf(IEnumerable<int> columns, int row)
        {
            var ranges = new List<(int From, int To)>();
            foreach (var column in columns.Distinct().Order())
            {
                if (ranges.Count > 0 && ranges[^1].To == column - 1)
                    ranges[^1] = (ranges[^1].From, column);
                else
                    ranges.Add((column, column));
            }
            return string.Join(',', ranges.Select(r => Cell(r.From) + (r.From == r.To ? "" : ":" + Cell(r.To))));

            string Cell(int column) => WorkbookWriter.ColumnName(column) + Number(row);
        }

        /// <summary>Writes the printed total and the lines of the footer that the mapping requires.</summary>
        private void WriteBelow(List<TemplateRow> rows, int last)
        {
            var at = last;
            foreach (var total in _totalsBelow)
                rows.Add(TotalRow(total, ++at, last));
            if (!_mapping.Facts.Any(f => f.In == FactOrigin.Footer) || Layout.Below.FirstOrDefault(Stops) is not { } stop)
                return;
            var stopping = new TemplateCell?[Layout.Headings.Count];
            var joined = Opened(stop.JoinedText(), FactOrigin.Footer);
            foreach (var condition in Layout.Tables.SelectMany(t => t.StopAt))
            {
                var column = StopColumn(stop, condition);
                if (column == 0)
                    continue;
                var text = stop[column].Trim();
                stopping[column - 1] = joined is null
                    ? new TemplateCell(text, CellStyle.Plain)
                    : new TemplateCell(Opened(text, FactOrigin.Footer) ?? text, CellStyle.ToComplete);
            }
            rows.Add(new TemplateRow(++at, stopping));
            foreach (var row in Layout.Sample.Where(r => r.Number > stop.Number))
                if (Opened(row.JoinedText(), FactOrigin.Footer) is { } open)
                    rows.Add(new TemplateRow(++at, [new TemplateCell(open, CellStyle.ToComplete)]));
        }

        private bool Stops(GridRow row) =>
            Layout.Tables.Any(t => t.StopAt.Count > 0 && t.StopAt.All(c => c.Holds(row[StopColumn(row, c)])));

        private int StopColumn(GridRow row, RowCondition condition) =>
            condition.Column == RowCondition.FirstFilled
                ? Enumerable.Range(1, row.Count).FirstOrDefault(at => !string.IsNullOrWhiteSpace(row[at]))
                : PeriodColumns.ColumnOf(Layout, condition.Column);

        /// <summary>The line without its facts, because they are those of the sample; null if it contains none.</summary>
        private string? Opened(string line, FactOrigin place)
        {
            var facts = _mapping
                .Facts.Where(f => f.In == place)
                .SelectMany(f => f.Pattern.Match(line) is { Success: true } m ? f.Names.Select(n => m.Groups[n]) : [])
                .Where(g => g is { Success: true, Length: > 0 })
                .OrderByDescending(g => g.Index)
                .ToList();
            if (facts.Count == 0)
                return null;
            var end = line.Length + 1;
            foreach (Group fact in facts)
            {
                // Two patterns may match the same word, or one a part of the other's.
                if (fact.Index + fact.Length > end)
                    continue;
                line = line[..fact.Index] + Blank + line[(fact.Index + fact.Length)..];
                end = fact.Index;
            }
            return line;
        }

        private ColumnNote Describe(string heading, int at)
        {
            var key = LabelText.Key(heading);
            var what = new List<string>();
            var sources = LabelOptions.Sources(Layout.Tables).ToList();
            foreach (var (concept, source) in sources)
            {
                if (Uses(source, key))
                    what.Add(ConceptName(concept));
                if (source.Codes is { } codes && source.Columns.Any(c => LabelText.Key(c) == key))
                    what.AddRange(
                        codes
                            .Concepts.Where(c => c is not (Concepts.Note or Concepts.UnitMeasure or Concepts.ObsStatus))
                            .Select(ConceptName)
                    );
                if (source.Define is { } define)
                {
                    if (LabelText.Key(define.NameColumn) == key)
                        what.Add(_words.Say("concept.areaName"));
                    if (Uses(define.Parent, key))
                        what.Add(_words.Say("concept.areaParent"));
                }
            }
            foreach (var concept in new[] { Concepts.LowerBound, Concepts.UpperBound })
                if (Layout.Tables.Any(t => t.Concepts.TryGetValue(concept, out var bound) && Uses(bound, key)))
                    what.Add(ConceptName(concept));
            var isFigure = _figures.Contains(at);
            if (_rowTotals.TryGetValue(at, out var parts))
                return new ColumnNote(
                    heading,
                    _words.Say("concept.rowTotal"),
                    _words.Say("fill.rowTotal", ("columns", string.Join(", ", parts.Select(p => Layout.Headings[p - 1])))),
                    CellStyle.Plain,
                    WidthOf(heading, at, true)
                );
            if (isFigure)
                what.Insert(0, _words.Say("concept.sum", ("text", heading)));
            var isBound = !isFigure && what.Any(w => w == ConceptName(Concepts.LowerBound) || w == ConceptName(Concepts.UpperBound));
            if (what.Count == 0 && TableHeader.Asked(Layout.Tables[0]).Concat(_mapping.Recognise.Columns).Any(n => LabelText.Key(n) == key))
                what.Add(_words.Say("concept.condition"));
            var isRead = what.Count > 0;
            return new ColumnNote(
                heading,
                isRead ? string.Join("; ", what.Distinct(StringComparer.Ordinal)) : _words.Say("concept.unread"),
                isFigure || isBound ? NumberNote(heading, at, isBound)
                    : isRead ? TextNote(heading, key, sources)
                    : _words.Say("fill.unread"),
                isFigure || isBound ? CellStyle.Value
                    : isRead ? CellStyle.Text
                    : CellStyle.Unread,
                WidthOf(heading, at, isFigure)
            );
        }

        private string NumberNote(string heading, int at, bool isBound)
        {
            var text = _words.Say(
                (isBound || Rows.AllowsFractions.Contains(at), !isBound && Rows.AllowsNegative.Contains(at)) switch
                {
                    (true, true) => "fill.any",
                    (true, false) => "fill.number",
                    (false, true) => "fill.anyWhole",
                    (false, false) => "fill.whole",
                }
            );
            var marks = MarksOf(heading);
            return marks.Count == 0 ? text : _words.Say("fill.alsoMarks", ("text", text), ("marks", string.Join(", ", marks)));
        }

        private string TextNote(string heading, string key, IReadOnlyList<(string Concept, ConceptSource Source)> sources)
        {
            if (_options.Of(heading).Count > 0)
            {
                var listed = _words.Say("fill.list");
                return _options.MeaningOfEmpty(heading) is { Length: > 0 } meaning
                    ? _words.Say("fill.empty", ("text", listed), ("meaning", meaning))
                    : listed;
            }
            var used = sources.Where(s => Uses(s.Source, key)).ToList();
            if (used.FirstOrDefault(s => s.Source.DateFormat is not null).Source is { } dated)
                return _words.Say("fill.date", ("format", dated.DateFormat!));
            if (used.Any(s => s.Concept == Concepts.TimePeriod))
            {
                var example =
                    _periods.Rows is { Count: > 0 } rows
                    && _periods.Headings.ToList().FindIndex(h => LabelText.Key(h) == key) is >= 0 and var i
                        ? rows[0][i]
                        : Layout.Below.Select(r => r[PeriodColumns.ColumnOf(Layout, heading)].Trim()).FirstOrDefault(t => t.Length > 0)
                            ?? "";
                return _words.Say("fill.period", ("example", example));
            }
            return _words.Say(used.Any(s => s.Source.Verbatim) ? "fill.free" : "fill.text");
        }

        /// <summary>Texts that a column of figures may have instead of a number.</summary>
        private List<string> MarksOf(string heading) =>
            [
                .. Layout
                    .Tables.SelectMany(t => t.Marks)
                    .Where(m => m.Columns.Count == 0 || m.Columns.Any(c => LabelText.Key(c) == LabelText.Key(heading)))
                    .SelectMany(m => m.Texts)
                    .Where(t => t.Length > 0 && NotNumber(t))
                    .Distinct(StringComparer.OrdinalIgnoreCase),
            ];

        private static bool NotNumber(string text) => !decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out _);

        private TemplateEntry EntryOf(ColumnNote column, int at, int last)
        {
            var letters = WorkbookWriter.ColumnName(at);
            var first = Number(_first);
            var entry = new TemplateEntry
            {
                Range = $"{letters}{first}:{letters}{Number(last)}",
                Kind = EntryKind.Any,
                Title = column.Heading,
                Prompt = $"{column.What}. {column.Fill}",
            };
            if (column.Style == CellStyle.Value)
            {
                var cell = letters + first;
                var number = string.Join(
                    ',',
                    new[]
                    {
                        $"ISNUMBER({cell})",
                        Rows.AllowsNegative.Contains(at) && _figures.Contains(at) ? null : $"{cell}>=0",
                        Rows.AllowsFractions.Contains(at) || !_figures.Contains(at) ? null : $"{cell}=INT({cell})",
                    }.OfType<string>()
                );
                var condition = $"IF(ISNUMBER({cell}),AND({number}),FALSE)";
                if (MarksOf(column.Heading) is { Count: > 0 } marks)
                    condition =
                        $"OR({condition},"
                        + $"SUMPRODUCT(--({_codes.List(column.Heading, [.. marks.Select(m => new LabelOption(m, ""))])}={cell}))>0)";
                return entry with
                {
                    Kind = EntryKind.Condition,
                    Formula = condition,
                    IsStrict = true,
                    Error = $"{_words.Say("error.number")} {column.Fill}",
                };
            }
            var options = _options.Of(column.Heading);
            if (options.Count == 0)
                return entry;
            if (options.Any(o => o.Label.Length > WorkbookWriter.MaxText))
                throw FeedLayout.Impossible(_mapping, "length", _name);
            return entry with
            {
                Kind = EntryKind.List,
                Formula = _codes.List(column.Heading, options),
                Error = $"{_words.Say("error.list")} {column.Fill}",
            };
        }

        private double WidthOf(string heading, int at, bool isFigure)
        {
            var longest = isFigure
                ? 10
                : Math.Max(
                    _options.Of(heading).Select(o => o.Label.Length).DefaultIfEmpty(0).Max(),
                    Layout.Below.Take(200).Select(r => r[at].Length).DefaultIfEmpty(0).Max()
                );
            return Math.Clamp(Math.Max(longest, Math.Min(heading.Length, 24)) + 2, 9, 50);
        }

        private string ConceptName(string concept) =>
            concept != Core.Series.BreakdownDimensions.Offence && _taxonomy.FindDimension(concept) is { IsBreakdown: true } dimension
                ? dimension.Label.In(_words.Language)
                : _words.Say("concept." + concept);

        private static bool Uses(ConceptSource source, string key) =>
            source.Columns.Any(c => LabelText.Key(c) == key)
            || (source.Pattern is { } pattern && TextPattern.Headings(pattern).Any(h => LabelText.Key(h) == key));

        private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
