using System.Diagnostics;
using Observatory.Faults.World;

namespace Observatory.Faults.Faults;

/// <summary>
/// F1: the program is killed at a random moment of sending, reading, agreeing and loading, one to three times, and started again.
/// </summary>
internal sealed class KilledProgram : IFault
{
    public string Name => "kill";

    public async Task<TimeSpan> RoundAsync(ServedHome home, Invariants invariants, Random random, int round)
    {
        var file = MonthlyFile.Of(random, Years.Of(round));
        var publishing = new Office(home).PublishAsync(file);
        var kills = random.Next(1, 4);
        var again = Stopwatch.StartNew();
        for (var kill = 0; kill < kills; kill++)
        {
            await Task.WhenAny(publishing, Task.Delay(random.Next(0, 2_500)));
            await home.KillAsync();
            await home.StartAsync();
            again.Restart();
        }
        await publishing;
        invariants.Publish(file);
        return again.Elapsed;
    }
}
