using NodaTime;
using Observatory.Core.Access;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Access;

/// <summary>The stored response for an idempotency key.</summary>
public sealed record StoredResponseRow
{
    /// <summary>Method, path and query.</summary>
    public required string Address { get; init; }

    /// <summary>SHA-256 of the request's body; null while the request is being processed.</summary>
    public byte[]? Fingerprint { get; init; }

    /// <summary>HTTP status; null while the request is being processed.</summary>
    public int? Status { get; init; }

    /// <summary>Null if the response has none.</summary>
    public string? ContentType { get; init; }

    /// <summary>The header <c>Location</c>; null if the response has none.</summary>
    public string? Location { get; init; }

    /// <summary>Null if the response has none, or is shown only once.</summary>
    public byte[]? Body { get; init; }
}

/// <summary>
/// Stores the responses to requests under keys that their senders choose, so that a sender who did not receive a response can repeat the
/// request and nothing is done twice. Every actor has keys of their own, in the database too.
/// </summary>
public sealed class StoredResponseDesk(DataSources sources, IClock clock)
{
    /// <summary>How long a response is stored.</summary>
    public static readonly Duration Kept = Duration.FromHours(24);

    /// <summary>
    /// A request without a response, whose server has not reported for this long, counts as abandoned: the server is gone, and the key is
    /// free.
    /// </summary>
    public static readonly Duration Left = Duration.FromSeconds(45);

    private static readonly TimeSpan HoldsAgainAfter = TimeSpan.FromSeconds(12);

    /// <summary>Takes a key for a request that begins; null if the key has been used already.</summary>
    /// <returns>
    /// When it began, as <see cref="KeepAsync"/> and <see cref="DropAsync"/> need it, so that a server that was taken for lost overwrites
    /// nothing.
    /// </returns>
    public async Task<Instant?> ClaimAsync(Actor actor, string key, string address, CancellationToken cancellation)
    {
        // In the precision of the database.
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

    /// <summary>Reports repeatedly that a request is being processed, until the returned object is disposed.</summary>
    public IAsyncDisposable Hold(Actor actor, string key, Instant begun) =>
        new HeldKey(cancellation => HoldAsync(actor, key, begun, cancellation), HoldsAgainAfter);

    /// <summary>Reports that a request is being processed, so that its key is not free for <see cref="Left"/> from now.</summary>
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

    /// <summary>The stored response; null if the key is free.</summary>
    public async Task<StoredResponseRow?> FindAsync(Actor actor, string key, CancellationToken cancellation)
    {
        await using var connection = await OpenAsync(actor, cancellation);
        return await AccessQueries.Answered.MaybeAsync(connection, new { actor = actor.Name, key }, cancellation);
    }

    /// <param name="answer">The response to store; its address is ignored.</param>
    public async Task KeepAsync(Actor actor, string key, Instant begun, StoredResponseRow answer, CancellationToken cancellation)
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

    /// <summary>Frees the key of a request that failed.</summary>
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

    /// <summary>Deletes responses whose retention has ended; returns how many.</summary>
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
