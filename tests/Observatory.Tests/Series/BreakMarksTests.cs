using NodaTime;
using Observatory.Core.Series;
using Xunit;

namespace Observatory.Tests.Series;

public sealed class BreakMarksTests
{
    private static readonly BreakPoint Law = new(new LocalDate(2013, 7, 1), "break:law");

    [Fact]
    public void The_period_that_holds_the_day_is_the_first_after_the_break_and_mixed()
    {
        var marks = new BreakMarks([Law]);
        Assert.Empty(marks.Next(TimePeriod.OfYear(2012)).Notes);
        var broken = marks.Next(TimePeriod.OfYear(2013));
        Assert.Equal(["break:law"], broken.Notes);
        Assert.True(broken.IsMixed);
        Assert.Empty(marks.Next(TimePeriod.OfYear(2014)).Notes);
    }

    [Fact]
    public void A_period_that_begins_with_the_break_is_all_of_the_new_kind()
    {
        var marks = new BreakMarks([Law]);
        Assert.Empty(marks.Next(TimePeriod.OfMonth(2013, 6)).Notes);
        var broken = marks.Next(TimePeriod.OfMonth(2013, 7));
        Assert.Equal(["break:law"], broken.Notes);
        Assert.False(broken.IsMixed);
    }

    [Fact]
    public void After_a_gap_the_first_figure_that_comes_is_marked()
    {
        var marks = new BreakMarks([Law]);
        marks.Next(TimePeriod.OfYear(2011));
        Assert.Equal(["break:law"], marks.Next(TimePeriod.OfYear(2016)).Notes);
    }

    [Fact]
    public void A_series_that_begins_after_the_break_has_nothing_on_the_other_side() =>
        Assert.Empty(new BreakMarks([Law]).Next(TimePeriod.OfYear(2016)).Notes);

    [Fact]
    public void Two_breaks_at_once_are_both_named()
    {
        var marks = new BreakMarks([new BreakPoint(new LocalDate(2015, 1, 1), "break:system"), Law]);
        marks.Next(TimePeriod.OfYear(2012));
        Assert.Equal(["break:law", "break:system"], marks.Next(TimePeriod.OfYear(2015)).Notes);
    }

    [Theory]
    [InlineData(2015, true)]
    [InlineData(2017, false)]
    [InlineData(null, true)]
    public void The_first_figure_of_a_source_that_takes_over_is_marked_where_its_beginning_is_in_sight(int? seenFrom, bool marked)
    {
        var start = new BreakPoint(new LocalDate(2015, 1, 1), "source:A/B/2015", IsStart: true);
        var marks = new BreakMarks([start], seenFrom is { } year ? new LocalDate(year, 1, 1) : null);
        Assert.Equal(marked, marks.Next(TimePeriod.OfYear(2017)).Notes.Count > 0);
    }
}
