using System.Globalization;
using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Observatory.Core.Mappings;
using Observatory.Core.Series;
using Xunit;

namespace Observatory.Tests.Api;

/// <summary>Who is how late and how complete, in every form of the answer.</summary>
[Collection(ApiTests.Name)]
public sealed class CoverageEndpointTests(ApiWorld world)
{
    [Fact]
    public async Task Lateness_is_counted_from_the_last_period_where_the_feed_declares_it()
    {
        var row = (await world.GetAsync("/v1/coverage?indicator=HOM_INC&area=MEX&level=1")).GetProperty("data")[0];
        var habit = world.Platform.Library.Current().Find("MEX/sesnsp-state-offences")!.Publishes!;
        Assert.Equal(new PublishingHabit(Frequency.Monthly, 25), habit);
        var last = TimePeriod.TryParse(row.GetProperty("lastPeriod").GetString())!.Value.LastDay;
        var today = SystemClock.Instance.GetCurrentInstant().InUtc().Date;
        Assert.Equal(LocalDatePattern.Iso.Format(habit.DueAfter(last)), row.GetProperty("dueOn").GetString());
        Assert.InRange(
            row.GetProperty("daysLate").GetInt32(),
            Period.DaysBetween(habit.DueAfter(last), today) - 1,
            Period.DaysBetween(habit.DueAfter(last), today)
        );
        Assert.True(
            row.GetProperty("periodsExpected").GetInt32() > row.GetProperty("periods").GetInt32() + row.GetProperty("gaps").GetArrayLength()
        );
        Assert.Equal(32, row.GetProperty("areasExpected").GetInt32());
        Assert.NotNull(row.GetProperty("publishedOn").GetString());
        Assert.NotNull(row.GetProperty("loadedAt").GetString());
    }

    [Fact]
    public async Task A_provider_of_a_feed_without_declared_dates_is_never_late()
    {
        var row = (await world.GetAsync("/v1/coverage?area=ARG")).GetProperty("data")[0];
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (row.GetProperty("dueOn").ValueKind, row.GetProperty("daysLate").ValueKind));
        Assert.Equal(
            row.GetProperty("periods").GetInt32() + row.GetProperty("gaps").GetArrayLength(),
            row.GetProperty("periodsExpected").GetInt32()
        );
    }

    [Fact]
    public async Task The_table_says_what_the_document_says()
    {
        var row = (await world.GetAsync("/v1/coverage?indicator=HOM_INC&area=MEX&level=1")).GetProperty("data")[0];
        var lines = (
            await world.Client.GetStringAsync(
                new Uri("/v1/coverage?indicator=HOM_INC&area=MEX&level=1&format=csv&bom=false", UriKind.Relative)
            )
        ).Split('\n');
        Assert.EndsWith(",dueOn,daysLate,periodsExpected,areasExpected", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(
            string.Create(
                CultureInfo.InvariantCulture,
                $",{row.GetProperty("dueOn").GetString()},{row.GetProperty("daysLate").GetInt32()},"
                    + $"{row.GetProperty("periodsExpected").GetInt32()},{row.GetProperty("areasExpected").GetInt32()}"
            ),
            lines[1],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Feeds_say_how_often_their_office_publishes()
    {
        var feeds = (await world.GetAsync("/v1/feeds"))
            .GetProperty("data")
            .EnumerateArray()
            .ToDictionary(f => f.GetProperty("feed").GetString()!);
        Assert.Equal(
            ("M", 25),
            feeds["MEX/sesnsp-state-offences"].GetProperty("publishes") is var habit
                ? (habit.GetProperty("every").GetString(), habit.GetProperty("within").GetInt32())
                : default
        );
        Assert.Equal(JsonValueKind.Null, feeds["ARG/snic-national"].GetProperty("publishes").ValueKind);
    }
}
