using System.Globalization;
using System.Text.Json;
using Observatory.Faults.World;
using Xunit;
using Xunit.Abstractions;

namespace Observatory.Faults;

/// <summary>
/// Some rounds of each fault, twenty seeds in all, where OBSERVATORY_FAULTS is on. By hand there are as many as one likes (<c>dotnet run
/// --project tests/Observatory.Faults</c>).
/// </summary>
public sealed class FaultTests(ITestOutputHelper output)
{
    [FaultTheory]
    [InlineData("kill", 7)]
    [InlineData("database", 4)]
    [InlineData("versions", 4)]
    [InlineData("damage", 2)]
    [InlineData("copy", 1)]
    [InlineData("disk", 1)]
    [InlineData("readers", 1)]
    public async Task Whatever_happens_nothing_published_changes_and_nothing_acknowledged_is_lost(string name, int rounds)
    {
        var seed = Environment.GetEnvironmentVariable("OBSERVATORY_SEED") is { Length: > 0 } given
            ? int.Parse(given, CultureInfo.InvariantCulture)
            : Random.Shared.Next(1, 1_000_000);
        var report = await FaultRun.RunAsync(FaultRun.All.Single(f => f.Name == name), rounds, seed, output.WriteLine);
        // Whole, with the program's log: an assertion shows the beginning only.
        foreach (var violation in report.Violations)
            output.WriteLine(violation);
        output.WriteLine(report.Line);
        Assert.Empty(report.Violations);
    }

    /// <summary>An operator finds every line about a submission by its number or its feed, and knows when it was written.</summary>
    [FaultTheory]
    [InlineData(1)]
    public async Task Each_line_of_a_servers_log_has_its_time_and_those_about_a_submission_name_it_and_its_feed(int seed)
    {
        await using var home = await ServedHome.OpenAsync();
        await new Office(home).PublishAsync(MonthlyFile.Of(new Random(seed), 2001));
        await home.StopAsync();

        var lines = home.Log.Split('\n').Where(l => l.StartsWith('{')).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.All(lines, l =>
            Assert.True(DateTimeOffset.TryParse(l.GetProperty("Timestamp").GetString(), CultureInfo.InvariantCulture, out _))
        );
        foreach (var said in (string[])["read:", "loaded:"])
        {
            var line = Assert.Single(lines, l => l.GetProperty("Message").GetString()!.Contains(said, StringComparison.Ordinal));
            var scope = Assert.Single(line.GetProperty("Scopes").EnumerateArray(), s => s.TryGetProperty("Submission", out _));
            Assert.Equal((1, MonthlyFile.Feed), (scope.GetProperty("Submission").GetInt32(), scope.GetProperty("Feed").GetString()));
        }
    }

    [Fact]
    public void Every_fault_has_its_rounds()
    {
        var done = typeof(FaultTests)
            .GetMethod(nameof(Whatever_happens_nothing_published_changes_and_nothing_acknowledged_is_lost))!
            .GetCustomAttributes(typeof(InlineDataAttribute), false)
            .Cast<InlineDataAttribute>()
            .SelectMany(a => a.GetData(null!))
            .ToList();
        Assert.Equal(FaultRun.All.Select(f => f.Name), done.Select(d => (string)d[0]));
        Assert.Equal(20, done.Sum(d => (int)d[1]));
    }
}
