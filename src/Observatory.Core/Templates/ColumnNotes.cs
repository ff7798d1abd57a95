using System.Globalization;
using Observatory.Core.Mappings;
using Observatory.Core.Normalising;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Templates;

/// <summary>Describes the columns of a sheet to those who fill it in: what each says, and what may be written there.</summary>
internal sealed class ColumnNotes(
    FeedLayout layout,
    Mapping mapping,
    TaxonomyCatalogue taxonomy,
    TemplateWords words,
    LabelOptions options,
    PeriodColumns periods,
    PreparedRows rows,
    TemplateTotals totals,
    IReadOnlyList<int> figures
)
{
    /// <summary>The note on a column.</summary>
    /// <param name="at">The column, from 1.</param>
    public ColumnNote Describe(string heading, int at)
    {
        var key = LabelText.Key(heading);
        var sources = LabelOptions.Sources(layout.Tables).ToList();
        var what = MeaningsOf(key, sources);
        var isFigure = figures.Contains(at);
        if (totals.OfRows.TryGetValue(at, out var parts))
            return new ColumnNote(
                heading,
                words.Say("concept.rowTotal"),
                words.Say("fill.rowTotal", ("columns", string.Join(", ", parts.Select(p => layout.Headings[p - 1])))),
                CellStyle.Plain,
                WidthOf(heading, at, true)
            );
        if (isFigure)
            what.Insert(0, words.Say("concept.sum", ("text", heading)));
        var isBound = !isFigure && what.Any(w => w == ConceptName(Concepts.LowerBound) || w == ConceptName(Concepts.UpperBound));
        if (what.Count == 0 && TableHeader.Asked(layout.Tables[0]).Concat(mapping.Recognise.Columns).Any(n => LabelText.Key(n) == key))
            what.Add(words.Say("concept.condition"));
        var isRead = what.Count > 0;
        return new ColumnNote(
            heading,
            isRead ? string.Join("; ", what.Distinct(StringComparer.Ordinal)) : words.Say("concept.unread"),
            isFigure || isBound ? NumberNote(heading, at, isBound)
                : isRead ? TextNote(heading, key, sources)
                : words.Say("fill.unread"),
            isFigure || isBound ? CellStyle.Value
                : isRead ? CellStyle.Text
                : CellStyle.Unread,
            WidthOf(heading, at, isFigure)
        );
    }

    /// <summary>What a column says, in words: one text for each concept that it gives.</summary>
    private List<string> MeaningsOf(string key, IReadOnlyList<(string Concept, ConceptSource Source)> sources)
    {
        var what = new List<string>();
        foreach (var (concept, source) in sources)
        {
            if (Uses(source, key))
                what.Add(ConceptName(concept));
            if (source.Codes is { } codes && source.Columns.Any(c => LabelText.Key(c) == key))
                what.AddRange(
                    codes.Concepts.Where(c => c is not (Concepts.Note or Concepts.UnitMeasure or Concepts.ObsStatus)).Select(ConceptName)
                );
            if (source.Define is { } define)
            {
                if (LabelText.Key(define.NameColumn) == key)
                    what.Add(words.Say("concept.areaName"));
                if (Uses(define.Parent, key))
                    what.Add(words.Say("concept.areaParent"));
            }
        }
        foreach (var concept in new[] { Concepts.LowerBound, Concepts.UpperBound })
            if (layout.Tables.Any(t => t.Concepts.TryGetValue(concept, out var bound) && Uses(bound, key)))
                what.Add(ConceptName(concept));
        return what;
    }

    private string NumberNote(string heading, int at, bool isBound)
    {
        var text = words.Say(
            (isBound || rows.AllowsFractions.Contains(at), !isBound && rows.AllowsNegative.Contains(at)) switch
            {
                (true, true) => "fill.any",
                (true, false) => "fill.number",
                (false, true) => "fill.anyWhole",
                (false, false) => "fill.whole",
            }
        );
        var marks = MarksOf(heading);
        return marks.Count == 0 ? text : words.Say("fill.alsoMarks", ("text", text), ("marks", string.Join(", ", marks)));
    }

    private string TextNote(string heading, string key, IReadOnlyList<(string Concept, ConceptSource Source)> sources)
    {
        if (options.Of(heading).Count > 0)
        {
            var listed = words.Say("fill.list");
            return options.MeaningOfEmpty(heading) is { Length: > 0 } meaning
                ? words.Say("fill.empty", ("text", listed), ("meaning", meaning))
                : listed;
        }
        var used = sources.Where(s => Uses(s.Source, key)).ToList();
        if (used.FirstOrDefault(s => s.Source.DateFormat is not null).Source is { } dated)
            return words.Say("fill.date", ("format", dated.DateFormat!));
        if (used.Any(s => s.Concept == Concepts.TimePeriod))
        {
            var example =
                periods.Rows is { Count: > 0 } rows && periods.Headings.ToList().FindIndex(h => LabelText.Key(h) == key) is >= 0 and var i
                    ? rows[0][i]
                    : layout.Below.Select(r => r[PeriodColumns.ColumnOf(layout, heading)].Trim()).FirstOrDefault(t => t.Length > 0) ?? "";
            return words.Say("fill.period", ("example", example));
        }
        return words.Say(used.Any(s => s.Source.Verbatim) ? "fill.free" : "fill.text");
    }

    /// <summary>Texts that a column of figures may have instead of a number.</summary>
    public List<string> MarksOf(string heading) =>
        [
            .. layout
                .Tables.SelectMany(t => t.Marks)
                .Where(m => m.Columns.Count == 0 || m.Columns.Any(c => LabelText.Key(c) == LabelText.Key(heading)))
                .SelectMany(m => m.Texts)
                .Where(t => t.Length > 0 && NotNumber(t))
                .Distinct(StringComparer.OrdinalIgnoreCase),
        ];

    private static bool NotNumber(string text) => !decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out _);

    private double WidthOf(string heading, int at, bool isFigure)
    {
        var longest = isFigure
            ? 10
            : Math.Max(
                options.Of(heading).Select(o => o.Label.Length).DefaultIfEmpty(0).Max(),
                layout.Below.Take(200).Select(r => r[at].Length).DefaultIfEmpty(0).Max()
            );
        return Math.Clamp(Math.Max(longest, Math.Min(heading.Length, 24)) + 2, 9, 50);
    }

    private string ConceptName(string concept) =>
        concept != BreakdownDimensions.Offence && taxonomy.FindDimension(concept) is { IsBreakdown: true } dimension
            ? dimension.Label.In(words.Language)
            : words.Say("concept." + concept);

    private static bool Uses(ConceptSource source, string key) =>
        source.Columns.Any(c => LabelText.Key(c) == key)
        || (source.Pattern is { } pattern && TextPattern.Headings(pattern).Any(h => LabelText.Key(h) == key));
}
