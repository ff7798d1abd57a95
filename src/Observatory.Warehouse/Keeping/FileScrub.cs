using Microsoft.Extensions.Logging;
using NodaTime;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Files;
using Observatory.Warehouse.Watching;

namespace Observatory.Warehouse.Keeping;

/// <summary>A stored file to be compared with its checksum.</summary>
public sealed record DueFileRow
{
    public required string Sha256 { get; init; }
    public required long Bytes { get; init; }
}

/// <summary>A stored file that was found missing or damaged.</summary>
public sealed record FaultyFileRow
{
    public required string Sha256 { get; init; }

    /// <summary><see cref="FileState.Missing"/> or <see cref="FileState.Damaged"/>.</summary>
    public required string Fault { get; init; }
    public required Instant CheckedAt { get; init; }

    /// <summary>Number of the newest submission that contains the file; 0 if there is none.</summary>
    public required int Submission { get; init; }

    /// <summary>The sender's name for the file in that submission; empty if there is none.</summary>
    public required string Name { get; init; }
}

/// <summary>The progress of comparing stored files with their checksums.</summary>
public sealed record FileChecksRow
{
    public required int Files { get; init; }
    public required int Checked { get; init; }

    /// <summary>When the file was compared whose last comparison is longest ago; null if none was compared yet.</summary>
    public Instant? Oldest { get; init; }
}

/// <summary>Damaged pages that the database server has detected.</summary>
public sealed record PageFaultsRow
{
    /// <summary>Whether the server's pages have checksums.</summary>
    public required bool IsSummed { get; init; }

    public required long Failures { get; init; }
}

/// <summary>The result of one round.</summary>
/// <param name="Files">Files compared.</param>
/// <param name="Bytes">Bytes compared.</param>
/// <param name="Faults">Files found missing or damaged.</param>
/// <param name="Cleared">Received files deleted that never became part of a submission.</param>
public sealed record ScrubReport(int Files, long Bytes, int Faults, int Cleared);

/// <summary>
/// Compares stored files with the checksums in their names, a few at a time and slowly enough not to disturb other work. The database
/// records when each file was compared, so that a round continues where the last one ended, on any machine. It also deletes received files
/// that never became part of a submission.
/// </summary>
/// <param name="machine">The clock of this machine, which also dates its files.</param>
public sealed class FileScrub(DataSources sources, FileStore files, IClock clock, IClock machine, ILogger<FileScrub> log)
{
    /// <summary>How often each file is compared.</summary>
    public static readonly Duration Turn = Duration.FromDays(30);

    private static readonly Duration ArrivingStays = Duration.FromMinutes(10);

    // A faulty file is compared again sooner: its sender may have sent it again, or its disk may be back.
    private static readonly Duration AgainAfter = Duration.FromHours(1);

    private const int RowsAtOnce = 200;
    private const long BytesOfRound = 256L << 20;
    private const long BytesOfSecond = 32L << 20;

    /// <summary>One round: files that are due, up to about 256 MiB, at 32 MiB per second at most.</summary>
    public async Task<ScrubReport> RunAsync(CancellationToken cancellation)
    {
        var cleared = files.ClearArriving((machine.GetCurrentInstant() - ArrivingStays).ToDateTimeUtc());
        var report = await VerifyAsync(
            clock.GetCurrentInstant() - Turn,
            BytesOfRound,
            async (_, state) =>
            {
                if (state.Bytes > 0)
                    await Task.Delay(TimeSpan.FromSeconds((double)state.Bytes / BytesOfSecond), cancellation);
            },
            cancellation
        );
        if (cleared > 0)
            log.ArrivingCleared(cleared, files.Local);
        return report with { Cleared = cleared };
    }

    /// <summary>Compares every stored file that was not compared since an instant, as fast as it can be read.</summary>
    /// <param name="examined">Called with each file and its state.</param>
    public Task<ScrubReport> VerifyAllAsync(Instant before, Action<DueFileRow, FileState> examined, CancellationToken cancellation) =>
        VerifyAsync(
            before,
            long.MaxValue,
            (file, state) =>
            {
                examined(file, state);
                return Task.CompletedTask;
            },
            cancellation
        );

    /// <summary>Files that were missing or damaged when they were last compared.</summary>
    public async Task<IReadOnlyList<FaultyFileRow>> FaultsAsync(CancellationToken cancellation)
    {
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        return await KeepingQueries.FaultyFiles.ListAsync(connection, null, cancellation);
    }

    /// <summary>Damaged pages that the database server has detected.</summary>
    public async Task<PageFaultsRow> PagesAsync(CancellationToken cancellation)
    {
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        return await KeepingQueries.PageFaults.OneAsync(connection, null, cancellation);
    }

    public async Task<FileChecksRow> ChecksAsync(CancellationToken cancellation)
    {
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        return await KeepingQueries.FileChecks.OneAsync(connection, null, cancellation);
    }

    private async Task<ScrubReport> VerifyAsync(
        Instant before,
        long most,
        Func<DueFileRow, FileState, Task> after,
        CancellationToken cancellation
    )
    {
        var report = new ScrubReport(0, 0, 0, 0);
        while (report.Bytes < most)
        {
            var due = await DueAsync(before, cancellation);
            foreach (var file in due)
            {
                if (report.Bytes >= most)
                    return report;
                var state = files.Examine(file.Sha256, cancellation);
                await NoteAsync(file, state, cancellation);
                report = new ScrubReport(report.Files + 1, report.Bytes + state.Bytes, report.Faults + (state.Fault is null ? 0 : 1), 0);
                await after(file, state);
            }
            if (due.Count < RowsAtOnce)
                return report;
        }
        return report;
    }

    private async Task<IReadOnlyList<DueFileRow>> DueAsync(Instant before, CancellationToken cancellation)
    {
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        return await KeepingQueries.FilesDue.ListAsync(
            connection,
            new
            {
                before,
                again = clock.GetCurrentInstant() - AgainAfter,
                take = RowsAtOnce,
            },
            cancellation
        );
    }

    private async Task NoteAsync(DueFileRow file, FileState state, CancellationToken cancellation)
    {
        await using (var connection = await sources.Writer.OpenConnectionAsync(cancellation))
            await KeepingQueries.NoteFileCheck.RunAsync(
                connection,
                new
                {
                    sha256 = file.Sha256,
                    checked_at = clock.GetCurrentInstant(),
                    fault = state.Fault,
                },
                cancellation
            );
        if (state.Fault is { } fault)
            log.StoredFileFaulty(file.Sha256, fault, files.Root);
    }
}
