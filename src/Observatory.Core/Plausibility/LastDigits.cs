namespace Observatory.Core.Plausibility;

/// <summary>
/// Whether numbers end in 0 and 5 more often than counted numbers do. Of counts of a hundred and more the last digit is as good as uniform;
/// whoever estimates rounds. Told where both hold: a chi-square test of all ten digits at one in a thousand, so that chance does not tell
/// it, and a share of numbers ending in 0 or 5 that matters, so that many numbers alone do not either (Whipple's index; United Nations,
/// Demographic Yearbook).
/// </summary>
/// <remarks>
/// Of a hundred true counts or more, less than one set in a thousand is told: a test measures it. A preference for other digits than 0 and
/// 5 is not looked for.
/// </remarks>
public sealed class LastDigits
{
    /// <summary>Numbers below have a last digit that follows from their size.</summary>
    public const decimal Least = 100;

    // Chi-square of nine degrees of freedom, upper 0.1 per cent point.
    private const double Critical = 27.877;

    private readonly long[] _counts = new long[10];

    /// <summary>How many numbers there are.</summary>
    public long Numbers { get; private set; }

    /// <summary>Of a hundred, how many end in 0 or 5; 20 would be expected.</summary>
    public decimal Percent => Numbers == 0 ? 0 : Math.Round((_counts[0] + _counts[5]) * 100m / Numbers, 1);

    /// <summary>Distance of all ten digits from being equally frequent.</summary>
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

    /// <summary>Counts a number in; one that is not whole, or too small, tells nothing.</summary>
    public void Add(decimal number)
    {
        if (number < Least || number > long.MaxValue || number != decimal.Truncate(number))
            return;
        _counts[(long)number % 10]++;
        Numbers++;
    }

    /// <param name="figures">How many numbers it takes.</param>
    /// <param name="percent">More than so many in a hundred have to end in 0 or 5.</param>
    public bool AreHeaped(int figures, decimal percent) =>
        Numbers >= figures && (_counts[0] + _counts[5]) * 100m > percent * Numbers && ChiSquare > Critical;
}
