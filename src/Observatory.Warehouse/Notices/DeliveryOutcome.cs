namespace Observatory.Warehouse.Notices;

/// <summary>The outcome of one attempt to deliver.</summary>
/// <param name="Status">HTTP or SMTP status; null if there was no response.</param>
/// <param name="Fault">One of <see cref="Core.Notices.DeliveryFaults"/>; null if it was accepted.</param>
/// <param name="IsGone">Whether the receiver declared that nothing more should be sent there.</param>
internal sealed record DeliveryOutcome(int? Status, string? Fault, bool IsGone = false);
