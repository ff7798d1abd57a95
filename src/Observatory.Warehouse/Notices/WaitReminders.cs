using System.Text.Json;
using NodaTime;
using Observatory.Core.Access;
using Observatory.Core.Notices;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Notices;

/// <summary>
/// Announces submissions that wait for a person: once per step, however often and wherever this runs. Submissions that wait for a worker
/// are found by the sweep, and by <c>doctor</c>.
/// </summary>
/// <param name="steps">Days of waiting at which this is announced.</param>
public sealed class WaitReminders(DataSources sources, IClock clock, IReadOnlyList<int> steps)
{
    public static IReadOnlyList<int> UsualSteps { get; } = [3, 10, 30];

    private static readonly IReadOnlyList<SubmissionState> ForPersons =
    [
        .. SubmissionStates.Open.Where(s => SubmissionStates.WaitsFor(s) is not SubmissionWait.Worker),
    ];

    /// <summary>Days of waiting at which this is announced.</summary>
    public IReadOnlyList<int> Steps => steps;

    /// <summary>Every open submission, the longest wait first.</summary>
    public Task<IReadOnlyList<WaitingRow>> ListAsync(CancellationToken cancellation) => ListAsync(SubmissionStates.Open, cancellation);

    /// <summary>Writes notices about long waits into the outbox; returns the numbers of the submissions.</summary>
    public async Task<IReadOnlyList<int>> RunAsync(CancellationToken cancellation)
    {
        var announced = new List<int>();
        if (steps.Count == 0)
            return announced;
        var now = clock.GetCurrentInstant();
        foreach (var waiting in await ListAsync(ForPersons, cancellation))
        {
            if (waiting.Days(now) < steps.Min())
                break;
            if (await TellAsync(waiting, now, cancellation))
                announced.Add(waiting.Number);
        }
        return announced;
    }

    private async Task<IReadOnlyList<WaitingRow>> ListAsync(IReadOnlyList<SubmissionState> states, CancellationToken cancellation)
    {
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        return await NoticeQueries.Waiting.ListAsync(connection, new { states = states.Select(s => s.ToString()).ToArray() }, cancellation);
    }

    /// <summary>Whether a step was reached that was not announced yet. Steps that passed unnoticed are announced together.</summary>
    private async Task<bool> TellAsync(WaitingRow waiting, Instant now, CancellationToken cancellation)
    {
        var days = waiting.Days(now);
        var step = steps.Where(s => s <= days).Max();
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var subject = waiting.SubmissionId.ToString();
        if (
            !await NoticeQueries.HoldWaiting.MaybeAsync(
                connection,
                new
                {
                    submission_id = waiting.SubmissionId,
                    state = waiting.State,
                    since = waiting.StateSince,
                },
                cancellation,
                transaction
            )
            || await NoticeQueries.ToldStep.OneAsync(connection, new { subject, since = waiting.StateSince }, cancellation, transaction)
                >= step
        )
            return false;
        var data = new
        {
            submission = waiting.SubmissionId,
            number = waiting.Number,
            state = waiting.State,
            feed = waiting.Feed,
            office = waiting.Office,
            country = waiting.Country,
            waitsFor = waiting.For.ToString().ToLowerInvariant(),
            step,
            daysWaiting = days,
            since = waiting.StateSince.ToString(),
            unacknowledged = waiting.Unacknowledged,
        };
        await NoticeQueries.Announce.OneAsync(
            connection,
            new
            {
                kind = NoticeKinds.SubmissionWaiting,
                now,
                office = waiting.Office,
                country = waiting.Country,
                subject,
                data = JsonSerializer.Serialize(data),
            },
            cancellation,
            transaction
        );
        await Audit.NoteAsync(connection, transaction, Actor.Schedule, "submission.reminded", subject, data, cancellation, waiting.Country);
        await transaction.CommitAsync(cancellation);
        return true;
    }
}

/// <summary>An open submission, and since when it has been in its state.</summary>
public sealed record WaitingRow
{
    public required Guid SubmissionId { get; init; }
    public required int Number { get; init; }

    /// <summary>Null until the feed has been recognised.</summary>
    public string? Feed { get; init; }

    /// <summary>One of <see cref="SubmissionState"/>.</summary>
    public required string State { get; init; }
    public required Instant StateSince { get; init; }

    /// <summary>The office of the sender, otherwise of the source; null if neither is known.</summary>
    public string? Office { get; init; }

    /// <summary>ISO 3166 alpha-3; null for an office without a country, and if no office is known.</summary>
    public string? Country { get; init; }

    /// <summary>The number of causes of its warnings that nobody has acknowledged.</summary>
    public required long Unacknowledged { get; init; }

    /// <summary>The person or worker that it waits for.</summary>
    public SubmissionWait For => SubmissionStates.WaitsFor(Enum.Parse<SubmissionState>(State), Unacknowledged)!.Value;

    /// <summary>Whole days of waiting.</summary>
    public int Days(Instant now) => Math.Max(0, (int)Math.Floor((now - StateSince).TotalDays));
}
