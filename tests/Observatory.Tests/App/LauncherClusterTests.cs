using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;
using Npgsql;
using Observatory.Hosting.Cluster;
using Observatory.Hosting.Homes;
using Observatory.Hosting.Machine;
using Observatory.Tests.Support;
using Xunit;

namespace Observatory.Tests.App;

[UnsupportedOSPlatform("windows")]
public sealed class LauncherClusterTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _home = new();

    public LauncherClusterTests() =>
        // Root's server account has its folder inside: let it pass.
        File.SetUnixFileMode(_home.Path, (UnixFileMode)0b111_001_001);

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task The_last_user_stops_the_server_that_the_first_started()
    {
        var first = await UseAsync(_home.Path);
        var second = await UseAsync(_home.Path);
        Assert.True(first.Started);
        Assert.False(second.Started);
        Assert.Equal(first.ProcessId, second.ProcessId);
        Assert.Equal("observatory", await AskAsync(second, "select current_user::text"));

        await first.DisposeAsync();
        Assert.True(PrivateCluster.IsRunning(_home.Path));
        await second.DisposeAsync();
        Assert.False(PrivateCluster.IsRunning(_home.Path));

        // It is remembered; whether it can be had again is up to whoever else looks for a port meanwhile.
        Assert.Equal(first.Port, PrivateCluster.PortOf(_home.Path));
        await using var again = await UseAsync(_home.Path);
        Assert.True(again.Started);
    }

    [Fact]
    public async Task The_application_is_no_superuser_and_nobody_enters_without_a_password()
    {
        await using var lease = await UseAsync(_home.Path);
        Assert.Equal("off", await AskAsync(lease, "show is_superuser"));
        Assert.Equal("127.0.0.1", await AskAsync(lease, "show listen_addresses"));
        Assert.Equal("UTF8", await AskAsync(lease, "show server_encoding"));
        Assert.Equal("on", await AskAsync(lease, "show data_checksums"));
        foreach (var name in new[] { "postgres", "observatory" })
        {
            var wrong = new NpgsqlConnectionStringBuilder(lease.ConnectionString)
            {
                Username = name,
                Password = "wrong",
                Pooling = false,
            };
            await using var connection = new NpgsqlConnection(wrong.ConnectionString);
            var refused = await Assert.ThrowsAsync<PostgresException>(() => connection.OpenAsync());
            Assert.Equal(PostgresErrorCodes.InvalidPassword, refused.SqlState);
        }

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(_home["cluster.json"]));
    }

    [Fact]
    public async Task A_killed_server_is_recovered_with_what_was_committed()
    {
        var lease = await PrivateCluster.UseAsync(_home.Path, CancellationToken.None); // durable, unlike the other tests' servers
        await AskAsync(lease, "create table kept as select 'yes'::text as answer; select ''");
        await KillAsync(lease.ProcessId);
        await lease.DisposeAsync();

        await using var again = await UseAsync(_home.Path);
        Assert.True(again.Started);
        Assert.Equal("yes", await AskAsync(again, "select answer from kept"));
    }

    [Fact]
    public async Task A_server_left_behind_by_a_killed_owner_is_taken_over_and_stopped()
    {
        // The owner is a process of its own, as a verb is.
        using var owner = OwnerProcess.Start(_home.Path);
        var left = await owner.ServerAsync();
        await KillAsync(owner.ProcessId);
        Assert.True(PrivateCluster.IsRunning(_home.Path));

        var lease = await UseAsync(_home.Path);
        Assert.False(lease.Started);
        Assert.Equal(left, lease.ProcessId);
        Assert.Equal("1", await AskAsync(lease, "select 1::text"));
        await lease.DisposeAsync();
        Assert.False(PrivateCluster.IsRunning(_home.Path));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task An_owner_told_to_end_stops_its_server(string signal)
    {
        using var owner = OwnerProcess.Start(_home.Path);
        await owner.ServerAsync();
        Assert.Equal(
            0,
            (
                await ProgramRun.RunAsync(
                    ["kill", $"-{signal}", owner.ProcessId.ToString(CultureInfo.InvariantCulture)],
                    "",
                    CancellationToken.None
                )
            ).ExitCode
        );
        Assert.Equal(0, await owner.ExitCodeAsync(Patience));
        Assert.False(PrivateCluster.IsRunning(_home.Path));
    }

    [Fact]
    public async Task Two_homes_run_side_by_side()
    {
        using var other = new TemporaryFolder();
        File.SetUnixFileMode(other.Path, (UnixFileMode)0b111_001_001);
        var both = await Task.WhenAll(UseAsync(_home.Path), UseAsync(other.Path));
        Assert.NotEqual(both[0].Port, both[1].Port);
        Assert.All(await Task.WhenAll(both.Select(l => AskAsync(l, "select 1::text"))), answer => Assert.Equal("1", answer));
        foreach (var lease in both)
        {
            await lease.DisposeAsync();
        }
    }

    [Fact]
    public async Task Many_users_at_once_share_one_server()
    {
        var leases = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => UseAsync(_home.Path)));
        Assert.Single(leases, l => l.Started);
        Assert.Single(leases.Select(l => l.ProcessId).Distinct());
        await Task.WhenAll(leases.Select(l => l.DisposeAsync().AsTask()));
        Assert.False(PrivateCluster.IsRunning(_home.Path));
    }

    [Fact]
    public async Task A_lost_record_costs_only_the_password()
    {
        string before;
        await using (var lease = await UseAsync(_home.Path))
        {
            before = lease.ConnectionString;
            await AskAsync(lease, "create table kept as select 'yes'::text as answer; select ''");
        }

        File.Delete(_home["cluster.json"]);
        await using var again = await UseAsync(_home.Path);
        Assert.NotEqual(before, again.ConnectionString);
        Assert.Equal("yes", await AskAsync(again, "select answer from kept"));
    }

    [Fact]
    public async Task A_home_out_of_reach_of_the_servers_account_has_its_data_elsewhere()
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return; // Only root hands the server to another account.
        }

        File.SetUnixFileMode(_home.Path, (UnixFileMode)0b111_000_000);
        var home = _home["home"];
        var elsewhere = HomeFolder.Elsewhere(home);
        try
        {
            await using var lease = await UseAsync(home);
            Assert.Equal(elsewhere, lease.Folder);
            Assert.Equal((UnixFileMode)0b111_000_000, File.GetUnixFileMode(elsewhere));
            Assert.Equal("1", await AskAsync(lease, "select 1::text"));
        }
        finally
        {
            Directory.Delete(elsewhere, recursive: true);
        }
    }

    [Fact]
    public async Task Each_test_has_a_database_of_its_own()
    {
        await using var one = await TestCluster.CreateAsync();
        await using var two = await TestCluster.CreateAsync();
        await TestCluster.ExecuteAsync(one.ConnectionString, "create table only_here ()");
        await TestCluster.ExecuteAsync(two.ConnectionString, "create table only_here ()");
    }

    private static Task<ClusterLease> UseAsync(string home) =>
        PrivateCluster.UseAsync(home, CancellationToken.None, ClusterSettings.Forgetful);

    private static async Task<string> AskAsync(ClusterLease lease, string question)
    {
        var unpooled = new NpgsqlConnectionStringBuilder(lease.ConnectionString) { Pooling = false };
        await using var connection = new NpgsqlConnection(unpooled.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(question, connection);
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static async Task KillAsync(int process)
    {
        using var killed = Process.GetProcessById(process);
        killed.Kill();
        await killed.WaitForExitAsync(new CancellationTokenSource(Patience).Token);
    }
}
