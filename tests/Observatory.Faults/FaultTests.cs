using System.Globalization;
using Xunit;
using Xunit.Abstractions;

namespace Observatory.Faults;

/// <summary>Some rounds of each fault on every build: twenty seeds in all. By hand there are as many as one likes (<c>dotnet run --project tests/Observatory.Faults</c>).</summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("kill", 7)]
    [InlineData("database", 4)]
    [InlineData("versions", 4)]
    [InlineData("damage", 2)]
    [InlineData("copy", 1)]
    [InlineData("disk", 1)]
    [InlineData("readers", 1)]
    public async Task Whatever_happens_nothing_published_changes_and_nothing_acknowledged_is_lost(string name, int rounds)
    {
        var seed = Environment.GetEnvironmentVariable("OBSERVATORY_SEED") is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next(1, 1_000_000);
        var report = await FaultRun.RunAsync(FaultRun.All.Single(f => f.Name == name), rounds, seed, output.WriteLine);
        output.WriteLine(report.Line);
        Assert.Empty(report.Violations);
    }

    [Fact]
    public void Every_fault_is_done_on_every_build()
    {
        var done = typeof(FaultTests).GetMethod(nameof(Whatever_happens_nothing_published_changes_and_nothing_acknowledged_is_lost))!
            .GetCustomAttributes(typeof(InlineDataAttribute), false).Cast<InlineDataAttribute>().SelectMany(a => a.GetData(null!)).ToList();
        Assert.Equal(FaultRun.All.Select(f => f.Name), done.Select(d => (string)d[0]));
        Assert.Equal(20, done.Sum(d => (int)d[1]));
    }
}
