using NodaTime;
using Npgsql;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Access;

/// <summary>Who may sign in, for which office and in which roles. The identity provider handles passwords.</summary>
public sealed class PeopleDesk(DataSources sources, AccessRules rules, IClock clock)
{
    private const int MostText = 200;

    /// <summary>
    /// Invites somebody by address, or changes the office, name or roles of somebody known. Keys that they are accountable for and could no
    /// longer make are revoked.
    /// </summary>
    /// <exception cref="Refusal">
    /// SIGN_IN_NEEDED, NOT_ALLOWED; CODE_UNKNOWN for an office; PARAMETER_VALUE for an address or a role that the office may not have.
    /// </exception>
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
        // Nobody may change their own rights.
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
        var updated = new Actor(address, roles, office, of.Country);
        await EndKeysAsync(
            connection,
            transaction,
            actor,
            address,
            k => !updated.May(Permission.ManageKeys, k.Country, k.Office),
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

    /// <summary>Removes somebody's access. The keys that they are accountable for are revoked.</summary>
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

    /// <summary>The person that an identity provider names; null if nobody invited them, or their access was removed.</summary>
    /// <param name="issuer">The identity provider.</param>
    /// <param name="subject">The issuer's permanent identifier of the person.</param>
    /// <param name="address">The mail address of the person.</param>
    /// <param name="isVerified">Whether the issuer has verified the address; only then an invitation counts.</param>
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
