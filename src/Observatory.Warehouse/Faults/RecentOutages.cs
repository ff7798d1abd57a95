using System.Collections.Concurrent;

namespace Observatory.Warehouse.Faults;

/// <summary>Recent outages that this process has met: some can only be noticed during work.</summary>
/// <param name="time">Measures elapsed time; null for the system's.</param>
public sealed class RecentOutages(TimeProvider? time = null)
{
    /// <summary>How long an outage counts as recent after it was last met.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly ConcurrentDictionary<OutageKind, long> _met = new();

    public void Note(OutageKind kind) => _met[kind] = _time.GetTimestamp();

    /// <summary>Whether it was met within the last minute.</summary>
    public bool Has(OutageKind kind) => _met.TryGetValue(kind, out var at) && _time.GetElapsedTime(at) < Recent;
}
