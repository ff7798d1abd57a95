namespace Observatory.Core.Suggesting;

/// <summary>How far a proposal may be trusted. Only what is sure is written as a code; the rest is a question.</summary>
public enum Certainty
{
    /// <summary>Worth looking at.</summary>
    Possible,
    Likely,

    /// <summary>Nothing else fits, and it was seen with this country and office, or is the taxonomy's own word.</summary>
    Sure,
}

/// <summary>A code proposed for a label.</summary>
/// <param name="Code">A code of the taxonomy, or <c>-</c> where nothing in it counts this.</param>
/// <param name="Breakdown">What the label also says, such as <c>MECHANISM=FIREARM</c>; empty for nothing.</param>
/// <param name="Confidence">Between 0 and 1; orders proposals, and is no probability.</param>
public sealed record Proposal(string Code, string Breakdown, double Confidence, Certainty Certainty, Reason Because);
