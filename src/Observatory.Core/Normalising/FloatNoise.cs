namespace Observatory.Core.Normalising;

/// <summary>
/// Removes the digits that binary arithmetic of spreadsheets and databases leaves behind a number: 17.000000000000004 for 17. Spreadsheets
/// show fifteen significant digits, and further ones mean nothing (IEEE 754: a double guarantees 15 decimal digits).
/// </summary>
public static class FloatNoise
{
    private const int SignificantDigits = 15;

    // A sum of some thousand numbers with fifteen correct digits has at least twelve; no statistic needs the last three.
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

    /// <summary>True if the difference of two numbers is only noise: less than 10⁻¹² of the larger.</summary>
    public static bool IsNoise(decimal difference, decimal one, decimal other) =>
        difference == 0 || Math.Abs(difference) <= Math.Max(Math.Abs(one), Math.Abs(other)) * Share;
}
