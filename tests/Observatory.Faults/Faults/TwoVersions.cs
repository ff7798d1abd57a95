using System.Diagnostics;
using Observatory.Faults.World;

namespace Observatory.Faults.Faults;

/// <summary>F7: several versions of the same figures wait and are agreed to at once, in any order: the newest holds.</summary>
internal sealed class TwoVersions : IFault
{
    public string Name => "versions";

    public async Task<TimeSpan> RoundAsync(ServedHome home, Invariants invariants, Random random, int round)
    {
        var office = new Office(home);
        var versions = Enumerable.Range(0, random.Next(2, 5)).Select(_ => MonthlyFile.Of(random, Years.Of(round))).ToList();
        var sent = new List<string>();
        foreach (var version in versions)
            sent.Add(await office.SendAsync(version));
        foreach (var location in sent)
            await office.WaitAsync(location, "Staged");
        var watch = Stopwatch.StartNew();
        var order = Enumerable.Range(0, sent.Count).ToArray();
        random.Shuffle(order);
        var agreed = await Task.WhenAll(order.Select(async n => (Number: n, Agreed: await office.ApproveAsync(sent[n]))));
        if (!agreed.Single(a => a.Number == sent.Count - 1).Agreed)
            throw new ViolationException("the newest version was refused");
        await office.WaitAsync(sent[^1], "Loaded");
        // An older one that was agreed to in time may be loaded before the newest, or come back to a person; it never hangs.
        foreach (var (number, _) in agreed.Where(a => a.Agreed && a.Number < sent.Count - 1))
            await office.WaitAsync(sent[number], "Loaded", "Staged", "Failed", "Returned", "Rejected");
        invariants.Publish(versions[^1]);
        return watch.Elapsed;
    }
}
