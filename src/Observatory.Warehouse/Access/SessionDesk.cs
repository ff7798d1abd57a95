using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Observatory.Core.Access;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Access;

/// <summary>
/// Sessions that somebody has signed out of. The server that ended one refuses a copy of its cookie at once, and the others when they next
/// check its owner.
/// </summary>
public sealed class SessionDesk(DataSources sources)
{
    private const int IdBytes = 32;

    /// <summary>Sessions ended here, with the expiry of their cookies.</summary>
    private readonly ConcurrentDictionary<string, Instant> _ended = new(StringComparer.Ordinal);

    /// <summary>The identifier of a new session: 256 random bits, hexadecimal.</summary>
    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));

    /// <summary>Ends a session everywhere. Ending it twice has no further effect.</summary>
    /// <param name="session">An identifier from <see cref="NewId"/>.</param>
    /// <param name="endsAt">When it would have expired.</param>
    public async Task EndAsync(Actor actor, string session, Instant endsAt, Instant now, CancellationToken cancellation)
    {
        await using (var connection = await sources.OpenDeskAsync(actor, Permission.QueryPublished, cancellation))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            var isNew =
                await AccessQueries.EndSession.RunAsync(
                    connection,
                    new
                    {
                        session_hash = HashOf(session),
                        actor = actor.Name,
                        ends_at = endsAt,
                    },
                    cancellation,
                    transaction
                ) > 0;
            if (isNew)
                await Audit.NoteAsync(
                    connection,
                    transaction,
                    actor,
                    "session.ended",
                    actor.Name,
                    new { office = actor.Office },
                    cancellation
                );
            await transaction.CommitAsync(cancellation);
        }
        foreach (var (old, end) in _ended)
            if (end <= now)
                _ended.TryRemove(old, out _);
        _ended[session] = endsAt;
    }

    /// <summary>Whether this server ended the session, without a query to the database.</summary>
    public bool WasEndedHere(string session) => _ended.ContainsKey(session);

    /// <summary>Whether any server ended the session.</summary>
    public async Task<bool> HasEndedAsync(string session, CancellationToken cancellation)
    {
        if (WasEndedHere(session))
            return true;
        await using var connection = await sources.Desk.OpenConnectionAsync(cancellation);
        return await AccessQueries.SessionHasEnded.OneAsync(connection, new { session_hash = HashOf(session) }, cancellation);
    }

    private static byte[] HashOf(string session) => SHA256.HashData(Encoding.ASCII.GetBytes(session));
}
