using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Warehouse.Series;

/// <summary>
/// Says of each figure of a stream whether a break lies before it (status B, with a note), and how it changed since the year before where that is asked.
/// The stream has to hold every series in one piece, in the order of its periods; memory is that of one year of one series.
/// </summary>
/// <param name="lineageOf">An area and everything it lies in, the State last.</param>
/// <param name="spans">Who speaks in which years, where a change of source is declared; null for sources asked for by name, among which none speaks for another.</param>
internal sealed class SeriesMarks(
    TaxonomyCatalogue taxonomy, DeclaredBreaks breaks, Func<string, IReadOnlyList<string>> lineageOf,
    IReadOnlyDictionary<(string Country, string Indicator), IReadOnlyList<SourceSpan>>? spans)
{
    public const string Break = "B";
    /// <summary>Provisional: where a file says that a period is covered only in part, its mapping gives it this status (methodology, rule 14).</summary>
    private const string Provisional = "P";

    private ObservationRow? _last;
    private BreakMarks _marks = new([]);
    private Growth? _growth;
    private Indicator? _indicator;

    /// <summary>The row with what is to be said of it; null where another source speaks for its year.</summary>
    public ObservationRow? Next(ObservationRow row, ObservationQuery query)
    {
        var period = TimePeriod.TryParse(row.Period) ?? throw new InvalidOperationException($"{row.Period} is no period.");
        if (_last is null || !SameSeries(_last, row))
            Begin(row, query);
        _last = row;
        if (SpansOf(row) is { } speaking && !speaking.Any(s => s.Provider == row.Source && s.Holds(period.Year)))
            return null;
        // A figure that is missing is not the first of anything.
        var mark = row.Value is null ? BreakMark.None : _marks.Next(period);
        if (mark.Notes.Count > 0)
            row = row with { Statuses = WithBreak(row.Statuses), Notes = string.Join('\n', mark.Notes.Prepend(row.Notes).Where(n => !string.IsNullOrEmpty(n))) };
        return _growth is null ? row : row with { Change = _growth.Next(FigureOf(row, period, mark)), ChangeUnit = Growth.UnitOf(_indicator?.Kind ?? IndicatorKind.Count) };
    }

    private void Begin(ObservationRow row, ObservationQuery query)
    {
        var points = breaks.Of(lineageOf(row.Area), row.Indicator, row.Source);
        _marks = new BreakMarks([.. points, .. Preference.ChangesTo(row.Source, SpansOf(row) ?? [])], query.From?.FirstDay);
        _indicator = taxonomy.FindIndicator(row.Indicator);
        _growth = query.Growth ? new Growth(_indicator?.Kind ?? IndicatorKind.Count) : null;
    }

    private IReadOnlyList<SourceSpan>? SpansOf(ObservationRow row) => spans?.GetValueOrDefault((lineageOf(row.Area)[^1], row.Indicator));

    private GrowthFigure FigureOf(ObservationRow row, TimePeriod period, BreakMark mark)
    {
        var statuses = row.Statuses.Split(';');
        var countsEvents = _indicator is { Kind: IndicatorKind.Count } counted && counted.Unit.StartsWith("COUNT_", StringComparison.Ordinal);
        return new GrowthFigure(
            period, row.Value, row.Unit, countsEvents ? row.Value : null, row.Complete && !statuses.Contains(Provisional), statuses.Contains(Break), mark.IsMixed);
    }

    // What says nothing beside another status is dropped.
    private static string WithBreak(string statuses) =>
        string.Join(';', statuses.Split(';', StringSplitOptions.RemoveEmptyEntries).Where(s => s != "A").Append(Break).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

    private static bool SameSeries(ObservationRow one, ObservationRow other) =>
        one.Area == other.Area && one.Indicator == other.Indicator && one.Source == other.Source && one.Members().SequenceEqual(other.Members());
}
