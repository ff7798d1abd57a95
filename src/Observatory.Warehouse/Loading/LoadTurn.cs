using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Records;

namespace Observatory.Warehouse.Loading;

/// <summary>
/// A load's turn for the offices of its figures: the transaction that has their locks and in which the load then runs. It is taken before
/// the submission is, so that waiting for one's turn does not count as an attempt.
/// </summary>
internal sealed class LoadTurn : IAsyncDisposable
{
    private readonly IDbContextTransaction _transaction;

    private LoadTurn(ObservatoryContext db, IDbContextTransaction transaction) => (Db, _transaction) = (db, transaction);

    public ObservatoryContext Db { get; }

    public NpgsqlConnection Connection => (NpgsqlConnection)Db.Database.GetDbConnection();

    public NpgsqlTransaction Transaction => (NpgsqlTransaction)_transaction.GetDbTransaction();

    /// <summary>True if another load has the turn; then this one has no locks.</summary>
    public bool IsBusy { get; private set; }

    /// <summary>
    /// Takes the turn of a submission that is approved, or whose load was interrupted; null if there is no such submission.
    /// </summary>
    /// <param name="waits">
    /// Whether to wait for the turn, however long that takes; otherwise the result is busy if it cannot be had at once.
    /// </param>
    public static async Task<LoadTurn?> TakeAsync(DataSources sources, Guid id, bool waits, CancellationToken cancellation)
    {
        var db = ObservatoryContext.Open(sources);
        LoadTurn? turn = null;
        try
        {
            await db.Database.OpenConnectionAsync(cancellation);
            turn = new LoadTurn(db, await db.Database.BeginTransactionAsync(cancellation));
            var number = await db
                .Submissions.Where(s => s.SubmissionId == id && (s.State == SubmissionState.Approved || s.State == SubmissionState.Loading))
                .Select(s => (int?)s.Number)
                .SingleOrDefaultAsync(cancellation);
            if (number is null)
            {
                await turn.DisposeAsync();
                return null;
            }
            // Lock in a fixed order, so that two loads that share providers cannot deadlock.
            foreach (
                var provider in await LoadQueries.StagedProviders.ListAsync(
                    turn.Connection,
                    new { submission_number = number },
                    cancellation,
                    turn.Transaction
                )
            )
                if (!await turn.LockAsync(provider, waits, cancellation))
                {
                    await turn.DisposeAsync();
                    turn.IsBusy = true;
                    return turn;
                }
            return turn;
        }
        catch
        {
            if (turn is null)
                await db.DisposeAsync();
            else
                await turn.DisposeAsync();
            throw;
        }
    }

    /// <summary>Commits the work and releases the turn.</summary>
    public Task CommitAsync(CancellationToken cancellation) => _transaction.CommitAsync(cancellation);

    /// <summary>Releases the turn; uncommitted work is rolled back.</summary>
    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await Db.DisposeAsync();
    }

    private async Task<bool> LockAsync(short number, bool waits, CancellationToken cancellation)
    {
        var provider = number.ToString(CultureInfo.InvariantCulture);
        if (!waits)
            return await LoadQueries.TryLockProvider.OneAsync(Connection, new { provider }, cancellation, Transaction);
        // Other locks time out after half a minute. Here the load before this one may take any time.
        await LoadQueries.WaitWithoutEnd.RunAsync(Connection, null, cancellation, Transaction);
        await LoadQueries.LockProvider.RunAsync(Connection, new { provider }, cancellation, Transaction);
        await LoadQueries.WaitAsUsual.RunAsync(Connection, null, cancellation, Transaction);
        return true;
    }
}
