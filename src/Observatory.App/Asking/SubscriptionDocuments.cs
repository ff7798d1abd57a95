using Observatory.Warehouse.Notices;

namespace Observatory.App.Asking;

/// <summary>Subscriptions and deliveries as documents, the same for the API and the commands.</summary>
public static class SubscriptionDocuments
{
    public static object Json(SubscriptionRow row) =>
        new
        {
            subscription = row.SubscriptionId,
            office = row.Office,
            country = row.Country,
            address = row.Address,
            kinds = row.Kinds,
            language = row.Language,
            createdAt = row.CreatedAt.ToString(),
            createdBy = row.CreatedBy,
            lastSuccessAt = row.LastSuccessAt?.ToString(),
            failingSince = row.FailingSince?.ToString(),
            disabledAt = row.DisabledAt?.ToString(),
            disabledBecause = row.DisabledBecause,
            waiting = row.Waiting,
        };

    public static object Json(DeliveryRow row) =>
        new
        {
            delivery = row.DeliveryId,
            id = SubscriptionDesk.WebhookIdOf(row.EventId),
            kind = row.Kind,
            at = row.At.ToString(),
            subject = row.Subject,
            state = row.State,
            attempts = row.Attempts,
            lastAt = row.LastAt?.ToString(),
            status = row.LastStatus,
            fault = row.LastFault,
            milliseconds = row.LastMilliseconds,
            nextAt = row.NextAt?.ToString(),
            deliveredAt = row.DeliveredAt?.ToString(),
        };
}
