using System.Collections.Frozen;

namespace Observatory.Core.Taxonomy;

/// <summary>The whole shared taxonomy of one version, in memory, checked. All look-ups are by exact code.</summary>
public sealed class TaxonomyCatalogue
{
    /// <summary>SHA-256 over the taxonomy files, lower-case hexadecimal: the version recorded with every figure.</summary>
    public required string Version { get; init; }

    public required IReadOnlyList<Indicator> Indicators { get; init; }
    public required IReadOnlyList<Dimension> Dimensions { get; init; }
    public required IReadOnlyList<Country> Countries { get; init; }

    /// <summary>States and subdivisions; municipalities come with feeds.</summary>
    public required IReadOnlyList<Area> Areas { get; init; }
    public required IReadOnlyList<AreaGroup> Groups { get; init; }
    public required IReadOnlyList<Provider> Providers { get; init; }
    public required IReadOnlyList<PreferredSource> PreferredSources { get; init; }

    /// <summary>Declared breaks in series; an older taxonomy may have none.</summary>
    public IReadOnlyList<SeriesBreak> Breaks { get; init; } = [];

    /// <summary>The changes that need a comment: always one row for <c>*</c>.</summary>
    public IReadOnlyList<RevisionLimit> RevisionLimits { get; init; } = [RevisionLimit.Usual];

    /// <summary>The limits beyond which figures raise a question: always one row for <c>*</c>.</summary>
    public IReadOnlyList<CheckLimit> CheckLimits { get; init; } = [CheckLimit.Usual];

    /// <summary>Indicators that count a part of another.</summary>
    public IReadOnlyList<IndicatorPair> IndicatorPairs { get; init; } = [];
    public required IReadOnlyList<ObsStatus> Statuses { get; init; }
    public required IReadOnlyList<Unit> Units { get; init; }
    public required IReadOnlyList<IccsCategory> Iccs { get; init; }
    public required IReadOnlyList<PopulationFigure> Population { get; init; }
    public required IReadOnlyList<CategorySynonym> Synonyms { get; init; }

    private readonly Lazy<Indexes> _indexes;

    public TaxonomyCatalogue() => _indexes = new(() => new Indexes(this));

    public Indicator? FindIndicator(string code) => _indexes.Value.Indicators.GetValueOrDefault(code);

    public Dimension? FindDimension(string code) => _indexes.Value.Dimensions.GetValueOrDefault(code);

    public Area? FindArea(string code) => _indexes.Value.Areas.GetValueOrDefault(code);

    public Provider? FindProvider(string code) => _indexes.Value.Providers.GetValueOrDefault(code);

    public ObsStatus? FindStatus(string code) => _indexes.Value.Statuses.GetValueOrDefault(code);

    public Unit? FindUnit(string code) => _indexes.Value.Units.GetValueOrDefault(code);

    public DimensionMember? FindMember(string dimension, string code) => _indexes.Value.Members.GetValueOrDefault((dimension, code));

    /// <summary>The limits of an indicator: its own, otherwise those for all.</summary>
    public CheckLimit CheckLimitOf(string indicator) =>
        CheckLimits.FirstOrDefault(l => l.Indicator == indicator) ?? CheckLimits.First(l => l.Indicator == CheckLimit.Usual.Indicator);

    private sealed class Indexes(TaxonomyCatalogue of)
    {
        public FrozenDictionary<string, Indicator> Indicators { get; } =
            of.Indicators.ToFrozenDictionary(i => i.Code, StringComparer.Ordinal);
        public FrozenDictionary<string, Dimension> Dimensions { get; } =
            of.Dimensions.ToFrozenDictionary(d => d.Code, StringComparer.Ordinal);
        public FrozenDictionary<string, Area> Areas { get; } = of.Areas.ToFrozenDictionary(a => a.Code, StringComparer.Ordinal);
        public FrozenDictionary<string, Provider> Providers { get; } = of.Providers.ToFrozenDictionary(p => p.Code, StringComparer.Ordinal);
        public FrozenDictionary<string, ObsStatus> Statuses { get; } = of.Statuses.ToFrozenDictionary(s => s.Code, StringComparer.Ordinal);
        public FrozenDictionary<string, Unit> Units { get; } = of.Units.ToFrozenDictionary(u => u.Code, StringComparer.Ordinal);
        public FrozenDictionary<(string, string), DimensionMember> Members { get; } =
            of.Dimensions.SelectMany(d => d.Members).ToFrozenDictionary(m => (m.Dimension, m.Code));
    }
}
