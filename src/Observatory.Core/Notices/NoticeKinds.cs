namespace Observatory.Core.Notices;

/// <summary>
/// The kinds of events about which people are notified. Codes never change; the database derives those of submissions from their states.
/// </summary>
public static class NoticeKinds
{
    /// <summary>An office has not published what it usually publishes by now.</summary>
    public const string FeedReminder = "feed.reminder";

    /// <summary>A subscription was ended because its deliveries failed for too long.</summary>
    public const string SubscriptionDisabled = "subscription.disabled";

    /// <summary>A submission has waited long for somebody; its property <c>waitsFor</c> names whom.</summary>
    public const string SubmissionWaiting = "submission.waiting";

    /// <summary>The values of <c>waitsFor</c> in <see cref="SubmissionWaiting"/>.</summary>
    public static IReadOnlyList<string> Waits { get; } = ["review", "acknowledgement", "operator"];

    /// <summary>State changes that end a person's wait. The start of a worker's step is not one of them.</summary>
    public static IReadOnlyList<string> Submissions { get; } =
    [
        "submission.received",
        "submission.staged",
        "submission.rejected",
        "submission.approved",
        "submission.returned",
        "submission.withdrawn",
        "submission.loaded",
        "submission.failed",
    ];

    public static IReadOnlyList<string> All { get; } = [.. Submissions, SubmissionWaiting, FeedReminder, SubscriptionDisabled];
}
