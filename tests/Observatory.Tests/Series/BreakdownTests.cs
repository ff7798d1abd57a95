using Observatory.Core.Series;
using Xunit;

namespace Observatory.Tests.Series;

public sealed class BreakdownTests
{
    [Fact]
    public void Two_with_the_same_members_are_equal()
    {
        var one = Breakdown.Of(("SEX", "F"), ("AGE", "Y_LT18"));
        var other = Breakdown.Total.With("AGE", "Y_LT18").With("SEX", "F");
        Assert.Equal((one, one.GetHashCode()), (other, other.GetHashCode()));
    }

    [Fact]
    public void One_member_makes_a_difference() => Assert.NotEqual(Breakdown.Of(("SEX", "F")), Breakdown.Of(("SEX", "M")));

    [Fact]
    public void One_member_in_another_dimension_makes_a_difference() =>
        Assert.NotEqual(Breakdown.Of(("SEX", "_U")), Breakdown.Of(("AGE", "_U")));

    [Fact]
    public void With_leaves_the_first_as_it_was()
    {
        var one = Breakdown.Of(("SEX", "F"));
        _ = one.With("SEX", "M");
        Assert.Equal("F", one["SEX"]);
    }

    [Fact]
    public void Only_what_is_broken_down_is_written() =>
        Assert.Equal("SEX=F;MECHANISM=FIREARM", Breakdown.Of(("MECHANISM", "FIREARM"), ("SEX", "F")).ToString());

    [Fact]
    public void The_total_is_written_as_nothing() => Assert.Equal("", Breakdown.Total.ToString());

    [Fact]
    public void A_dimension_that_is_none_is_refused() => Assert.Throws<ArgumentException>(() => Breakdown.Of(("SEKS", "F")));

    [Fact]
    public void A_member_for_each_dimension_is_needed() => Assert.Throws<ArgumentException>(() => new Breakdown(["_T"]));
}
