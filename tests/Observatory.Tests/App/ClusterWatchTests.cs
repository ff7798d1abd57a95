using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Npgsql;
using Observatory.App.Serving;
using Observatory.Hosting.Cluster;
using Observatory.Hosting.Machine;
using Observatory.Hosting.Postgres;
using Observatory.Tests.Support;
using Observatory.Warehouse.Database;
using Xunit;

namespace Observatory.Tests.App;

/// <summary>A server whose private database dies, and one that cannot listen where it should.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ClusterWatchTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public ClusterWatchTests() => File.SetUnixFileMode(_home.Path, (UnixFileMode)0b111_001_001);

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_database_that_dies_is_started_again_where_it_was_and_at_last_the_program_ends_with_a_word()
    {
        await using (await PrivateCluster.UseAsync(_home.Path, CancellationToken.None, ClusterSettings.Forgetful)) { }
        // Not the usual one, which another test's server would take as soon as it is free.
        (ClusterRecord.Read(_home["cluster.json"])! with { Port = PostgresPort.Choose(0, another: true) }).Write(_home["cluster.json"]);
        await using var lease = await PrivateCluster.UseAsync(_home.Path, CancellationToken.None, ClusterSettings.Forgetful);
        var clock = new FakeClock(SystemClock.Instance.GetCurrentInstant());
        await using var sources = new DataSources(lease.ConnectionString);
        var watch = new ClusterWatch(
            _home.Path,
            lease.Port,
            clock,
            NullLogger.Instance,
            most: 1,
            settings: ClusterSettings.Forgetful,
            whenRevived: sources.ForgetConnections
        );
        Assert.False(await watch.LookAsync(CancellationToken.None));
        await KeepThreeAsync(sources);
        await KillAsync(lease.ProcessId);
        Assert.True(await watch.LookAsync(CancellationToken.None));
        Assert.Equal("1", await AskAsync(lease.ConnectionString));
        // What the pool had kept of the server before costs nobody an answer.
        await KeepThreeAsync(sources);

        // Somebody else's program brings it back first: there is nothing to do.
        Assert.False(await watch.LookAsync(CancellationToken.None));
        await KillAsync(Process());
        var fault = await Assert.ThrowsAsync<Fault>(() => watch.RunAsync(CancellationToken.None));
        Assert.Equal(FaultCodes.ClusterLost, fault.Code);
        // What is long ago does not count.
        clock.Advance(ClusterWatch.Window + Duration.FromSeconds(1));
        Assert.True(await watch.LookAsync(CancellationToken.None));
        Assert.Equal("1", await AskAsync(lease.ConnectionString));
    }

    [Fact]
    public async Task Serving_ends_with_the_fault_of_what_is_watched_and_cleanly_when_it_is_asked_to()
    {
        await using var served = Server("http://127.0.0.1:0");
        await WebStart.StartAsync(served, "", CancellationToken.None);
        var fault = await Assert.ThrowsAsync<Fault>(() =>
            WebStart.ServeAsync(served, _ => Task.FromException(new Fault(FaultCodes.ClusterLost)), CancellationToken.None)
        );
        Assert.Equal(FaultCodes.ClusterLost, fault.Code);

        await using var asked = Server("http://127.0.0.1:0");
        await WebStart.StartAsync(asked, "", CancellationToken.None);
        using var over = new CancellationTokenSource();
        var serving = WebStart.ServeAsync(asked, c => Task.Delay(Timeout.Infinite, c), over.Token);
        await over.CancelAsync();
        await serving;
    }

    [Fact]
    public async Task A_port_that_another_program_has_is_named()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";
        await using var app = Server(url);
        var fault = await Assert.ThrowsAsync<Fault>(() => WebStart.StartAsync(app, url, CancellationToken.None));
        Assert.Equal((FaultCodes.PortInUse, url), (fault.Code, fault.Facts.Single().Value));
    }

    private static WebApplication Server(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(url);
        return builder.Build();
    }

    private int Process() => ServerProcess.Find(Path.Combine(ClusterFolder.Of(_home.Path)!, "data"))!.ProcessId;

    /// <summary>Asks something by three connections at once, and gives them back to the pool.</summary>
    private static async Task KeepThreeAsync(DataSources sources)
    {
        await using var one = await sources.Migrator.OpenConnectionAsync();
        await using var two = await sources.Migrator.OpenConnectionAsync();
        await using var three = await sources.Migrator.OpenConnectionAsync();
        foreach (var connection in (NpgsqlConnection[])[one, two, three])
        {
            await using var command = new NpgsqlCommand("select 1", connection);
            Assert.Equal(1, await command.ExecuteScalarAsync());
        }
    }

    private static async Task KillAsync(int process)
    {
        using var killed = System.Diagnostics.Process.GetProcessById(process);
        killed.Kill();
        await killed.WaitForExitAsync();
    }

    private static async Task<string> AskAsync(string connectionString)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("select 1::text", connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
