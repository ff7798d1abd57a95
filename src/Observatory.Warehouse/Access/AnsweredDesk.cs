using NodaTime;
using Observatory.Core.Access;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Access;

/// <summary>What a key of a request stands for.</summary>
public sealed record AnsweredRow
{
    /// <summary>Method, path and query.</summary>
    public required string Address { get; init; }

    /// <summary>SHA-256 of what came with it; null while it is being worked on.</summary>
    public byte[]? Fingerprint { get; init; }

    /// <summary>Null while it is being worked on.</summary>
    public int? Status { get; init; }
    public string? ContentType { get; init; }
    public string? Location { get; init; }

    /// <summary>Null where the answer has none, or is shown only once.</summary>
    public byte[]? Body { get; init; }
}

/// <summary>
/// Remembers what requests were answered, under keys that their senders choose, so that one who did not hear the answer can ask again and
/// nothing
/// is done twice. Everybody has keys of their own, in the database too.
/// </summary>
public sealed class AnsweredDesk(DataSources sources, IClock clock)
{
    /// <summary>For how long an answer is kept.</summary>
    public static readonly Duration Kept = Duration.FromHours(24);

    /// <summary>
    /// After it a request that gave no answer, and that its server has not said to be at work on, counts as left: the server is gone, and
    /// the key is free.
    /// </summary>
    public static readonly Duration Left = Duration.FromSeconds(45);

    private static readonly TimeSpan HoldsAgainAfter = TimeSpan.FromSeconds(12);

    /// <summary>Takes a key for a request that begins; null where it stands for one already.</summary>
    /// <returns>When it was begun, which <see cref="KeepAsync"/> and <see cref="DropAsync"/> ask for: who was taken for lost overwrites
    /// nothing.</returns>
    public async Task<Instant?> ClaimAsync(Actor actor, string key, string address, CancellationToken cancellation)
    {
        // As the database keeps it.
        var now = Instant.FromUnixTimeTicks(clock.GetCurrentInstant().ToUnixTimeTicks() / 10 * 10);
        await using var connection = await OpenAsync(actor, cancellation);
        var claimed = await AccessQueries.ClaimAnswer.ListAsync(
            connection,
            new
            {
                actor = actor.Name,
                key,
                address,
                now,
                until = now + Left,
                forgotten_before = now - Kept,
            },
            cancellation
        );
        return claimed.Count > 0 ? now : null;
    }

    /// <summary>Says again and again that a request is being worked on, until what is returned is disposed of.</summary>
    public IAsyncDisposable Hold(Actor actor, string key, Instant begun) =>
        new HeldKey(cancellation => HoldAsync(actor, key, begun, cancellation), HoldsAgainAfter);

    /// <summary>Says that a request is being worked on: for <see cref="Left"/> from now its key is not free.</summary>
    public async Task HoldAsync(Actor actor, string key, Instant begun, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(actor, cancellation);
        await AccessQueries.HoldAnswer.RunAsync(
            connection,
            new
            {
                actor = actor.Name,
                key,
                begun,
                until = clock.GetCurrentInstant() + Left,
            },
            cancellation
        );
    }

    /// <summary>Null where the key is free.</summary>
    public async Task<AnsweredRow?> FindAsync(Actor actor, string key, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(actor, cancellation);
        return await AccessQueries.Answered.MaybeAsync(connection, new { actor = actor.Name, key }, cancellation);
    }

    /// <param name="answer">Its address is not looked at.</param>
    public async Task KeepAsync(Actor actor, string key, Instant begun, AnsweredRow answer, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(actor, cancellation);
        await AccessQueries.KeepAnswer.RunAsync(
            connection,
            new
            {
                actor = actor.Name,
                key,
                begun,
                fingerprint = answer.Fingerprint,
                status = answer.Status,
                content_type = answer.ContentType,
                location = answer.Location,
                body = answer.Body,
            },
            cancellation
        );
    }

    /// <summary>Frees the key of a request that came to nothing.</summary>
    public async Task DropAsync(Actor actor, string key, Instant begun, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(actor, cancellation);
        await AccessQueries.DropAnswer.RunAsync(
            connection,
            new
            {
                actor = actor.Name,
                key,
                begun,
            },
            cancellation
        );
    }

    /// <summary>Forgets what is too old; answers how many that were.</summary>
    public async Task<int> SweepAsync(CancellationToken cancellation)
    {
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        return await AccessQueries.SweepAnswers.RunAsync(
            connection,
            new { forgotten_before = clock.GetCurrentInstant() - Kept },
            cancellation
        );
    }

    private Task<Npgsql.NpgsqlConnection> OpenAsync(Actor actor, CancellationToken cancellation) =>
        sources.OpenDeskAsync(actor, Permission.QueryPublished, cancellation);
}
