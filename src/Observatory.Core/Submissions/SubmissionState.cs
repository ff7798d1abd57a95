namespace Observatory.Core.Submissions;

/// <summary>The states of a submission between its arrival and the publication of its figures.</summary>
public enum SubmissionState
{
    /// <summary>Its bytes are stored; nobody has read them yet.</summary>
    Received,

    /// <summary>A worker reads, maps and checks it.</summary>
    Processing,

    /// <summary>It was read without blocking findings and waits for a person's review.</summary>
    Staged,

    /// <summary>It cannot be stored truthfully; the findings say why. Final.</summary>
    Rejected,

    /// <summary>A person has approved it; it waits to be loaded.</summary>
    Approved,

    /// <summary>A worker loads it.</summary>
    Loading,

    /// <summary>Its figures are public. Final.</summary>
    Loaded,

    /// <summary>A person has returned it, with a reason. Final.</summary>
    Returned,

    /// <summary>Its sender withdrew it before it was public. Final.</summary>
    Withdrawn,

    /// <summary>A step failed repeatedly through a fault of ours: an operator retries it, or it is withdrawn.</summary>
    Failed,
}

/// <summary>Every state change that a submission can make. None leads to publication without a person's approval.</summary>
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

    /// <summary>States from which a submission can still change.</summary>
    public static IReadOnlyList<SubmissionState> Open { get; } = [.. Moves.Where(m => m.Value.Length > 0).Select(m => m.Key)];

    public static bool CanMove(SubmissionState from, SubmissionState to) => Moves[from].Contains(to);

    public static IReadOnlyList<SubmissionState> From(SubmissionState state) => Moves[state];

    public static bool IsEnd(SubmissionState state) => Moves[state].Length == 0;

    /// <summary>Who must act before the submission continues; null if its state is final.</summary>
    /// <param name="unacknowledged">The number of causes of its warnings that nobody has acknowledged.</param>
    public static SubmissionWait? WaitsFor(SubmissionState state, long unacknowledged = 0) =>
        state switch
        {
            _ when IsEnd(state) => null,
            SubmissionState.Staged => unacknowledged > 0 ? SubmissionWait.Acknowledgement : SubmissionWait.Review,
            SubmissionState.Failed => SubmissionWait.Operator,
            _ => SubmissionWait.Worker,
        };
}
