using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Series;

namespace Observatory.Core.Plausibility;

/// <summary>
/// Finds months between the first and the last of a series that are missing altogether. It skips indicators for which absence means zero,
/// and files that declare what they cover: for those, staging counts each missing figure.
/// </summary>
internal sealed class MonthGaps
{
    private readonly MappedFile _file;
    private readonly HashSet<(string Provider, string Indicator)> _covered;
    private readonly Dictionary<string, CheckTally> _missing = new(StringComparer.Ordinal);
    private ObservationKey _last = new(-1, -1, -1, -1);
    private int _lastMonth;

    public MonthGaps(MappedFile file)
    {
        _file = file;
        _covered = [.. file.Scopes.Where(s => s.Frequency == Frequency.Monthly).Select(s => (s.Provider, s.Indicator))];
    }

    /// <summary>Adds a figure of the total, with or without a value.</summary>
    public void Add(in ObservationKey key)
    {
        var period = TimePeriod.FromId(key.Period);
        if (period.Frequency != Frequency.Monthly)
            return;
        var month = (period.Year * 12) + period.Ordinal - 1;
        if (
            key.Indicator == _last.Indicator
            && key.Area == _last.Area
            && key.Provider == _last.Provider
            && month > _lastMonth + 1
            && !_covered.Contains((_file.Providers[key.Provider], _file.Indicators[key.Indicator]))
        )
        {
            var gap = month - _lastMonth - 1;
            var first = TimePeriod.OfMonth((_lastMonth + 1) / 12, ((_lastMonth + 1) % 12) + 1);
            Said.Of(_missing, _file.Indicators[key.Indicator])
                .Add(new Doubt(gap, _file.Areas[key.Area], first.ToString(), gap, null, null, null), gap);
        }
        (_last, _lastMonth) = (key, month);
    }

    public void Tell()
    {
        foreach (var (indicator, tally) in Said.Ordered(_missing))
            _file.Findings.Add(Said.Of(FindingCodes.MonthsMissing, indicator, tally));
    }
}
