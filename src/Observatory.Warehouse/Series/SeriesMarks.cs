using NodaTime;
using Observatory.Core.Series;

namespace Observatory.Warehouse.Series;

/// <summary>
/// Says of each figure of a stream whether a break lies before it (status B, with a note) or inside its period.
/// The stream has to hold every series in one piece, in the order of its periods.
/// </summary>
/// <param name="lineageOf">An area and everything it lies in, the State last.</param>
/// <param name="spans">Who speaks in which years, where a change of source is declared; null for sources asked for by name, among which
/// none speaks for another.</param>
/// <param name="seenFrom">The first day asked for; null where everything was.</param>
internal sealed class SeriesMarks(
    DeclaredBreaks breaks,
    Func<string, IReadOnlyList<string>> lineageOf,
    IReadOnlyDictionary<(string Country, string Indicator), IReadOnlyList<SourceSpan>>? spans,
    LocalDate? seenFrom
)
{
    public const string Break = "B";

    private ObservationRow? _last;
    private BreakMarks _marks = new([]);

    /// <summary>The row with what is to be said of it; null where another source speaks for its year.</summary>
    public ObservationRow? Next(ObservationRow row)
    {
        var period = TimePeriod.TryParse(row.Period) ?? throw new InvalidOperationException($"{row.Period} is no period.");
        if (_last is null || !row.IsOfSeries(_last))
            _marks = new BreakMarks(
                [.. breaks.Of(lineageOf(row.Area), row.Indicator, row.Source), .. Preference.ChangesTo(row.Source, SpansOf(row) ?? [])],
                seenFrom
            );
        _last = row;
        if (SpansOf(row) is { } speaking && !speaking.Any(s => s.Provider == row.Source && s.Holds(period.Year)))
            return null;
        // A figure that is missing is not the first of anything.
        var mark = row.Value is null ? BreakMark.None : _marks.Next(period);
        if (mark.Notes.Count > 0)
            row = row with
            {
                Statuses = RowRemarks.Statuses(row.EachStatus().Append(Break)),
                Notes = RowRemarks.Notes(row.Notes, mark.Notes),
            };
        return mark.IsMixed ? row with { IsMixed = true } : row;
    }

    private IReadOnlyList<SourceSpan>? SpansOf(ObservationRow row) => spans?.GetValueOrDefault((lineageOf(row.Area)[^1], row.Indicator));
}
