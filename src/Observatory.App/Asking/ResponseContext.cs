using Observatory.Core.Languages;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Series;

namespace Observatory.App.Asking;

/// <summary>The parts of an answer beside its figures: the labels of codes, the sources with their licences, and the vintage.</summary>
public sealed record ResponseContext(
    Language Language,
    LabelChoice Labels,
    IReadOnlyDictionary<string, IndicatorRow> Indicators,
    IReadOnlyDictionary<string, ProviderRow> Providers,
    IReadOnlyDictionary<string, string> Areas,
    NewestLoadRow Vintage,
    string TaxonomyVersion,
    NoteTexts Notes,
    MissingTexts Missing
)
{
    /// <summary>True if the answer gives the change of each figure since the year before.</summary>
    public bool Growth { get; init; }

    /// <summary>Replaces each code of a list joined by semicolons by the provider's name; a code without a name stays.</summary>
    public string SourceLabels(string sources) =>
        string.Join("; ", sources.Split(';').Select(s => Providers.GetValueOrDefault(s)?.Label ?? s));
}
