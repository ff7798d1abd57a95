using Observatory.Core.Reading;

namespace Observatory.App.Reading;

/// <summary>The limits of a process that reads one file, each enforced from outside the process.</summary>
public sealed record ChildLimits
{
    public static ChildLimits Default { get; } = new();

    /// <summary>The limit of its managed memory, in bytes.</summary>
    public long Memory { get; init; } = XlsGridReader.MaxMemory;

    /// <summary>The size up to which a file counts as small, in bytes.</summary>
    public long SmallFile { get; init; } = 1L << 20;

    /// <summary>The total time that the parent waits for rows of a small file.</summary>
    public TimeSpan SmallTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The same for a large file; each mebibyte adds <see cref="TimePerMebibyte"/>.</summary>
    public TimeSpan LargeTime { get; init; } = TimeSpan.FromSeconds(60);

    public TimeSpan TimePerMebibyte { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan TimeFor(long bytes) => bytes <= SmallFile ? SmallTime : LargeTime + ((bytes >> 20) * TimePerMebibyte);
}
