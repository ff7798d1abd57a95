using Observatory.Core.Series;

namespace Observatory.Core.Mappings;

/// <summary>The first and the last period taken.</summary>
internal sealed class CoveredSpan
{
    private int _from = int.MaxValue;
    private int _to = int.MinValue;

    /// <summary>True if nothing was taken; then there is neither first nor last.</summary>
    public bool IsEmpty => _to < _from;

    public TimePeriod From => TimePeriod.FromId(_from);

    public TimePeriod To => TimePeriod.FromId(_to);

    /// <summary>The span from the first of all to the last of all.</summary>
    public static CoveredSpan Of(IEnumerable<CoveredSpan> spans)
    {
        var all = new CoveredSpan();
        foreach (var span in spans)
            (all._from, all._to) = (Math.Min(all._from, span._from), Math.Max(all._to, span._to));
        return all;
    }

    /// <param name="period">Number of a period, of one frequency in all calls.</param>
    public void Take(int period)
    {
        if (period < _from)
            _from = period;
        if (period > _to)
            _to = period;
    }
}
