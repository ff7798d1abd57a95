using System.Globalization;
using Observatory.Core.Checking;

namespace Observatory.App.Limits;

/// <summary>Limits for buffered responses: how many bytes, and for how long.</summary>
internal sealed record SpoolSettings
{
    private const int LeastMegabytes = 16;
    private const int MostMegabytes = 1_000_000;

    /// <summary>Bytes of one response in memory; the rest is buffered in a file.</summary>
    public long MemoryOfOne { get; init; } = 1 << 20;

    /// <summary>Bytes of all responses in memory.</summary>
    public long MemoryOfAll { get; init; } = 128L << 20;

    /// <summary>Bytes of all buffer files.</summary>
    public long BytesOfAll { get; init; } = 2L << 30;

    /// <summary>The number of buffer files at once.</summary>
    public int Files { get; init; } = 256;

    /// <summary>
    /// The total time that the making of one response may pause because its reader is slow and there is no room.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes per second that a reader must take of a complete response; slower readers are cut off.</summary>
    public long LeastRate { get; init; } = 4 << 10;

    /// <summary>Time that every reader has in addition to what <see cref="LeastRate"/> gives.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The longest time for reading a complete response, however large it is.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Bytes of one buffer file, so that a caller who asks for everything several times leaves room for others.</summary>
    public long BytesOfOne => BytesOfAll / 4;

    /// <summary>Bytes of all buffer files of one caller.</summary>
    public long BytesOfCaller => BytesOfAll / 2;

    /// <summary>How long a reader may take for a number of bytes.</summary>
    public TimeSpan TimeFor(long bytes)
    {
        var seconds = Grace.TotalSeconds + ((double)bytes / LeastRate);
        return seconds < Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Longest;
    }

    /// <exception cref="Refusal">PARAMETER_VALUE.</exception>
    public static SpoolSettings FromEnvironment() =>
        Environment.GetEnvironmentVariable("OBSERVATORY_SPOOL_MB") is not { } text || string.IsNullOrWhiteSpace(text) ? new SpoolSettings()
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var megabytes)
        && megabytes is >= LeastMegabytes and <= MostMegabytes
            ? new SpoolSettings { BytesOfAll = (long)megabytes << 20 }
        : throw new Refusal(
            RefusalCodes.ParameterValue,
            ("column", "OBSERVATORY_SPOOL_MB"),
            ("value", text),
            ("expected", $"{LeastMegabytes} – {MostMegabytes}")
        );
}
