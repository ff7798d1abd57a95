using Observatory.Core.Languages;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Series;

namespace Observatory.App.Asking;

/// <summary>What stands beside the figures of an answer: labels, sources with licence, the state it is of.</summary>
public sealed record AnswerContext(
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
    /// <summary>Whether each figure stands beside its change since the year before.</summary>
    public bool Growth { get; init; }

    /// <summary>The name of each provider of a list of codes with semicolons; a code that has no name stays.</summary>
    public string SourceLabels(string sources) =>
        string.Join("; ", sources.Split(';').Select(s => Providers.GetValueOrDefault(s)?.Label ?? s));
}
