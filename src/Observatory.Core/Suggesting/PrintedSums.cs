using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Reading;

namespace Observatory.Core.Suggesting;

/// <summary>
/// Proves by arithmetic that a row or a column prints a sum. Texts are read with a decimal point and with a decimal comma; a sum that is
/// correct in one of the two ways for all figures is proved, whatever the marks mean.
/// </summary>
internal sealed class PrintedSums
{
    private const int Ways = 2;
    private const char Point = '.';
    private const char Comma = ',';

    private readonly decimal[][] _sums;
    private readonly bool[][] _hasFractions;
    private readonly bool[] _hasOther;
    private int _rows;

    /// <param name="width">The number of columns of the widest row.</param>
    public PrintedSums(int width)
    {
        _sums = [new decimal[width + 1], new decimal[width + 1]];
        _hasFractions = [new bool[width + 1], new bool[width + 1]];
        _hasOther = new bool[width + 1];
    }

    public void Add(GridRow row)
    {
        _rows++;
        for (var c = 1; c <= row.Count && c < _hasOther.Length; c++)
        {
            _hasOther[c] |= !string.IsNullOrWhiteSpace(row[c]) && !TableFinder.IsYear(row[c]);
            for (var way = 0; way < Ways; way++)
            {
                if (Read(row, c, way) is not { } figure)
                    continue;
                _sums[way][c] += figure;
                _hasFractions[way][c] |= figure != decimal.Truncate(figure);
            }
        }
    }

    public void Clear()
    {
        _rows = 0;
        foreach (var sums in _sums)
            Array.Clear(sums);
    }

    /// <summary>
    /// True if the row prints the sums of the rows added so far: at least one sum other than zero is correct, and none is wrong. Years and
    /// fractions, such as rates, are not summed in the row of a total, and may have any value.
    /// </summary>
    /// <param name="least">The minimum number of summed rows.</param>
    public bool IsPrintedBy(GridRow row, int least = 2)
    {
        if (_rows < least)
            return false;
        for (var way = 0; way < Ways; way++)
        {
            var (fails, some) = (false, false);
            for (var c = 1; c <= row.Count && c < _hasOther.Length && !fails; c++)
            {
                if (!TableFinder.IsFigure(row, c))
                    continue;
                var isSame = Read(row, c, way) is { } printed && printed == _sums[way][c];
                some |= isSame && _sums[way][c] != 0;
                fails = !isSame && !_hasFractions[way][c] && _hasOther[c];
            }
            if (some && !fails)
                return true;
        }
        return false;
    }

    /// <summary>
    /// True if a column prints the sum of others in every row in which it is not empty, at least twice and not only zeros.
    /// </summary>
    public static bool AreColumns(IReadOnlyList<GridRow> data, int total, IReadOnlyList<int> parts)
    {
        if (parts.Count < 2)
            return false;
        for (var way = 0; way < Ways; way++)
        {
            var proved = 0;
            var fails = false;
            foreach (var row in data)
            {
                if (string.IsNullOrWhiteSpace(row[total]))
                    continue;
                var sum = 0m;
                foreach (var part in parts)
                    sum += Read(row, part, way) ?? 0;
                if (Read(row, total, way) is not { } printed || printed != sum)
                {
                    fails = true;
                    break;
                }
                proved += printed != 0 ? 1 : 0;
            }
            if (!fails && proved >= Math.Min(2, data.Count))
                return true;
        }
        return false;
    }

    private static decimal? Read(GridRow row, int column, int way)
    {
        var text = row[column].Trim();
        if (text.Length is 0 or > 40 || !TableFinder.IsFigure(row, column))
            return null;
        if (row.KindOf(column) != CellKind.Number)
        {
            var point = way == 0 ? Point : Comma;
            text = text.Replace("\u00A0", "", StringComparison.Ordinal)
                .Replace("\u202F", "", StringComparison.Ordinal)
                .Replace(" ", "", StringComparison.Ordinal)
                .Replace("'", "", StringComparison.Ordinal)
                .Replace(way == 0 ? "," : ".", "", StringComparison.Ordinal)
                .Replace(point, Point)
                .Replace('\u2212', '-');
        }
        return
            decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var figure)
            && Math.Abs(figure) < NumberEvidence.TooLarge
            ? figure
            : null;
    }
}
