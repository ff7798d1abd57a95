using System.Globalization;
using Observatory.Core.Checking;
using Observatory.Warehouse.Access;

namespace Observatory.App.Composition;

/// <summary>The upload limits of every office, from the environment.</summary>
internal static class UploadSettings
{
    private const int Most = 1_000_000;

    /// <exception cref="Refusal">PARAMETER_VALUE.</exception>
    public static UploadLimits FromEnvironment() =>
        new(
            Number(Environment.GetEnvironmentVariable("OBSERVATORY_UPLOAD_MB"), "OBSERVATORY_UPLOAD_MB") is { } file
                ? (long)file << 20
                : UploadLimits.Usual.FileBytes,
            Number(Environment.GetEnvironmentVariable("OBSERVATORY_UPLOAD_FILES_A_DAY"), "OBSERVATORY_UPLOAD_FILES_A_DAY")
                ?? UploadLimits.Usual.FilesADay,
            Number(Environment.GetEnvironmentVariable("OBSERVATORY_UPLOAD_MB_A_DAY"), "OBSERVATORY_UPLOAD_MB_A_DAY") is { } day
                ? (long)day << 20
                : UploadLimits.Usual.BytesADay
        );

    private static int? Number(string? given, string setting) =>
        string.IsNullOrWhiteSpace(given) ? null
        : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= Most ? number
        : throw new Refusal(RefusalCodes.ParameterValue, ("column", setting), ("value", given), ("expected", $"1 – {Most}"));
}
