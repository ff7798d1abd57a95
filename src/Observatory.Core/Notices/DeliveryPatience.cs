using NodaTime;

namespace Observatory.Core.Notices;

/// <summary>
/// How long the Observatory retries a delivery: the waits that the Standard Webhooks specification recommends, more than three days in all.
/// </summary>
public static class DeliveryPatience
{
    private static readonly Duration[] Waits =
    [
        Duration.FromSeconds(5),
        Duration.FromMinutes(5),
        Duration.FromMinutes(30),
        Duration.FromHours(2),
        Duration.FromHours(5),
        Duration.FromHours(10),
        Duration.FromHours(14),
        Duration.FromHours(20),
        Duration.FromHours(24),
    ];

    /// <summary>A subscription whose deliveries all failed for this long is ended.</summary>
    public static Duration Longest { get; } = Duration.FromDays(5);

    public static int MostTries { get; } = Waits.Length + 1;

    /// <param name="tries">The number of attempts so far, from 1.</param>
    /// <returns>The wait before the next attempt; null if there is none.</returns>
    public static Duration? After(int tries) => tries >= 1 && tries <= Waits.Length ? Waits[tries - 1] : null;
}
