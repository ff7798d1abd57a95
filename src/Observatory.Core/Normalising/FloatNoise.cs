namespace Observatory.Core.Normalising;

/// <summary>
/// What spreadsheets and databases leave behind the digits that count, because they keep numbers in binary: 17.000000000000004 for 17. They
/// show
/// fifteen significant digits, and none beyond says anything (IEEE 754: a double holds 15 decimal digits for certain).
/// </summary>
public static class FloatNoise
{
    private const int SignificantDigits = 15;

    // A sum of some thousand numbers, each good to fifteen digits, is good to twelve at least; nobody counts in the last three.
    private const decimal Share = 1e-12m;

    /// <summary>The number without digits beyond the fifteenth. Whole numbers stay as they are.</summary>
    public static decimal Without(decimal number)
    {
        if (number.Scale == 0)
            return number;
        var whole = Math.Abs(decimal.Truncate(number));
        var before = 0;
        for (var rest = whole; rest >= 1; rest /= 10)
            before++;
        if (before == 0)
            for (var rest = Math.Abs(number) * 10; rest is > 0 and < 1; rest *= 10)
                before--;
        var decimals = SignificantDigits - before;
        return decimals < number.Scale && decimals is >= 0 and <= 28 ? decimal.Round(number, decimals) : number;
    }

    /// <summary>True where a difference between two numbers is no more than noise beside them: a million-millionth of the larger.</summary>
    public static bool IsNoise(decimal difference, decimal one, decimal other) =>
        difference == 0 || Math.Abs(difference) <= Math.Max(Math.Abs(one), Math.Abs(other)) * Share;
}
