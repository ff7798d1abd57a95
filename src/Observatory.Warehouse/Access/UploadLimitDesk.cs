using NodaTime;
using Npgsql;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Access;

/// <summary>What an office has sent, and the limits of its own.</summary>
public sealed record UploadUseRow
{
    public required int Files { get; init; }
    public required long Bytes { get; init; }

    /// <summary>The office's own limit of one file, in bytes; null for the server's general limit.</summary>
    public long? FileBytes { get; init; }

    /// <summary>The office's own limit of files per day; null for the server's general limit.</summary>
    public int? FilesADay { get; init; }

    /// <summary>The office's own limit of bytes per day; null for the server's general limit.</summary>
    public long? BytesADay { get; init; }
}

/// <summary>The limits of an office's own; null means the server's general limit.</summary>
public sealed record UploadLimitRow
{
    public required string Office { get; init; }

    /// <summary>ISO 3166 alpha-3; null for an office without a country.</summary>
    public string? Country { get; init; }
    public long? FileBytes { get; init; }
    public int? FilesADay { get; init; }
    public long? BytesADay { get; init; }
    public required Instant ChangedAt { get; init; }
    public required string ChangedBy { get; init; }
}

/// <summary>How much each office may send: the server's general limits, or those set for it.</summary>
/// <param name="usual">The limits of an office that has none of its own.</param>
public sealed class UploadLimitDesk(DataSources sources, AccessRules rules, IClock clock, UploadLimits usual)
{
    public UploadLimits Usual => usual;

    /// <summary>What an actor may send now, before anything of it is read.</summary>
    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED; UPLOADS_ENOUGH if their office has reached its limit for today.</exception>
    public async Task<UploadAllowance> AllowanceAsync(Actor actor, CancellationToken cancellation)
    {
        rules.Demand(actor, Permission.Submit);
        var now = clock.GetCurrentInstant();
        if (actor.Office is null)
            return new UploadAllowance(usual, int.MaxValue, long.MaxValue, UntilMore(now));
        await using var connection = await sources.OpenDeskAsync(actor, Permission.Submit, cancellation);
        var allowance = await AllowanceOfAsync(connection, null, actor.Office, now, usual, cancellation);
        return allowance is { FilesLeft: > 0, BytesLeft: > 0 } ? allowance : throw Enough(allowance);
    }

    /// <summary>
    /// What an office may still send. If the office is locked (<c>access/hold_office</c>), this is valid until the transaction ends;
    /// otherwise until somebody else sends.
    /// </summary>
    internal static async Task<UploadAllowance> AllowanceOfAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction? transaction,
        string office,
        Instant now,
        UploadLimits usual,
        CancellationToken cancellation
    )
    {
        var since = now.InUtc().Date.AtMidnight().InUtc().ToInstant();
        var use = await AccessQueries.UploadUse.OneAsync(connection, new { office, since }, cancellation, transaction);
        var limits = new UploadLimits(use.FileBytes ?? usual.FileBytes, use.FilesADay ?? usual.FilesADay, use.BytesADay ?? usual.BytesADay);
        return new UploadAllowance(limits, limits.FilesADay - use.Files, limits.BytesADay - use.Bytes, UntilMore(now));
    }

    private static Duration UntilMore(Instant now) => now.InUtc().Date.PlusDays(1).AtMidnight().InUtc().ToInstant() - now;

    /// <summary>The limits of offices that the caller may see and that have some of their own.</summary>
    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED.</exception>
    public async Task<IReadOnlyList<UploadLimitRow>> ListAsync(Actor actor, CancellationToken cancellation)
    {
        rules.Demand(actor, Permission.ManageLimits);
        await using var connection = await sources.OpenDeskAsync(actor, Permission.ManageLimits, cancellation);
        return await AccessQueries.UploadLimits.ListAsync(connection, null, cancellation);
    }

    /// <summary>Sets the limits of an office; null means the server's general limit.</summary>
    /// <exception cref="Refusal">
    /// SIGN_IN_NEEDED, NOT_ALLOWED; CODE_UNKNOWN for an office; PARAMETER_VALUE for an invalid number of bytes or files.
    /// </exception>
    public async Task SetAsync(Actor actor, string office, long? fileBytes, int? filesADay, long? bytesADay, CancellationToken cancellation)
    {
        rules.Demand(actor, Permission.ManageLimits);
        foreach (
            var (name, value, least) in ((string, long?, long)[])
                [("fileBytes", fileBytes, 1), ("filesADay", filesADay, 0), ("bytesADay", bytesADay, 0)]
        )
            if (value < least)
                throw new Refusal(RefusalCodes.ParameterValue, ("column", name), ("value", $"{value}"), ("expected", $"{least} – …"));
        await using var connection = await sources.OpenDeskAsync(actor, Permission.ManageLimits, cancellation);
        var of = await Offices.FindAsync(connection, office, cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await AccessQueries.SetUploadLimit.RunAsync(
            connection,
            new
            {
                office,
                country = of.Country,
                file_bytes = fileBytes,
                files_a_day = filesADay,
                bytes_a_day = bytesADay,
                now = clock.GetCurrentInstant(),
                changed_by = actor.Name,
            },
            cancellation,
            transaction
        );
        await Audit.NoteAsync(
            connection,
            transaction,
            actor,
            "limits.set",
            office,
            new
            {
                fileBytes,
                filesADay,
                bytesADay,
            },
            cancellation,
            of.Country
        );
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>The refusal when an office has reached its limit for today.</summary>
    public static Refusal Enough(UploadAllowance allowance) =>
        new(
            RefusalCodes.UploadsEnough,
            ("files", Text(allowance.Limits.FilesADay)),
            ("limit", Text(allowance.Limits.BytesADay >> 20)),
            ("seconds", Text(Math.Max(1, (long)allowance.UntilMore.TotalSeconds))),
            ("hours", Text(Math.Max(1, (long)Math.Ceiling(allowance.UntilMore.TotalHours))))
        );

    private static string Text(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
