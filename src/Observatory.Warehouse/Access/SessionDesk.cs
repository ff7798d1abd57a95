using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Observatory.Core.Access;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Access;

/// <summary>
/// Sessions that somebody has signed out of. A copy of their cookie is refused at once by the server that was told, and by the others when
/// they next
/// look whose it is.
/// </summary>
public sealed class SessionDesk(DataSources sources)
{
    private const int IdBytes = 32;

    /// <summary>Ended here, with when their cookies end by themselves.</summary>
    private readonly ConcurrentDictionary<string, Instant> _ended = new(StringComparer.Ordinal);

    /// <summary>What a new session is known by: 256 bits of chance, hexadecimal.</summary>
    public static string NewId() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(IdBytes));

    /// <summary>Ends a session everywhere. Ending it twice is ending it once.</summary>
    /// <param name="session">As <see cref="NewId"/> gave it.</param>
    /// <param name="endsAt">When it would have ended by itself.</param>
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

    /// <summary>Whether a session was ended by this server: no question to the database.</summary>
    public bool WasEndedHere(string session) => _ended.ContainsKey(session);

    /// <summary>Whether a session was ended by any server.</summary>
    public async Task<bool> HasEndedAsync(string session, CancellationToken cancellation)
    {
        if (WasEndedHere(session))
            return true;
        await using var connection = await sources.Desk.OpenConnectionAsync(cancellation);
        return await AccessQueries.SessionHasEnded.OneAsync(connection, new { session_hash = HashOf(session) }, cancellation);
    }

    private static byte[] HashOf(string session) => SHA256.HashData(Encoding.ASCII.GetBytes(session));
}
