namespace Observatory.Core.Submissions;

/// <summary>Where a submission stands between its arrival and its figures being public.</summary>
public enum SubmissionState
{
    /// <summary>Its bytes are kept; nobody has read them yet.</summary>
    Received,

    /// <summary>A worker reads, maps and checks it.</summary>
    Processing,

    /// <summary>Read without anything that blocks; waits for a person.</summary>
    Staged,

    /// <summary>Cannot be stored truthfully; the findings say why. Ends here.</summary>
    Rejected,

    /// <summary>A person has agreed; waits to be loaded.</summary>
    Approved,

    /// <summary>A worker loads it.</summary>
    Loading,

    /// <summary>Its figures are public. Ends here.</summary>
    Loaded,

    /// <summary>A person has sent it back, with a reason. Ends here.</summary>
    Returned,

    /// <summary>Its sender took it back before it was public. Ends here.</summary>
    Withdrawn,

    /// <summary>We could not do it, again and again: an operator has it tried again, or it is taken back.</summary>
    Failed,
}

/// <summary>Every move a submission can make. There is no other, and none that passes a person by.</summary>
public static class SubmissionStates
{
    private static readonly Dictionary<SubmissionState, SubmissionState[]> Moves = new()
    {
        [SubmissionState.Received] = [SubmissionState.Processing, SubmissionState.Withdrawn],
        [SubmissionState.Processing] =
        [
            SubmissionState.Staged,
            SubmissionState.Rejected,
            SubmissionState.Received,
            SubmissionState.Failed,
            SubmissionState.Withdrawn,
        ],
        [SubmissionState.Staged] =
        [
            SubmissionState.Approved,
            SubmissionState.Returned,
            SubmissionState.Withdrawn,
            SubmissionState.Received,
        ],
        [SubmissionState.Approved] = [SubmissionState.Loading],
        [SubmissionState.Loading] =
        [
            SubmissionState.Loaded,
            SubmissionState.Approved,
            SubmissionState.Staged,
            SubmissionState.Received,
            SubmissionState.Failed,
        ],
        [SubmissionState.Rejected] = [],
        [SubmissionState.Loaded] = [],
        [SubmissionState.Returned] = [],
        [SubmissionState.Withdrawn] = [],
        [SubmissionState.Failed] = [SubmissionState.Received, SubmissionState.Withdrawn],
    };

    /// <summary>States in which something has yet to be done.</summary>
    public static IReadOnlyList<SubmissionState> Open { get; } = [.. Moves.Where(m => m.Value.Length > 0).Select(m => m.Key)];

    public static bool CanMove(SubmissionState from, SubmissionState to) => Moves[from].Contains(to);

    public static IReadOnlyList<SubmissionState> From(SubmissionState state) => Moves[state];

    public static bool IsEnd(SubmissionState state) => Moves[state].Length == 0;

    /// <summary>Who has to do something before it goes on; null where it has ended.</summary>
    /// <param name="unacknowledged">How many causes of its warnings nobody has acknowledged.</param>
    public static SubmissionWait? WaitsFor(SubmissionState state, long unacknowledged = 0) =>
        state switch
        {
            _ when IsEnd(state) => null,
            SubmissionState.Staged => unacknowledged > 0 ? SubmissionWait.Acknowledgement : SubmissionWait.Review,
            SubmissionState.Failed => SubmissionWait.Operator,
            _ => SubmissionWait.Worker,
        };
}
