using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Npgsql;
using Observatory.App.Composition;
using Observatory.App.Limits;
using Observatory.App.Serving;
using Observatory.Tests.Support;
using Observatory.Warehouse.Database;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>Readers over a real primary and a real streaming replica, while one of them stalls, falls behind or dies.</summary>
[Collection(nameof(AloneOnTheMachine))]
public sealed class ReplicaTests(ServerPair pair) : IClassFixture<ServerPair>, IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly Lines _log = new();
    private DataSources _sources = null!;

    public Task InitializeAsync()
    {
        if (ServerPair.WhyMissing is null)
            _sources = new DataSources(pair.Primary.ConnectionString, pair.Replica.ConnectionString, Limit, _log);
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        if (_sources is not null)
            await _sources.DisposeAsync();
    }

    [ReplicaFact]
    public async Task A_replica_that_keeps_up_is_read_and_under_the_readers_role()
    {
        await UntilFromReplicaAsync();
        await using var connection = await _sources.Reader.OpenConnectionAsync();
        Assert.Equal(DataSources.ReaderRole, await ScalarAsync(connection, "select current_user::text"));
        Assert.Equal(ReplicaState.Fresh, Assert.Single(await _sources.Reader.ExamineAsync(CancellationToken.None)).State);
    }

    [ReplicaFact]
    public async Task A_replica_that_stands_still_while_its_primary_goes_on_is_left_and_is_taken_again_once_level()
    {
        await UntilFromReplicaAsync();
        await pair.Replica.ExecuteAsync("select pg_wal_replay_pause()");
        await WriteAsync();
        await UntilAsync(async () => !await FromReplicaAsync(_sources));
        var seen = Assert.Single(await _sources.Reader.ExamineAsync(CancellationToken.None));
        Assert.True(seen.State == ReplicaState.Behind && seen.Lag > Limit, seen.ToString());

        await pair.Replica.ExecuteAsync("select pg_wal_replay_resume()");
        await UntilFromReplicaAsync();
        Assert.Contains(_log.All, l => l.Contains("is not read, the primary is: Behind by ", StringComparison.Ordinal));
        Assert.Contains(_log.All, l => l.Contains("is read again: Fresh", StringComparison.Ordinal));
    }

    [ReplicaFact]
    public async Task A_replica_that_stands_still_while_nothing_happens_shows_all_there_is()
    {
        await UntilFromReplicaAsync();
        await pair.Replica.ExecuteAsync("select pg_wal_replay_pause()");
        try
        {
            for (var look = 0; look < 4; look++)
                Assert.Equal(ReplicaState.Fresh, Assert.Single(await _sources.Reader.ExamineAsync(CancellationToken.None)).State);
        }
        finally
        {
            await pair.Replica.ExecuteAsync("select pg_wal_replay_resume()");
        }
    }

    [ReplicaFact]
    public async Task A_reading_that_began_on_the_primary_never_sees_an_older_state_of_a_replica()
    {
        using (var steady = ReaderSource.Steady())
        {
            // Nothing is known of the replica at first.
            Assert.False(await FromReplicaAsync(_sources));
            Task others;
            using (ExecutionContext.SuppressFlow())
                others = Task.Run(UntilFromReplicaAsync);
            await others;
            Assert.False(await FromReplicaAsync(_sources));
            Assert.False(steady.FromReplica);
        }
    }

    [ReplicaFact]
    public async Task Questions_over_the_network_are_all_answered_while_the_replica_is_killed_and_comes_back()
    {
        await using var world = await World.StartAsync(pair);
        await world.UntilAsync(fromReplica: true);
        await world.AskWhileAsync(async () =>
        {
            await pair.Replica.KillAsync();
            await world.UntilAsync(fromReplica: false);
        });
        Assert.Equal(ReplicaState.Down, Assert.Single(await _sources.Reader.ExamineAsync(CancellationToken.None)).State);
        await world.AskWhileAsync(async () =>
        {
            await pair.Replica.StartAsync();
            await world.UntilAsync(fromReplica: true);
        });
    }

    [ReplicaFact]
    public async Task Questions_over_the_network_are_all_answered_while_the_replica_is_silent()
    {
        await using var world = await World.StartAsync(pair);
        await world.UntilAsync(fromReplica: true);
        try
        {
            await world.AskWhileAsync(async () =>
            {
                await pair.Replica.FreezeAsync();
                await world.UntilAsync(fromReplica: false);
            });
        }
        finally
        {
            await pair.Replica.ThawAsync();
        }
        await world.UntilAsync(fromReplica: true);
    }

    [ReplicaFact]
    public async Task A_replica_whose_primary_is_gone_answers_alone_and_says_so()
    {
        await UntilFromReplicaAsync();
        await pair.Primary.KillAsync();
        try
        {
            Assert.Equal(ReplicaState.Alone, Assert.Single(await _sources.Reader.ExamineAsync(CancellationToken.None)).State);
            Assert.True(await FromReplicaAsync(_sources));
        }
        finally
        {
            await pair.Primary.StartAsync();
        }
        await UntilFromReplicaAsync();
        await UntilAsync(async () => Assert.Single(await _sources.Reader.ExamineAsync(CancellationToken.None)).State == ReplicaState.Fresh);
    }

    [ReplicaFact]
    public async Task The_primary_under_another_login_is_no_replica_and_is_read()
    {
        await using var sources = new DataSources(pair.Primary.ConnectionString, pair.Primary.ConnectionString + ";Application Name=other");
        Assert.Equal(ReplicaState.Same, Assert.Single(await sources.Reader.ExamineAsync(CancellationToken.None)).State);
    }

    [ReplicaFact]
    public async Task A_server_of_another_origin_is_never_read()
    {
        await using var other = await TestCluster.CreateAsync();
        // The login of the foreign server is no login of this one, so the questions' login is given.
        await using var sources = new DataSources(
            pair.Primary.ConnectionString,
            other.ConnectionString,
            questions: pair.Primary.ConnectionString
        );
        Assert.Equal(ReplicaState.Foreign, Assert.Single(await sources.Reader.ExamineAsync(CancellationToken.None)).State);
        await using var connection = await sources.Reader.OpenConnectionAsync();
        Assert.Equal(pair.Primary.Port, new NpgsqlConnectionStringBuilder(connection.ConnectionString).Port);
    }

    [ReplicaFact]
    public async Task The_responding_one_of_several_replicas_is_read()
    {
        var hosts = $"127.0.0.1:1,127.0.0.1:{pair.Replica.Port}";
        await using var sources = new DataSources(
            pair.Primary.ConnectionString,
            new NpgsqlConnectionStringBuilder(pair.Replica.ConnectionString) { Host = hosts }.ConnectionString,
            Limit
        );
        await UntilAsync(() => FromReplicaAsync(sources));
        Assert.Equal(
            [ReplicaState.Down, ReplicaState.Fresh],
            (await sources.Reader.ExamineAsync(CancellationToken.None)).Select(r => r.State)
        );
    }

    private static async Task<bool> FromReplicaAsync(DataSources sources)
    {
        await using var connection = await sources.Reader.OpenConnectionAsync();
        return (bool)(await ScalarAsync(connection, "select pg_is_in_recovery()"))!;
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        for (var turn = 0; turn < 2_400; turn++)
        {
            if (await condition())
                return;
            await Task.Delay(50);
        }
        Assert.Fail("It did not come about within two minutes.");
    }

    private Task UntilFromReplicaAsync() => UntilAsync(() => FromReplicaAsync(_sources));

    private Task WriteAsync() => pair.Primary.ExecuteAsync("insert into ingest.feed (feed) values (gen_random_uuid()::text)");

    /// <summary>The lines of a log.</summary>
    private sealed class Lines : ILogger
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> All
        {
            get
            {
                lock (_lines)
                    return [.. _lines];
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            lock (_lines)
                _lines.Add(formatter(state, exception));
        }
    }

    /// <summary>The program as a server over the pair.</summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly TemporaryFolder _home = new();
        private readonly Platform _platform;
        private readonly WebApplication _app;
        private readonly HttpClient _client;

        private World(ServerPair pair)
        {
            // Whoever waits for a figure when the replica falls silent waits no longer than this.
            _platform = Platform.Over(
                _home.Path,
                [TestWarehouse.MappingsRoot],
                pair.Primary.ConnectionString,
                pair.Replica.ConnectionString + ";Command Timeout=3"
            );
            _app = WebHost.Build(
                _platform,
                ServerRole.Web,
                "http://127.0.0.1:0",
                LogLevel.Critical,
                new WebSettings { Rates = RateSettings.None }
            );
            _client = new HttpClient();
        }

        public static async Task<World> StartAsync(ServerPair pair)
        {
            var world = new World(pair);
            await world._app.StartAsync();
            world._client.BaseAddress = new Uri(world._app.Urls.First());
            return world;
        }

        public Task UntilAsync(bool fromReplica) =>
            ReplicaTests.UntilAsync(async () => await FromReplicaAsync(_platform.Sources) == fromReplica);

        /// <summary>Asks without a pause, four at a time, until what is to happen has happened; every answer must be a whole one.</summary>
        public async Task AskWhileAsync(Func<Task> happens)
        {
            using var over = new CancellationTokenSource();
            var asking = Enumerable.Range(0, 4).Select(_ => AskAsync(over.Token)).ToList();
            await happens();
            await over.CancelAsync();
            Assert.All(await Task.WhenAll(asking), answered => Assert.InRange(answered, 1, int.MaxValue));
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await _app.StopAsync();
            await _app.DisposeAsync();
            await _platform.DisposeAsync();
            _home.Dispose();
        }

        private async Task<int> AskAsync(CancellationToken over)
        {
            var answered = 0;
            while (!over.IsCancellationRequested)
            {
                using var response = await _client.GetAsync(new Uri("/v1/indicators?lang=en", UriKind.Relative), CancellationToken.None);
                var text = await response.Content.ReadAsStringAsync(CancellationToken.None);
                Assert.True(response.StatusCode == HttpStatusCode.OK, text);
                using var whole = JsonDocument.Parse(text);
                answered++;
            }
            return answered;
        }
    }
}
