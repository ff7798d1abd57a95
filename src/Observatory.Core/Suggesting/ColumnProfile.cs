using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Reading;

namespace Observatory.Core.Suggesting;

/// <summary>
/// The content of one column of a table: how often each label occurs, what kinds of cells it has, and what its numbers and dates prove.
/// </summary>
internal sealed class ColumnProfile
{
    private const int MaxLabels = 20_000;

    private readonly Dictionary<string, int> _labels = new(StringComparer.Ordinal);

    /// <param name="at">Column number, from 1.</param>
    /// <param name="parts">
    /// The column's heading in each header row, from top to bottom, with merged cells filled; empty texts for none.
    /// </param>
    public ColumnProfile(int at, IReadOnlyList<string> parts, IReadOnlyList<GridRow> data)
    {
        At = at;
        Parts = parts;
        Rows = data.Count;
        foreach (var row in data)
            Add(row[at].Trim(), row.KindOf(at));
    }

    public int At { get; }

    public IReadOnlyList<string> Parts { get; }

    /// <summary>The heading of the lowest header row that has one.</summary>
    public string Heading => Parts.LastOrDefault(p => p.Length > 0) ?? "";

    /// <summary>All header rows together, for people to read and for the words in it.</summary>
    public string FullHeading => string.Join(" ", Parts.Where(p => p.Length > 0).Distinct(StringComparer.Ordinal));

    public int Rows { get; }

    public int Filled { get; private set; }

    public int Figures { get; private set; }

    public int Whole { get; private set; }

    public int Negative { get; private set; }

    public int TypedNumbers { get; private set; }

    public int TypedFractions { get; private set; }

    public int TypedDates { get; private set; }

    public int Years { get; private set; }

    public int UpToTwelve { get; private set; }

    public int MonthNames { get; private set; }

    public int Missing { get; private set; }

    public int LongestText { get; private set; }

    public decimal Largest { get; private set; }

    public NumberEvidence Numbers { get; } = new();

    public DateEvidence Dates { get; } = new();

    /// <summary>Labels and how often each occurs, in the order of their first appearance; limited in number.</summary>
    public IReadOnlyDictionary<string, int> Labels => _labels;

    public bool MoreLabels { get; private set; }

    /// <summary>Non-empty cells that are not a mark for a missing value.</summary>
    public int Said => Filled - Missing;

    public bool IsNumeric => Said > 0 && Figures >= 0.9 * Said;

    public bool IsWhole => Said > 0 && Whole >= 0.97 * Said;

    public bool IsDate => Said > 0 && (TypedDates + Dates.Count) >= 0.9 * Said;

    /// <summary>Heading of the column of weekdays that its dates disagree with; null if none does.</summary>
    public string? TurnedBy { get; set; }

    /// <summary>True if the order of day and month in the dates is proved.</summary>
    public bool IsDateProved => Dates.IsProved && TurnedBy is null;

    public bool IsConstant => _labels.Count == 1 && Filled == Rows && Rows > 1;

    private void Add(string text, CellKind kind)
    {
        if (text.Length == 0)
            return;
        Filled++;
        LongestText = Math.Max(LongestText, text.Length);
        if (_labels.TryGetValue(text, out var times))
            _labels[text] = times + 1;
        else if (_labels.Count < MaxLabels)
            _labels[text] = 1;
        else
            MoreLabels = true;
        if (kind == CellKind.Date)
        {
            TypedDates++;
            Dates.AddTyped(text);
            return;
        }
        if (kind == CellKind.Number)
        {
            TypedNumbers++;
            if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var typed))
            {
                TypedFractions += typed != decimal.Truncate(typed) ? 1 : 0;
                Count(typed);
            }
            return;
        }
        if (NumberEvidence.LooksLikeNumber(text))
        {
            Numbers.Add(text);
            if (text.All(char.IsAsciiDigit) && text.Length < 15)
                Count(decimal.Parse(text, CultureInfo.InvariantCulture));
            else
                (Figures, Negative) = (Figures + 1, Negative + (text[0] is '-' or '\u2212' ? 1 : 0));
            if (Dates.Count == 0)
                return;
        }
        if (Dates.Add(text))
            return;
        if (Vocabulary.Is(text, "missing"))
            Missing++;
        else if (Vocabulary.Month(text) is not null)
            MonthNames++;
    }

    private void Count(decimal number)
    {
        Figures++;
        if (number < 0)
            Negative++;
        Largest = Math.Max(Largest, number);
        if (number != decimal.Truncate(number))
            return;
        Whole++;
        if (number is >= 1900 and <= 2100)
            Years++;
        if (number is >= 1 and <= 12)
            UpToTwelve++;
    }
}
