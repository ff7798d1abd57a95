using Observatory.Core.Languages;
using Observatory.Core.Wording;

namespace Observatory.Core.Submissions;

/// <summary>The Observatory's own remarks on a state change of a submission: stored as a code, shown in the reader's language.</summary>
public static class EventDetails
{
    /// <summary>
    /// The staged figures were lost in a crash of the database server: the files are read again, and must be approved again.
    /// </summary>
    public const string StagingLost = "STAGING_LOST";

    /// <summary>An upgrade changed the form in which staged figures are stored: the files are read again.</summary>
    public const string StagingRenewed = "STAGING_RENEWED";

    /// <summary>The submission had failed, and an operator retries it.</summary>
    public const string TriedAgain = "TRIED_AGAIN";

    /// <summary>
    /// A newer version was loaded after this one was approved: a person must approve again, and name the newer version.
    /// </summary>
    public const string NewerLoaded = "NEWER_LOADED";

    /// <summary>
    /// Another feed with the same figures was loaded after this submission was approved: the files are read again, and get a finding about
    /// it.
    /// </summary>
    public const string FeedsOverlap = "FEEDS_OVERLAP";

    public static IReadOnlyList<string> All { get; } = [StagingLost, StagingRenewed, TriedAgain, NewerLoaded, FeedsOverlap];

    /// <param name="detail">
    /// The detail of the event: a code, a failure that <see cref="StoredFailure"/> wrote, or a person's text. Null gives null.
    /// </param>
    public static string? In(Language language, string? detail) =>
        detail is not null && All.Contains(detail) ? Messages.Event(detail, language) : StoredFailure.In(language, detail);
}
