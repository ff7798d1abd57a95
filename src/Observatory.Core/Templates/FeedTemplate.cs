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
/// A workbook in the layout of one feed's own file: the header in the office's words, its labels to choose from, and rows prepared
/// where the mapping lists every label. It reads back by the feed's mapping.
/// </summary>
public static class FeedTemplate
{
    /// <summary>What stands for a word of a title that the office has to write itself.</summary>
    public const string Blank = "…";

    // Rows ready for a register in which the office writes every row.
    private const int OpenRows = 500;
    private const int SpareRows = 200;

    /// <param name="folder">The feed's folder: its sample shows the order of the columns and the lines above them.</param>
    /// <param name="fromYear">First year that rows are prepared for, where a column says the year.</param>
    /// <param name="toYear">Last year.</param>
    /// <exception cref="Refusal">TEMPLATE_IMPOSSIBLE, with the reason.</exception>
    public static Template Of(FolderFiles folder, Mapping mapping, TaxonomyCatalogue taxonomy, Language language, int fromYear, int toYear, ReadLimits limits, CancellationToken cancellation)
    {
        var words = TemplateWords.In(language);
        var layouts = FeedLayout.Of(folder, mapping, limits, cancellation);
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
            if (built.TotalLabel is { } total)
                notes.Line(words.Say("total", ("label", total)));
        }
        notes.Facts(mapping);
        notes.Statuses(mapping, taxonomy, language);
        sheets.Add(notes.Sheet());
        if (!codes.IsEmpty)
            sheets.Add(codes.Sheet(isHidden: true));
        return new Template(mapping.Id, new TemplateWorkbook(words.Say("title", ("title", mapping.Title.In(language))), sheets), format, names, prepared);
    }

    /// <summary>The format to send it in: the mapping's own where it does not read a workbook of today.</summary>
    private static string FormatOf(Mapping mapping) =>
        mapping.Recognise.Format.Count == 0 || mapping.Recognise.Format.Contains("xlsx") ? "xlsx" : mapping.Recognise.Format.Contains("csv") ? "csv" : "xls";

    private static string SheetName(FeedLayout layout, TemplateWords words) =>
        WorkbookWriter.IsSheetName(layout.Name) ? layout.Name : words.Say("sheet.data");

    /// <summary>A name for a sheet of ours that no table of the mapping takes for its own.</summary>
    private static string FreeName(string wanted, Mapping mapping)
    {
        for (var name = wanted; name.Length < 31; name += "_")
            if (!mapping.Tables.Any(t => t.Sheet is not null && TableMapper.Matches(t.Sheet, name)))
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
        private readonly int _header;

        public Building(FeedLayout layout, string name, Mapping mapping, TaxonomyCatalogue taxonomy, TemplateWords words, CodesSheet codes, int fromYear, int toYear)
        {
            (Layout, _name, _mapping, _taxonomy, _words, _codes) = (layout, name, mapping, taxonomy, words, codes);
            _options = new LabelOptions(layout, mapping, taxonomy, words.Language);
            _periods = PeriodColumns.Of(layout, fromYear, toYear);
            Rows = new PreparedRows(layout, mapping, _options, _periods, taxonomy);
            _figures = [.. PreparedRows.FigureColumns(layout)];
            if (_figures.Length == 0 && !PreparedRows.CountsRecords(layout))
                throw FeedLayout.Impossible(mapping, "figures", name);
            _header = WriteAbove();
            Columns = [.. layout.Headings.Select((h, i) => Describe(h, i + 1))];
        }

        public FeedLayout Layout { get; }

        public PreparedRows Rows { get; }

        public IReadOnlyList<ColumnNote> Columns { get; }

        public string? TotalLabel { get; private set; }

        public bool CountsRecords => PreparedRows.CountsRecords(Layout);

        public IEnumerable<string> Counted => Layout.Tables.SelectMany(t => t.Series.Select(s => s.Concepts).Append(t.Concepts))
            .Select(c => c.GetValueOrDefault(Concepts.ObsValue)).OfType<ConceptSource>().SelectMany(s => s.Columns).Distinct(StringComparer.Ordinal);

        public TemplateSheet Sheet()
        {
            var rows = new List<TemplateRow>(_above)
            {
                new(_header, [.. Layout.Headings.Select(h => new TemplateCell(h, CellStyle.Heading))]),
            };
            for (var i = 0; i < Rows.Rows.Count; i++)
                rows.Add(new TemplateRow(_header + 1 + i, [.. Rows.Rows[i].Select(c => c.Length == 0 ? null : new TemplateCell(c, CellStyle.Text))]));
            var last = _header + (Rows.Rows.Count > 0 ? Rows.Rows.Count + SpareRows : OpenRows);
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

        /// <summary>The lines above the header that the mapping looks for; what they say of one file is left open. Gives the row of the header.</summary>
        private int WriteAbove()
        {
            var kept = new List<(int Row, TemplateCell Cell)>();
            var title = _mapping.Recognise.Title;
            foreach (var row in Layout.Above)
            {
                var joined = FeedLayout.Joined(row);
                var open = Opened(joined, FactPlace.Title);
                if (open is not null)
                    kept.Add((row.Number, new TemplateCell(open, CellStyle.ToComplete)));
                else if (title is not null && Enumerable.Range(1, row.Count).Select(at => row[at].Trim()).FirstOrDefault(t => title.IsMatch(t)) is { } matching)
                    kept.Add((row.Number, new TemplateCell(matching, CellStyle.Title)));
            }
            if (title is not null && !kept.Any(k => title.IsMatch(k.Cell.Text)) && !Layout.Headings.Any(h => title.IsMatch(h)) && _mapping.Tables.Count == Layout.Tables.Count)
                throw FeedLayout.Impossible(_mapping, "title", _name);
            // A header with a row of its own keeps it, and so do the lines above.
            var isFixed = Layout.Tables.Any(t => t.HeaderRow is not null);
            for (var i = 0; i < kept.Count; i++)
                _above.Add(new TemplateRow(isFixed ? kept[i].Row : i + 1, [kept[i].Cell]));
            return isFixed ? Layout.HeaderRow : kept.Count + 1;
        }

        /// <summary>The printed total and the lines of the footer that the mapping demands.</summary>
        private void WriteBelow(List<TemplateRow> rows, int last)
        {
            var at = last;
            foreach (var total in Layout.Tables.SelectMany(t => t.Totals).Where(t => t.Required))
            {
                // A total of a part, or above its rows, stands where only the office knows.
                if (total.SinceLast || total.Below || total.Where.Any(w => w.Column == RowCondition.FirstFilled))
                    throw FeedLayout.Impossible(_mapping, "total", _name);
                var cells = new TemplateCell?[Layout.Headings.Count];
                var sample = Layout.Below.FirstOrDefault(r => total.Where.All(w => w.Holds(r[PeriodColumns.ColumnOf(Layout, w.Column)])));
                foreach (var condition in total.Where)
                {
                    var column = PeriodColumns.ColumnOf(Layout, condition.Column);
                    var text = sample?[column].Trim() ?? (condition.Texts.Count > 0 ? condition.Texts[0].TrimEnd('*') : "");
                    if (!condition.Holds(text))
                        throw FeedLayout.Impossible(_mapping, "total", _name);
                    cells[column - 1] = new TemplateCell(text, CellStyle.Heading);
                    TotalLabel ??= text;
                }
                foreach (var figure in _figures)
                {
                    var letters = WorkbookWriter.ColumnName(figure);
                    cells[figure - 1] = new TemplateCell("0", CellStyle.Heading, $"SUM({letters}{Number(_header + 1)}:{letters}{Number(last)})");
                }
                rows.Add(new TemplateRow(++at, cells));
            }
            if (!_mapping.Facts.Any(f => f.In == FactPlace.Footer) || Layout.Below.FirstOrDefault(Stops) is not { } stop)
                return;
            var stopping = new TemplateCell?[Layout.Headings.Count];
            var joined = Opened(FeedLayout.Joined(stop), FactPlace.Footer);
            foreach (var condition in Layout.Tables.SelectMany(t => t.StopAt))
            {
                var column = StopColumn(stop, condition);
                if (column == 0)
                    continue;
                var text = stop[column].Trim();
                stopping[column - 1] = joined is null ? new TemplateCell(text, CellStyle.Plain) : new TemplateCell(Opened(text, FactPlace.Footer) ?? text, CellStyle.ToComplete);
            }
            rows.Add(new TemplateRow(++at, stopping));
            foreach (var row in Layout.Sample.Where(r => r.Number > stop.Number))
                if (Opened(FeedLayout.Joined(row), FactPlace.Footer) is { } open)
                    rows.Add(new TemplateRow(++at, [new TemplateCell(open, CellStyle.ToComplete)]));
        }

        private bool Stops(GridRow row) =>
            Layout.Tables.Any(t => t.StopAt.Count > 0 && t.StopAt.All(c => c.Holds(row[StopColumn(row, c)])));

        private int StopColumn(GridRow row, RowCondition condition) => condition.Column == RowCondition.FirstFilled
            ? Enumerable.Range(1, row.Count).FirstOrDefault(at => !string.IsNullOrWhiteSpace(row[at])) : PeriodColumns.ColumnOf(Layout, condition.Column);

        /// <summary>The line with its facts taken out, because they are those of the sample; null where it holds none.</summary>
        private string? Opened(string line, FactPlace place)
        {
            var facts = _mapping.Facts.Where(f => f.In == place).SelectMany(f => f.Pattern.Match(line) is { Success: true } m ? f.Names.Select(n => m.Groups[n]) : [])
                .Where(g => g is { Success: true, Length: > 0 }).OrderByDescending(g => g.Index).ToList();
            if (facts.Count == 0)
                return null;
            var end = line.Length + 1;
            foreach (Group fact in facts)
            {
                // Two patterns may take the same word, or one a part of the other's.
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
                    what.AddRange(codes.Concepts.Where(c => c is not (Concepts.Note or Concepts.UnitMeasure or Concepts.ObsStatus)).Select(ConceptName));
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
            if (isFigure)
                what.Insert(0, _words.Say("concept.sum", ("text", heading)));
            var isBound = !isFigure && what.Any(w => w == ConceptName(Concepts.LowerBound) || w == ConceptName(Concepts.UpperBound));
            if (what.Count == 0 && TableHeader.Needed(Layout.Tables[0]).Concat(_mapping.Recognise.Columns).Any(n => LabelText.Key(n) == key))
                what.Add(_words.Say("concept.condition"));
            var isRead = what.Count > 0;
            return new ColumnNote(
                heading, isRead ? string.Join("; ", what.Distinct(StringComparer.Ordinal)) : _words.Say("concept.unread"),
                isFigure || isBound ? NumberNote(heading, at, isBound) : isRead ? TextNote(heading, key, sources) : _words.Say("fill.unread"),
                isFigure || isBound ? CellStyle.Value : isRead ? CellStyle.Text : CellStyle.Unread,
                WidthOf(heading, at, isFigure));
        }

        private string NumberNote(string heading, int at, bool isBound)
        {
            var text = _words.Say((isBound || Rows.AllowsFractions.Contains(at), !isBound && Rows.AllowsNegative.Contains(at)) switch
            {
                (true, true) => "fill.any",
                (true, false) => "fill.number",
                (false, true) => "fill.anyWhole",
                (false, false) => "fill.whole",
            });
            var marks = MarksOf(heading);
            return marks.Count == 0 ? text : _words.Say("fill.alsoMarks", ("text", text), ("marks", string.Join(", ", marks)));
        }

        private string TextNote(string heading, string key, IReadOnlyList<(string Concept, ConceptSource Source)> sources)
        {
            if (_options.Of(heading).Count > 0)
            {
                var listed = _words.Say("fill.list");
                return _options.MeaningOfEmpty(heading) is { Length: > 0 } meaning ? _words.Say("fill.empty", ("text", listed), ("meaning", meaning)) : listed;
            }
            var used = sources.Where(s => Uses(s.Source, key)).ToList();
            if (used.FirstOrDefault(s => s.Source.DateFormat is not null).Source is { } dated)
                return _words.Say("fill.date", ("format", dated.DateFormat!));
            if (used.Any(s => s.Concept == Concepts.TimePeriod))
            {
                var example = _periods.Rows is { Count: > 0 } rows && _periods.Headings.ToList().FindIndex(h => LabelText.Key(h) == key) is >= 0 and var i ? rows[0][i]
                    : Layout.Below.Select(r => r[PeriodColumns.ColumnOf(Layout, heading)].Trim()).FirstOrDefault(t => t.Length > 0) ?? "";
                return _words.Say("fill.period", ("example", example));
            }
            return _words.Say(used.Any(s => s.Source.Verbatim) ? "fill.free" : "fill.text");
        }

        /// <summary>Texts that a column of figures may hold in the place of a number.</summary>
        private List<string> MarksOf(string heading) => [.. Layout.Tables.SelectMany(t => t.Marks)
            .Where(m => m.Columns.Count == 0 || m.Columns.Any(c => LabelText.Key(c) == LabelText.Key(heading)))
            .SelectMany(m => m.Texts).Where(t => t.Length > 0 && NotNumber(t)).Distinct(StringComparer.OrdinalIgnoreCase)];

        private static bool NotNumber(string text) => !decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out _);

        private TemplateEntry EntryOf(ColumnNote column, int at, int last)
        {
            var letters = WorkbookWriter.ColumnName(at);
            var first = Number(_header + 1);
            var entry = new TemplateEntry { Range = $"{letters}{first}:{letters}{Number(last)}", Kind = EntryKind.Any, Title = column.Heading, Prompt = $"{column.What}. {column.Fill}" };
            if (column.Style == CellStyle.Value)
            {
                var cell = letters + first;
                var number = string.Join(',', new[]
                {
                    $"ISNUMBER({cell})",
                    Rows.AllowsNegative.Contains(at) && _figures.Contains(at) ? null : $"{cell}>=0",
                    Rows.AllowsFractions.Contains(at) || !_figures.Contains(at) ? null : $"{cell}=INT({cell})",
                }.OfType<string>());
                var condition = $"IF(ISNUMBER({cell}),AND({number}),FALSE)";
                if (MarksOf(column.Heading) is { Count: > 0 } marks)
                    condition = $"OR({condition},SUMPRODUCT(--({_codes.List(column.Heading, [.. marks.Select(m => new LabelOption(m, ""))])}={cell}))>0)";
                return entry with { Kind = EntryKind.Condition, Formula = condition, IsStrict = true, Error = $"{_words.Say("error.number")} {column.Fill}" };
            }
            var options = _options.Of(column.Heading);
            if (options.Count == 0)
                return entry;
            if (options.Any(o => o.Label.Length > WorkbookWriter.MaxText))
                throw FeedLayout.Impossible(_mapping, "length", _name);
            return entry with { Kind = EntryKind.List, Formula = _codes.List(column.Heading, options), Error = $"{_words.Say("error.list")} {column.Fill}" };
        }

        private double WidthOf(string heading, int at, bool isFigure)
        {
            var longest = isFigure ? 10 : Math.Max(
                _options.Of(heading).Select(o => o.Label.Length).DefaultIfEmpty(0).Max(),
                Layout.Below.Take(200).Select(r => r[at].Length).DefaultIfEmpty(0).Max());
            return Math.Clamp(Math.Max(longest, Math.Min(heading.Length, 24)) + 2, 9, 50);
        }

        private string ConceptName(string concept) =>
            concept != Core.Series.BreakdownDimensions.Offence && _taxonomy.FindDimension(concept) is { IsBreakdown: true } dimension ? dimension.Label.In(_words.Language) : _words.Say("concept." + concept);

        private static bool Uses(ConceptSource source, string key) =>
            source.Columns.Any(c => LabelText.Key(c) == key) || (source.Pattern is { } pattern && TextPattern.Headings(pattern).Any(h => LabelText.Key(h) == key));

        private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
