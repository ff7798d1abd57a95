using System.Globalization;
using Observatory.Core.Checking;

namespace Observatory.App.Limits;

/// <summary>
/// A rate limit: a quota that may be used at once, and is refilled evenly, in full over each window of time.
/// </summary>
/// <param name="Name">The name in the headers of a response.</param>
/// <param name="Quota">Requests per window; also the greatest number at once.</param>
internal sealed record RatePolicy(string Name, int Quota, TimeSpan Window)
{
    private const int Most = 1_000_000;

    /// <summary>The header value of the IETF draft "RateLimit header fields for HTTP" that describes the limit.</summary>
    public string Header { get; } = string.Create(CultureInfo.InvariantCulture, $"\"{Name}\";q={Quota};w={(int)Window.TotalSeconds}");

    /// <summary>This policy with the quota of a setting: a number of requests per window; null (no limit) for <c>off</c>.</summary>
    /// <param name="given">The setting; null leaves the policy unchanged.</param>
    /// <param name="setting">Name of the setting.</param>
    /// <exception cref="Refusal">PARAMETER_VALUE.</exception>
    public RatePolicy? As(string? given, string setting)
    {
        if (string.IsNullOrWhiteSpace(given))
            return this;
        if (given == "off")
            return null;
        return int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var quota) && quota is >= 1 and <= Most
            ? new RatePolicy(Name, quota, Window)
            : throw new Refusal(RefusalCodes.ParameterValue, ("column", setting), ("value", given), ("expected", $"1 – {Most}, off"));
    }
}
