using Observatory.Core.Figures;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Warehouse.Questions.Stages;

/// <summary>
/// Marks figures after a break (status B, with a note) and figures whose period contains one. Leaves out figures of years for which a
/// declared change of source prefers another source.
/// </summary>
/// <param name="lineageOf">An area and every area that contains it, the State last.</param>
/// <param name="spans">
/// The preferred sources by year, if a change of source is declared; null if the question names sources, or no source changes.
/// </param>
/// <param name="seenFrom">The first fetched period; null if every period is fetched.</param>
internal sealed class SeriesBreaks(
    DeclaredBreaks breaks,
    Func<string, IReadOnlyList<string>> lineageOf,
    IReadOnlyDictionary<(string Country, string Indicator), IReadOnlyList<SourceSpan>>? spans,
    TimePeriod? seenFrom
) : FigureByFigure
{
    private Figure? _last;
    private BreakMarks _marks = new([]);
    private IReadOnlyList<SourceSpan>? _spans;

    public override bool IsOneToOne => spans is null;

    public override FetchQuestion Widened(FetchQuestion asked) => spans is null ? asked : asked with { Sources = [ObservationQuery.Every] };

    public override Figure? Next(Figure figure)
    {
        if (_last is null || !figure.IsOfSeries(_last))
        {
            var lineage = lineageOf(figure.Area);
            _spans = spans?.GetValueOrDefault((lineage[^1], figure.Indicator));
            _marks = new BreakMarks(
                [.. breaks.Of(lineage, figure.Indicator, figure.Source), .. Preference.ChangesTo(figure.Source, _spans ?? [])],
                seenFrom?.FirstDay
            );
        }
        _last = figure;
        if (_spans is not null && !_spans.Any(s => s.Provider == figure.Source && s.Holds(figure.Period.Year)))
            return null;
        // A figure without a value does not count as the first one after a break.
        var mark = figure.Value is null ? BreakMark.None : _marks.Next(figure.Period);
        if (mark.Notes.Count > 0)
            figure = figure with { Statuses = figure.Statuses.With(StatusSet.BreakCode), Notes = figure.Notes.With(mark.Notes) };
        return mark.IsMixed ? figure with { IsMixed = true } : figure;
    }
}
