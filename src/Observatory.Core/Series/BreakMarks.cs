using NodaTime;

namespace Observatory.Core.Series;

/// <summary>
/// Takes the figures of one series in the order of their periods and finds the first one after each break (methodology, rule 15): the
/// figure whose period contains the day of the break, or the first that ends after it if earlier figures end before it.
/// </summary>
/// <remarks>
/// A series that begins after a break has no figure before it, so none is marked. A question that begins after a break can therefore give a
/// figure a different status than one that begins before it, if figures were reported between the break and the later beginning.
/// </remarks>
/// <param name="points">Breaks of this series, in any order.</param>
/// <param name="seenFrom">The first day that the question covers; earlier figures are unknown. Null if all figures are covered.</param>
public sealed class BreakMarks(IEnumerable<BreakPoint> points, LocalDate? seenFrom = null)
{
    private readonly BreakPoint[] _points = [.. points.OrderBy(p => p.Day).ThenBy(p => p.Note, StringComparer.Ordinal)];
    private int _passed;
    private bool _hasEarlier;

    public BreakMark Next(TimePeriod period)
    {
        List<string>? notes = null;
        var mixed = false;
        for (; _passed < _points.Length && _points[_passed].Day <= period.LastDay; _passed++)
        {
            var point = _points[_passed];
            mixed |= point.Day > period.FirstDay;
            if (point.Day >= period.FirstDay || _hasEarlier || (point.IsStart && !(seenFrom > point.Day)))
                (notes ??= []).Add(point.Note);
        }
        _hasEarlier = true;
        return notes is null && !mixed ? BreakMark.None : new BreakMark(notes ?? [], mixed);
    }
}
