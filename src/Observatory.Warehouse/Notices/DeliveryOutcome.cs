namespace Observatory.Warehouse.Notices;

/// <summary>What came of one attempt to deliver.</summary>
/// <param name="Status">HTTP or SMTP status; null where nobody answered.</param>
/// <param name="Fault">One of <see cref="Core.Notices.DeliveryFaults"/>; null where it was taken.</param>
/// <param name="IsGone">Whether the receiver said that nothing should be sent there any more.</param>
internal sealed record DeliveryOutcome(int? Status, string? Fault, bool IsGone = false);
