namespace Observatory.App.Limits;

/// <summary>What questions may cost, by how many figures there could be in their answers.</summary>
internal sealed record HeavySettings
{
    /// <summary>Figures that the answer to one question may have.</summary>
    public long Most { get; init; } = 100_000_000;

    /// <summary>Questions with more figures than this wait for one another.</summary>
    public long LightBelow { get; init; } = 1_000_000;

    /// <summary>Parts of the work on heavy questions that are done at once.</summary>
    public int Parts { get; init; } = 8;

    /// <summary>
    /// Parts of one caller that are done at once: half of all, so that others have their turn beside whoever asks much. The heaviest
    /// question is all of these.
    /// </summary>
    public int Share => Math.Max(1, Parts / 2);

    /// <summary>Parts of a question for which files are read again.</summary>
    public int PartsOfReading { get; init; } = 2;

    /// <summary>Parts of a question about all that was reported.</summary>
    public int PartsOfReports { get; init; } = 1;

    /// <summary>Parts of questions that may wait, of one caller half of these; who comes then is refused at once.</summary>
    public int Waiting { get; init; } = 64;

    /// <summary>The longest that a question waits before it is refused.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(20);
}
