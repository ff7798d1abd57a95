using NodaTime;

namespace Observatory.Core.Notices;

/// <summary>
/// How long is tried to deliver: the waits that the Standard Webhooks specification recommends, more than three days in all.
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

    /// <summary>A subscription that has taken nothing for so long is ended.</summary>
    public static Duration Longest { get; } = Duration.FromDays(5);

    public static int MostTries { get; } = Waits.Length + 1;

    /// <param name="tries">How often it was tried, from 1.</param>
    /// <returns>How long to wait for the next try; null where there is none.</returns>
    public static Duration? After(int tries) => tries >= 1 && tries <= Waits.Length ? Waits[tries - 1] : null;
}
