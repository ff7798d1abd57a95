using System.Globalization;
using Observatory.Core.Checking;

namespace Observatory.App.Limits;

/// <summary>
/// How often something may be done: so many times at once, and so many in each window of time after that, a share of them at every moment.
/// </summary>
/// <param name="Name">As the headers of an answer call it.</param>
/// <param name="Quota">Times in a window; also what may be used at once.</param>
internal sealed record RatePolicy(string Name, int Quota, TimeSpan Window)
{
    private const int Most = 1_000_000;

    /// <summary>In the form of the IETF draft "RateLimit header fields for HTTP": what the limit is.</summary>
    public string Header { get; } = string.Create(CultureInfo.InvariantCulture, $"\"{Name}\";q={Quota};w={(int)Window.TotalSeconds}");

    /// <summary>This policy as a setting says it: a number of times in its window; <c>off</c> for no limit, which is null.</summary>
    /// <param name="given">Null to leave it as it is.</param>
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
