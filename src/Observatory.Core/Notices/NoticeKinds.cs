namespace Observatory.Core.Notices;

/// <summary>What somebody can be told of. Codes are for ever; the database makes those of submissions from their states.</summary>
public static class NoticeKinds
{
    /// <summary>An office has not published what it is known to publish.</summary>
    public const string FeedReminder = "feed.reminder";

    /// <summary>A subscription could not be delivered to for so long that it was ended.</summary>
    public const string SubscriptionDisabled = "subscription.disabled";

    /// <summary>A submission has waited long for somebody; its <c>waitsFor</c> says for whom.</summary>
    public const string SubmissionWaiting = "submission.waiting";

    /// <summary>What <c>waitsFor</c> of <see cref="SubmissionWaiting"/> can be.</summary>
    public static IReadOnlyList<string> Waits { get; } = ["review", "acknowledgement", "operator"];

    /// <summary>Moves that end a wait of a person; that a worker has begun is none.</summary>
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
