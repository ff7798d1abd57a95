using NodaTime;
using Observatory.Core.Normalising;
using Xunit;

namespace Observatory.Tests.Normalising;

/// <summary>Dates that a spreadsheet turned round are noticed, and registers that are right never are.</summary>
public sealed class DateTurnsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(9)]
    public void Dates_of_some_months_that_were_turned_lie_in_other_months(int months)
    {
        var days = Days(new LocalDate(2023, 1, 1), new LocalDate(2023, 1, 1).PlusMonths(months)).ToList();
        var turn = Find(days.Select(Turned));
        Assert.Equal((TurnEvidence.Months, "2023-01"), (turn!.Evidence, turn.Sure[..7]));
        Assert.Null(Find(days));
    }

    [Fact]
    public void Half_of_the_dates_turned_are_enough_where_they_lie_outside_the_months_of_the_others()
    {
        var days = Days(new LocalDate(2023, 1, 1), new LocalDate(2023, 6, 1)).ToList();
        Assert.NotNull(Find(days.Select((d, i) => i % 2 == 0 ? Turned(d) : d)));
    }

    /// <summary>Registers of every density, length and end, from three events a month to forty a day: nothing is said of any.</summary>
    [Fact]
    public void A_register_that_is_right_is_never_doubted()
    {
        var random = new Random(20231130);
        for (var round = 0; round < 3000; round++)
        {
            var first = new LocalDate(2015 + random.Next(5), 1 + random.Next(12), 1 + random.Next(28));
            var length = 10 + random.Next(random.Next(2) == 0 ? 120 : 2500);
            var events = (int)(length * Math.Pow(10, (random.NextDouble() * 2.6) - 1));
            // More at the end than at the beginning, as registers grow.
            var days = Enumerable
                .Range(0, Math.Min(events, 5000))
                .Select(_ => first.PlusDays((int)(length * Math.Pow(random.NextDouble(), 0.7))))
                .ToList();
            var turn = Find(days);
            Assert.True(turn is null, $"round {round}: {days.Count} events of {length} days from {first}: {turn}");
        }
    }

    [Fact]
    public void Dates_that_are_the_first_of_their_month_where_the_day_is_not_known_are_not_doubted() =>
        Assert.Null(
            Find(
                Days(new LocalDate(2022, 1, 1), new LocalDate(2022, 7, 1))
                    .Concat(Enumerable.Range(0, 18).Select(m => new LocalDate(2022, 7, 1).PlusMonths(m)))
            )
        );

    [Fact]
    public void Dates_that_alone_became_dates_of_the_workbook_were_turned()
    {
        var turns = new DateTurns();
        foreach (var day in Days(new LocalDate(2023, 1, 1), new LocalDate(2024, 1, 1)))
            turns.Add(Turned(day), isTyped: day.Day <= 12, weekday: null);
        Assert.Equal(TurnEvidence.Typed, turns.Find()!.Evidence);
        var right = new DateTurns();
        foreach (var day in Days(new LocalDate(2023, 1, 1), new LocalDate(2024, 1, 1)))
            right.Add(day, isTyped: day.Month > 6, weekday: null);
        Assert.Null(right.Find());
    }

    [Fact]
    public void A_weekday_that_fits_the_date_turned_back_is_a_proof_and_one_of_another_day_is_none()
    {
        var (turned, other) = (new DateTurns(), new DateTurns());
        foreach (var day in Days(new LocalDate(2023, 1, 1), new LocalDate(2024, 1, 1)))
        {
            turned.Add(Turned(day), isTyped: false, day.DayOfWeek);
            // The day on which it was written down, some days later.
            other.Add(day, isTyped: false, day.PlusDays(1 + (day.DayOfYear % 5)).DayOfWeek);
        }
        Assert.Equal(TurnEvidence.Weekday, turned.Find()!.Evidence);
        Assert.Null(other.Find());
    }

    [Theory]
    [InlineData("Domingo", IsoDayOfWeek.Sunday)]
    [InlineData("MIERCOLES", IsoDayOfWeek.Wednesday)]
    [InlineData("sáb.", IsoDayOfWeek.Saturday)]
    [InlineData("terça-feira", IsoDayOfWeek.Tuesday)]
    [InlineData("jeudi", IsoDayOfWeek.Thursday)]
    public void A_day_of_the_week_is_read_in_four_languages(string text, IsoDayOfWeek day) => Assert.Equal(day, WeekdayText.Of(text));

    private static DateTurn? Find(IEnumerable<LocalDate> days)
    {
        var turns = new DateTurns();
        foreach (var day in days)
            turns.Add(day, isTyped: false, weekday: null);
        return turns.Find();
    }

    private static LocalDate Turned(LocalDate day) => day.Day <= 12 ? new LocalDate(day.Year, day.Day, day.Month) : day;

    private static IEnumerable<LocalDate> Days(LocalDate from, LocalDate to)
    {
        for (var day = from; day < to; day = day.PlusDays(1))
            yield return day;
    }
}
