using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Templates;

/// <summary>The figures that an office is asked for in shared codes.</summary>
/// <param name="Country">A State: the figures are about it or its parts.</param>
/// <param name="Provider">The provider of the figures.</param>
/// <param name="Level">The areas of the prepared rows: the State itself or its first subdivisions.</param>
public sealed record IndicatorForm(
    Country Country,
    Provider Provider,
    IReadOnlyList<Indicator> Indicators,
    AreaLevel Level,
    Frequency Frequency,
    int FromYear,
    int ToYear
)
{
    /// <summary>The feed that reads it: one for each office and frequency, whatever indicators are asked for.</summary>
    public string Feed => IndicatorFeed.NameOf(Country, Provider, Frequency);
}
