using NodaTime;
using Observatory.Core.Deriving;
using Observatory.Core.Taxonomy;
using Observatory.Warehouse.Series;

namespace Observatory.Warehouse.Questions;

/// <summary>
/// A question whose every code exists and whose clocks are a vintage. Answering it refuses only a cursor that was made up.
/// </summary>
public sealed record ResolvedQuestion
{
    public required ObservationQuery Asked { get; init; }

    /// <summary>The indicators in the order of their codes, each once, with the formula of those that are computed.</summary>
    public required IReadOnlyList<AskedIndicator> Indicators { get; init; }

    /// <summary>Every area that figures are needed of: those asked for, and the members of groups.</summary>
    public required IReadOnlyList<string> Areas { get; init; }

    /// <summary>Areas that are asked for by themselves.</summary>
    public required IReadOnlySet<string> OwnAreas { get; init; }

    public required IReadOnlyList<AskedGroup> Groups { get; init; }

    /// <summary>All States that belong to any of the groups in any year.</summary>
    public required IReadOnlyList<string> Members { get; init; }

    /// <summary>The state of the data that answers. Every statement of one answer is of this state.</summary>
    public required int Vintage { get; init; }

    /// <summary>True where <see cref="Vintage"/> is the newest there is: then the stored sums answer.</summary>
    public required bool IsNewest { get; init; }

    /// <summary>When the vintage was loaded, where an older one than the newest answers; null for the newest.</summary>
    public Instant? At { get; init; }

    /// <summary>See <see cref="PageCursor.FingerprintOf"/>.</summary>
    public required string Fingerprint { get; init; }

    public required QuestionSize Size { get; init; }

    public required TaxonomyCatalogue Taxonomy { get; init; }

    /// <summary>True where anything of the answer is computed from figures of other indicators or of several States.</summary>
    internal bool IsDerived =>
        Groups.Count > 0 || Indicators.Any(i => i.Derived is not null || i.Row.Code == DerivingPolicy.PopulationIndicator);

    /// <summary>The question for the figures of all areas that are needed, whole and of every status.</summary>
    internal FetchQuestion ToFetch(IReadOnlyList<string> indicators) =>
        new()
        {
            Indicators = indicators,
            Areas = Areas,
            Frequency = Asked.Frequency,
            From = Asked.From,
            To = Asked.To,
            Breakdown = Asked.Breakdown,
            Sources = Asked.Sources,
            Vintage = Vintage,
            IsNewest = IsNewest,
            PublishedBy = Asked.PublishedBy,
        };
}

/// <summary>An indicator that is asked for.</summary>
/// <param name="Derived">Its formula; null where it is counted and not computed.</param>
public sealed record AskedIndicator(IndicatorRow Row, DerivedIndicator? Derived);
