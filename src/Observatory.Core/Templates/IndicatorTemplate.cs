using System.Globalization;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Templates;

/// <summary>
/// A workbook in shared codes: a row for each area, period and indicator with an empty figure, which means that it is not reported. The
/// folder of <see cref="IndicatorFeed"/> reads it.
/// </summary>
public static class IndicatorTemplate
{
    private const int HeaderRow = 2;
    private const int MaxRows = 60_000;
    private const int SpareRows = 500;

    /// <exception cref="Refusal">TEMPLATE_IMPOSSIBLE if there would be too many rows.</exception>
    public static Template Of(IndicatorForm form, TaxonomyCatalogue taxonomy, Language language)
    {
        var words = TemplateWords.In(language);
        var title = IndicatorFeed.Title(form.Country, form.Provider, language);
        var areas = taxonomy.Areas.Where(a => a.Country == form.Country.Iso3 && a.Level == form.Level).ToList();
        var periods = Enumerable
            .Range(form.FromYear, Math.Max(0, form.ToYear - form.FromYear + 1))
            .SelectMany(y => PeriodColumns.OfYear(y, form.Frequency))
            .ToList();
        if ((long)areas.Count * periods.Count * form.Indicators.Count > MaxRows)
            throw new Refusal(RefusalCodes.TemplateImpossible, ("value", form.Feed), ("reason", "rows"), ("sheet", ""));
        var used = IndicatorColumns.Dimensions.Where(d => form.Indicators.Any(i => i.Dimensions.Contains(d))).ToList();
        var headings = IndicatorColumns.All(form.Frequency);
        var (data, codesName) = (words.Say("sheet.data"), words.Say("sheet.codes"));
        var codes = new Codes(codesName);

        var rows = new List<TemplateRow>
        {
            new(
                1,
                [new TemplateCell(IndicatorFeed.Mark(form.Feed), CellStyle.Unread), null, null, new TemplateCell(title, CellStyle.Title)]
            ),
            new(HeaderRow, [.. headings.Select(h => new TemplateCell(h, CellStyle.Heading))]),
        };
        foreach (var indicator in form.Indicators)
        foreach (var area in areas)
        foreach (var period in periods)
            rows.Add(
                new TemplateRow(
                    rows.Count + 1,
                    [
                        .. headings.Select(h =>
                            Prepared(h, indicator, area, period) is { Length: > 0 } text
                                ? new TemplateCell(text, IsHelp(h) ? CellStyle.Unread : CellStyle.Text)
                                : null
                        ),
                    ]
                )
            );
        var prepared = rows.Count - HeaderRow;
        var last = rows.Count + SpareRows;

        var listed = ListsOf(form, taxonomy, used);
        foreach (var (heading, list) in listed)
            codes.Add(heading, list);
        var notes = headings.Select((h, i) => Describe(h, i + 1)).ToList();
        var sheet = new TemplateSheet
        {
            Name = data,
            Rows = rows,
            FrozenRows = HeaderRow,
            Columns =
            [
                .. notes.Select(
                    (n, i) =>
                        new TemplateColumn(
                            n.Width,
                            n.Style,
                            IndicatorColumns.Dimensions.Except(used).Any(d => IndicatorColumns.Of(d) == headings[i])
                        )
                ),
            ],
            Entries = [.. Entries()],
        };
        var workbook = new TemplateWorkbook(title, [sheet, Notes(), codes.Sheet()]);
        return new Template(form.Feed, workbook, "xlsx", FeedTemplate.PlainName(form.Feed), [data], prepared);

        string Prepared(string heading, Indicator indicator, Area area, TimePeriod period) =>
            heading switch
            {
                IndicatorColumns.Area => area.Code,
                IndicatorColumns.AreaName => area.Label.In(language),
                IndicatorColumns.Indicator => indicator.Code,
                IndicatorColumns.IndicatorName => indicator.Label.In(language),
                IndicatorColumns.Unit => indicator.CountingUnit,
                _ when heading == IndicatorColumns.Period(form.Frequency) => period.ToString(),
                _ when used.Any(d => IndicatorColumns.Of(d) == heading) => BreakdownDimensions.Total,
                _ => "",
            };

        ColumnNote Describe(string heading, int at)
        {
            var concept = IndicatorColumns.ConceptOf(heading, form.Frequency);
            var what =
                concept is null ? words.Say("concept.unread")
                : IndicatorColumns.Dimensions.Contains(concept) ? taxonomy.FindDimension(concept)!.Label.In(language)
                : words.Say("concept." + concept);
            var fill = heading switch
            {
                IndicatorColumns.Value => words.Say(form.Indicators.All(IndicatorFeed.CountsWhole) ? "fill.whole" : "fill.number"),
                IndicatorColumns.Note => words.Say("fill.free"),
                IndicatorColumns.Unit => words.Say("unit"),
                IndicatorColumns.Status => words.Say("statuses.choose"),
                _ when concept is null => words.Say("fill.unread"),
                _ when concept == Concepts.TimePeriod => words.Say(
                    "fill.period",
                    ("example", periods.Count > 0 ? periods[0].ToString() : "")
                ),
                _ => words.Say("fill.codes"),
            };
            var style =
                heading == IndicatorColumns.Value ? CellStyle.Value
                : concept is null ? CellStyle.Unread
                : CellStyle.Text;
            return new ColumnNote(
                heading,
                what,
                fill,
                style,
                concept is null ? 28
                    : heading == IndicatorColumns.Note ? 40
                    : heading == IndicatorColumns.Indicator ? 22
                    : 13
            );
        }

        IEnumerable<TemplateEntry> Entries()
        {
            for (var i = 0; i < headings.Count; i++)
            {
                var (heading, letters) = (headings[i], WorkbookWriter.ColumnName(i + 1));
                var entry = new TemplateEntry
                {
                    Range = $"{letters}{Text(HeaderRow + 1)}:{letters}{Text(last)}",
                    Kind = EntryKind.Any,
                    Title = heading,
                    Prompt = $"{notes[i].What}. {notes[i].Fill}",
                };
                if (listed.Any(l => l.Heading == heading))
                    yield return entry with
                    {
                        Kind = EntryKind.List,
                        Formula = codes.Range(heading),
                        IsStrict = true,
                        Error = words.Say("error.list"),
                    };
                else if (heading != IndicatorColumns.Value)
                    yield return entry;
            }
            // The figures of one indicator are in adjacent rows, so each block has its own limits. Below them any of the indicators may
            // follow.
            var each = areas.Count * periods.Count;
            for (var i = 0; i <= form.Indicators.Count; i++)
            {
                var from = HeaderRow + 1 + (i * each);
                var to = i < form.Indicators.Count ? from + each - 1 : last;
                if (to >= from)
                    yield return FigureEntry(i < form.Indicators.Count ? [form.Indicators[i]] : form.Indicators, from, to);
            }
        }

        TemplateEntry FigureEntry(IReadOnlyList<Indicator> indicators, int from, int to)
        {
            var value = WorkbookWriter.ColumnName(headings.Count);
            var status = WorkbookWriter.ColumnName(headings.ToList().IndexOf(IndicatorColumns.Status) + 1);
            var cell = value + Text(from);
            var conditions = new List<string> { $"ISNUMBER({cell})" };
            if (indicators.All(i => i.MinValue is not null))
                conditions.Add($"{cell}>={Number(indicators.Min(i => i.MinValue!.Value))}");
            if (indicators.All(i => i.MaxValue is not null))
                conditions.Add($"{cell}<={Number(indicators.Max(i => i.MaxValue!.Value))}");
            var whole = indicators.All(IndicatorFeed.CountsWhole);
            if (whole)
                conditions.Add($"{cell}=INT({cell})");
            // A figure with a status of missing has no value.
            foreach (var missing in taxonomy.Statuses.Where(s => s.IsMissing))
                conditions.Add($"{status}{Text(from)}<>\"{missing.Code}\"");
            var fill = words.Say(whole ? "fill.whole" : "fill.number");
            return new TemplateEntry
            {
                Range = $"{cell}:{value}{Text(to)}",
                Kind = EntryKind.Condition,
                Formula = $"IF(ISNUMBER({cell}),AND({string.Join(',', conditions)}),FALSE)",
                IsStrict = true,
                Title = IndicatorColumns.Value,
                Prompt = indicators.Count == 1 ? $"{indicators[0].Label.In(language)}. {fill}" : fill,
                Error = $"{words.Say("error.number")} {fill} {words.Say("error.missing")}",
            };
        }

        TemplateSheet Notes()
        {
            var sheetOfNotes = new NotesSheet(words.Say("sheet.notes"), words);
            sheetOfNotes.Heading(title, CellStyle.Title);
            sheetOfNotes.Line(words.Say("feed", ("feed", form.Feed), ("version", "1")));
            sheetOfNotes.HowTo(form.Feed, [data], "xlsx");
            sheetOfNotes.Columns(data, [.. notes.Where((_, i) => !sheet.Columns[i].IsHidden)]);
            sheetOfNotes.Heading(words.Say("empty"));
            foreach (var key in new[] { "empty.none", "zero", "dash", "statuses.choose", "unit" })
                sheetOfNotes.Line(words.Say(key));
            sheetOfNotes.Line(words.Say("breakdown", ("total", BreakdownDimensions.Total)));
            sheetOfNotes.Heading(words.Say("statuses"));
            foreach (var status in taxonomy.Statuses)
                sheetOfNotes.Row(CellStyle.Wrapped, status.Code, status.Label.In(language));
            sheetOfNotes.Heading(words.Say("definitions"));
            foreach (var indicator in form.Indicators)
                sheetOfNotes.Row(CellStyle.Wrapped, indicator.Code, indicator.Label.In(language), indicator.Definition.In(language));
            return sheetOfNotes.Sheet();
        }
    }

    /// <summary>The codes to choose from, of this country and these indicators, with labels in the four languages.</summary>
    private static List<(string Heading, IReadOnlyList<(string Code, LocalText Label)> Codes)> ListsOf(
        IndicatorForm form,
        TaxonomyCatalogue taxonomy,
        IReadOnlyList<string> used
    )
    {
        var lists = new List<(string, IReadOnlyList<(string, LocalText)>)>
        {
            (IndicatorColumns.Area, [.. taxonomy.Areas.Where(a => a.Country == form.Country.Iso3).Select(a => (a.Code, a.Label))]),
            (IndicatorColumns.Indicator, [.. form.Indicators.Select(i => (i.Code, i.Label))]),
            (IndicatorColumns.Unit, Members("COUNTING_UNIT")),
        };
        lists.AddRange(used.Select(d => (IndicatorColumns.Of(d), Members(d))));
        lists.Add((IndicatorColumns.Status, [.. taxonomy.Statuses.Select(s => (s.Code, s.Label))]));
        return lists;

        IReadOnlyList<(string, LocalText)> Members(string dimension) =>
            [.. (taxonomy.FindDimension(dimension)?.Members ?? []).Select(m => (m.Code, m.Label))];
    }

    private static bool IsHelp(string heading) => heading is IndicatorColumns.AreaName or IndicatorColumns.IndicatorName;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Number(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The visible sheet of codes: a block for each list, a code and its label in each language.</summary>
    private sealed class Codes(string name)
    {
        private readonly List<(string Heading, int First, int Last)> _blocks = [];
        private readonly List<TemplateRow> _rows = [];

        public void Add(string heading, IReadOnlyList<(string Code, LocalText Label)> codes)
        {
            var at = _rows.Count == 0 ? 1 : _rows[^1].Number + 2;
            _rows.Add(
                new TemplateRow(
                    at,
                    [
                        new TemplateCell(heading, CellStyle.Heading),
                        .. LanguageCodes.All.Select(l => new TemplateCell(l.Code(), CellStyle.Heading)),
                    ]
                )
            );
            foreach (var (code, label) in codes)
                _rows.Add(
                    new TemplateRow(
                        ++at,
                        [
                            new TemplateCell(code, CellStyle.Text),
                            .. LanguageCodes.All.Select(l => new TemplateCell(label.In(l), CellStyle.Text)),
                        ]
                    )
                );
            _blocks.Add((heading, at - codes.Count + 1, at));
        }

        public string Range(string heading) =>
            _blocks.First(b => b.Heading == heading) is var (_, first, last) ? WorkbookWriter.RangeOn(name, 1, first, last) : "";

        public TemplateSheet Sheet() =>
            new()
            {
                Name = name,
                Rows = _rows,
                Columns =
                [
                    new(24, CellStyle.Text),
                    new(40, CellStyle.Text),
                    new(40, CellStyle.Text),
                    new(40, CellStyle.Text),
                    new(40, CellStyle.Text),
                ],
            };
    }
}
