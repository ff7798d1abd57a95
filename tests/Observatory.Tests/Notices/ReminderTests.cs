using System.Text.Json;
using NodaTime;
using Observatory.Core.Mappings;
using Observatory.Core.Notices;
using Observatory.Core.Reading;
using Observatory.Core.Series;
using Observatory.Tests.Warehouse;
using Observatory.Warehouse.Notices;
using Xunit;

namespace Observatory.Tests.Notices;

/// <summary>An office that is late is reminded once a step, and nobody who is not.</summary>
public sealed class ReminderTests
{
    private const string Monthly = "publishes: { every: M, within: 25 }\n";

    [Theory]
    [InlineData(Frequency.Monthly, 25, "2020-12-31", "2021-02-25")]
    [InlineData(Frequency.Monthly, 0, "2020-01-31", "2020-02-29")]
    [InlineData(Frequency.Quarterly, 25, "2020-12-31", "2021-04-25")]
    // Between two quarters: that which is under way is the one that is waited for.
    [InlineData(Frequency.Quarterly, 25, "2020-11-30", "2021-01-25")]
    [InlineData(Frequency.Semester, 60, "2020-12-31", "2021-08-29")]
    [InlineData(Frequency.Annual, 180, "2020-12-31", "2022-06-29")]
    public void The_next_period_is_due_after_its_end(Frequency every, int within, string last, string due) =>
        Assert.Equal(Day(due), new PublishingHabit(every, within).DueAfter(Day(last)));

    [Fact]
    public void A_day_is_late_only_when_it_is_past()
    {
        var habit = new PublishingHabit(Frequency.Monthly, 25);
        Assert.Equal(
            [0, 0, 1, 31],
            new[] { "2021-01-01", "2021-02-25", "2021-02-26", "2021-03-28" }.Select(d => habit.DaysLate(Day("2020-12-31"), Day(d)))
        );
        Assert.Equal(
            [0, 0, 1, 2],
            new[] { "2021-01-01", "2021-02-25", "2021-02-26", "2021-03-28" }.Select(d =>
                habit.PeriodsLate(Day("2020-12-31"), Frequency.Monthly, Day(d))
            )
        );
        // Figures of a year are waited for when the year is over, however often others come.
        Assert.Equal(Day("2022-01-25"), habit.For(Frequency.Annual).DueAfter(Day("2020-12-31")));
        Assert.Equal(3, new PublishingHabit(Frequency.Quarterly, 25).PeriodsLate(Day("2020-12-31"), Frequency.Monthly, Day("2021-04-26")));
    }

    [Theory]
    [InlineData("publishes: { every: W, within: 3 }")]
    [InlineData("publishes: { every: M }")]
    [InlineData("publishes: { every: M, within: -1 }")]
    [InlineData("publishes: { every: M, within: 3, after: 4 }")]
    [InlineData("publishes: { every: M, within: 3 }\ntimeZone: UTC")]
    public void An_invalid_schedule_has_findings(string yaml) =>
        Assert.NotEmpty(
            FeedScheduleReader
                .Read(
                    new FolderFiles(
                        "TST/x",
                        new Dictionary<string, ReadOnlyMemory<byte>> { ["feed.yaml"] = System.Text.Encoding.UTF8.GetBytes(yaml) }
                    )
                )
                .Findings
        );

    [Fact]
    public async Task Each_step_of_lateness_is_told_once()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var world = await NoticeWorld.OpenAsync(schedule: Monthly);
        await world.SubscribeAsync(receiver.Address, NoticeKinds.FeedReminder);
        await world.Warehouse.LoadAsync((await world.StageAsync()).SubmissionId);
        var reminders = new Reminders(world.Warehouse.Sources, world.Warehouse.Library, world.Warehouse.Clock, Reminders.UsualSteps);

        foreach (
            var (day, told) in ((string, int)[])
                [
                    ("2021-02-25", 0),
                    ("2021-02-26", 1),
                    ("2021-02-27", 0),
                    ("2021-03-26", 0),
                    ("2021-03-27", 1),
                    ("2021-05-26", 1),
                    ("2022-05-26", 0),
                ]
        )
        {
            world.Warehouse.Clock.Now = At(day);
            Assert.Equal(told, (await reminders.RunAsync(CancellationToken.None)).Count);
            Assert.Empty(await reminders.RunAsync(CancellationToken.None));
        }
        await world.DeliverAsync();
        var data = receiver
            .Taken.Select(t => JsonDocument.Parse(t.Body).RootElement.GetProperty("data"))
            .OrderBy(d => d.GetProperty("step").GetInt32())
            .ToList();
        Assert.Equal(
            [(0, 1), (30, 30), (90, 90)],
            data.Select(d => (d.GetProperty("step").GetInt32(), d.GetProperty("daysLate").GetInt32()))
        );
        Assert.Equal(
            ("TST/small", "MEX_SESNSP", "MEX", "2021-02-25", "2020-12"),
            (
                data[0].GetProperty("feed").GetString(),
                data[0].GetProperty("office").GetString(),
                data[0].GetProperty("country").GetString(),
                data[0].GetProperty("dueOn").GetString(),
                data[0].GetProperty("lastPeriod").GetString()
            )
        );
        Assert.Equal(
            3L,
            await LoadCounts.ScalarAsync<long>(
                world.Warehouse,
                $"select count(*) from audit.entry where act = 'feed.reminded' and subject = 'TST/small'"
            )
        );
    }

    [Fact]
    public async Task Steps_that_passed_unseen_are_told_in_one_also_where_many_look_at_once()
    {
        await using var world = await NoticeWorld.OpenAsync(schedule: Monthly);
        await world.Warehouse.LoadAsync((await world.StageAsync()).SubmissionId);
        world.Warehouse.Clock.Now = At("2021-07-01");
        var reminders = new Reminders(world.Warehouse.Sources, world.Warehouse.Library, world.Warehouse.Clock, Reminders.UsualSteps);
        var told = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => reminders.RunAsync(CancellationToken.None)));
        Assert.Equal(1, told.Sum(t => t.Count));
        Assert.Equal(
            1L,
            await LoadCounts.ScalarAsync<long>(
                world.Warehouse,
                $"select count(*) from notice.event where kind = 'feed.reminder' and (data ->> 'step')::integer = 90"
            )
        );
        Assert.Equal(
            1L,
            await LoadCounts.ScalarAsync<long>(world.Warehouse, $"select count(*) from notice.event where kind = 'feed.reminder'")
        );
    }

    [Fact]
    public async Task A_feed_without_a_declaration_or_without_loads_is_never_late()
    {
        await using var undeclared = await NoticeWorld.OpenAsync();
        await undeclared.Warehouse.LoadAsync((await undeclared.StageAsync()).SubmissionId);
        await using var empty = await NoticeWorld.OpenAsync(schedule: Monthly);
        foreach (var world in (NoticeWorld[])[undeclared, empty])
            Assert.Empty(
                await new Reminders(world.Warehouse.Sources, world.Warehouse.Library, world.Warehouse.Clock, [0]).RunAsync(
                    CancellationToken.None
                )
            );
    }

    [Theory]
    [InlineData(Core.Languages.Language.En, "2021-02-25; days since then: 1")]
    [InlineData(Core.Languages.Language.Es, "hasta el 2021-02-25; días desde entonces: 1")]
    [InlineData(Core.Languages.Language.Fr, "le 2021-02-25\u00A0; jours écoulés depuis\u00A0: 1")]
    [InlineData(Core.Languages.Language.Pt, "até 2021-02-25; dias desde então: 1")]
    public void A_reminder_speaks_the_language_of_who_reads_it(Core.Languages.Language language, string part)
    {
        var data = JsonSerializer.SerializeToElement(
            new
            {
                feed = "TST/small",
                dueOn = "2021-02-25",
                daysLate = 1,
                lastPeriod = "2020-12",
            }
        );
        Assert.Contains(part, MailText.Of(NoticeKinds.FeedReminder, data, language, "a@example.org", null).Body, StringComparison.Ordinal);
    }

    private static LocalDate Day(string text) => NodaTime.Text.LocalDatePattern.Iso.Parse(text).Value;

    private static Instant At(string day) => Day(day).At(new LocalTime(12, 0)).InUtc().ToInstant();
}
