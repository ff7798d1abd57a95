using NodaTime;
using Npgsql;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Notices;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Outgoing;

namespace Observatory.Warehouse.Notices;

/// <summary>A new subscription, at the only moment at which its secret is known.</summary>
/// <param name="Secret">
/// The signing secret of its webhooks, in the notation of the Standard Webhooks specification; null for a mail address, which has none.
/// </param>
public sealed record NewSubscription(Guid Id, string Address, string? Secret)
{
    /// <summary>Without the secret, so that no log contains it.</summary>
    public override string ToString() => Id.ToString();
}

/// <summary>Who receives the notices of an office, and the outcome of each delivery.</summary>
public sealed class SubscriptionDesk
{
    /// <summary>How long the previous secret stays valid beside its successor.</summary>
    public static readonly Duration OldSecretStays = Duration.FromHours(24);

    private const int MostOfOffice = 20;

    private readonly DataSources _sources;
    private readonly AccessRules _rules;
    private readonly IClock _clock;
    private readonly GuardedWay _way;
    private readonly bool _hasMail;
    private readonly SecretSeal _seal;

    /// <param name="seal">Seals the secrets.</param>
    /// <param name="hasMail">Whether there is a mail server.</param>
    /// <param name="allowsLoopback">Whether webhooks may go to this machine itself, also without TLS.</param>
    public SubscriptionDesk(DataSources sources, AccessRules rules, IClock clock, SecretSeal seal, bool hasMail, bool allowsLoopback)
    {
        (_sources, _rules, _clock, _seal, _hasMail) = (sources, rules, clock, seal, hasMail);
        _way = new GuardedWay(allowsLoopback);
    }

    /// <summary>The value of the header <c>webhook-id</c>, which is the same for every attempt at an event.</summary>
    public static string WebhookIdOf(Guid eventId) => $"msg_{eventId:N}";

    /// <param name="kinds">Of <see cref="NoticeKinds"/>; all of them if none is given.</param>
    /// <param name="language">The language of mails.</param>
    /// <exception cref="Refusal">
    /// SIGN_IN_NEEDED, NOT_ALLOWED, COUNTRY_FOREIGN; CODE_UNKNOWN for an office or a kind; ADDRESS_UNFIT; MAIL_NOT_SET_UP;
    /// SUBSCRIPTIONS_ENOUGH; SEAL_KEY_ELSEWHERE.
    /// </exception>
    public async Task<NewSubscription> CreateAsync(
        Actor actor,
        string office,
        string address,
        IReadOnlyList<string> kinds,
        Language language,
        CancellationToken cancellation
    )
    {
        _rules.Demand(actor, Permission.ManageSubscriptions);
        if (kinds.FirstOrDefault(k => !NoticeKinds.All.Contains(k)) is { } unknown)
            throw new Refusal(
                RefusalCodes.CodeUnknown,
                ("column", "kinds"),
                ("value", unknown),
                ("nearest", NearestWord.To(unknown, NoticeKinds.All) ?? string.Join(", ", NoticeKinds.All))
            );
        var checkedAddress = SubscriptionAddress.Of(address, _way);
        var isMail = SubscriptionAddress.IsMail(checkedAddress);
        if (isMail && !_hasMail)
            throw new Refusal(RefusalCodes.MailNotSetUp);
        string[] wanted = [.. kinds.Count == 0 ? NoticeKinds.All : kinds.Distinct()];
        await using var connection = await _sources.OpenDeskAsync(actor, Permission.ManageSubscriptions, cancellation);
        var of = await Offices.FindAsync(connection, office, cancellation);
        _rules.Demand(actor, Permission.ManageSubscriptions, of.Country, of.Code);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await AccessQueries.HoldOffice.RunAsync(connection, new { office }, cancellation, transaction);
        if (await NoticeQueries.LiveSubscriptions.OneAsync(connection, new { office }, cancellation, transaction) >= MostOfOffice)
            throw new Refusal(RefusalCodes.SubscriptionsEnough, ("value", office), ("limit", $"{MostOfOffice}"));
        var (id, now) = (Guid.CreateVersion7(), _clock.GetCurrentInstant());
        await NoticeQueries.AddSubscription.RunAsync(
            connection,
            new
            {
                subscription_id = id,
                office,
                country = of.Country,
                address = checkedAddress,
                kinds = wanted,
                language = language.Code(),
                now,
                created_by = actor.Name,
            },
            cancellation,
            transaction
        );
        var secret = isMail ? null : await AddSecretAsync(connection, transaction, id, now, cancellation);
        await Audit.NoteAsync(
            connection,
            transaction,
            actor,
            "subscription.created",
            id.ToString(),
            new
            {
                office,
                host = SubscriptionAddress.HostOf(checkedAddress),
                kinds = wanted,
            },
            cancellation,
            of.Country
        );
        await transaction.CommitAsync(cancellation);
        return new NewSubscription(id, checkedAddress, secret);
    }

    /// <summary>The subscriptions that the caller may see, the newest first, without their secrets.</summary>
    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED.</exception>
    public async Task<IReadOnlyList<SubscriptionRow>> ListAsync(Actor actor, CancellationToken cancellation)
    {
        _rules.Demand(actor, Permission.ManageSubscriptions);
        await using var connection = await _sources.OpenDeskAsync(actor, Permission.ManageSubscriptions, cancellation);
        return await NoticeQueries.Subscriptions.ListAsync(connection, new { subscription_id = (Guid?)null }, cancellation);
    }

    /// <summary>Makes a new secret. The previous one stays valid for a day: until then every webhook has a signature by each.</summary>
    /// <exception cref="Refusal">
    /// SIGN_IN_NEEDED, NOT_ALLOWED; SUBSCRIPTION_UNKNOWN, also if the caller may not see it; ADDRESS_UNFIT for a mail address, which has
    /// none; SEAL_KEY_ELSEWHERE.
    /// </exception>
    public Task<string> RotateAsync(Actor actor, Guid id, CancellationToken cancellation) =>
        ChangeAsync(
            actor,
            id,
            "subscription.rotated",
            async (connection, transaction, subscription) =>
            {
                if (SubscriptionAddress.IsMail(subscription.Address))
                    throw new Refusal(RefusalCodes.AddressUnfit, ("value", subscription.Address));
                var now = _clock.GetCurrentInstant();
                await NoticeQueries.EndSecrets.RunAsync(
                    connection,
                    new
                    {
                        subscription_id = id,
                        now,
                        until = now + OldSecretStays,
                    },
                    cancellation,
                    transaction
                );
                return await AddSecretAsync(connection, transaction, id, now, cancellation);
            },
            cancellation
        );

    /// <summary>Enables a disabled subscription; the deliveries that waited for it are sent, too.</summary>
    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED; SUBSCRIPTION_UNKNOWN, also if the caller may not see it.</exception>
    public Task EnableAsync(Actor actor, Guid id, CancellationToken cancellation) =>
        ChangeAsync(
            actor,
            id,
            "subscription.enabled",
            (connection, transaction, _) =>
                NoticeQueries.EnableSubscription.RunAsync(connection, new { subscription_id = id }, cancellation, transaction),
            cancellation
        );

    /// <summary>Removes a subscription permanently. Removing it twice has no further effect.</summary>
    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED; SUBSCRIPTION_UNKNOWN, also if the caller may not see it.</exception>
    public async Task RemoveAsync(Actor actor, Guid id, CancellationToken cancellation)
    {
        _rules.Demand(actor, Permission.ManageSubscriptions);
        await using var connection = await _sources.OpenDeskAsync(actor, Permission.ManageSubscriptions, cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var removed = await NoticeQueries.RemoveSubscription.MaybeAsync(
            connection,
            new
            {
                subscription_id = id,
                now = _clock.GetCurrentInstant(),
                removed_by = actor.Name,
            },
            cancellation,
            transaction
        ) ?? throw Unknown(id);
        if (removed.IsNew)
            await Audit.NoteAsync(
                connection,
                transaction,
                actor,
                "subscription.removed",
                id.ToString(),
                new { office = removed.Office },
                cancellation,
                removed.Country
            );
        await transaction.CommitAsync(cancellation);
    }

    /// <summary>The deliveries to a subscription, sent or waiting, the newest first.</summary>
    /// <param name="before">Only those with a smaller number; null for all.</param>
    /// <exception cref="Refusal">SIGN_IN_NEEDED, NOT_ALLOWED; SUBSCRIPTION_UNKNOWN, also if the caller may not see it.</exception>
    public async Task<IReadOnlyList<DeliveryRow>> DeliveriesAsync(
        Actor actor,
        Guid id,
        long? before,
        int take,
        CancellationToken cancellation
    )
    {
        _rules.Demand(actor, Permission.ManageSubscriptions);
        await using var connection = await _sources.OpenDeskAsync(actor, Permission.ManageSubscriptions, cancellation);
        _ = await FindAsync(connection, null, id, cancellation);
        return await NoticeQueries.Deliveries.ListAsync(
            connection,
            new
            {
                subscription_id = id,
                before,
                take,
            },
            cancellation
        );
    }

    /// <summary>Sends a delivery once more, under the same identifier, so that a receiver that has it already can ignore it.</summary>
    /// <exception cref="Refusal">
    /// SIGN_IN_NEEDED, NOT_ALLOWED; SUBSCRIPTION_UNKNOWN, DELIVERY_UNKNOWN, also if the caller may not see them.
    /// </exception>
    public Task ReplayAsync(Actor actor, Guid id, Guid delivery, CancellationToken cancellation) =>
        ChangeAsync(
            actor,
            id,
            "subscription.replayed",
            async (connection, transaction, _) =>
                await NoticeQueries.ReplayDelivery.MaybeAsync(
                    connection,
                    new
                    {
                        subscription_id = id,
                        delivery_id = delivery,
                        now = _clock.GetCurrentInstant(),
                    },
                    cancellation,
                    transaction
                ) ?? throw new Refusal(RefusalCodes.DeliveryUnknown, ("value", delivery.ToString())),
            cancellation,
            delivery
        );

    /// <summary>Subscriptions that were disabled because their address accepted no delivery, for the operator.</summary>
    public async Task<IReadOnlyList<DisabledRow>> DisabledAsync(CancellationToken cancellation)
    {
        await using var connection = await _sources.Writer.OpenConnectionAsync(cancellation);
        return await NoticeQueries.Disabled.ListAsync(connection, null, cancellation);
    }

    /// <summary>
    /// Seals secrets that are stored unsealed, because they were made before secrets were sealed; returns how many. Runs as the owner of
    /// the schema.
    /// </summary>
    /// <exception cref="Refusal">SEAL_KEY_ELSEWHERE; PARAMETER_VALUE for an invalid key file.</exception>
    public async Task<int> SealAsync(CancellationToken cancellation)
    {
        await using var connection = await _sources.Migrator.OpenConnectionAsync(cancellation);
        var clear = await NoticeQueries.ClearSecrets.ListAsync(connection, null, cancellation);
        if (clear.Count > 0 && _seal.Keys.Count == 0 && await NoticeQueries.AreSealed.OneAsync(connection, null, cancellation))
            throw KeyElsewhere();
        foreach (var row in clear)
        {
            var sealedSecret = _seal.Seal(row.Secret, row.SecretId);
            await NoticeQueries.SealSecret.RunAsync(
                connection,
                new
                {
                    secret_id = row.SecretId,
                    @sealed = sealedSecret.Text,
                    sealed_by = sealedSecret.Key,
                },
                cancellation
            );
        }
        return clear.Count;
    }

    /// <summary>The keys that have sealed the valid secrets, for the operator.</summary>
    public async Task<IReadOnlyList<SealsRow>> SealsAsync(CancellationToken cancellation)
    {
        await using var connection = await _sources.Writer.OpenConnectionAsync(cancellation);
        return await NoticeQueries.Seals.ListAsync(connection, new { now = _clock.GetCurrentInstant() }, cancellation);
    }

    private async Task<T> ChangeAsync<T>(
        Actor actor,
        Guid id,
        string act,
        Func<NpgsqlConnection, NpgsqlTransaction, SubscriptionRow, Task<T>> change,
        CancellationToken cancellation,
        Guid? delivery = null
    )
    {
        _rules.Demand(actor, Permission.ManageSubscriptions);
        await using var connection = await _sources.OpenDeskAsync(actor, Permission.ManageSubscriptions, cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var subscription = await FindAsync(connection, transaction, id, cancellation);
        if (!_rules.Shows(actor, Permission.ManageSubscriptions, subscription.Country, subscription.Office))
            throw Unknown(id);
        // If two requests change a secret at once, the second expires the one that the first has made.
        await AccessQueries.HoldOffice.RunAsync(connection, new { office = subscription.Office }, cancellation, transaction);
        var answer = await change(connection, transaction, subscription);
        await Audit.NoteAsync(
            connection,
            transaction,
            actor,
            act,
            id.ToString(),
            new { office = subscription.Office, delivery },
            cancellation,
            subscription.Country
        );
        await transaction.CommitAsync(cancellation);
        return answer;
    }

    private static async Task<SubscriptionRow> FindAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction? transaction,
        Guid id,
        CancellationToken cancellation
    ) =>
        await NoticeQueries.Subscriptions.MaybeAsync(connection, new { subscription_id = (Guid?)id }, cancellation, transaction)
        ?? throw Unknown(id);

    private async Task<string> AddSecretAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        Guid id,
        Instant now,
        CancellationToken cancellation
    )
    {
        // On a machine that lacks the key, a second key made here would seal secrets that no worker can open.
        if (_seal.Keys.Count == 0 && await NoticeQueries.AreSealed.OneAsync(connection, null, cancellation, transaction))
            throw KeyElsewhere();
        var (secret, row) = (WebhookSecret.Create(), Guid.CreateVersion7());
        var sealedSecret = _seal.Seal(secret, row);
        await NoticeQueries.AddSecret.RunAsync(
            connection,
            new
            {
                secret_id = row,
                subscription_id = id,
                @sealed = sealedSecret.Text,
                sealed_by = sealedSecret.Key,
                now,
            },
            cancellation,
            transaction
        );
        return WebhookSecret.Text(secret);
    }

    private Refusal KeyElsewhere() => new(RefusalCodes.SealKeyElsewhere, ("path", _seal.Path));

    private static Refusal Unknown(Guid id) => new(RefusalCodes.SubscriptionUnknown, ("value", id.ToString()));
}
