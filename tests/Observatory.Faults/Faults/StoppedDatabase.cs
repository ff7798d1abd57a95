using System.Diagnostics;
using Observatory.Faults.World;

namespace Observatory.Faults.Faults;

/// <summary>
/// F2: the private PostgreSQL ends at once, without a checkpoint, at a random moment. The program brings it back, or ends with a clear word
/// and is started again.
/// </summary>
internal sealed class StoppedDatabase : IFault
{
    public string Name => "database";

    public async Task<TimeSpan> RoundAsync(ServedHome home, Invariants invariants, Random random, int round)
    {
        var file = MonthlyFile.Of(random, Years.Of(round));
        var publishing = new Office(home).PublishAsync(file);
        await Task.WhenAny(publishing, Task.Delay(random.Next(0, 2_500)));
        await home.StopDatabaseAtOnceAsync();
        var again = Stopwatch.StartNew();
        while (!publishing.IsCompleted)
        {
            await Task.WhenAny(publishing, Task.Delay(1_000));
            await home.EnsureRunningAsync();
        }
        await publishing;
        await home.EnsureRunningAsync();
        invariants.Publish(file);
        return again.Elapsed;
    }
}
