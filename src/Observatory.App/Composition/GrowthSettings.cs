using System.Globalization;
using Observatory.Core.Checking;

namespace Observatory.App.Composition;

/// <summary>Settings of an installation that has outgrown one machine.</summary>
public static class GrowthSettings
{
    /// <summary>Below this a replica under steady load would come and go: it is looked at once a second.</summary>
    private const int LeastSeconds = 2;

    private const int MostSeconds = 3600;

    /// <summary>How old a replica's state may be; null where nobody says.</summary>
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

    /// <summary>Where to read from; null to read where it is written.</summary>
    public static string? Reader => Given(Environment.GetEnvironmentVariable("ConnectionStrings__ObservatoryReader"));

    /// <summary>The folder of stored files that several machines share; null for that of the home.</summary>
    public static string? Files =>
        Given(Environment.GetEnvironmentVariable("OBSERVATORY_FILES")) is { } given ? Path.GetFullPath(given) : null;

    /// <summary>A setting as given; an empty one is none, as a compose file makes one of a variable that nobody set.</summary>
    internal static string? Given(string? setting) => string.IsNullOrWhiteSpace(setting) ? null : setting;
}
