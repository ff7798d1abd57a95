using Observatory.Core.Cells;
using Observatory.Core.Series;

namespace Observatory.Core.Plausibility;

/// <summary>The number of a year: as the file gives it, or the sum of all its months, quarters or half-years.</summary>
/// <param name="Where">Its cell, or the cell of its first part; null for a stored number that the file does not contain.</param>
/// <param name="IsBreak">True if the office declares that the number is not comparable with the year before.</param>
internal readonly record struct YearlyValue(int Year, decimal Value, CellRef? Where, bool IsBreak = false);

/// <summary>
/// Collects the years of one series from its figures in the order of their periods: years first, then half-years, quarters and months.
/// </summary>
internal sealed class YearlyValues
{
    private readonly List<YearlyValue> _years = [];
    private TimePeriod _part;
    private decimal _sum;
    private int _parts;
    private CellRef _first;
    private bool _isBreak;

    /// <param name="addsUp">Whether parts of a year sum to the year; false for stocks and rates.</param>
    public void Add(TimePeriod period, decimal value, CellRef where, bool isBreak, bool addsUp)
    {
        if (period.Frequency == Frequency.Annual)
        {
            _years.Add(new YearlyValue(period.Year, value, where, isBreak));
            return;
        }
        if (!addsUp)
            return;
        if (_parts == 0 || period.Year != _part.Year || period.Frequency != _part.Frequency)
        {
            EndYear();
            (_sum, _parts, _first, _isBreak) = (0, 0, where, false);
        }
        (_part, _sum, _parts, _isBreak) = (period, _sum + value, _parts + 1, _isBreak | isBreak);
    }

    /// <summary>The whole years in order. Figures added afterwards begin a new series.</summary>
    public IReadOnlyList<YearlyValue> End()
    {
        EndYear();
        _parts = 0;
        _years.Sort((a, b) => a.Year.CompareTo(b.Year));
        return _years;
    }

    public void Clear() => _years.Clear();

    private void EndYear()
    {
        // A year that the office gives itself takes precedence over the sum of its parts.
        if (_parts > 0 && _parts == _part.Frequency.PerYear() && !_years.Exists(y => y.Year == _part.Year))
            _years.Add(new YearlyValue(_part.Year, _sum, _first, _isBreak));
    }
}
