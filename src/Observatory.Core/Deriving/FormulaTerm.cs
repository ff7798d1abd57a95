namespace Observatory.Core.Deriving;

/// <summary>One side of a formula: an indicator, limited to one category of some dimensions, such as <c>POP_TOT[SEX=F]</c>.</summary>
/// <param name="Indicator">Code of the indicator.</param>
/// <param name="Members">Category code by dimension; empty if the formula limits none.</param>
public sealed record FormulaTerm(string Indicator, IReadOnlyDictionary<string, string> Members)
{
    public override string ToString() =>
        Members.Count == 0 ? Indicator : $"{Indicator}[{string.Join(';', Members.Select(m => $"{m.Key}={m.Value}"))}]";
}
