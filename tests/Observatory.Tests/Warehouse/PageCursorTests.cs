using Observatory.Core.Checking;
using Observatory.Core.Series;
using Observatory.Tests.Support;
using Observatory.Warehouse.Questions;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>A cursor is a promise: page after page is one answer, whatever is loaded in between.</summary>
public sealed class PageCursorTests : IAsyncLifetime
{
    private readonly TemporaryFolder _mappings = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync()
    {
        SmallFeed.WriteTo(_mappings.Path);
        _warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
        await LoadAsync(SmallFeed.Months("abc", 5, 2));
    }

    public async Task DisposeAsync()
    {
        await _warehouse.DisposeAsync();
        _mappings.Dispose();
    }

    [Theory]
    [InlineData(Frequency.Monthly)]
    [InlineData(Frequency.Quarterly)]
    [InlineData(Frequency.Annual)]
    public async Task A_load_between_two_pages_neither_shifts_nor_repeats_nor_changes_a_figure(Frequency frequency)
    {
        var asked = Ask() with { Frequency = frequency };
        var whole = await _warehouse.AnswerAsync(asked);
        Assert.NotEmpty(whole);

        var pages = new List<FigureText>();
        var next = asked with { Take = 2 };
        for (var page = 1; ; page++)
        {
            var question = await _warehouse.Resolver.ResolveAsync(next, CancellationToken.None);
            var end = new PageEnd(question);
            var figures = new List<FigureText>();
            await foreach (var figure in _warehouse.Figures.ReadAsync(question, null, CancellationToken.None))
            {
                end.Add(figure);
                figures.Add(FigureText.From(figure));
            }
            pages.AddRange(figures);
            if (figures.Count < 2)
                break;
            next = next with { After = PageCursor.Parse(end.Cursor.ToString()) };
            // New months, and other values of those that are to come.
            await LoadAsync(SmallFeed.Months("abc", Math.Min(12, 5 + page), 2 + page));
        }
        Assert.Equal(whole, pages);
        Assert.NotEqual(whole, await _warehouse.AnswerAsync(asked));
    }

    [Fact]
    public async Task A_cursor_of_another_question_is_refused_by_name()
    {
        var asked = Ask() with { Take = 2 };
        var question = await _warehouse.Resolver.ResolveAsync(asked, CancellationToken.None);
        var end = new PageEnd(question);
        await foreach (var figure in _warehouse.Figures.ReadAsync(question, null, CancellationToken.None))
            end.Add(figure);
        ObservationQuery[] others =
        [
            asked with
            {
                Areas = ["MX-AGU"],
            },
            asked with
            {
                Frequency = Frequency.Annual,
            },
            asked with
            {
                Statuses = ["A"],
            },
            asked with
            {
                Sources = ["*"],
            },
            asked with
            {
                Growth = true,
            },
            asked with
            {
                LastNObservations = 3,
            },
            asked with
            {
                From = TimePeriod.OfMonth(2020, 2),
            },
        ];
        foreach (var other in others)
        {
            var refusal = await Assert.ThrowsAsync<Refusal>(() =>
                _warehouse.Resolver.ResolveAsync(other with { After = end.Cursor }, CancellationToken.None)
            );
            Assert.Equal((RefusalCodes.CursorUnfit, end.Cursor.ToString()), (refusal.Code, refusal.Arguments["value"]));
        }
    }

    [Fact]
    public async Task A_cursor_whose_figure_was_never_answered_is_refused()
    {
        var question = await _warehouse.Resolver.ResolveAsync(Ask() with { Take = 2 }, CancellationToken.None);
        var made = new PageCursor(
            question.Vintage,
            question.Fingerprint,
            "HOM_INC",
            "MX-AGU",
            "MEX_SESNSP",
            Breakdown.Total,
            TimePeriod.OfMonth(1999, 1),
            false,
            1
        );
        var refusal = await Assert.ThrowsAsync<Refusal>(() => _warehouse.AnswerAsync(Ask() with { Take = 2, After = made }));
        Assert.Equal(RefusalCodes.CursorUnfit, refusal.Code);
    }

    [Theory]
    [InlineData("200")]
    [InlineData("????")]
    [InlineData("AAAA")]
    [InlineData("MQphCmIKYwpkClNFWD1GO1g9WQoyMDIwCjE")]
    public void A_text_that_no_answer_has_given_is_no_cursor(string text)
    {
        var refusal = Assert.Throws<Refusal>(() => PageCursor.Parse(text));
        Assert.Equal((RefusalCodes.ParameterValue, "cursor"), (refusal.Code, refusal.Arguments["column"]));
    }

    private static ObservationQuery Ask() =>
        new()
        {
            Indicators = ["HOM_INC"],
            Areas = ["MEX", "MX-AGU", "MX-BCN", "MX-BCS"],
            Frequency = Frequency.Monthly,
        };

    private async Task LoadAsync(IEnumerable<string> lines) =>
        await _warehouse.IngestAsync(SmallFeed.Csv(lines), "small.csv", SmallFeed.Name);
}
