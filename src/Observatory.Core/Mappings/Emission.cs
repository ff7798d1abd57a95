using Observatory.Core.Series;

namespace Observatory.Core.Mappings;

/// <summary>A figure that a cell would make, before it is added.</summary>
/// <param name="Fractions">True if the value may have a fraction.</param>
/// <param name="Distinct">True if a text counts only once in the figure.</param>
internal readonly record struct Emission(ObservationKey Key, decimal? Value, int Attributes, bool Fractions, bool Distinct);
