namespace Observatory.Core.Suggesting;

/// <summary>How far a proposal may be trusted. Only a sure proposal is written as a code; the rest are questions.</summary>
public enum Certainty
{
    /// <summary>It is worth looking at.</summary>
    Possible,
    Likely,

    /// <summary>Nothing else matches, and it was seen with this country and office, or is the taxonomy's own word.</summary>
    Sure,
}

/// <summary>A code proposed for a label.</summary>
/// <param name="Code">A code of the taxonomy, or <c>-</c> if nothing in it counts this.</param>
/// <param name="Breakdown">What the label says in addition, such as <c>MECHANISM=FIREARM</c>; empty for nothing.</param>
/// <param name="Confidence">Between 0 and 1; it orders proposals and is not a probability.</param>
public sealed record Proposal(string Code, string Breakdown, double Confidence, Certainty Certainty, Reason Because);
