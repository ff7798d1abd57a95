using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Observatory.App.Limits;
using Observatory.App.Serving;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Series;
using Observatory.Tests.Support;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Questions;
using Observatory.Warehouse.Series;
using Xunit;

namespace Observatory.Tests.Limits;

/// <summary>What a question may cost: refused before anything is read, too large, or waiting for its turn.</summary>
public sealed class HeavyQuestionTests
{
    private const string Everything = "/v1/observations?indicator=HOM_INC,HOM_VICT,ROBBERY&SEX=*&AGE=*&OFFENCE=*&MECHANISM=*&source=*";

    private static readonly QuestionSize Heavy = new(1, 1, 1, 2_000);

    private static readonly AsyncLocal<List<string>?> Heard = new();

    [Fact]
    public async Task A_question_that_asks_for_too_much_is_refused_with_the_limit_and_how_to_ask_less()
    {
        await using var server = await LimitedServer.StartAsync(
            new WebSettings
            {
                Rates = RateSettings.None,
                Heavy = new HeavySettings { Most = 1_000_000 },
            }
        );
        var client = server.Client();
        var hints = new HashSet<string>();
        foreach (var language in (string[])["en", "es", "fr", "pt"])
        foreach (var form in (string[])["", "&format=csv"])
        {
            using var refused = await client.GetAsync($"{Everything}{form}&lang={language}");
            var problem = await refused.Content.ReadFromJsonAsync<JsonElement>();
            Assert.Equal(
                (HttpStatusCode.BadRequest, RefusalCodes.QuestionTooLarge),
                (refused.StatusCode, problem.GetProperty("code").GetString())
            );
            Assert.Contains("1\u00A0000\u00A0000", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            hints.Add(problem.GetProperty("hint").GetString()!);
        }
        Assert.Equal(4, hints.Count);
        using var less = await client.GetAsync("/v1/observations?indicator=HOM_INC&SEX=*&format=csv");
        Assert.Equal(HttpStatusCode.OK, less.StatusCode);
    }

    [Fact]
    public async Task Heavy_questions_wait_for_one_another_and_are_told_when_to_ask_again()
    {
        await using var server = await LimitedServer.StartAsync(
            new WebSettings
            {
                Rates = RateSettings.None,
                Heavy = new HeavySettings
                {
                    LightBelow = 1_000,
                    Parts = 1,
                    Waiting = 1,
                    Patience = TimeSpan.FromSeconds(1),
                },
            }
        );
        var (client, heavy) = (server.Client(), server.Services.GetRequiredService<HeavyQuestions>());
        using (await heavy.EnterAsync("somebody", Heavy, CancellationToken.None))
        {
            foreach (
                var question in (string[])
                    [
                        Everything,
                        "/v1/observations/source?indicator=HOM_INC&area=MEX&period=2016",
                        "/v1/coverage",
                        "/v1/coverage?format=csv",
                    ]
            )
            {
                using var refused = await client.GetAsync(question);
                Assert.Equal(
                    (HttpStatusCode.ServiceUnavailable, RefusalCodes.AnswersWait),
                    (refused.StatusCode, (await refused.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString())
                );
                Assert.True(refused.Headers.RetryAfter?.Delta > TimeSpan.Zero);
            }
            // A light question has no turn to wait for.
            using var light = await client.GetAsync("/v1/observations?indicator=HOM_INC&area=MEX");
            Assert.Equal(HttpStatusCode.OK, light.StatusCode);
        }
        foreach (var question in (string[])[Everything, "/v1/coverage", "/v1/coverage?format=csv"])
        {
            using var answer = await client.GetAsync(question);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_caller_who_asks_for_everything_leaves_half_of_the_capacity_to_others()
    {
        using var heavy = new HeavyQuestions(
            new HeavySettings
            {
                LightBelow = 1_000,
                Most = 1_000_000,
                Parts = 5,
                Waiting = 8,
                Patience = TimeSpan.FromMinutes(5),
            }
        );
        var heaviest = new QuestionSize(1, 1, 1_000, 1_000);
        var first = await heavy.EnterAsync("one", heaviest, CancellationToken.None);
        // However many more they ask, as many as fit wait; who comes then is refused.
        var (second, third) = (
            heavy.EnterAsync("one", heaviest, CancellationToken.None),
            heavy.EnterReadingAsync("one", CancellationToken.None)
        );
        Assert.Equal(
            RefusalCodes.AnswersWait,
            (await Assert.ThrowsAsync<Refusal>(() => heavy.EnterReportsAsync("one", CancellationToken.None))).Code
        );
        var other = await heavy.EnterAsync("another", heaviest, CancellationToken.None);
        var light = await heavy.EnterReportsAsync("a third", CancellationToken.None);
        Assert.Equal((false, false), (second.IsCompleted, third.IsCompleted));
        first!.Dispose();
        (await second)!.Dispose();
        (await third).Dispose();
        other!.Dispose();
        light.Dispose();
        // All is given back.
        foreach (var caller in (string[])["one", "another", "a third"])
            (await heavy.EnterAsync(caller, heaviest, CancellationToken.None))!.Dispose();
    }

    [Fact]
    public async Task A_caller_who_stops_waiting_releases_their_turn()
    {
        using var heavy = new HeavyQuestions(
            new HeavySettings
            {
                LightBelow = 1_000,
                Most = 1_000_000,
                Parts = 2,
                Waiting = 8,
                Patience = TimeSpan.FromMinutes(5),
            }
        );
        using var one = await heavy.EnterAsync("one", Heavy, CancellationToken.None);
        using (await heavy.EnterAsync("another", Heavy, CancellationToken.None))
        {
            using var gone = new CancellationTokenSource();
            var waits = heavy.EnterAsync("a third", Heavy, gone.Token);
            Assert.False(waits.IsCompleted);
            await gone.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits);
        }
        (await heavy.EnterAsync("a third", Heavy, CancellationToken.None))!.Dispose();
    }

    [Fact]
    public async Task Codes_that_do_not_exist_are_refused_without_asking_the_database_anything()
    {
        await using var warehouse = await TestWarehouse.CreateAsync();
        using var listening = DiagnosticListener.AllListeners.Subscribe(new Listener());
        string[] wrong = [.. Enumerable.Range(0, 1_800).Select(n => $"X-{n}")];
        var right = new ObservationQuery { Indicators = ["HOM_INC"], Areas = ["MEX"] };
        var questions = new Dictionary<string, ObservationQuery>
        {
            ["indicator"] = right with { Indicators = wrong },
            ["area"] = right with { Areas = ["MEX", .. wrong] },
            ["group"] = right with { Areas = ["MEX", .. wrong.Select(w => $"group:{w}")] },
            ["source"] = right with { Sources = wrong },
        };
        foreach (var dimension in BreakdownDimensions.All)
            questions[dimension] = right with { Breakdown = new Dictionary<string, IReadOnlyList<string>> { [dimension] = wrong } };
        // What stands in the lists that every question needs is read once.
        await warehouse.Resolver.ResolveAsync(
            right with
            {
                Sources = ["MEX_SESNSP"],
                Breakdown = BreakdownDimensions.All.ToDictionary(d => d, _ => (IReadOnlyList<string>)["_T"]),
            },
            CancellationToken.None
        );
        // A wrong area is looked up among the names of areas, which are read once in each language.
        await Assert.ThrowsAsync<Refusal>(() => warehouse.Resolver.ResolveAsync(questions["area"], CancellationToken.None));
        foreach (var (parameter, question) in questions)
        {
            Heard.Value = [];
            var refusal = await Assert.ThrowsAsync<Refusal>(() => warehouse.Resolver.ResolveAsync(question, CancellationToken.None));
            Assert.Equal((RefusalCodes.CodeUnknown, parameter), (refusal.Code, refusal.Arguments["column"]));
            Assert.DoesNotContain(Heard.Value, q => q is not ("catalogue/newest_load" or "catalogue/groups"));
            Heard.Value = null;
        }
    }

    /// <summary>Else whoever asks for ten thousand pages or wrong codes fills what is kept, and nothing of use is kept any more.</summary>
    [Fact]
    public async Task Codes_and_pages_that_callers_choose_are_cut_from_lists_that_are_kept_once()
    {
        await using var warehouse = await TestWarehouse.CreateAsync();
        using var listening = DiagnosticListener.AllListeners.Subscribe(new Listener());
        var catalogue = warehouse.Catalogue;
        var all = await catalogue.AreasAsync(Language.Es, 0, null, null, 0, null, CancellationToken.None);
        Assert.True(all.Count > 30 && (await catalogue.IndicatorsAsync(Language.Es, null, CancellationToken.None)).Count > 10);
        Heard.Value = [];
        var paged = new List<AreaRow>();
        for (var skip = 0; skip < 1_000; skip++)
        {
            paged.AddRange(await catalogue.AreasAsync(Language.Es, 0, null, null, skip, 1, CancellationToken.None));
            Assert.Empty(await catalogue.IndicatorsAsync(Language.Es, $"X-{skip}", CancellationToken.None));
        }
        Assert.Equal(all, paged);
        Assert.Equal("HOM_INC", Assert.Single(await catalogue.IndicatorsAsync(Language.Es, "HOM_INC", CancellationToken.None)).Code);
        Assert.Empty(await catalogue.AreasAsync(Language.Es, 0, null, null, int.MaxValue, int.MaxValue, CancellationToken.None));
        Assert.DoesNotContain(Heard.Value, q => q.StartsWith("catalogue/", StringComparison.Ordinal) && q != "catalogue/newest_load");
        Heard.Value = null;
    }

    [Theory]
    [InlineData(Frequency.Annual, null, null, 40)]
    [InlineData(Frequency.Monthly, 2016, 2016, 12)]
    [InlineData(Frequency.Annual, 1, null, 80)]
    [InlineData(Frequency.Quarterly, null, 9998, 160)]
    public async Task A_question_is_as_large_as_what_it_names(Frequency frequency, int? from, int? to, int periods)
    {
        await using var warehouse = await TestWarehouse.CreateAsync();
        var query = new ObservationQuery
        {
            Indicators = ["HOM_INC", "HOM_VICT"],
            Areas = ["MEX", "ARG", "CHL"],
            Frequency = frequency,
            From = from is { } first ? TimePeriod.OfYear(first) : null,
            To = to is { } last ? TimePeriod.OfYear(last) : null,
            Breakdown = new Dictionary<string, IReadOnlyList<string>> { ["SEX"] = ["M", "F"] },
        };
        var clock = new FakeClock(NodaTime.Instant.FromUtc(2026, 6, 1, 0, 0));
        var resolver = new QuestionResolver(warehouse.Sources, warehouse.Catalogue, warehouse.Library, clock);
        var size = (await resolver.ResolveAsync(query, CancellationToken.None)).Size;
        Assert.Equal(new QuestionSize(2, 3, periods, 2), size);
        Assert.Equal(2L * 3 * periods * 2, size.Figures);
    }

    private sealed class Listener : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == AskedQueries.ListenerName)
                value.Subscribe(this);
        }

        public void OnNext(KeyValuePair<string, object?> value) => Heard.Value?.Add(((AskedQuery)value.Value!).Name);

        public void OnCompleted() { }

        public void OnError(Exception error) { }
    }
}
