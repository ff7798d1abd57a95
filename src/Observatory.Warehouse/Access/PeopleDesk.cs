using NodaTime;
using Npgsql;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Access;

/// <summary>Who may sign in, for which office and as what. Passwords are the business of whoever provides identities.</summary>
public sealed class PeopleDesk(DataSources sources, AccessRules rules, IClock clock)
{
    private const int MostText = 200;

    /// <summary>
    /// Invites somebody by address, or gives who is known another office, name or roles. Keys that they answer for and could no longer make
    /// end with it.
    /// </summary>
    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED; CODE_UNKNOWN for an office; PARAMETER_VALUE for an address or a role that
    /// does not go with the office.</exception>
    public async Task AddAsync(
        Actor actor,
        string address,
        string name,
        string office,
        IReadOnlyCollection<Role> roles,
        CancellationToken cancellation
    )
    {
        rules.Demand(actor, Permission.ManagePeople);
        if (
            address.Length is < 3 or > MostText
            || !address.Contains('@', StringComparison.Ordinal)
            || address.Any(char.IsWhiteSpace)
            || !CommentText.IsPlainLine(address)
        )
            throw new Refusal(
                RefusalCodes.ParameterValue,
                ("column", "address"),
                ("value", CommentText.PlainLine(address)),
                ("expected", "name@office.example")
            );
        if (name.Length is 0 or > MostText)
            throw new Refusal(
                RefusalCodes.ParameterValue,
                ("column", "name"),
                ("value", name.Length == 0 ? "" : name[..MostText]),
                ("expected", $"1 – {MostText}")
            );
        if (!CommentText.IsPlainLine(name))
            throw new Refusal(
                RefusalCodes.ParameterValue,
                ("column", "name"),
                ("value", CommentText.PlainLine(name)),
                ("expected", $"1 – {MostText}")
            );
        if (roles.Count == 0)
            throw new Refusal(RefusalCodes.ParameterMissing, ("value", "role"));
        // Nobody raises themselves.
        if (string.Equals(actor.Name, address, StringComparison.OrdinalIgnoreCase))
            throw new Refusal(RefusalCodes.NotAllowed, ("value", nameof(Permission.ManagePeople)));
        await using var connection = await sources.OpenDeskAsync(actor, Permission.ManagePeople, cancellation);
        var of = await Offices.FindAsync(connection, office, cancellation);
        foreach (var role in roles)
            Offices.MustHold(role, of);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var id = await AccessQueries.AddPerson.OneAsync(
            connection,
            new
            {
                person_id = Guid.CreateVersion7(),
                address,
                name,
                office,
                country = of.Country,
                now = clock.GetCurrentInstant(),
            },
            cancellation,
            transaction
        );
        await AccessQueries.ClearRoles.RunAsync(connection, new { person_id = id }, cancellation, transaction);
        foreach (var role in roles.Distinct())
            await AccessQueries.AddRole.RunAsync(connection, new { person_id = id, role = role.ToString() }, cancellation, transaction);
        var held = new Actor(address, roles, office, of.Country);
        await EndKeysAsync(
            connection,
            transaction,
            actor,
            address,
            k => !held.May(Permission.ManageKeys, k.Country, k.Office),
            cancellation
        );
        await Audit.NoteAsync(
            connection,
            transaction,
            actor,
            "person.allowed",
            address.ToLowerInvariant(),
            new { office, roles = roles.Select(r => r.ToString()).Order(StringComparer.Ordinal) },
            cancellation,
            of.Country
        );
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>Lets somebody in no longer. The keys that they answer for end with it.</summary>
    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED; PERSON_UNKNOWN.</exception>
    public async Task RemoveAsync(Actor actor, string address, CancellationToken cancellation)
    {
        rules.Demand(actor, Permission.ManagePeople);
        await using var connection = await sources.OpenDeskAsync(actor, Permission.ManagePeople, cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var gone = await AccessQueries.RemovePerson.MaybeAsync(connection, new { address }, cancellation, transaction)
            ?? throw new Refusal(RefusalCodes.PersonUnknown, ("value", address));
        await EndKeysAsync(connection, transaction, actor, gone.Address, _ => true, cancellation);
        await Audit.NoteAsync(
            connection,
            transaction,
            actor,
            "person.removed",
            gone.Address,
            new { office = gone.Office },
            cancellation,
            gone.Country
        );
        await transaction.CommitAsync(cancellation);
    }

    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED.</exception>
    public async Task<IReadOnlyList<PersonRow>> ListAsync(Actor actor, CancellationToken cancellation)
    {
        rules.Demand(actor, Permission.ManagePeople);
        await using var connection = await sources.OpenDeskAsync(actor, Permission.ManagePeople, cancellation);
        return await AccessQueries.People.ListAsync(connection, null, cancellation);
    }

    private async Task EndKeysAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        Actor actor,
        string address,
        Func<RevokedRow, bool> ends,
        CancellationToken cancellation
    )
    {
        foreach (var key in await AccessQueries.KeysAnsweredBy.ListAsync(connection, new { address }, cancellation, transaction))
            if (ends(key))
                await KeyDesk.RevokeAsync(connection, transaction, actor, key.Prefix, clock.GetCurrentInstant(), cancellation);
    }

    /// <summary>Who a provider of identities speaks of; null where nobody invited them, or no longer.</summary>
    /// <param name="issuer">Whose word it is.</param>
    /// <param name="subject">How the issuer knows the person, for ever.</param>
    /// <param name="address">Where they can be written to.</param>
    /// <param name="isVerified">Whether the issuer knows the address to be theirs: only then an invitation counts.</param>
    public async Task<Actor?> RecogniseAsync(
        string issuer,
        string subject,
        string? address,
        bool isVerified,
        CancellationToken cancellation
    )
    {
        await using var connection = await sources.Desk.OpenConnectionAsync(cancellation);
        var found = await AccessQueries.PersonOf.MaybeAsync(
            connection,
            new
            {
                issuer,
                subject,
                address = address ?? "",
                is_verified = isVerified && address is not null,
            },
            cancellation
        );
        return found is null ? null : new Actor(found.Address, found.Roles.Select(Enum.Parse<Role>), found.Office, found.Country);
    }
}
