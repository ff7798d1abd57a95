using System.Globalization;
using Hangfire;
using Observatory.App.Composition;
using Observatory.Core.Checking;
using Observatory.Warehouse.Faults;
using Observatory.Warehouse.Records;

namespace Observatory.App.Serving;

/// <summary>Whether a server can do its work, for <c>/health/ready</c>.</summary>
/// <param name="time">Measures how long the server has been running.</param>
internal sealed class Readiness(Platform platform, JobStorage storage, ServerRole role, TimeProvider time) : IDisposable
{
    // Enough for a segment of the database's log, or for an upload of usual size.
    private const long LeastFree = 16L << 20;
    private const int TrialBytes = 1 << 16;

    // Each trial writes to disk, so frequent requests reuse the last result.
    private static readonly TimeSpan TrialHolds = TimeSpan.FromSeconds(2);

    private readonly long _started = time.GetTimestamp();
    private readonly SemaphoreSlim _turn = new(1);
    private (long At, string? Code)? _trial;

    public void Dispose() => _turn.Dispose();

    /// <summary>The codes of the current faults, the gravest first; empty if the server is ready.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(CancellationToken cancellation)
    {
        var faults = new List<string>();
        try
        {
            if ((await platform.Migrations.CheckAsync(cancellation)).Pending.Count > 0)
                faults.Add("migrations");
            else if (role != ServerRole.Web && WorkersFault(await platform.Sweep.SignsAsync(cancellation)) is { } workers)
                faults.Add(workers);
            // The server starts even without its job store, but is ready only with it.
            storage.GetMonitoringApi().Servers();
        }
        catch (Exception fault) when (fault is System.Data.Common.DbException or InvalidOperationException or TimeoutException)
        {
            faults.Add(Outage.Of(fault)?.Code ?? fault.GetType().Name);
        }
        // A database with a full disk still answers questions, so only a recent write can have noticed.
        if (platform.Outages.Has(OutageKind.DatabaseFull))
            faults.Add(RefusalCodes.DatabaseFull);
        if (await StorageFaultAsync(cancellation) is { } storageFault)
            faults.Add(storageFault);
        return [.. faults.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>The fault of the workers, if any; a server that has just started has time to catch up. Null if there is none.</summary>
    private string? WorkersFault(WorkSigns signs)
    {
        if (time.GetElapsedTime(_started) < WorkSigns.Patience.ToTimeSpan())
            return null;
        var isLate = signs.SweepAge is not { } age || age > WorkSigns.Patience;
        return isLate || signs.StandsStill
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"workers (last sweep: {(signs.SweepAge is { } last ? $"{last.TotalSeconds:0} s ago" : "never")}; waiting longest: "
                    + $"{(signs.OldestDue is { } due ? $"{(signs.Now - due).TotalSeconds:0} s" : "-")})"
            )
            : null;
    }

    private async Task<string?> StorageFaultAsync(CancellationToken cancellation)
    {
        await _turn.WaitAsync(cancellation);
        try
        {
            if (_trial is not { } last || time.GetElapsedTime(last.At) > TrialHolds)
                _trial = (
                    time.GetTimestamp(),
                    platform.Files.TryWriting(TrialBytes)?.Code
                        ?? (platform.Places.Any(p => FreeSpace.At(p) < LeastFree) ? RefusalCodes.StorageFull : null)
                );
            return _trial.Value.Code;
        }
        finally
        {
            _turn.Release();
        }
    }
}
