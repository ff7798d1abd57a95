using System.Diagnostics;
using System.Globalization;
using Observatory.Faults.Faults;
using Observatory.Faults.World;

namespace Observatory.Faults;

/// <summary>What some rounds of one fault came to.</summary>
/// <param name="Violations">Each with its seed, so that a round can be done again.</param>
/// <param name="Recoveries">Time until all work was done after the repair, a round each.</param>
internal sealed record FaultReport(
    string Name,
    int Rounds,
    IReadOnlyList<string> Violations,
    IReadOnlyList<TimeSpan> Recoveries,
    TimeSpan Took,
    string? Skipped
)
{
    public string Line
    {
        get
        {
            if (Skipped is not null)
                return $"{Name, -10} skipped: {Skipped}";
            var sorted = Recoveries.Order().ToList();
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{Name, -10} {Rounds, 4} rounds {Violations.Count, 4} violations   done again after {At(0.5)} s (median), "
                    + $"{At(0.95)} s (95 of 100), {At(1)} s (longest)   {Took.TotalSeconds:0} s in all"
            );

            string At(double part) =>
                sorted.Count == 0
                    ? "-"
                    : sorted[(int)Math.Ceiling(part * sorted.Count) - 1].TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
        }
    }
}

/// <summary>Does rounds of a fault to one running system and checks after each what must always hold.</summary>
internal static class FaultRun
{
    public static IReadOnlyList<IFault> All { get; } =
    [new KilledProgram(), new StoppedDatabase(), new TwoVersions(), new DamagedFile(), new CopiedHome(), new FullDisk(), new SlowReaders()];

    public static async Task<FaultReport> RunAsync(IFault fault, int rounds, int seed, Action<string> say)
    {
        if (fault.WhyNot is { } why)
            return new FaultReport(fault.Name, 0, [], [], TimeSpan.Zero, why);
        var watch = Stopwatch.StartNew();
        var (violations, recoveries) = (new List<string>(), new List<TimeSpan>());
        await using var home = await fault.OpenAsync();
        var invariants = new Invariants(home);
        for (var round = 0; round < rounds; round++)
        {
            var of = seed + round;
            try
            {
                recoveries.Add(await fault.RoundAsync(home, invariants, new Random(of), round));
                await home.EnsureRunningAsync();
                await home.UntilReadyAsync();
                violations.AddRange((await invariants.CheckAsync()).Select(v => $"{fault.Name} seed {of}: {v}"));
            }
            catch (ViolationException violation)
            {
                violations.Add($"{fault.Name} seed {of}: {violation.Message}\n{home.Log}");
                // What a broken round left behind would be counted again in each of the next.
                rounds = round + 1;
            }
            say(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{fault.Name} seed {of}: {violations.Count} violations, {watch.Elapsed.TotalSeconds:0} s"
                )
            );
        }
        return new FaultReport(fault.Name, rounds, violations, recoveries, watch.Elapsed, null);
    }
}
