using Observatory.Core.Languages;
using Observatory.Core.Wording;

namespace Observatory.Core.Submissions;

/// <summary>What the Observatory itself says of a move of a submission: kept as a code, said in the reader's language.</summary>
public static class EventDetails
{
    /// <summary>
    /// The staged figures went with a breakdown of the database server: the files are read, and have to be agreed to, once more.
    /// </summary>
    public const string StagingLost = "STAGING_LOST";

    /// <summary>Staged figures are kept in another form since an upgrade: the files are read once more.</summary>
    public const string StagingRenewed = "STAGING_RENEWED";

    /// <summary>It had failed, and whoever runs the Observatory has it tried again.</summary>
    public const string TriedAgain = "TRIED_AGAIN";

    /// <summary>
    /// A newer version was loaded after this one was agreed to: a person has to agree once more, and to name the newer one.
    /// </summary>
    public const string NewerLoaded = "NEWER_LOADED";

    /// <summary>
    /// Another feed was loaded after this one was agreed to, and gave the same figures: the files are read once more, and then say so.
    /// </summary>
    public const string FeedsOverlap = "FEEDS_OVERLAP";

    public static IReadOnlyList<string> All { get; } = [StagingLost, StagingRenewed, TriedAgain, NewerLoaded, FeedsOverlap];

    /// <param name="detail">As the event has it: a code, a failure as <see cref="StoredFailure"/> wrote it, or the words of a person; null
    /// stays null.</param>
    public static string? In(Language language, string? detail) =>
        detail is not null && All.Contains(detail) ? Messages.Event(detail, language) : StoredFailure.In(language, detail);
}
