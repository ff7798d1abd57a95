namespace Observatory.Core.Plausibility;

/// <summary>
/// Detects numbers that end in 0 and 5 more often than counted numbers do. The last digit of counts of a hundred and more is nearly
/// uniform; estimates are rounded. There is a finding only if both hold: a chi-square test of all ten digits at one in a thousand, which
/// excludes chance, and a share of numbers ending in 0 or 5 that is large, because with many numbers even a tiny preference is significant
/// (Whipple's index; United Nations, Demographic Yearbook).
/// </summary>
/// <remarks>
/// Among sets of a hundred true counts or more, fewer than one in a thousand is reported, as a test measures. Preferences for other digits
/// than 0 and 5 are not detected.
/// </remarks>
public sealed class LastDigits
{
    /// <summary>The last digit of a smaller number depends on its size, so such numbers are ignored.</summary>
    public const decimal Least = 100;

    // Chi-square of nine degrees of freedom, upper 0.1 per cent point.
    private const double Critical = 27.877;

    private readonly long[] _counts = new long[10];

    /// <summary>The number of values counted.</summary>
    public long Numbers { get; private set; }

    /// <summary>Percentage of numbers that end in 0 or 5; the expected value is 20.</summary>
    public decimal Percent => Numbers == 0 ? 0 : Math.Round((_counts[0] + _counts[5]) * 100m / Numbers, 1);

    /// <summary>Chi-square of all ten digits against a uniform distribution.</summary>
    public double ChiSquare
    {
        get
        {
            if (Numbers == 0)
                return 0;
            var expected = Numbers / 10.0;
            return _counts.Sum(c => (c - expected) * (c - expected) / expected);
        }
    }

    /// <summary>Counts a number; ignores one that is not whole or too small.</summary>
    public void Add(decimal number)
    {
        if (number < Least || number > long.MaxValue || number != decimal.Truncate(number))
            return;
        _counts[(long)number % 10]++;
        Numbers++;
    }

    /// <param name="figures">The least number of values for a decision.</param>
    /// <param name="percent">The percentage of numbers ending in 0 or 5 that must be exceeded.</param>
    public bool AreHeaped(int figures, decimal percent) =>
        Numbers >= figures && (_counts[0] + _counts[5]) * 100m > percent * Numbers && ChiSquare > Critical;
}
