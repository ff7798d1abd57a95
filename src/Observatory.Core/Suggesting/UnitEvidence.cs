namespace Observatory.Core.Suggesting;

/// <summary>What a file shows about its counting unit.</summary>
/// <param name="Unit">Member of COUNTING_UNIT; null if nothing shows it.</param>
/// <param name="IsProved">True if a heading, sheet or title names it.</param>
/// <param name="IsRate">True if the figures are not counts.</param>
internal sealed record UnitEvidence(string? Unit, bool IsProved, bool IsRate, Reason? Because)
{
    public static UnitEvidence None { get; } = new(null, false, false, null);

    public static UnitEvidence Of(string words)
    {
        var isRate = Vocabulary.Says(words, "rate") > 0;
        var victims = Vocabulary.Says(words, "victims") > 0;
        var incidents = Vocabulary.Says(words, "incidents") > 0;
        if (victims == incidents)
            return new UnitEvidence(null, false, isRate, isRate ? Reason.Of("unit.rate", ("text", words)) : null);
        return new UnitEvidence(victims ? "VICTIMS" : "INCIDENTS", true, isRate, Reason.Of("unit.word", ("text", words)));
    }
}
