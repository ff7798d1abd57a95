namespace Observatory.Core.Suggesting;

/// <summary>Something that the file does not prove and a person has to decide.</summary>
/// <param name="About">The word of the mapping, or the column, that the question is about.</param>
/// <param name="Weight">3: figures would be wrong; 2: figures would be missing; 1: worth knowing.</param>
public sealed record Question(string About, int Weight, Reason Asks);
