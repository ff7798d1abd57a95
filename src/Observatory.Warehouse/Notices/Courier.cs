using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using NodaTime;
using Npgsql;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Notices;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Outgoing;
using Observatory.Warehouse.Watching;

namespace Observatory.Warehouse.Notices;

/// <summary>
/// Delivers the notices in the outbox. Several couriers may work at once: each takes deliveries that no other has. A notice that was sent,
/// but whose outcome could not be recorded, is sent again; so everything is delivered at least once, under the same identifier each time.
/// </summary>
public sealed class Courier : IDisposable
{
    private const int AtOnce = 8;
    private const int OfEach = 4;
    private const int OfABatch = 32;

    /// <summary>Longer than a batch can take: after this time the worker that took it counts as dead.</summary>
    private static readonly Duration Lease = Duration.FromMinutes(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly DataSources _sources;
    private readonly IClock _clock;
    private readonly ILogger<Courier> _log;
    private readonly SecretSeal _seal;
    private readonly WebhookPost _webhooks;
    private readonly MailPost? _mails;

    /// <param name="seal">Opens the secrets of webhooks.</param>
    /// <param name="mail">Null if there is no mail server.</param>
    /// <param name="allowsLoopback">Whether webhooks may go to this machine itself, also without TLS.</param>
    public Courier(DataSources sources, IClock clock, SecretSeal seal, MailSettings? mail, bool allowsLoopback, ILogger<Courier> log)
        : this(sources, clock, seal, mail, new GuardedWay(allowsLoopback), Patience, log) { }

    /// <summary>Like the other constructor, for tests of names that resolve elsewhere and receivers that do not respond.</summary>
    internal Courier(
        DataSources sources,
        IClock clock,
        SecretSeal seal,
        MailSettings? mail,
        GuardedWay way,
        TimeSpan patience,
        ILogger<Courier> log
    )
    {
        (_sources, _clock, _seal, _log) = (sources, clock, seal, log);
        _webhooks = new WebhookPost(way, clock, patience);
        _mails = mail is null ? null : new MailPost(mail, patience);
    }

    /// <summary>Whether a delivery is due now.</summary>
    public async Task<bool> IsDueAsync(CancellationToken cancellation)
    {
        await using var connection = await _sources.Writer.OpenConnectionAsync(cancellation);
        return await NoticeQueries.IsDue.OneAsync(connection, new { now = _clock.GetCurrentInstant() }, cancellation);
    }

    /// <summary>Tries every due delivery once; returns how many there were.</summary>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        for (var tried = 0; ; )
        {
            var due = await TakeAsync(cancellation);
            if (due.Count == 0)
                return tried;
            await Parallel.ForEachAsync(
                due,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
                DeliverAsync
            );
            tried += due.Count;
        }
    }

    public void Dispose() => _webhooks.Dispose();

    private async Task<IReadOnlyList<DueDelivery>> TakeAsync(CancellationToken cancellation)
    {
        var now = _clock.GetCurrentInstant();
        await using var connection = await _sources.Writer.OpenConnectionAsync(cancellation);
        return await NoticeQueries.TakeDue.ListAsync(
            connection,
            new
            {
                now,
                until = now + Lease,
                each = OfEach,
                take = OfABatch,
            },
            cancellation
        );
    }

    private async ValueTask DeliverAsync(DueDelivery delivery, CancellationToken cancellation)
    {
        var begun = Stopwatch.GetTimestamp();
        var outcome = SubscriptionAddress.IsMail(delivery.Address)
            ? _mails is null
                ? new DeliveryOutcome(null, DeliveryFaults.NoMail)
                : await _mails.SendAsync(delivery, cancellation)
            : await SecretsAsync(delivery.SubscriptionId, cancellation) is { } secrets
                ? await _webhooks.SendAsync(delivery, secrets, cancellation)
                : new DeliveryOutcome(null, DeliveryFaults.Seal);
        await RecordAsync(delivery, outcome, (int)Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
    }

    /// <summary>
    /// The valid secrets that can be opened here; null if the newest cannot. An older one may have lost its key already, and is about to
    /// expire.
    /// </summary>
    private async Task<IReadOnlyList<byte[]>?> SecretsAsync(Guid subscription, CancellationToken cancellation)
    {
        IReadOnlyList<SecretRow> rows;
        await using (var connection = await _sources.Writer.OpenConnectionAsync(cancellation))
            rows = await NoticeQueries.Secrets.ListAsync(
                connection,
                new { subscription_id = subscription, now = _clock.GetCurrentInstant() },
                cancellation
            );
        var open = new List<byte[]>();
        foreach (var row in rows)
        {
            if ((row.Secret ?? Opened(row)) is { } secret)
            {
                open.Add(secret);
                continue;
            }
            _log.SecretSealed(subscription, row.SealedBy!, _seal.Path);
            if (open.Count == 0)
                return null;
        }
        return open;
    }

    private byte[]? Opened(SecretRow row)
    {
        try
        {
            return _seal.Open(new SealedSecret(row.Sealed!, row.SealedBy!), row.SecretId);
        }
        catch (Refusal)
        {
            // An invalid key file opens nothing; doctor reports what is wrong with it.
            return null;
        }
    }

    /// <summary>Not cancellable: an outcome is recorded whenever possible.</summary>
    private async Task RecordAsync(DueDelivery delivery, DeliveryOutcome outcome, int milliseconds)
    {
        var now = _clock.GetCurrentInstant();
        var wait = outcome.Fault is null ? null : DeliveryPatience.After(delivery.Tries);
        var state =
            outcome.Fault is null ? "Delivered"
            : wait is null ? "GivenUp"
            : "Waiting";
        await using var connection = await _sources.Writer.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await NoticeQueries.NoteOutcome.RunAsync(
            connection,
            new
            {
                delivery_id = delivery.DeliveryId,
                attempts = delivery.Attempts,
                state,
                next_at = now + wait,
                now,
                status = outcome.Status,
                fault = outcome.Fault,
                milliseconds,
            },
            CancellationToken.None,
            transaction
        );
        if (outcome.Fault is null)
            await NoticeQueries.NoteSuccess.RunAsync(
                connection,
                new { subscription_id = delivery.SubscriptionId, now },
                CancellationToken.None,
                transaction
            );
        // A missing key of ours is not a failure of the receiver.
        else if (
            outcome.Fault != DeliveryFaults.Seal
            && await NoticeQueries.NoteFailure.MaybeAsync(
                connection,
                new { subscription_id = delivery.SubscriptionId, now },
                CancellationToken.None,
                transaction
            )
                is { } failing
            && (outcome.IsGone || failing.FailingSince <= now - DeliveryPatience.Longest)
        )
            await DisableAsync(connection, transaction, delivery.SubscriptionId, failing, outcome.IsGone ? "gone" : "failing", now);
        await transaction.CommitAsync();
    }

    /// <summary>
    /// Disables a subscription, and notifies the other subscriptions of its office, the Observatory, the audit and the log.
    /// </summary>
    private async Task DisableAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        Guid id,
        FailingRow failing,
        string because,
        Instant now
    )
    {
        var host = SubscriptionAddress.HostOf(failing.Address);
        await NoticeQueries.DisableSubscription.RunAsync(
            connection,
            new
            {
                subscription_id = id,
                now,
                because,
            },
            CancellationToken.None,
            transaction
        );
        var data = new
        {
            subscription = id,
            office = failing.Office,
            country = failing.Country,
            host,
            because,
            failingSince = failing.FailingSince.ToString(),
        };
        await NoticeQueries.Announce.OneAsync(
            connection,
            new
            {
                kind = NoticeKinds.SubscriptionDisabled,
                now,
                office = failing.Office,
                country = failing.Country,
                subject = id.ToString(),
                data = JsonSerializer.Serialize(data),
            },
            CancellationToken.None,
            transaction
        );
        await Audit.NoteAsync(
            connection,
            transaction,
            Actor.Worker,
            "subscription.disabled",
            id.ToString(),
            data,
            CancellationToken.None,
            failing.Country
        );
        _log.SubscriptionDisabled(id, host, because);
    }
}
