using System.Globalization;
using Observatory.Core.Access;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Core.Submissions;
using Observatory.Tests.Mappings;
using Observatory.Tests.Taxonomy;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Submissions;
using Xunit;

namespace Observatory.Tests.Access;

/// <summary>Whoever watches a submission is told each move once, and nobody costs a connection.</summary>
public sealed class EventStreamTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly Actor Reviewer = new("reviewer@mex", [Role.Approver], AccessWorld.OwnOffice, "MEX");

    [Fact]
    public async Task Moves_come_as_they_happen_and_the_stream_ends_with_the_submission()
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual);
        using var stream = await OpenAsync(world.As("uploader A"), world.Own, null);
        foreach (var state in (string[])["Received", "Processing", "Staged"])
            Assert.Equal(state, await stream.NextStateAsync());
        await world.Platform.Review.ReturnAsync(world.Own, Reviewer, "once\nmore", CancellationToken.None);
        Assert.Equal("Returned", await stream.NextStateAsync());
        Assert.Contains("once\\nmore", stream.Data, StringComparison.Ordinal);
        Assert.Null(await stream.NextStateAsync());

        // A browser comes back by itself: it is told what it missed, and then that there is nothing more.
        using var missed = await OpenAsync(world.As("uploader A"), world.Own, stream.Ids[2]);
        Assert.Equal("Returned", await missed.NextStateAsync());
        Assert.Null(await missed.NextStateAsync());
        using var nothing = await AskAsync(world.As("uploader A"), world.Own, stream.Ids[3]);
        Assert.Equal(204, (int)nothing.StatusCode);
    }

    [Fact]
    public async Task A_request_without_a_stream_gets_the_list_of_events_with_the_same_numbers()
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual);
        using var stream = await OpenAsync(world.As("approver A"), world.Own, null);
        for (var move = 0; move < 3; move++)
            await stream.NextStateAsync();
        var list = await world.As("approver A").GetStringAsync(new Uri($"/v1/submissions/{world.Own}/events", UriKind.Relative));
        Assert.All(stream.Ids, id =>
            Assert.Contains($"\"id\":{id.ToString(CultureInfo.InvariantCulture)}", list, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task How_far_a_reading_is_comes_between_its_moves()
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual);
        await using (var connection = await world.Platform.Sources.Migrator.OpenConnectionAsync())
        {
            await using var reading = new Npgsql.NpgsqlCommand(
                "update ingest.submission set state = 'Processing', state_since = now() - interval '1 minute' where submission_id = @id",
                connection
            );
            reading.Parameters.AddWithValue("id", world.Own);
            await reading.ExecuteNonQueryAsync();
        }
        await using var progress = new ReadingProgress(world.Platform.Sources, world.Platform.Clock, world.Own)
        {
            Rows = 5120,
            Bytes = 1_000_000,
        };
        using var stream = await OpenAsync(world.As("uploader A"), world.Own, null);
        // On a slow machine the world's own reading of the file took long enough to leave its last progress behind.
        var told = await stream.NextProgressAsync();
        if (!told.Contains("\"rows\":5120", StringComparison.Ordinal))
            told = await stream.NextProgressAsync();
        Assert.Contains("\"step\":\"reading\",\"rows\":5120,\"bytes\":1000000", told, StringComparison.Ordinal);
        progress.Step = ReadingProgress.Comparing;
        Assert.Contains("\"step\":\"comparing\"", await stream.NextProgressAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_are_counted_while_they_are_read()
    {
        var mapping = MappingReader.Read(ShippedFolders.All["MEX/sesnsp-state-offences"], TaxonomyFolder.Read).Mapping!;
        var sample = File.ReadAllBytes(Path.Combine(Support.TestWarehouse.MappingsRoot, "MEX/sesnsp-state-offences/sample.csv"));
        var rows = 0L;
        FileReading.Of(
            [new SentFile("sample.csv", new MemoryStream(sample))],
            mapping,
            [mapping],
            TaxonomyFolder.Read,
            new NodaTime.LocalDate(2030, 1, 1),
            ReadLimits.Default,
            CancellationToken.None,
            onRows: count => rows = count
        );
        Assert.Equal(
            File.ReadAllLines(Path.Combine(Support.TestWarehouse.MappingsRoot, "MEX/sesnsp-state-offences/sample.csv")).Length,
            rows
        );
    }

    [Fact]
    public async Task No_caller_can_watch_a_submission_out_of_reach()
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual);
        foreach (var (caller, status) in ((string, int)[])[("anonymous", 401), ("analyst", 403), ("uploader B", 404)])
        {
            using var answer = await AskAsync(world.As(caller), world.Own, null);
            Assert.Equal(status, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_revoked_key_is_told_nothing_more()
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual);
        world.Platform.AsksAgainAfter = TimeSpan.FromMilliseconds(300);
        var key = await world.Platform.Keys.CreateAsync(
            Actor.Operator,
            AccessWorld.OtherOffice,
            Role.Approver,
            null,
            null,
            CancellationToken.None
        );
        using var client = world.Client(key.Text);
        using var stream = await OpenAsync(client, world.Other, null);
        for (var move = 0; move < 3; move++)
            await stream.NextStateAsync();
        await world.Platform.Keys.RevokeAsync(Actor.Operator, key.Prefix, CancellationToken.None);
        Assert.Null(await stream.NextStateAsync());
        Assert.Equal(
            SubmissionState.Staged,
            (await world.Platform.Submissions.FindAsync(Actor.Operator, world.Other, CancellationToken.None)).State
        );
    }

    [Fact]
    public async Task Two_hundred_event_streams_occupy_no_database_connections()
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual);
        var streams = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => OpenAsync(world.As("uploader A"), world.Own, null)));
        try
        {
            foreach (var stream in streams)
                for (var move = 0; move < 3; move++)
                    Assert.NotNull(await stream.NextStateAsync());
            // The pools hold what they were opened with; busy is at most the one shared question.
            await using var connection = await world.Platform.Sources.Migrator.OpenConnectionAsync();
            await using var command = new Npgsql.NpgsqlCommand(
                "select count(*) from pg_stat_activity where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()",
                connection
            );
            Assert.InRange((long)(await command.ExecuteScalarAsync())!, 0, 2);
            await world.Platform.Review.ReturnAsync(world.Own, Reviewer, "back", CancellationToken.None);
            Assert.All(await Task.WhenAll(streams.Select(s => s.NextStateAsync())), state => Assert.Equal("Returned", state));
        }
        finally
        {
            foreach (var stream in streams)
                stream.Dispose();
        }
    }

    private static Task<HttpResponseMessage> AskAsync(HttpClient client, Guid id, long? after)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/v1/submissions/{id}/events", UriKind.Relative))
        {
            Headers = { { "Accept", "text/event-stream" } },
        };
        if (after is { } last)
            request.Headers.Add("Last-Event-ID", last.ToString(CultureInfo.InvariantCulture));
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private static async Task<Events> OpenAsync(HttpClient client, Guid id, long? after)
    {
        var response = await AskAsync(client, id, after);
        Assert.Equal((200, "text/event-stream"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        return new Events(response, new StreamReader(await response.Content.ReadAsStreamAsync()));
    }

    private sealed class Events(HttpResponseMessage response, StreamReader lines) : IDisposable
    {
        public List<long> Ids { get; } = [];

        public string Data { get; private set; } = "";

        /// <summary>The next state; null where the stream has ended.</summary>
        public async Task<string?> NextStateAsync()
        {
            using var patience = new CancellationTokenSource(Patience);
            while (await lines.ReadLineAsync(patience.Token) is { } line)
            {
                if (line.StartsWith("id: ", StringComparison.Ordinal))
                    Ids.Add(long.Parse(line.AsSpan(4), CultureInfo.InvariantCulture));
                if (!line.StartsWith("data: ", StringComparison.Ordinal))
                    continue;
                Data = line;
                using var document = System.Text.Json.JsonDocument.Parse(line[6..]);
                if (document.RootElement.TryGetProperty("state", out var state))
                    return state.GetString();
            }
            return null;
        }

        /// <summary>The next that says how far it is.</summary>
        public async Task<string> NextProgressAsync()
        {
            using var patience = new CancellationTokenSource(Patience);
            while (await lines.ReadLineAsync(patience.Token) is { } line)
                if (line == "event: progress")
                    return await lines.ReadLineAsync(patience.Token) ?? "";
            return "";
        }

        public void Dispose()
        {
            lines.Dispose();
            response.Dispose();
        }
    }
}
