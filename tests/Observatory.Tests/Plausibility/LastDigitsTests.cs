using Observatory.Core.Plausibility;
using Xunit;
using Xunit.Abstractions;

namespace Observatory.Tests.Plausibility;

/// <summary>How often the test of last digits tells what is not there, and how often what is: measured with seeds.</summary>
public sealed class LastDigitsTests(ITestOutputHelper output)
{
    private const int Sets = 5000;

    /// <summary>Counts of places of every size, as chance makes them: hardly one set in a thousand is told.</summary>
    [Theory]
    [InlineData(100, 1)]
    [InlineData(400, 2)]
    [InlineData(3000, 3)]
    public void Counted_numbers_are_told_less_than_once_in_a_thousand(int numbers, int seed)
    {
        var told = Enumerable.Range(0, Sets).Count(i => Set(numbers, 0, new Random(seed * Sets + i)).AreHeaped(100, 25));
        output.WriteLine($"{numbers} numbers: {told} of {Sets} sets told");
        Assert.InRange(told, 0, Sets / 1000);
    }

    /// <summary>However many there are: that last digits fall off a little with size is no rounding.</summary>
    [Fact]
    public void Very_many_small_counts_are_not_told() =>
        Assert.False(Set(200_000, 0, new Random(7), meanFrom: 100, meanTo: 130).AreHeaped(100, 25));

    [Theory]
    [InlineData(100, 0.5, 99)]
    [InlineData(400, 0.25, 99)]
    [InlineData(400, 0.1, 50)]
    public void Numbers_of_which_some_are_rounded_to_five_are_told(int numbers, double rounded, int least)
    {
        var told = Enumerable.Range(0, 500).Count(i => Set(numbers, rounded, new Random(900 + i)).AreHeaped(100, 25));
        output.WriteLine($"{numbers} numbers, {rounded:P0} rounded: {told} of 500 sets told");
        if (rounded > 0.2)
            Assert.InRange(told, least * 5, 500);
        else
            Assert.InRange(told, 0, least * 5);
    }

    [Theory]
    [InlineData(99)]
    [InlineData(-100)]
    [InlineData(100.5)]
    public void Small_and_broken_numbers_tell_nothing(double number)
    {
        var digits = new LastDigits();
        digits.Add((decimal)number);
        Assert.Equal(0, digits.Numbers);
    }

    private static LastDigits Set(int numbers, double rounded, Random chance, double meanFrom = 100, double meanTo = 20_000)
    {
        var digits = new LastDigits();
        while (digits.Numbers < numbers)
        {
            // Means spread evenly in their logarithm, as places do; the count around each by the normal form of Poisson's law.
            var mean = meanFrom * Math.Pow(meanTo / meanFrom, chance.NextDouble());
            var normal = Math.Sqrt(-2 * Math.Log(1 - chance.NextDouble())) * Math.Cos(2 * Math.PI * chance.NextDouble());
            var count = Math.Round(mean + (Math.Sqrt(mean) * normal));
            digits.Add((decimal)(chance.NextDouble() < rounded ? Math.Round(count / 5) * 5 : count));
        }
        return digits;
    }
}
