using System.Globalization;
using System.Text.RegularExpressions;

namespace Observatory.Core.Deriving;

/// <summary>
/// How a derived indicator is computed: one figure divided by another, times a constant, such as
/// <c>HOM_FEMALE / POP_TOT[SEX=F] * 100000</c>. Sums and differences are not supported: they would need rules of their own for missing
/// figures.
/// </summary>
/// <param name="Factor">The multiplier of the quotient; 1 if the formula names none.</param>
public sealed partial record DerivedFormula(FormulaTerm Numerator, FormulaTerm Denominator, decimal Factor)
{
    /// <summary>Decimals of a derived figure. It is rounded once, from exact numbers, for transport; display rounds further.</summary>
    public const int Decimals = 6;

    public bool IsOverPopulation => Denominator.Indicator == DerivingPolicy.PopulationIndicator;

    /// <summary>Numerator divided by denominator, times the factor, rounded once.</summary>
    /// <exception cref="DivideByZeroException">The denominator is zero. No such figure exists, so callers check first.</exception>
    public decimal ValueOf(decimal numerator, decimal denominator) =>
        Math.Round(UnroundedOf(numerator, denominator), Decimals, MidpointRounding.AwayFromZero);

    /// <summary>Numerator divided by denominator, times the factor, unrounded, for comparisons.</summary>
    /// <exception cref="DivideByZeroException">As <see cref="ValueOf"/>.</exception>
    public decimal UnroundedOf(decimal numerator, decimal denominator) => numerator * Factor / denominator;

    /// <summary>Parses a formula of the taxonomy; null if the text is not a formula.</summary>
    public static DerivedFormula? TryParse(string? text)
    {
        if (text is null || Form().Match(text) is not { Success: true } match)
            return null;
        var factor = 1m;
        if (
            match.Groups["factor"] is { Success: true } written
            && (
                !decimal.TryParse(written.ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out factor)
                || factor <= 0
            )
        )
            return null;
        return TermOf("numerator") is { } numerator && TermOf("denominator") is { } denominator
            ? new DerivedFormula(numerator, denominator, factor)
            : null;

        FormulaTerm? TermOf(string side)
        {
            var members = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (Capture member in match.Groups[side + "Member"].Captures)
                if (!members.TryAdd(member.Value[..member.Value.IndexOf('=')], member.Value[(member.Value.IndexOf('=') + 1)..]))
                    return null;
            return new FormulaTerm(match.Groups[side].Value, members);
        }
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Numerator} / {Denominator}")
        + (Factor == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" * {Factor}"));

    private const string Code = "[A-Z][A-Z0-9_]*";
    private const string Member = "[A-Z][A-Z_]*=[A-Za-z0-9_]+";

    [GeneratedRegex(
        $@"^(?<numerator>{Code})(\[(?<numeratorMember>{Member})(;(?<numeratorMember>{Member}))*\])? / "
            + $@"(?<denominator>{Code})(\[(?<denominatorMember>{Member})(;(?<denominatorMember>{Member}))*\])?"
            + @"( \* (?<factor>[0-9]+(\.[0-9]+)?))?\z",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Form();
}
