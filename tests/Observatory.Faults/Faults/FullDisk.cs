using System.Diagnostics;
using System.Net;
using Observatory.Faults.World;

namespace Observatory.Faults.Faults;

/// <summary>
/// F4: the file system of home and database runs full: senders are told that the service cannot take more, readiness says so, and work goes
/// on by itself when there is space again.
/// </summary>
internal sealed class FullDisk : IFault
{
    private const int Megabytes = 768;

    public string Name => "disk";

    public string? WhyNot =>
        Environment.IsPrivilegedProcess && OperatingSystem.IsLinux() ? null : "a small file system can be mounted only as root";

    public Task<ServedHome> OpenAsync() => ServedHome.OpenAsync(Megabytes);

    public async Task<TimeSpan> RoundAsync(ServedHome home, Invariants invariants, Random random, int round)
    {
        var office = new Office(home);
        var (first, second) = (MonthlyFile.Of(random, Years.Of(2 * round)), MonthlyFile.Of(random, Years.Of((2 * round) + 1)));
        var waiting = await office.SendAsync(first);
        await office.WaitAsync(waiting, "Staged");
        var filler = Path.Combine(home.Home, "filler");
        Fill(filler);
        using (var refused = await office.PostAsync(second))
            if (
                refused.StatusCode
                is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.InsufficientStorage or HttpStatusCode.Accepted)
            )
                throw new ViolationException($"a full disk answers {(int)refused.StatusCode}: {await refused.Content.ReadAsStringAsync()}");
            else if (refused.StatusCode != HttpStatusCode.Accepted && refused.Headers.RetryAfter is null)
                throw new ViolationException($"{(int)refused.StatusCode} on a full disk without Retry-After");
        using (var agreeing = await office.TryApproveAsync(waiting))
            if (
                !agreeing.IsSuccessStatusCode
                && agreeing.StatusCode is not (HttpStatusCode.ServiceUnavailable or HttpStatusCode.InsufficientStorage)
            )
                throw new ViolationException(
                    $"agreeing on a full disk answers {(int)agreeing.StatusCode}: {await agreeing.Content.ReadAsStringAsync()}"
                );
        // Long enough for a worker to meet the full disk, too.
        await Task.Delay(random.Next(0, 3_000));
        File.Delete(filler);
        var again = Stopwatch.StartNew();
        await home.EnsureRunningAsync();
        await office.ApproveAsync(waiting);
        await office.WaitAsync(waiting, "Loaded");
        invariants.Publish(first);
        await office.PublishAsync(second);
        invariants.Publish(second);
        return again.Elapsed;
    }

    private static void Fill(string path)
    {
        using var filler = File.Create(path);
        foreach (var block in (int[])[1 << 20, 4096])
        {
            var zeros = new byte[block];
            try
            {
                while (true)
                {
                    filler.Write(zeros);
                    filler.Flush();
                }
            }
            catch (IOException)
            {
                // Full, but for less than a block.
            }
        }
    }
}
