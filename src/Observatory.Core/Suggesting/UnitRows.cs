using Observatory.Core.Reading;

namespace Observatory.Core.Suggesting;

/// <summary>
/// The column that gives the unit of the figure in each row, such as "Counts" and "Rate per 100,000 population". Rates are set apart before
/// anything else is analysed: they prove nothing about counts and are never added to them.
/// </summary>
/// <param name="Column">Number of the column, from 1.</param>
/// <param name="Rates">Labels of the rows that are set apart, as written.</param>
internal sealed record UnitRows(int Column, IReadOnlyList<string> Rates)
{
    private const int MostUnits = 12;

    /// <summary>The column; null if no column separates counts from rates.</summary>
    public static UnitRows? Find(TableBounds bounds)
    {
        for (var c = 1; c <= bounds.Width; c++)
        {
            var heading = bounds.Header[^1][c];
            if (Labels(bounds.Data, c) is not { Count: > 1 } labels)
                continue;
            var rates = labels.Where(IsRate).ToList();
            if (rates.Count == 0 || rates.Count == labels.Count)
                continue;
            var isPlain =
                Vocabulary.Says(heading, "offence") == 0
                && labels.Except(rates).All(IsCount)
                && rates.All(r => Vocabulary.Begins(r, "rate"));
            if ((Vocabulary.Says(heading, "unit") >= 0.75 || isPlain) && !IsSaidElsewhere(bounds, c, rates))
                return new UnitRows(c, rates);
        }
        return null;
    }

    public TableBounds Without(TableBounds bounds) =>
        bounds with
        {
            Data = [.. bounds.Data.Where(r => !Rates.Contains(r[Column].Trim(), StringComparer.Ordinal))],
        };

    /// <summary>
    /// True if another column also separates rates from counts, such as one that names what is counted: then the two are never added up.
    /// </summary>
    private static bool IsSaidElsewhere(TableBounds bounds, int column, List<string> rates)
    {
        for (var c = 1; c <= bounds.Width; c++)
        {
            if (c == column)
                continue;
            var kinds = new Dictionary<string, bool>(StringComparer.Ordinal);
            var isSaid = true;
            foreach (var row in bounds.Data)
            {
                var isRate = rates.Contains(row[column].Trim(), StringComparer.Ordinal);
                if (TableFinder.IsFigure(row, c) || (!kinds.TryAdd(row[c].Trim(), isRate) && kinds[row[c].Trim()] != isRate))
                {
                    isSaid = false;
                    break;
                }
            }
            if (isSaid && kinds.Count > 1 && 2 * kinds.Count <= bounds.Data.Count)
                return true;
        }
        return false;
    }

    private static bool IsRate(string label) => Vocabulary.Says(label, "rate") > 0;

    private static bool IsCount(string label) =>
        Vocabulary.Is(label, "count") || Vocabulary.Is(label, "victims") || Vocabulary.Is(label, "incidents");

    /// <summary>The labels of a column; null if they are numbers or too many for units.</summary>
    private static List<string>? Labels(IReadOnlyList<GridRow> data, int column)
    {
        var labels = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in data)
        {
            var label = row[column].Trim();
            if (label.Length == 0)
                continue;
            if (TableFinder.IsFigure(row, column) || (labels.Add(label) && labels.Count > MostUnits))
                return null;
        }
        return [.. labels];
    }
}
