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

    /// <summary>Number of the newest submission that the file is of; 0 where there is none.</summary>
    public required int Submission { get; init; }

    /// <summary>What its sender calls it there; empty where there is none.</summary>
    public required string Name { get; init; }
}

/// <summary>How far the comparing of stored files has come.</summary>
public sealed record FileChecksRow
{
    public required int Files { get; init; }
    public required int Checked { get; init; }

    /// <summary>When the file was compared whose turn is longest ago; null where none was.</summary>
    public Instant? Oldest { get; init; }
}

/// <summary>What the database server found of its own pages.</summary>
public sealed record PageFaultsRow
{
    /// <summary>Whether pages have checksums at all.</summary>
    public required bool IsSummed { get; init; }

    public required long Failures { get; init; }
}

/// <summary>What a round found.</summary>
/// <param name="Cleared">Files cleared that had arrived and were never kept.</param>
public sealed record ScrubReport(int Files, long Bytes, int Faults, int Cleared);

/// <summary>
/// Compares stored files with the checksums they are named by, a few at a time and not faster than a disk bears beside its work; the
/// database remembers when each had its turn, so that a round goes on where the last one ended, on whatever machine. It also clears what
/// arrived and was never kept.
/// </summary>
/// <param name="machine">The clock of this machine, which also times its files.</param>
public sealed class FileScrub(DataSources sources, FileStore files, IClock clock, IClock machine, ILogger<FileScrub> log)
{
    /// <summary>How often each file has its turn.</summary>
    public static readonly Duration Turn = Duration.FromDays(30);

    private static readonly Duration ArrivingStays = Duration.FromMinutes(10);

    // A file at fault may have been healed by whoever sent it again, or its disk may be there again.
    private static readonly Duration AgainAfter = Duration.FromHours(1);

    private const int RowsAtOnce = 200;
    private const long BytesOfRound = 256L << 20;
    private const long BytesOfSecond = 32L << 20;

    /// <summary>One round: files whose turn it is, up to some 256 MiB, at 32 MiB a second at most.</summary>
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

    /// <summary>Compares every stored file that was not compared since a moment, as fast as it can be read.</summary>
    /// <param name="told">Told of each.</param>
    public Task<ScrubReport> VerifyAllAsync(Instant before, Action<DueFileRow, FileState> told, CancellationToken cancellation) =>
        VerifyAsync(
            before,
            long.MaxValue,
            (file, state) =>
            {
                told(file, state);
                return Task.CompletedTask;
            },
            cancellation
        );

    /// <summary>Files that were found missing or damaged when they last had their turn.</summary>
    public async Task<IReadOnlyList<FaultyFileRow>> FaultsAsync(CancellationToken cancellation)
    {
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        return await KeepingQueries.FaultyFiles.ListAsync(connection, null, cancellation);
    }

    /// <summary>What the server itself found of its pages.</summary>
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
