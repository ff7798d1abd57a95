namespace Observatory.Core.Suggesting;

/// <summary>The marks in the numbers of a table, as far as its texts prove them.</summary>
/// <param name="Decimal">Mark before the fraction; null if none is proved.</param>
/// <param name="DecimalProof">The text that proves it.</param>
/// <param name="Fractions">True if cells typed as numbers have a fraction.</param>
/// <param name="Open">Texts with a mark that can be read in two ways.</param>
public sealed record NumberFormat(
    char? Decimal,
    string? DecimalProof,
    char? Group,
    string? GroupProof,
    IReadOnlyList<string> Open,
    bool IsContradictory,
    bool Fractions
);
