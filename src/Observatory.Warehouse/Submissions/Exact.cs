namespace Observatory.Warehouse.Submissions;

/// <summary>Sums of decimals that are never rounded.</summary>
internal static class Exact
{
    // A decimal has at least 28 digits: below this, with ten decimal places, no digit can be lost.
    private const decimal Roomy = 1_000_000_000_000_000_000m;

    /// <exception cref="OverflowException">The sum has more digits than a decimal can represent.</exception>
    public static decimal Sum(decimal left, decimal right)
    {
        var sum = left + right;
        if (sum is > -Roomy and < Roomy && left.Scale <= 9 && right.Scale <= 9)
            return sum;
        // Subtracting one operand gives the other, unless digits were rounded away.
        return sum - right == left && sum - left == right
            ? sum
            : throw new OverflowException($"The sum of {left} and {right} has more digits than can be kept exactly.");
    }
}
