using NodaTime;
using Observatory.Core.Deriving;
using Observatory.Core.Taxonomy;
using Observatory.Warehouse.Series;

namespace Observatory.Warehouse.Questions;

/// <summary>
/// A question whose codes all exist and whose instants are resolved to a vintage. Answering it can only be refused for an invented cursor.
/// </summary>
public sealed record ResolvedQuestion
{
    public required ObservationQuery Asked { get; init; }

    /// <summary>The indicators in the order of their codes, each once, with the formulas of derived ones.</summary>
    public required IReadOnlyList<AskedIndicator> Indicators { get; init; }

    /// <summary>Every area whose figures are needed: the requested ones, and the members of groups.</summary>
    public required IReadOnlyList<string> Areas { get; init; }

    /// <summary>Areas that the question names directly.</summary>
    public required IReadOnlySet<string> OwnAreas { get; init; }

    public required IReadOnlyList<AskedGroup> Groups { get; init; }

    /// <summary>All States that belong to any of the groups in any year.</summary>
    public required IReadOnlyList<string> Members { get; init; }

    /// <summary>The vintage of the answer; every statement for the answer uses it.</summary>
    public required int Vintage { get; init; }

    /// <summary>True if <see cref="Vintage"/> is the newest: then stored sums can be used.</summary>
    public required bool IsNewest { get; init; }

    /// <summary>When the vintage was loaded, if it is older than the newest; null for the newest.</summary>
    public Instant? At { get; init; }

    /// <summary>See <see cref="PageCursor.FingerprintOf"/>.</summary>
    public required string Fingerprint { get; init; }

    public required QuestionSize Size { get; init; }

    public required TaxonomyCatalogue Taxonomy { get; init; }

    /// <summary>True if any part of the answer is computed from figures of other indicators or of several States.</summary>
    internal bool IsDerived =>
        Groups.Count > 0 || Indicators.Any(i => i.Derived is not null || i.Row.Code == DerivingPolicy.PopulationIndicator);

    /// <summary>The question for the figures of all needed areas, complete and of every status.</summary>
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

/// <summary>A requested indicator.</summary>
/// <param name="Derived">Its formula; null if it is counted, not derived.</param>
public sealed record AskedIndicator(IndicatorRow Row, DerivedIndicator? Derived);
