using System.Text.Json;
using NodaTime;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Access;

/// <summary>The result of verifying all audit entries.</summary>
/// <param name="Entries">The number of entries.</param>
/// <param name="Head">Checksum of the newest entry, which covers all.</param>
/// <param name="Anchors">How many checksums stored outside the database were compared.</param>
public sealed record AuditReport(long Entries, string Head, int Anchors, IReadOnlyList<AuditFaultRow> Faults);

/// <summary>
/// Who did what and when. The audit entries are chained by their checksums, so that none can be changed, removed or inserted unnoticed.
/// Checksums that are stored outside the database, one per line of a file, also reveal a chain that somebody rewrote from some entry on.
/// </summary>
/// <param name="anchors">Path of that file.</param>
public sealed class AuditDesk(DataSources sources, AccessRules rules, IClock clock, string anchors)
{
    /// <summary>The audit entries that the caller may see, the newest first.</summary>
    /// <param name="before">Only entries with a smaller number; null for the newest.</param>
    /// <param name="subject">The subject of the entries; null for all.</param>
    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED.</exception>
    public async Task<IReadOnlyList<AuditRow>> ListAsync(
        Actor actor,
        long? before,
        string? subject,
        string? by,
        int take,
        CancellationToken cancellation
    )
    {
        rules.Demand(actor, Permission.ReadAudit);
        await using var connection = await sources.OpenDeskAsync(actor, Permission.ReadAudit, cancellation);
        return await AccessQueries.Entries.ListAsync(
            connection,
            new
            {
                before,
                subject,
                actor = by,
                take,
            },
            cancellation
        );
    }

    /// <summary>Verifies all entries and, if nothing is wrong, stores the checksum of the newest outside the database.</summary>
    public async Task<AuditReport> VerifyAsync(CancellationToken cancellation)
    {
        await using var connection = await sources.Auditor.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, cancellation);
        var stored = await StoredAsync(cancellation);
        var head = await AccessQueries.Head.OneAsync(connection, null, cancellation, transaction);
        var faults = await AccessQueries.Verify.ListAsync(
            connection,
            new { anchors = JsonSerializer.Serialize(stored.Select(a => new { entry = a.Entry, hash = a.Hash })) },
            cancellation,
            transaction
        );
        var report = new AuditReport(head.Entry, head.Hash, stored.Count, [.. faults.Distinct()]);
        if (report.Faults.Count == 0 && head.Entry > 0 && stored.All(a => a.Entry != head.Entry))
            await KeepAsync(head, cancellation);
        return report;
    }

    private async Task<IReadOnlyList<AuditHeadRow>> StoredAsync(CancellationToken cancellation)
    {
        if (!File.Exists(anchors))
            return [];
        var stored = new List<AuditHeadRow>();
        foreach (var line in await File.ReadAllLinesAsync(anchors, cancellation))
            if (
                line.Split(' ') is [_, var entry, { Length: 64 } hash]
                && long.TryParse(entry, System.Globalization.CultureInfo.InvariantCulture, out var number)
            )
                stored.Add(new AuditHeadRow { Entry = number, Hash = hash });
        return stored;
    }

    private async Task KeepAsync(AuditHeadRow head, CancellationToken cancellation)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(anchors)!);
        await File.AppendAllTextAsync(anchors, $"{clock.GetCurrentInstant()} {head.Entry} {head.Hash}\n", cancellation);
    }
}
