using NodaTime;

namespace Observatory.Core.Series;

/// <summary>
/// Goes along the figures of one series in the order of their periods and says which is the first after each break (methodology, rule 15):
/// the one whose period holds the day of the break, or the first that ends after it where earlier figures end before it.
/// </summary>
/// <remarks>
/// A series that begins after a break has no figure on the other side and carries no mark. So a question that begins later than a break
/// and one that does not give the same figure the same statuses, unless nothing was reported between the break and the later beginning.
/// </remarks>
/// <param name="points">Breaks of this series, in any order.</param>
/// <param name="seenFrom">The first day asked for: what came before was not asked. Null where everything was.</param>
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
