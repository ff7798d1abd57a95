using NodaTime;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Notices;

/// <summary>The queries of the schema <c>notice</c>.</summary>
public static class NoticeQueries
{
    public static readonly Statement AddSubscription = new("notices/add_subscription");
    public static readonly Statement AddSecret = new("notices/add_secret");
    public static readonly Statement EndSecrets = new("notices/end_secrets");
    public static readonly Query<int> LiveSubscriptions = new("notices/live_subscriptions");
    public static readonly Query<SubscriptionRow> Subscriptions = new("notices/subscriptions");
    public static readonly Statement EnableSubscription = new("notices/enable_subscription");
    public static readonly Query<RemovedSubscriptionRow> RemoveSubscription = new("notices/remove_subscription");
    public static readonly Query<DeliveryRow> Deliveries = new("notices/deliveries");
    public static readonly Query<Guid?> ReplayDelivery = new("notices/replay_delivery");
    public static readonly Query<DueDelivery> TakeDue = new("notices/take_due");
    public static readonly Query<bool> IsDue = new("notices/is_due");
    public static readonly Query<SecretRow> Secrets = new("notices/secrets");
    public static readonly Query<ClearSecretRow> ClearSecrets = new("notices/clear_secrets");
    public static readonly Statement SealSecret = new("notices/seal_secret");
    public static readonly Query<SealsRow> Seals = new("notices/seals");
    public static readonly Query<bool> AreSealed = new("notices/are_sealed");
    public static readonly Statement NoteOutcome = new("notices/note_outcome");
    public static readonly Statement NoteSuccess = new("notices/note_success");
    public static readonly Query<FailingRow> NoteFailure = new("notices/note_failure");
    public static readonly Statement DisableSubscription = new("notices/disable_subscription");
    public static readonly Query<int> Announce = new("notices/announce");
    public static readonly Query<DisabledRow> Disabled = new("notices/disabled");
    public static readonly Query<LastReportedRow> LastReported = new("notices/last_reported");
    public static readonly Query<int?> NoteReminder = new("notices/note_reminder");
    public static readonly Query<WaitingRow> Waiting = new("notices/waiting");
    public static readonly Query<bool> HoldWaiting = new("notices/hold_waiting");
    public static readonly Query<int?> ToldStep = new("notices/told_step");
}

/// <summary>An address that receives the notices of an office.</summary>
public sealed record SubscriptionRow
{
    public required Guid SubscriptionId { get; init; }
    public required string Office { get; init; }

    /// <summary>ISO 3166 alpha-3; null for an office without a country.</summary>
    public string? Country { get; init; }

    /// <summary><c>https:</c>, or <c>mailto:</c> and one address.</summary>
    public required string Address { get; init; }
    public required string[] Kinds { get; init; }

    /// <summary>The language of mails.</summary>
    public required string Language { get; init; }
    public required Instant CreatedAt { get; init; }
    public required string CreatedBy { get; init; }

    /// <summary>Null if no delivery was accepted yet.</summary>
    public Instant? LastSuccessAt { get; init; }

    /// <summary>Since when deliveries have failed; null if the last one succeeded.</summary>
    public Instant? FailingSince { get; init; }

    /// <summary>Null if it is enabled.</summary>
    public Instant? DisabledAt { get; init; }

    /// <summary><c>failing</c> or <c>gone</c>; null if it is enabled.</summary>
    public string? DisabledBecause { get; init; }

    /// <summary>Deliveries that have not been accepted yet.</summary>
    public required int Waiting { get; init; }
}

public sealed record RemovedSubscriptionRow
{
    public required string Office { get; init; }

    /// <summary>ISO 3166 alpha-3; null for an office without a country.</summary>
    public string? Country { get; init; }

    /// <summary>False if it had been removed before.</summary>
    public required bool IsNew { get; init; }
}

/// <summary>The delivery of one event to one subscription.</summary>
public sealed record DeliveryRow
{
    public required Guid DeliveryId { get; init; }

    /// <summary>Ascends with time.</summary>
    public required long Number { get; init; }
    public required Guid EventId { get; init; }
    public required string Kind { get; init; }
    public required Instant At { get; init; }

    /// <summary>What the event is about: a submission, a feed, a subscription.</summary>
    public required string Subject { get; init; }

    /// <summary><c>Waiting</c>, <c>Delivered</c> or <c>GivenUp</c>.</summary>
    public required string State { get; init; }
    public required int Attempts { get; init; }

    /// <summary>Null if it is not tried again.</summary>
    public Instant? NextAt { get; init; }

    /// <summary>When it was last attempted; null before the first attempt.</summary>
    public Instant? LastAt { get; init; }

    /// <summary>HTTP or SMTP status of the last response; null if there was none.</summary>
    public int? LastStatus { get; init; }

    /// <summary>One of <see cref="Core.Notices.DeliveryFaults"/>; null if the last attempt succeeded or there was none.</summary>
    public string? LastFault { get; init; }

    /// <summary>Duration of the last attempt; null before the first.</summary>
    public int? LastMilliseconds { get; init; }

    /// <summary>Null if it was not accepted yet.</summary>
    public Instant? DeliveredAt { get; init; }
}

/// <summary>A delivery that this worker has taken.</summary>
public sealed record DueDelivery
{
    public required Guid DeliveryId { get; init; }
    public required Guid SubscriptionId { get; init; }
    public required Guid EventId { get; init; }

    /// <summary>Attempts since it was written or requested again, including this one.</summary>
    public required int Tries { get; init; }
    public required int Attempts { get; init; }
    public required string Address { get; init; }
    public required string Language { get; init; }
    public required string Kind { get; init; }
    public required Instant At { get; init; }

    /// <summary>JSON.</summary>
    public required string Data { get; init; }
}

/// <summary>A secret as stored in the database: sealed, or unsealed if it was made before secrets were sealed.</summary>
public sealed record SecretRow
{
    public required Guid SecretId { get; init; }

    /// <summary>The unsealed secret; null if it is sealed.</summary>
    public byte[]? Secret { get; init; }

    /// <summary>The sealed secret; null if it is unsealed.</summary>
    public byte[]? Sealed { get; init; }

    /// <summary>Short name of the key; null if it is unsealed.</summary>
    public string? SealedBy { get; init; }
}

public sealed record ClearSecretRow
{
    public required Guid SecretId { get; init; }
    public required byte[] Secret { get; init; }
}

/// <summary>How many valid secrets a key has sealed.</summary>
public sealed record SealsRow
{
    /// <summary>Short name of the key; null for unsealed secrets.</summary>
    public string? SealedBy { get; init; }
    public required int Secrets { get; init; }
}

public sealed record FailingRow
{
    public required Instant FailingSince { get; init; }
    public required string Office { get; init; }

    /// <summary>ISO 3166 alpha-3; null for an office without a country.</summary>
    public string? Country { get; init; }
    public required string Address { get; init; }
}

/// <summary>A subscription that was disabled because its address accepted no delivery.</summary>
public sealed record DisabledRow
{
    public required Guid SubscriptionId { get; init; }
    public required string Office { get; init; }
    public required string Address { get; init; }
    public required Instant DisabledAt { get; init; }
    public required string DisabledBecause { get; init; }
}

/// <summary>The last report of a feed.</summary>
public sealed record LastReportedRow
{
    public required string Feed { get; init; }

    /// <summary>The last day of the last period of which anything was loaded.</summary>
    public required LocalDate LastDay { get; init; }

    /// <summary>The shortest period that ends then.</summary>
    public required string LastPeriod { get; init; }

    /// <summary>The newest publication date of its loads; null if there are no loads.</summary>
    public LocalDate? PublishedOn { get; init; }

    /// <summary>When its newest load was made; null if there are no loads.</summary>
    public Instant? LoadedAt { get; init; }
}
