using Observatory.Core.Reading;

namespace Observatory.App.Reading;

/// <summary>What a process that reads one file is given, each held from outside it.</summary>
public sealed record ChildLimits
{
    public static ChildLimits Default { get; } = new();

    /// <summary>Bytes its managed memory may reach.</summary>
    public long Memory { get; init; } = XlsGridReader.MaxMemory;

    /// <summary>Bytes up to which a file counts as small.</summary>
    public long SmallFile { get; init; } = 1L << 20;

    /// <summary>How long the parent waits for rows of a small file, all waits together.</summary>
    public TimeSpan SmallTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The same for a large one, to which each mebibyte adds <see cref="TimePerMebibyte"/>.</summary>
    public TimeSpan LargeTime { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan TimePerMebibyte { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan TimeFor(long bytes) => bytes <= SmallFile ? SmallTime : LargeTime + ((bytes >> 20) * TimePerMebibyte);
}
