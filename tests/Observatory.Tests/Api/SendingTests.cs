using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Hangfire;
using Hangfire.Logging;
using Microsoft.Extensions.DependencyInjection;
using Observatory.App.Jobs;
using Observatory.App.Limits;
using Observatory.App.Serving;
using Observatory.Core.Checking;
using Xunit;

namespace Observatory.Tests.Api;

[Collection(ApiTests.Name)]
public sealed class SendingTests(ApiWorld world)
{
    private static byte[] Mistakes { get; } =
        File.ReadAllBytes(Path.Combine(ApiWorld.Mappings, "MEX", "sesnsp-state-offences", "sample-with-mistakes.csv"));

    [Fact]
    public async Task A_job_that_fails_takes_no_worker_with_it()
    {
        // More than there are workers; the feed does not exist.
        var jobs = world.Services.GetRequiredService<IBackgroundJobClient>();
        for (var i = 0; i < 3 * Math.Max(2, Environment.ProcessorCount); i++)
            jobs.Enqueue<FeedJobs>(j => j.RunAsync("XXX/no-such-feed", CancellationToken.None));
        Assert.Equal(
            "Rejected",
            (await world.SendAndWaitAsync("alpha,gamma\r\n1,2\r\n"u8.ToArray(), "after-failures.csv")).GetProperty("state").GetString()
        );
    }

    [Fact]
    public async Task A_server_that_ends_takes_no_worker_of_another_in_its_process_with_it()
    {
        var other = WebHost.Build(
            world.Platform,
            ServerRole.Web,
            "http://127.0.0.1:0",
            Microsoft.Extensions.Logging.LogLevel.None,
            new WebSettings { Rates = RateSettings.None }
        );
        await other.StartAsync();
        Assert.NotNull(other.Services.GetRequiredService<IBackgroundJobClient>());
        await other.StopAsync();
        await other.DisposeAsync();
        // Workers ask for a log for every job that they take; a refusal would put them to sleep for minutes.
        LogProvider.GetLogger("after").Log(LogLevel.Trace, () => "told to nobody");
        Assert.Equal(
            "Rejected",
            (await world.SendAndWaitAsync("alpha,delta\r\n1,2\r\n"u8.ToArray(), "after-another.csv")).GetProperty("state").GetString()
        );
    }

    [Fact]
    public async Task A_file_is_accepted_read_by_a_worker_and_waits_for_review()
    {
        var text = Encoding.UTF8.GetString(Mistakes).Split("\r\n");
        var good = Encoding.UTF8.GetBytes(
            string.Join("\r\n", text.Take(2).Append("")).Replace("2017,1,", "2014,1,", StringComparison.Ordinal)
        );
        var submission = await world.SendAndWaitAsync(good, "good.csv");
        Assert.Equal("Staged", submission.GetProperty("state").GetString());
        Assert.Equal("MEX/sesnsp-state-offences", submission.GetProperty("feed").GetString());
        Assert.True(submission.GetProperty("accounting").GetProperty("balances").GetBoolean());
        Assert.Equal(
            0,
            (await world.GetAsync("/v1/observations?indicator=HOM_INC&area=MX-AGU&period=2014")).GetProperty("data").GetArrayLength()
        );
    }

    [Fact]
    public async Task The_changes_that_a_file_would_make_are_shown_before_its_approval()
    {
        var text = Encoding.UTF8.GetString(Mistakes).Split("\r\n");
        var good = Encoding.UTF8.GetBytes(
            string.Join("\r\n", text.Take(2).Append("")).Replace("2017,1,", "2013,1,", StringComparison.Ordinal)
        );
        var submission = await world.SendAndWaitAsync(good, "good.csv");
        var answer = await world.GetAsync($"/v1/submissions/{submission.GetProperty("id").GetString()}/changes?kind=added");
        var (meta, data) = (answer.GetProperty("meta"), answer.GetProperty("data"));
        Assert.True(meta.GetProperty("isPreview").GetBoolean());
        var added = data.EnumerateArray().Where(c => c.GetProperty("kind").GetString() == "added").ToList();
        Assert.Equal(meta.GetProperty("totals").GetProperty("added").GetInt32(), added.Count);
        Assert.Equal(submission.GetProperty("observations").GetInt32(), added.Count);
        Assert.All(added, c => Assert.StartsWith("2013", c.GetProperty("period").GetString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_with_mistakes_is_told_each_of_them_by_cell_and_nothing_of_it_is_loaded()
    {
        var submission = await world.SendAndWaitAsync(Mistakes, "mistakes.csv", ("feed", "MEX/sesnsp-state-offences"));
        Assert.Equal("Rejected", submission.GetProperty("state").GetString());
        var findings = submission
            .GetProperty("findings")
            .EnumerateArray()
            .Select(f => (f.GetProperty("code").GetString(), f.GetProperty("cell").GetString()))
            .ToList();
        Assert.Equal(
            [
                (FindingCodes.AreaUnknown, "B4"),
                (FindingCodes.LabelUnknown, "F5"),
                (FindingCodes.ValueNegative, "I6"),
                (FindingCodes.ValueNotNumber, "J3"),
                (FindingCodes.ValueNotNumber, "M6"),
            ],
            findings
        );
        Assert.True(submission.GetProperty("accounting").GetProperty("balances").GetBoolean());
    }

    [Fact]
    public async Task The_same_bytes_again_are_the_first_submission()
    {
        var content = Encoding.UTF8.GetBytes("nobody;knows\r\n1;2\r\n");
        using var first = await world.SendAsync(content, "a.csv");
        await world.SendAndWaitAsync(content, "a.csv");
        using var second = await world.SendAsync(content, "b.csv");
        Assert.Equal(HttpStatusCode.Accepted, second.StatusCode);
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.False((await second.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data")[0].GetProperty("isNew").GetBoolean());
    }

    [Theory]
    [InlineData("", "empty.csv", FindingCodes.FileEmpty)]
    [InlineData("%PDF-1.7 nothing", "report.csv", FindingCodes.FileTypeRefused)]
    [InlineData("a,b\r\n1,\"2\r\n", "open.csv", FindingCodes.FileQuoteOpen)]
    [InlineData("a,b\r\n1,2\r\n", "table.xlsx", FindingCodes.FileMisnamed)]
    [InlineData("alpha,beta\r\n1,2\r\n", "stranger.csv", FindingCodes.MappingNoneFits)]
    public async Task A_file_that_cannot_be_read_is_rejected_with_one_code_and_the_server_lives(string content, string name, string code)
    {
        var submission = await world.SendAndWaitAsync(Encoding.UTF8.GetBytes(content), name);
        Assert.Equal("Rejected", submission.GetProperty("state").GetString());
        Assert.Equal([code], submission.GetProperty("findings").EnumerateArray().Select(f => f.GetProperty("code").GetString()));
        Assert.Equal("live", await world.Client.GetStringAsync("/health/live"));
    }

    [Fact]
    public async Task A_feed_that_does_not_exist_is_refused_with_the_nearest()
    {
        using var response = await world.SendAsync(Mistakes, "x.csv", ("feed", "MEX/sesnsp-state-offence"));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("MEX/sesnsp-state-offences", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_that_nobody_knows_is_refused()
    {
        using var response = await world.SendAsync(Mistakes, "x.csv", ("country", "BRA"));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_name_with_a_path_in_it_is_only_kept_as_text()
    {
        var submission = await world.SendAndWaitAsync(Encoding.UTF8.GetBytes("q,r\r\n5,6\r\n"), "../../etc/cron.d/x.csv");
        Assert.Equal("x.csv", submission.GetProperty("fileName").GetString());
    }

    [Fact]
    public async Task Every_move_of_a_submission_is_kept()
    {
        var submission = await world.SendAndWaitAsync(Encoding.UTF8.GetBytes("q,r\r\n7,8\r\n"), "moves.csv");
        var events = await world.GetAsync($"/v1/submissions/{submission.GetProperty("id").GetString()}/events");
        Assert.Equal(
            ["Received", "Processing", "Rejected"],
            events.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("state").GetString())
        );
    }

    [Fact]
    public async Task The_files_of_one_request_are_one_submission_and_each_is_named()
    {
        using var response = await world.SendAsync([("b.csv", "q,r\r\n1,2\r\n"u8.ToArray()), ("a.csv", "s,t\r\n3,4\r\n"u8.ToArray())]);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var receipt = Assert.Single((await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data").EnumerateArray());
        Assert.Equal(["a.csv", "b.csv"], receipt.GetProperty("files").EnumerateArray().Select(f => f.GetProperty("name").GetString()));
        Assert.All(receipt.GetProperty("files").EnumerateArray(), f =>
            Assert.Equal(JsonValueKind.Null, f.GetProperty("keptSha256").ValueKind)
        );
        using var again = await world.SendAsync([("a.csv", "s,t\r\n3,4\r\n"u8.ToArray()), ("b.csv", "q,r\r\n1,2\r\n"u8.ToArray())]);
        Assert.Equal(response.Headers.Location, again.Headers.Location);
    }

    [Fact]
    public async Task A_file_that_shows_columns_about_persons_and_fits_no_mapping_is_refused_and_named_in_words()
    {
        using var response = await world.SendAsync(Encoding.UTF8.GetBytes("caso,etnia,estado_civil\r\n1,secreto,viudo\r\n"), "casos.csv");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Contains("PERSONAL_DATA_STRANGE", text, StringComparison.Ordinal);
        Assert.Contains("ECU/mdi-homicides", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secreto", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "feed=x", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("text/csv", "a,b", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("multipart/form-data; boundary=b", "no parts at all", HttpStatusCode.BadRequest)]
    [InlineData(
        "multipart/form-data; boundary=b",
        "--b\r\nContent-Disposition: form-data; name=\"feed\"\r\n\r\nx\r\n--b--\r\n",
        HttpStatusCode.BadRequest
    )]
    public async Task A_request_without_a_file_is_refused(string type, string body, HttpStatusCode status)
    {
        using var content = new StringContent(body);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var response = await world.Client.PostAsync(new Uri("/v1/submissions", UriKind.Relative), content);
        Assert.Equal(status, response.StatusCode);
    }
}
