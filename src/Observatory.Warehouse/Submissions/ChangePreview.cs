using NodaTime;
using Npgsql;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Loading;
using Observatory.Warehouse.Records;

namespace Observatory.Warehouse.Submissions;

/// <summary>The statements for the preview of a submission's changes.</summary>
public static class ChangePreviewQueries
{
    public static readonly Query<PreviewStateRow> State = new("submissions/preview_state");
    public static readonly Query<ChangeRow> Changes = new("submissions/preview_changes");
    public static readonly Query<ChangeRow> Additions = new("submissions/preview_additions");
    public static readonly Query<WaitingRow> AlsoWaiting = new("submissions/also_waiting");
    public static readonly Statement ShowOther = new("submissions/show_other_changes");
    public static readonly Statement ForgetOther = new("submissions/forget_other_changes");
    public static readonly Query<SharedChangesRow> Shared = new("submissions/shared_changes");
    public static readonly Statement ShowOtherFigures = new("submissions/show_other_figures");
    public static readonly Statement ForgetOtherFigures = new("submissions/forget_other_figures");
    public static readonly Query<VersionDifference> Versions = new("submissions/compared_versions");
    public static readonly Query<int?> NewerLoaded = new("submissions/newer_loaded");
}

/// <summary>The changes that a waiting submission would make if it were loaded as it was compared.</summary>
/// <param name="Totals">
/// Null if unknown: its staged figures are lost, or there are current figures where there were none when it was staged.
/// </param>
/// <param name="IsLost">
/// Its staged figures were lost in a crash of the database server: its files are read again, and nothing is known until then.
/// </param>
/// <param name="IsOutdated">
/// A load of its providers came since it was staged: its own load compares again, and may change something else.
/// </param>
/// <param name="MayBeLate">
/// A newer publication of its providers is loaded: figures that it settles are stored as history and change nothing.
/// </param>
/// <param name="AlsoWaiting">Other waiting submissions with the same figures, at most twenty; null if they were not asked for.</param>
public sealed record ChangesAhead(
    LoadTotals? Totals,
    bool IsLost,
    bool IsOutdated,
    bool MayBeLate,
    IReadOnlyList<AlsoWaiting>? AlsoWaiting
);

/// <summary>Another waiting submission with the same figures.</summary>
/// <param name="Cells">Figures that both would change; null if either was not compared.</param>
/// <param name="Differing">How many of these differ between the two.</param>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="IsNewer">It was received after this one.</param>
/// <param name="Against">How this one differs from it; null if that was not counted, because one of the two is too large or lost.</param>
public sealed record AlsoWaiting(int Number, long? Cells, long? Differing, Instant ReceivedAt, bool IsNewer, VersionDifference? Against);

/// <summary>How the figures of one submission differ from those of another with the same figures.</summary>
public sealed record VersionDifference
{
    /// <summary>Figures that only the first has.</summary>
    public required long Added { get; init; }

    /// <summary>Figures that differ between the two.</summary>
    public required long Changed { get; init; }

    /// <summary>Figures that only the second has.</summary>
    public required long Gone { get; init; }
}

public sealed record PreviewStateRow
{
    public required bool WasCompared { get; init; }

    /// <summary>Whether there are current figures of any of its providers and area levels.</summary>
    public required bool Stands { get; init; }
    public required bool MayBeLate { get; init; }
}

public sealed record WaitingRow
{
    public required int Number { get; init; }
    public required Instant ReceivedAt { get; init; }
    public required int Figures { get; init; }
    public required bool WasCompared { get; init; }
}

public sealed record SharedChangesRow
{
    public required long Cells { get; init; }
    public required long Differing { get; init; }
}

/// <summary>
/// Reads the stored comparison of a submission with the current figures. If there were none, all its figures would be added. It uses a
/// transaction that is rolled back, because a view that others could see would block the load that removes the staged figures.
/// </summary>
internal sealed class ChangePreview
{
    // Comparing two files of this many figures takes about a second.
    private const int MostHeldAgainst = 500_000;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly Submission _submission;
    private readonly PreviewStateRow _state;
    private readonly bool _isThere;
    private readonly CancellationToken _cancellation;

    private ChangePreview(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        Submission submission,
        PreviewStateRow state,
        bool isThere,
        CancellationToken cancellation
    )
    {
        (_connection, _transaction, _submission) = (connection, transaction, submission);
        (_state, _isThere, _cancellation) = (state, isThere, cancellation);
    }

    private object Own => new { submission_number = _submission.Number };

    /// <summary>Asks a question; null if the submission does not wait, or stops waiting meanwhile.</summary>
    public static async Task<T?> AskAsync<T>(
        DataSources sources,
        Submission submission,
        Func<ChangePreview, Task<T>> ask,
        CancellationToken cancellation
    )
        where T : class
    {
        if (submission.State is not (SubmissionState.Staged or SubmissionState.Approved or SubmissionState.Loading))
            return null;
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        try
        {
            var own = new { submission_number = submission.Number };
            await LoadQueries.ShowIncoming.RunAsync(connection, own, cancellation, transaction);
            await LoadQueries.ShowChanges.RunAsync(connection, own, cancellation, transaction);
            var state = await ChangePreviewQueries.State.OneAsync(connection, own, cancellation, transaction);
            var isThere =
                submission.Observations is null or 0 || await LoadQueries.HasIncoming.OneAsync(connection, null, cancellation, transaction);
            return await ask(new ChangePreview(connection, transaction, submission, state, isThere, cancellation));
        }
        catch (PostgresException fault) when (fault.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            // It was loaded or returned while this waited for it.
            return null;
        }
    }

    /// <summary>The changes that it would make, and their conditions.</summary>
    /// <param name="within">Numbers of the submissions that may be mentioned; null for none.</param>
    public async Task<ChangesAhead> SumAsync(IReadOnlyList<int>? within) =>
        new(
            await TotalsAsync(),
            !_isThere,
            await IsOutdatedAsync(),
            _state.MayBeLate,
            within is null ? null : await AlsoWaitingAsync(within)
        );

    /// <summary>A page of the changes that it would make, the largest first; empty if they are unknown.</summary>
    /// <param name="kind"><c>added</c>, <c>revised</c>, <c>withdrawn</c>; null for all.</param>
    public async Task<IReadOnlyList<ChangeRow>> ListAsync(string? kind, int skip, int take)
    {
        if (!_isThere)
            return [];
        if (_state.WasCompared)
            return await ChangePreviewQueries.Changes.ListAsync(
                _connection,
                new
                {
                    kind,
                    skip,
                    take,
                },
                _cancellation,
                _transaction
            );
        return _state.Stands || kind is not (null or "added")
            ? []
            : await ChangePreviewQueries.Additions.ListAsync(_connection, new { skip, take }, _cancellation, _transaction);
    }

    private async Task<LoadTotals?> TotalsAsync()
    {
        var figures = _submission.Observations ?? 0;
        if (!_isThere)
            return null;
        if (_state.WasCompared)
        {
            var changed = await LoadQueries.CountChanges.OneAsync(_connection, null, _cancellation, _transaction);
            return new LoadTotals
            {
                Added = changed.Added,
                Revised = changed.Revised,
                Unchanged = figures - changed.Added - changed.Revised,
                Withdrawn = changed.Withdrawn,
                Late = 0,
            };
        }
        return _state.Stands
            ? null
            : new LoadTotals
            {
                Added = figures,
                Revised = 0,
                Unchanged = 0,
                Withdrawn = 0,
                Late = 0,
            };
    }

    private async Task<bool> IsOutdatedAsync() =>
        _state.WasCompared ? !await LoadQueries.IsCompared.OneAsync(_connection, Own, _cancellation, _transaction) : _state.Stands;

    private async Task<IReadOnlyList<AlsoWaiting>> AlsoWaitingAsync(IReadOnlyList<int> within)
    {
        var waiting = new List<AlsoWaiting>();
        foreach (
            var other in await ChangePreviewQueries.AlsoWaiting.ListAsync(
                _connection,
                new { submission_number = _submission.Number, within = within.ToArray() },
                _cancellation,
                _transaction
            )
        )
        {
            var shared = _state.WasCompared && other.WasCompared ? await SharedAsync(other.Number) : null;
            waiting.Add(
                new AlsoWaiting(
                    other.Number,
                    shared?.Cells,
                    shared?.Differing,
                    other.ReceivedAt,
                    other.Number > _submission.Number,
                    await AgainstAsync(other)
                )
            );
        }
        return waiting;
    }

    private async Task<SharedChangesRow> SharedAsync(int other)
    {
        await ChangePreviewQueries.ShowOther.RunAsync(_connection, new { submission_number = other }, _cancellation, _transaction);
        var shared = await ChangePreviewQueries.Shared.OneAsync(_connection, null, _cancellation, _transaction);
        await ChangePreviewQueries.ForgetOther.RunAsync(_connection, null, _cancellation, _transaction);
        return shared;
    }

    /// <summary>Compares figure by figure, so that two first submissions can be compared as well.</summary>
    private async Task<VersionDifference?> AgainstAsync(WaitingRow other)
    {
        if (!_isThere || _submission.Observations is not (> 0 and <= MostHeldAgainst) || other.Figures is not (> 0 and <= MostHeldAgainst))
            return null;
        await ChangePreviewQueries.ShowOtherFigures.RunAsync(
            _connection,
            new { submission_number = other.Number },
            _cancellation,
            _transaction
        );
        var against = await ChangePreviewQueries.Versions.OneAsync(_connection, null, _cancellation, _transaction);
        await ChangePreviewQueries.ForgetOtherFigures.RunAsync(_connection, null, _cancellation, _transaction);
        return against;
    }
}
