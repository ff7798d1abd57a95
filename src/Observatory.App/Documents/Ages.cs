using System.Globalization;
using NodaTime;
using Observatory.App.Languages;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Records;

namespace Observatory.App.Documents;

/// <summary>How long something has been in its state.</summary>
internal static class Ages
{
    /// <summary>The age in the largest unit that gives a whole number: days, hours or minutes.</summary>
    public static string Say(Texts texts, Duration age)
    {
        var (unit, count) =
            age.TotalDays >= 1 ? ("days", age.TotalDays)
            : age.TotalHours >= 1 ? ("hours", age.TotalHours)
            : ("minutes", Math.Max(0, age.TotalMinutes));
        return texts.Say($"age.{unit}", ("count", Math.Floor(count).ToString(CultureInfo.InvariantCulture)));
    }

    /// <summary>Whole seconds for which an open submission has been in its state; null if it has ended.</summary>
    public static long? SecondsOf(Submission submission, Instant now) =>
        SubmissionStates.IsEnd(submission.State) ? null : Math.Max(0, (long)(now - submission.StateSince).TotalSeconds);

    /// <summary>Whom it waits for, in the form for programs; null if it has ended.</summary>
    /// <param name="unacknowledged">The number of causes of its warnings that nobody has acknowledged; 0 also if unknown.</param>
    public static string? WaitsFor(Submission submission, long unacknowledged = 0) =>
        SubmissionStates.WaitsFor(submission.State, unacknowledged)?.ToString().ToLowerInvariant();
}
