using System.Globalization;
using Observatory.Core.Checking;

namespace Observatory.App.Composition;

/// <summary>Settings of an installation that needs more than one machine.</summary>
public static class GrowthSettings
{
    /// <summary>
    /// The state of a replica is checked once a second; with a shorter limit a replica under steady load would come and go.
    /// </summary>
    private const int LeastSeconds = 2;

    private const int MostSeconds = 3600;

    /// <summary>The greatest lag of a usable replica; null if not set.</summary>
    /// <exception cref="Refusal">PARAMETER_VALUE.</exception>
    public static TimeSpan? ReplicaLag
    {
        get
        {
            if (Given(Environment.GetEnvironmentVariable("OBSERVATORY_REPLICA_LAG")) is not { } given)
                return null;
            return
                int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
                && seconds is >= LeastSeconds and <= MostSeconds
                ? TimeSpan.FromSeconds(seconds)
                : throw new Refusal(
                    RefusalCodes.ParameterValue,
                    ("column", "OBSERVATORY_REPLICA_LAG"),
                    ("value", given),
                    ("expected", $"{LeastSeconds}-{MostSeconds}")
                );
        }
    }

    /// <summary>Connection string for reading; null to read from the primary.</summary>
    public static string? Reader => Given(Environment.GetEnvironmentVariable("ConnectionStrings__ObservatoryReader"));

    /// <summary>The folder of stored files that several machines share; null for the home's own.</summary>
    public static string? Files =>
        Given(Environment.GetEnvironmentVariable("OBSERVATORY_FILES")) is { } given ? Path.GetFullPath(given) : null;

    /// <summary>A setting; null if it is empty, because a compose file passes an unset variable as an empty one.</summary>
    internal static string? Given(string? setting) => string.IsNullOrWhiteSpace(setting) ? null : setting;
}
