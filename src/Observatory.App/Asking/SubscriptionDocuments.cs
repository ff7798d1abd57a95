using Observatory.App.Responses;
using Observatory.Warehouse.Notices;

namespace Observatory.App.Asking;

/// <summary>Subscriptions and deliveries as documents, the same for the API and the commands.</summary>
public static class SubscriptionDocuments
{
    public static SubscriptionResponse Json(SubscriptionRow row) =>
        new SubscriptionResponse
        {
            Subscription = row.SubscriptionId,
            Office = row.Office,
            Country = row.Country,
            Address = row.Address,
            Kinds = row.Kinds,
            Language = row.Language,
            CreatedAt = row.CreatedAt.ToString(),
            CreatedBy = row.CreatedBy,
            LastSuccessAt = row.LastSuccessAt?.ToString(),
            FailingSince = row.FailingSince?.ToString(),
            DisabledAt = row.DisabledAt?.ToString(),
            DisabledBecause = row.DisabledBecause,
            Waiting = row.Waiting,
        };

    public static DeliveryResponse Json(DeliveryRow row) =>
        new DeliveryResponse
        {
            Delivery = row.DeliveryId,
            Id = SubscriptionDesk.WebhookIdOf(row.EventId),
            Kind = row.Kind,
            At = row.At.ToString(),
            Subject = row.Subject,
            State = row.State,
            Attempts = row.Attempts,
            LastAt = row.LastAt?.ToString(),
            Status = row.LastStatus,
            Fault = row.LastFault,
            Milliseconds = row.LastMilliseconds,
            NextAt = row.NextAt?.ToString(),
            DeliveredAt = row.DeliveredAt?.ToString(),
        };
}
