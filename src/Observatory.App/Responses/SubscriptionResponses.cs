namespace Observatory.App.Responses;

/// <summary>An address that receives the notices of an office, without its secret.</summary>
public sealed record SubscriptionResponse
{
    /// <summary>Its identifier.</summary>
    public required Guid Subscription { get; init; }
    public required string Office { get; init; }

    /// <summary>ISO 3166 alpha-3; null for an office without a country.</summary>
    public required string? Country { get; init; }

    /// <summary><c>https:</c>, or <c>mailto:</c> and one address.</summary>
    public required string Address { get; init; }

    /// <summary>The kinds of events that it receives.</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>The language of mails.</summary>
    public required string Language { get; init; }

    /// <summary>The instant at which it was made, in UTC.</summary>
    public required string CreatedAt { get; init; }
    public required string CreatedBy { get; init; }

    /// <summary>Null if no delivery was accepted yet.</summary>
    public required string? LastSuccessAt { get; init; }

    /// <summary>Since when deliveries have failed; null if the last one succeeded.</summary>
    public required string? FailingSince { get; init; }

    /// <summary>Null if it is enabled.</summary>
    public required string? DisabledAt { get; init; }

    /// <summary><c>failing</c> or <c>gone</c>; null if it is enabled.</summary>
    public required string? DisabledBecause { get; init; }

    /// <summary>Deliveries that have not been accepted yet.</summary>
    public required int Waiting { get; init; }
}

/// <summary>A new subscription, with its secret.</summary>
public sealed record NewSubscriptionResponse
{
    /// <summary>Its identifier.</summary>
    public required Guid Subscription { get; init; }
    public required string Address { get; init; }

    /// <summary>The secret that signs webhooks, which no other response contains; null for a mail address, which has none.</summary>
    public required string? Secret { get; init; }
}

/// <summary>A new secret of a subscription.</summary>
public sealed record NewSecretResponse
{
    /// <summary>The secret that signs webhooks, which no other response contains.</summary>
    public required string Secret { get; init; }
}

/// <summary>The delivery of one event to one subscription.</summary>
public sealed record DeliveryResponse
{
    /// <summary>Identifier of the delivery.</summary>
    public required Guid Delivery { get; init; }

    /// <summary>Identifier of the message, the same for each attempt.</summary>
    public required string Id { get; init; }

    /// <summary>The kind of event.</summary>
    public required string Kind { get; init; }

    /// <summary>The instant of the event, in UTC.</summary>
    public required string At { get; init; }

    /// <summary>What the event is about: a submission, a feed, a subscription.</summary>
    public required string Subject { get; init; }

    /// <summary><c>Waiting</c>, <c>Delivered</c> or <c>GivenUp</c>.</summary>
    public required string State { get; init; }
    public required int Attempts { get; init; }

    /// <summary>When it was last attempted; null before the first attempt.</summary>
    public required string? LastAt { get; init; }

    /// <summary>HTTP or SMTP status of the last response; null if there was none.</summary>
    public required int? Status { get; init; }

    /// <summary>Why the last attempt failed; null if it succeeded or there was none.</summary>
    public required string? Fault { get; init; }

    /// <summary>Duration of the last attempt; null before the first.</summary>
    public required int? Milliseconds { get; init; }

    /// <summary>When it is tried again; null if it is not.</summary>
    public required string? NextAt { get; init; }

    /// <summary>Null if it was not accepted yet.</summary>
    public required string? DeliveredAt { get; init; }
}
