namespace Observatory.App.Limits;

/// <summary>Limits for questions by the greatest number of figures that their answers could have.</summary>
internal sealed record HeavySettings
{
    /// <summary>The greatest number of figures of an answer.</summary>
    public long Most { get; init; } = 100_000_000;

    /// <summary>Questions with more figures than this are heavy and need a turn.</summary>
    public long LightBelow { get; init; } = 1_000_000;

    /// <summary>The total capacity for heavy questions, in parts.</summary>
    public int Parts { get; init; } = 8;

    /// <summary>
    /// The capacity for one caller, in parts: half of the total, so that others also get their turn. The heaviest question takes all of it.
    /// </summary>
    public int Share => Math.Max(1, Parts / 2);

    /// <summary>Parts that a question takes that reads files again.</summary>
    public int PartsOfReading { get; init; } = 2;

    /// <summary>Parts that a question about coverage takes.</summary>
    public int PartsOfReports { get; init; } = 1;

    /// <summary>Parts of questions that may wait, half of them of one caller; further questions are refused at once.</summary>
    public int Waiting { get; init; } = 64;

    /// <summary>The longest time that a question waits before it is refused.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);
}
