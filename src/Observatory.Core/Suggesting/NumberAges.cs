using System.Globalization;

namespace Observatory.Core.Suggesting;

/// <summary>Puts ages written as numbers into the age groups of the taxonomy by ranges.</summary>
internal static class NumberAges
{
    private const int Oldest = 110;

    private static readonly (string Range, string Code)[] Ranges =
    [
        ("0..9", "Y0T9"),
        ("10..14", "Y10T14"),
        ("15..17", "Y15T17"),
        ("18..19", "Y18T19"),
        ("20..24", "Y20T24"),
        ("25..29", "Y25T29"),
        ("30..44", "Y30T44"),
        ("45..59", "Y45T59"),
        ("60..110", "Y_GE60"),
        ("111..", "_U"),
    ];

    /// <summary>True if most labels are whole numbers that can be ages in years.</summary>
    public static bool Are(IReadOnlyCollection<string> labels)
    {
        var numbers = labels.Count(l => int.TryParse(l, NumberStyles.None, CultureInfo.InvariantCulture, out var age) && age <= Oldest);
        return numbers >= 2 && numbers >= 0.7 * labels.Count(l => l.Length > 0);
    }

    /// <summary>The rows of a label table; null if a label is neither a number nor known.</summary>
    public static IReadOnlyList<IReadOnlyList<string>>? Table(IReadOnlyCollection<string> labels)
    {
        var rows = Ranges.Select(r => (IReadOnlyList<string>)[r.Range, r.Code]).ToList();
        foreach (var label in labels.Where(l => !l.All(char.IsAsciiDigit) || l.Length == 0))
        {
            if ((label.Length == 0 || Vocabulary.Is(label, "missing") ? "_U" : BreakdownLabels.Age(label)) is not { } code)
                return null;
            rows.Add([label, code]);
        }
        return rows;
    }
}
