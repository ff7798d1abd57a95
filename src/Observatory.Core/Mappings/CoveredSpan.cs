using Observatory.Core.Series;

namespace Observatory.Core.Mappings;

/// <summary>The first and the last period of what was taken.</summary>
internal sealed class CoveredSpan
{
    private int _from = int.MaxValue;
    private int _to = int.MinValue;

    /// <summary>True where nothing was taken: then there is neither first nor last.</summary>
    public bool IsEmpty => _to < _from;

    public TimePeriod From => TimePeriod.FromId(_from);

    public TimePeriod To => TimePeriod.FromId(_to);

    /// <param name="period">Number of a period, of one frequency in all calls.</param>
    public void Take(int period)
    {
        if (period < _from)
            _from = period;
        if (period > _to)
            _to = period;
    }
}
