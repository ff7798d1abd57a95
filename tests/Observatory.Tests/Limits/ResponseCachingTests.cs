using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Observatory.App.Api;
using Observatory.App.Limits;
using Observatory.App.Serving;
using Xunit;

namespace Observatory.Tests.Limits;

/// <summary>
/// Answers that are kept are those of the very question, in bounded memory, and nobody waits for another who asks the same.
/// </summary>
public sealed class ResponseCachingTests
{
    private const string Question = "/v1/observations?indicator=HOM_INC&area=MEX";

    /// <summary>Each is asked after all others, as well as alone: of what is kept nothing may be answered to another question.</summary>
    private static readonly IReadOnlyList<(string Address, string? Accept, string? Languages)> Questions =
    [
        (Question, null, null),
        ("/v1/observations?indicator=HOM_INC&AREA=MEX", null, null),
        ("/v1/observations?INDICATOR=HOM_INC&area=MEX", null, null),
        ("/v1/observations?indicator=hom_inc&area=MEX", null, null),
        (Question + "&lang=fr&lang=es", null, null),
        (Question + "&lang=es&lang=fr", null, null),
        (Question + "&lang=fr,es", null, null),
        (Question + "&sex=F", null, null),
        (Question + "&SEX=F", null, null),
        (Question, "text/csv", null),
        (Question, "text/csv", "fr"),
        (Question, null, "fr"),
        (Question, "text/csv, fr", null),
        (Question, "application/json", "text/csv"),
        (Question, "image/png", null),
        (Question + "&area=ARG", null, null),
        (Question + "%2CARG", null, null),
        (Question + "&format=csv&bom=false", null, null),
        ("/v1/indicators/HOM_INC", null, "es"),
        ("/v1/indicators/HOM_INC?lang=es", null, null),
        ("/v1/indicators/hom_inc", null, null),
    ];

    [Fact]
    public async Task Every_cached_question_gets_the_response_that_it_would_get_alone()
    {
        await using var alone = await LimitedServer.StartAsync(new WebSettings { Rates = RateSettings.None });
        await using var after = await LimitedServer.StartAsync(new WebSettings { Rates = RateSettings.None });
        foreach (var question in Questions.Reverse())
            _ = await AskAsync(after, question);
        var kept = after.Services.GetRequiredService<ResponseStore>().Count;
        Assert.True(kept > 5, $"{kept} answers are kept.");
        foreach (var question in Questions)
        {
            alone.Services.GetRequiredService<ResponseStore>().Clear();
            var (first, second) = (await AskAsync(alone, question), await AskAsync(after, question));
            Assert.True(first == second, $"{question}: alone {first}, after the others {second}");
        }
        Assert.Equal(kept, after.Services.GetRequiredService<ResponseStore>().Count);
    }

    [Fact]
    public async Task Arbitrary_headers_of_callers_take_no_memory()
    {
        await using var server = await LimitedServer.StartAsync(new WebSettings { Rates = RateSettings.None });
        var store = server.Services.GetRequiredService<ResponseStore>();
        _ = await AskAsync(server, (Question, null, null));
        var (count, bytes) = (store.Count, store.Bytes);
        for (var turn = 0; turn < 20; turn++)
        {
            using var client = server.Client(null, ("Host", $"h{turn}.example"));
            using var request = new HttpRequestMessage(HttpMethod.Get, Question);
            Assert.True(
                request.Headers.TryAddWithoutValidation(
                    "Accept-Language",
                    $"en, {string.Join(", ", Enumerable.Range(0, 2_000).Select(n => $"x{turn}-{n}"))}"
                )
            );
            Assert.True(request.Headers.TryAddWithoutValidation("Accept", $"application/json;v={turn}"));
            using var answer = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        Assert.Equal((count, bytes), (store.Count, store.Bytes));
    }

    [Theory]
    [InlineData("only-if-cached")]
    [InlineData("no-cache")]
    [InlineData("no-store, only-if-cached, max-age=0")]
    public async Task Cache_directives_of_a_request_change_no_response(string words)
    {
        await using var server = await LimitedServer.StartAsync(new WebSettings { Rates = RateSettings.None });
        using var client = server.Client(null, ("Cache-Control", words), ("Pragma", "no-cache"));
        foreach (var turn in Enumerable.Range(0, 2))
        {
            using var answer = await client.GetAsync(Question);
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{turn}: {answer.StatusCode}");
        }
    }

    [Fact]
    public async Task Cached_responses_and_their_keys_stay_below_the_limit()
    {
        const int Most = 1 << 20;
        using var store = new ResponseStore(Most);
        for (var n = 0; n < 2_000; n++)
        {
            await store.SetAsync(
                $"{n}{new string('k', n % 7 * 1_000)}",
                new byte[n % 5 * 100],
                null,
                TimeSpan.FromHours(1),
                CancellationToken.None
            );
            Assert.InRange(store.Bytes, 1, Most);
        }
        Assert.True(store.Count is > 50 and < 2_000, $"{store.Count}");
    }

    private static async Task<string> AskAsync(LimitedServer server, (string Address, string? Accept, string? Languages) question)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, question.Address);
        if (question.Accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", question.Accept);
        if (question.Languages is not null)
            request.Headers.TryAddWithoutValidation("Accept-Language", question.Languages);
        using var answer = await server.Client().SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        return $"{(int)answer.StatusCode} {answer.Content.Headers.ContentType} {string.Join(',', answer.Content.Headers.ContentLanguage)} "
            + $"{answer.Headers.ETag} {body}";
    }
}
