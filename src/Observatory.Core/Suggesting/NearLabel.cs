namespace Observatory.Core.Suggesting;

/// <summary>A known label beside one that is not known.</summary>
/// <param name="Code">What it stands for, <c>-</c> for what is left out; null where it stands for nothing by itself, such as a
/// heading.</param>
/// <param name="Nearness">Between 0 and 1: 1 where both are the same but for case, accents and marks.</param>
public sealed record NearLabel(string Label, string? Code, double Nearness);
