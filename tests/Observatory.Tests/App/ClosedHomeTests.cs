using System.Runtime.Versioning;
using Observatory.App.Verbs;
using Observatory.Hosting.Homes;
using Observatory.Hosting.Machine;
using Observatory.Tests.Support;
using Xunit;

namespace Observatory.Tests.App;

/// <summary>What a home holds is nobody else's on the machine, whatever the umask was and however the home was left.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ClosedHomeTests : IDisposable
{
    private const UnixFileMode Everybody = (UnixFileMode)0b111_111_111;
    private static readonly string[] Ours =
    [
        "files/ab/stored",
        "inbox/feed/waiting.csv",
        "logs/failures.log",
        "users/1.1",
        "audit/other",
        "protection/webhooks.key",
        "cluster.lock",
    ];

    private readonly TemporaryFolder _folder = new();

    public ClosedHomeTests() => File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_001_001);

    public void Dispose() => _folder.Dispose();

    [RootFact]
    public async Task Another_account_can_read_nothing_of_a_home_that_was_open_and_is_used_with_an_open_umask()
    {
        var home = Leave(_folder["home"]);
        Assert.NotEmpty(await ReachedAsync(home, "-readable"));
        var run = await ProgramRun.RunAsync(
            ["sh", "-c", "umask 000; exec dotnet \"$@\"", "sh", typeof(Verb).Assembly.Location, "audit", "verify", "--home", home],
            "",
            CancellationToken.None
        );
        Assert.True(run.Succeeded, run.LastWords);

        Assert.True(File.Exists(Path.Combine(home, "cluster.json")));
        foreach (var can in new[] { "-readable", "-writable" })
            Assert.Empty(await ReachedAsync(home, can));
        Assert.False((await AsNobodyAsync("flock", "-n", Path.Combine(home, "cluster.lock"), "true")).Succeeded);
        Assert.Empty(HomeFolder.WhatIsOpen(home));
    }

    [Fact]
    public void An_open_home_is_said_to_be_open_and_is_closed_and_nothing_else_is()
    {
        var home = Leave(_folder["home"]);
        var others = Path.Combine(home, "thesis.txt");
        File.WriteAllText(others, "x");
        File.SetUnixFileMode(others, Everybody);
        Assert.Equal(
            ["audit", "cluster.lock", "files", "inbox", "logs", "logs/failures.log", "protection", "users"],
            HomeFolder.WhatIsOpen(home).Select(o => Path.GetRelativePath(home, o)).Order(StringComparer.Ordinal)
        );
        HomeFolder.Create(home);
        Assert.Empty(HomeFolder.WhatIsOpen(home));
        foreach (var path in Ours.Select(o => Path.Combine(home, o)))
        {
            Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(path) & (UnixFileMode)0b000_111_111);
            Assert.Equal(
                UnixFileMode.None,
                File.GetUnixFileMode(Path.GetDirectoryName(path)!)
                    & (Path.GetDirectoryName(path) == home ? UnixFileMode.None : (UnixFileMode)0b000_110_110)
            );
        }
        // A folder that is used for other things, too, stays as it is, and so do they.
        Assert.Equal((Everybody, Everybody), (File.GetUnixFileMode(others), File.GetUnixFileMode(home)));
        File.Delete(others);
        HomeFolder.Create(home);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(home) & (UnixFileMode)0b000_110_110);
    }

    /// <summary>A home as a program that did not mind left it.</summary>
    private static string Leave(string home)
    {
        foreach (var path in Ours.Select(o => Path.Combine(home, o)))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, "");
        }
        foreach (var path in Directory.EnumerateFileSystemEntries(home, "*", SearchOption.AllDirectories).Append(home))
            File.SetUnixFileMode(path, Everybody);
        return home;
    }

    /// <summary>By name, for an attacker knows the names: a folder that cannot be listed guards nothing.</summary>
    private static async Task<string[]> ReachedAsync(string home, string can) =>
        (
            await AsNobodyAsync([
                "find",
                .. Directory.EnumerateFileSystemEntries(home, "*", SearchOption.AllDirectories),
                "-maxdepth",
                "0",
                can,
            ])
        ).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static Task<ProgramRun> AsNobodyAsync(params string[] command) =>
        ProgramRun.RunAsync(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", .. command], "", CancellationToken.None);
}
