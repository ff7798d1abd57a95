namespace Observatory.Core.Suggesting;

/// <summary>A known label that is similar to an unknown one.</summary>
/// <param name="Code">Its code, <c>-</c> for one that is left out; null if it has no code of its own, such as a heading.</param>
/// <param name="Nearness">Between 0 and 1: 1 if both differ only in case, accents and marks.</param>
public sealed record NearLabel(string Label, string? Code, double Nearness);
