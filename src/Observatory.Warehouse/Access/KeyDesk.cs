using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Npgsql;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Access;

/// <summary>A new key, at the only moment at which its secret is known.</summary>
/// <param name="Text">The text that the machine sends: <c>iso_</c>, the public part, <c>_</c>, the secret.</param>
public sealed record NewKey(string Text, string Prefix, Instant ExpiresAt)
{
    /// <summary>Without the secret, so that no log contains it.</summary>
    public override string ToString() => Prefix;
}

/// <summary>Keys of machines: shown once, stored as a checksum, for one role of one office, valid for a year at most.</summary>
public sealed class KeyDesk(DataSources sources, AccessRules rules, IClock clock)
{
    /// <summary>Every key begins with this, so that scanners for secrets find it.</summary>
    public const string Mark = "iso_";

    private const int PrefixLength = 8;
    private const int SecretBytes = 32;
    private const int MostAlive = 2;
    private const int MostLabel = 200;
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly Duration Longest = Duration.FromDays(365);
    private static readonly Duration Usual = Duration.FromDays(180);

    // A revoked key is refused everywhere within this time, well within the promised minute.
    private static readonly Duration Remembered = Duration.FromSeconds(20);
    private static readonly Duration UseNoted = Duration.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);

    /// <param name="expires">Null for half a year; never more than one year.</param>
    /// <exception cref="Refusal">
    /// SIGN_IN_NEEDED, NOT_ALLOWED, COUNTRY_FOREIGN; CODE_UNKNOWN for an office; PARAMETER_VALUE for a role that the office may not have,
    /// or an end that is past, too far, or after that of the key it is made with; KEYS_ENOUGH if two keys are usable already, one and its
    /// successor; KEY_FOR_REVIEW if it would be made with a key and could approve what others send.
    /// </exception>
    public async Task<NewKey> CreateAsync(
        Actor actor,
        string office,
        Role role,
        string? label,
        Instant? expires,
        CancellationToken cancellation
    )
    {
        rules.Demand(actor, Permission.ManageKeys);
        if (label?.Length > MostLabel)
            throw new Refusal(
                RefusalCodes.ParameterValue,
                ("column", "label"),
                ("value", label[..MostLabel]),
                ("expected", $"1 – {MostLabel}")
            );
        if (label is not null && !CommentText.IsPlainLine(label))
            throw new Refusal(
                RefusalCodes.ParameterValue,
                ("column", "label"),
                ("value", CommentText.PlainLine(label)),
                ("expected", $"1 – {MostLabel}")
            );
        var now = clock.GetCurrentInstant();
        if (rules.Asks && actor.IsKey && Rights.Of(role, Permission.Review) != Reach.None)
            throw new Refusal(RefusalCodes.KeyForReview, ("value", role.ToString()));
        await using var connection = await sources.OpenDeskAsync(actor, Permission.ManageKeys, cancellation);
        var of = await Offices.FindAsync(connection, office, cancellation);
        rules.Demand(actor, Permission.ManageKeys, of.Country, of.Code);
        Offices.MustHold(role, of);
        var end = await EndOfAsync(connection, actor, expires, now, cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await AccessQueries.HoldOffice.RunAsync(connection, new { office }, cancellation, transaction);
        if (
            await AccessQueries.LiveKeys.OneAsync(
                connection,
                new
                {
                    office,
                    role = role.ToString(),
                    now,
                },
                cancellation,
                transaction
            ) >= MostAlive
        )
            throw new Refusal(RefusalCodes.KeysEnough, ("value", office), ("actual", role.ToString()));
        var (prefix, secret) = (RandomNumberGenerator.GetString(Alphabet, PrefixLength), RandomNumberGenerator.GetBytes(SecretBytes));
        var text = Convert.ToHexStringLower(secret);
        var id = Guid.CreateVersion7();
        await AccessQueries.AddKey.RunAsync(
            connection,
            new
            {
                key_id = id,
                prefix,
                secret_hash = HashOf(text),
                role = role.ToString(),
                office,
                country = of.Country,
                label,
                created_at = now,
                created_by = actor.Name,
                expires_at = end,
            },
            cancellation,
            transaction
        );
        await Audit.NoteAsync(
            connection,
            transaction,
            actor,
            "key.created",
            prefix,
            new
            {
                office,
                role = role.ToString(),
                expires = end.ToString(),
            },
            cancellation,
            of.Country
        );
        await transaction.CommitAsync(cancellation);
        return new NewKey($"{Mark}{prefix}_{text}", prefix, end);
    }

    /// <summary>The keys that the caller may see, the newest first.</summary>
    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED.</exception>
    public async Task<IReadOnlyList<KeyRow>> ListAsync(Actor actor, CancellationToken cancellation)
    {
        rules.Demand(actor, Permission.ManageKeys);
        await using var connection = await sources.OpenDeskAsync(actor, Permission.ManageKeys, cancellation);
        return await AccessQueries.Keys.ListAsync(connection, null, cancellation);
    }

    /// <summary>Revokes a key, and every key that was made with it.</summary>
    /// <param name="key">Its public part, or its identifier.</param>
    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED; KEY_UNKNOWN if the caller may see no usable key of this name.</exception>
    public async Task RevokeAsync(Actor actor, string key, CancellationToken cancellation)
    {
        rules.Demand(actor, Permission.ManageKeys);
        await using var connection = await sources.OpenDeskAsync(actor, Permission.ManageKeys, cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var revoked = await RevokeAsync(connection, transaction, actor, key, clock.GetCurrentInstant(), cancellation);
        if (revoked.Count == 0 || revoked.Any(r => !rules.Shows(actor, Permission.ManageKeys, r.Country, r.Office)))
            throw new Refusal(RefusalCodes.KeyUnknown, ("value", key));
        await transaction.CommitAsync(cancellation);
        foreach (var one in revoked)
            _known.TryRemove(one.Prefix, out _);
    }

    /// <summary>Revokes a key and every key that was made with it, and writes audit entries; empty if there is no usable key.</summary>
    internal static async Task<IReadOnlyList<RevokedRow>> RevokeAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        Actor actor,
        string key,
        Instant now,
        CancellationToken cancellation
    )
    {
        var revoked = await AccessQueries.RevokeKey.ListAsync(
            connection,
            new
            {
                key,
                now,
                revoked_by = actor.Name,
            },
            cancellation,
            transaction
        );
        foreach (var one in revoked.OrderBy(r => r.Prefix != key).ThenBy(r => r.Prefix, StringComparer.Ordinal))
            await Audit.NoteAsync(
                connection,
                transaction,
                actor,
                "key.revoked",
                one.Prefix,
                new { office = one.Office },
                cancellation,
                one.Country
            );
        return revoked;
    }

    /// <summary>The actor who sends a key. The database is asked a few times per minute at most.</summary>
    /// <exception cref="Refusal">KEY_REFUSED if it is no key, or unknown, expired or revoked; the refusal does not say which.</exception>
    public async Task<Actor> RecogniseAsync(string text, CancellationToken cancellation)
    {
        if (
            !text.StartsWith(Mark, StringComparison.Ordinal)
            || text.Length != Mark.Length + PrefixLength + 1 + (2 * SecretBytes)
            || text[Mark.Length + PrefixLength] != '_'
        )
            throw new Refusal(RefusalCodes.KeyRefused);
        var (prefix, secret) = (text.Substring(Mark.Length, PrefixLength), text[(Mark.Length + PrefixLength + 1)..]);
        var now = clock.GetCurrentInstant();
        if (!_known.TryGetValue(prefix, out var known) || known.Until < now)
        {
            // Unknown keys are not cached, so that guessing cannot fill the memory.
            known = await LookUpAsync(prefix, now, cancellation);
            if (known.Row is not null)
                _known[prefix] = known;
        }
        // Compare even if there is no such key, so that the time taken reveals nothing.
        var isRight = CryptographicOperations.FixedTimeEquals(HashOf(secret), known.Row?.SecretHash ?? new byte[SecretBytes]);
        if (known.Row is not { RevokedAt: null } row || !isRight || row.ExpiresAt <= now || !Enum.TryParse<Role>(row.Role, out var role))
            throw new Refusal(RefusalCodes.KeyRefused);
        // Somebody who only knows the public part has not used the key.
        if (now - known.Noted > UseNoted)
        {
            _known[prefix] = known with { Noted = now };
            await NoteUseAsync(prefix, cancellation);
        }
        return new Actor(Actor.KeyMark + prefix, [role], row.Office, row.Country);
    }

    /// <summary>When a new key expires: never after the one it is made with.</summary>
    private async Task<Instant> EndOfAsync(
        NpgsqlConnection connection,
        Actor actor,
        Instant? expires,
        Instant now,
        CancellationToken cancellation
    )
    {
        var latest = now + Longest;
        if (
            rules.Asks
            && actor.IsKey
            && await AccessQueries.KeyOf.MaybeAsync(connection, new { prefix = actor.Name[Actor.KeyMark.Length..] }, cancellation)
                is { } maker
        )
            latest = Instant.Min(latest, maker.ExpiresAt);
        var usual = Instant.Min(now + Usual, latest);
        var end = expires ?? usual;
        return end > now && end <= latest
            ? end
            : throw new Refusal(RefusalCodes.ParameterValue, ("column", "expires"), ("value", end.ToString()), ("expected", $"{usual}"));
    }

    private async Task<Known> LookUpAsync(string prefix, Instant now, CancellationToken cancellation)
    {
        await using var connection = await sources.Desk.OpenConnectionAsync(cancellation);
        var row = await AccessQueries.KeyOf.MaybeAsync(connection, new { prefix }, cancellation);
        return new Known(row, now + Remembered, _known.TryGetValue(prefix, out var before) ? before.Noted : Instant.MinValue);
    }

    private async Task NoteUseAsync(string prefix, CancellationToken cancellation)
    {
        await using var connection = await sources.Desk.OpenConnectionAsync(cancellation);
        await AccessQueries.KeyUsed.RunAsync(connection, new { prefix }, cancellation);
    }

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.ASCII.GetBytes(secret));

    /// <param name="Row">Null if there is no such key.</param>
    private sealed record Known(KeySecretRow? Row, Instant Until, Instant Noted);
}
