using Observatory.Core.Deriving;
using Xunit;

namespace Observatory.Tests.Deriving;

public sealed class PoissonIntervalTests
{
    /// <summary>
    /// The factors by which a count is multiplied for its limits, as printed in the technical notes of the mortality reports of the
    /// National Center for Health Statistics (United States), table of 95 percent limits for 1 to 99 events.
    /// </summary>
    [Theory]
    [InlineData(1, 0.02532, 5.57164)]
    [InlineData(2, 0.12110, 3.61234)]
    [InlineData(5, 0.32470, 2.33367)]
    [InlineData(10, 0.47954, 1.83904)]
    [InlineData(20, 0.61083, 1.54442)]
    [InlineData(50, 0.74222, 1.31838)]
    [InlineData(99, 0.81275, 1.21746)]
    public void The_limits_are_those_of_the_published_table(int events, double lower, double upper)
    {
        var interval = PoissonInterval.Of(events);
        Assert.Equal((lower, upper), (Math.Round(interval.Lower / events, 5), Math.Round(interval.Upper / events, 5)));
    }

    /// <summary>Without an event the upper limit is the mean whose chance of no event is 2.5 %: minus the logarithm of 0.025.</summary>
    [Fact]
    public void A_count_of_zero_has_an_upper_bound_above_zero()
    {
        var interval = PoissonInterval.Of(0);
        Assert.Equal(0, interval.Lower);
        Assert.Equal(-Math.Log(0.025), interval.Upper, 12);
    }

    [Fact]
    public void The_limits_are_the_means_under_which_the_count_is_one_in_forty()
    {
        for (var events = 1; events <= 60; events++)
        {
            var interval = PoissonInterval.Of(events);
            Assert.Equal(0.025, 1 - AtMost(events - 1, interval.Lower), 9);
            Assert.Equal(0.025, AtMost(events, interval.Upper), 9);
        }
    }

    [Fact]
    public void The_limits_grow_with_the_count_and_hold_it()
    {
        var before = PoissonInterval.Of(0);
        for (var events = 1m; events < 10_000_000; events = Math.Ceiling(events * 1.3m))
        {
            var interval = PoissonInterval.Of(events);
            Assert.True(
                before.Lower < interval.Lower
                    && before.Upper < interval.Upper
                    && interval.Lower < (double)events
                    && (double)events < interval.Upper,
                $"{events}"
            );
            before = interval;
        }
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("2.5")]
    public void A_number_that_is_no_count_has_no_interval(string events) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            PoissonInterval.Of(decimal.Parse(events, System.Globalization.CultureInfo.InvariantCulture))
        );

    /// <summary>The chance of so many events or fewer, summed term by term: another way than the quantile under test.</summary>
    private static double AtMost(int events, double mean)
    {
        var (term, sum) = (Math.Exp(-mean), 0.0);
        for (var k = 0; k <= events; k++)
        {
            sum += term;
            term *= mean / (k + 1);
        }
        return sum;
    }
}
