using System.Globalization;
using Observatory.Core.Checking;

namespace Observatory.App.Limits;

/// <summary>How much of answers may wait for those who asked, and for how long.</summary>
internal sealed record SpoolSettings
{
    private const int LeastMegabytes = 16;
    private const int MostMegabytes = 1_000_000;

    /// <summary>Bytes of one answer that wait in memory; what is more waits in a file.</summary>
    public long MemoryOfOne { get; init; } = 1 << 20;

    /// <summary>Bytes of all answers that wait in memory.</summary>
    public long MemoryOfAll { get; init; } = 128L << 20;

    /// <summary>Bytes of all files.</summary>
    public long BytesOfAll { get; init; } = 2L << 30;

    /// <summary>Files at once.</summary>
    public int Files { get; init; } = 256;

    /// <summary>
    /// For how long, all in all, the making of one answer may stand still because its reader is slow and there is no room for more.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes a second that a reader has to take of an answer that is made; slower ones are cut off.</summary>
    public long LeastRate { get; init; } = 4 << 10;

    /// <summary>Time that every reader has beside what <see cref="LeastRate"/> gives.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The longest that anybody may take to read an answer that is made, however long it is.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Bytes of one file. A caller that asks for everything several times does not take the room of all others.</summary>
    public long BytesOfOne => BytesOfAll / 4;

    /// <summary>Bytes of all files of one caller.</summary>
    public long BytesOfCaller => BytesOfAll / 2;

    /// <summary>How long a reader may take for so many bytes that are made.</summary>
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
