using Observatory.Core.Series;
using Xunit;

namespace Observatory.Tests.Series;

public sealed class BreakdownTests
{
    [Fact]
    public void Two_breakdowns_with_the_same_categories_are_equal()
    {
        var one = Breakdown.Of(("SEX", "F"), ("AGE", "Y_LT18"));
        var other = Breakdown.Total.With("AGE", "Y_LT18").With("SEX", "F");
        Assert.Equal((one, one.GetHashCode()), (other, other.GetHashCode()));
    }

    [Fact]
    public void Breakdowns_that_differ_in_one_category_are_not_equal() =>
        Assert.NotEqual(Breakdown.Of(("SEX", "F")), Breakdown.Of(("SEX", "M")));

    [Fact]
    public void Breakdowns_with_one_category_in_another_dimension_are_not_equal() =>
        Assert.NotEqual(Breakdown.Of(("SEX", "_U")), Breakdown.Of(("AGE", "_U")));

    [Fact]
    public void With_does_not_change_the_original_breakdown()
    {
        var one = Breakdown.Of(("SEX", "F"));
        _ = one.With("SEX", "M");
        Assert.Equal("F", one["SEX"]);
    }

    [Fact]
    public void The_text_of_a_breakdown_has_only_dimensions_that_are_broken_down() =>
        Assert.Equal("SEX=F;MECHANISM=FIREARM", Breakdown.Of(("MECHANISM", "FIREARM"), ("SEX", "F")).ToString());

    [Fact]
    public void The_total_is_written_as_nothing() => Assert.Equal("", Breakdown.Total.ToString());

    [Fact]
    public void A_dimension_that_is_none_is_refused() => Assert.Throws<ArgumentException>(() => Breakdown.Of(("SEKS", "F")));

    [Fact]
    public void A_member_for_each_dimension_is_needed() => Assert.Throws<ArgumentException>(() => new Breakdown(["_T"]));
}
