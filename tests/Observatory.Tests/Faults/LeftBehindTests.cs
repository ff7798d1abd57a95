using System.Globalization;
using Hangfire;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using Observatory.App.Composition;
using Observatory.App.Jobs;
using Observatory.App.Limits;
using Observatory.App.Serving;
using Observatory.Tests.Support;
using Observatory.Warehouse.Submissions;
using Xunit;

namespace Observatory.Tests.Faults;

/// <summary>What a killed server leaves behind holds nobody up, and workers that do not work are seen.</summary>
public sealed class LeftBehindTests : IAsyncLifetime
{
    private readonly TemporaryFolder _home = new();
    private TestDatabase _database = null!;
    private Platform _platform = null!;
    private WebApplication _app = null!;

    public async Task InitializeAsync()
    {
        _database = await TestCluster.CreateAsync();
        _platform = Platform.Over(_home.Path, [TestWarehouse.MappingsRoot], _database.ConnectionString);
        // Never started: a test does itself what a server does in the background.
        _app = WebHost.Build(_platform, ServerRole.All, "http://127.0.0.1:0", LogLevel.None, new WebSettings { Rates = RateSettings.None });
    }

    public async Task DisposeAsync()
    {
        await _app.DisposeAsync();
        await _platform.DisposeAsync();
        await _database.DisposeAsync();
        _home.Dispose();
    }

    private JobStorage Storage => _app.Services.GetRequiredService<JobStorage>();

    private Waking Waking => _app.Services.GetServices<IHostedService>().OfType<Waking>().Single();

    [Fact]
    public async Task A_server_that_starts_after_a_kill_frees_its_locks_and_sweeps_at_once()
    {
        await ExecuteAsync(
            $"insert into hangfire.server (id, data, lastheartbeat) values "
                + $"('{Environment.MachineName.ToLowerInvariant()}:2147483646:left', '{ServerData(DateTime.UtcNow.AddHours(-1))}', "
                + $"clock_timestamp())"
        );
        await ExecuteAsync(
            "insert into hangfire.lock (resource, acquired) values ('hangfire:recurring-jobs:lock', clock_timestamp()), "
                + "('hangfire:lock:recurring-job:retention', clock_timestamp())"
        );
        await Waking.LookAsync(CancellationToken.None);
        Assert.Equal(0, await ScalarAsync<int>("select count(*)::integer from hangfire.lock"));
        Assert.Empty(Storage.GetMonitoringApi().Servers());
        Assert.NotNull((await _platform.Sweep.SignsAsync(CancellationToken.None)).SweptAt);
        Assert.Equal(
            ["reminders", "retention", "scrub"],
            (await ScalarAsync<string[]>("select array_agg(value order by value) from hangfire.set where key = 'recurring-jobs'"))!
        );
    }

    [Fact]
    public async Task Beside_a_living_server_only_locks_go_that_nobody_can_hold()
    {
        await ExecuteAsync(
            $"insert into hangfire.server (id, data, lastheartbeat) values ('elsewhere:1:alive', '{ServerData(DateTime.UtcNow)}', "
                + $"clock_timestamp())"
        );
        await ExecuteAsync(
            """
            insert into hangfire.lock (resource, acquired)
            values ('held', clock_timestamp()), ('left', clock_timestamp() - interval '61 seconds'),
                ('of a clock that is ahead', clock_timestamp() + interval '1 day')
            """
        );
        Assert.Equal(2, await LeftBehind.ClearAsync(Storage, _platform.Sweep, isStart: true, CancellationToken.None));
        Assert.Equal("held", await ScalarAsync<string>("select resource from hangfire.lock"));
        Assert.Single(Storage.GetMonitoringApi().Servers());
    }

    [Fact]
    public void A_server_is_gone_where_its_process_is_not_there_or_began_after_it()
    {
        using var self = System.Diagnostics.Process.GetCurrentProcess();
        var began = self.StartTime.ToUniversalTime();
        Assert.True(LeftBehind.IsGone($"{Environment.MachineName}:2147483646:a", DateTime.UtcNow));
        Assert.True(LeftBehind.IsGone($"{LeftBehind.ServerName}:a", began.AddMinutes(-1)));
        Assert.False(LeftBehind.IsGone($"{LeftBehind.ServerName}:a".ToLowerInvariant(), DateTime.UtcNow));
        Assert.False(LeftBehind.IsGone("another-machine:2147483646:a", DateTime.UtcNow));
        Assert.False(LeftBehind.IsGone("no number", DateTime.UtcNow));
    }

    [Fact]
    public void The_job_store_lets_go_of_a_lock_within_a_minute() =>
        Assert.True(
            (
                (Hangfire.PostgreSql.PostgreSqlStorageOptions)
                    typeof(Hangfire.PostgreSql.PostgreSqlStorage)
                        .GetProperty(
                            "Options",
                            System.Reflection.BindingFlags.Instance
                                | System.Reflection.BindingFlags.NonPublic
                                | System.Reflection.BindingFlags.Public
                        )!
                        .GetValue(Storage)!
            ).DistributedLockTimeout <= TimeSpan.FromMinutes(1)
        );

    [Fact]
    public async Task One_server_sweeps_once_a_minute_and_a_server_that_has_just_started_at_once()
    {
        Assert.True(await _platform.Sweep.BeginAsync("a:1", Duration.FromSeconds(55), CancellationToken.None));
        Assert.False(await _platform.Sweep.BeginAsync("b:1", Duration.FromSeconds(55), CancellationToken.None));
        Assert.True(await _platform.Sweep.BeginAsync("c:1", Duration.Zero, CancellationToken.None));
        // The clock of the one before was ahead: nobody waits for it.
        await ExecuteAsync("update ingest.sweep set begun_at = clock_timestamp() + interval '1 day'");
        Assert.True(await _platform.Sweep.BeginAsync("d:1", Duration.FromSeconds(55), CancellationToken.None));
    }

    [Fact]
    public async Task A_server_without_sweeps_or_with_work_that_nobody_takes_is_not_ready()
    {
        var time = new MovedTime(TimeSpan.Zero);
        var readiness = new Readiness(_platform, Storage, ServerRole.Worker, time);
        Assert.Empty(await readiness.FaultsAsync(CancellationToken.None));
        time.Advance(TimeSpan.FromMinutes(4));
        Assert.StartsWith(
            "workers (last sweep: never",
            Assert.Single(await readiness.FaultsAsync(CancellationToken.None)),
            StringComparison.Ordinal
        );
        // Who serves the public has no workers.
        var web = new Readiness(_platform, Storage, ServerRole.Web, time);
        time.Advance(TimeSpan.FromMinutes(4));
        Assert.Empty(await web.FaultsAsync(CancellationToken.None));

        await _platform.Sweep.BeginAsync("a:1", Duration.Zero, CancellationToken.None);
        await _platform.Sweep.EndAsync(CancellationToken.None);
        Assert.Empty(await readiness.FaultsAsync(CancellationToken.None));
        await SubmissionAsync("Received", "state_since = clock_timestamp() - interval '10 minutes'");
        Assert.StartsWith("workers", Assert.Single(await readiness.FaultsAsync(CancellationToken.None)), StringComparison.Ordinal);
        // While a worker is at work on another, it only has much to do.
        await SubmissionAsync("Processing", "worked_on_until = clock_timestamp() + interval '1 minute'");
        Assert.Empty(await readiness.FaultsAsync(CancellationToken.None));
        await ExecuteAsync("update ingest.sweep set swept_at = clock_timestamp() - interval '10 minutes'");
        Assert.StartsWith("workers", Assert.Single(await readiness.FaultsAsync(CancellationToken.None)), StringComparison.Ordinal);
    }

    private async Task SubmissionAsync(string state, string set)
    {
        var content = new MemoryStream(SmallFeed.Csv([state]));
        var receipt = await _platform.Submissions.ReceiveAsync(
            new Delivery { Files = [new DeliveredFile("a.csv", content)], Through = "upload" },
            TestWarehouse.Clerk,
            CancellationToken.None
        );
        await ExecuteAsync(
            $"update ingest.submission set state = '{state}', {set} where submission_id = '{receipt.Submission.SubmissionId}'"
        );
    }

    private static string ServerData(DateTime startedAt) =>
        "{\"WorkerCount\": 1, \"Queues\": [\"default\"], \"StartedAt\": \""
        + startedAt.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        + "\"}";

    private Task ExecuteAsync(string statement) => TestCluster.ExecuteAsync(_database.ConnectionString, statement);

    private async Task<T?> ScalarAsync<T>(string statement)
    {
        await using var connection = new NpgsqlConnection(_database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        return (T?)await command.ExecuteScalarAsync();
    }
}
