using NodaTime;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Questions;

public static class SpeakingQueries
{
    public static readonly Query<SourceWithFigures> SourcesWithFigures = new("series/sources_with_figures");
}

public sealed record SourceWithFigures
{
    public required string Country { get; init; }
    public required string Indicator { get; init; }
    public required string Provider { get; init; }
}

/// <summary>The preferred provider of each country, indicator and year, for questions that name no source.</summary>
public sealed class SpeakingSources(DataSources sources)
{
    /// <summary>The providers that have any figure of these indicators, by country.</summary>
    /// <param name="asOf">The instant whose state of knowledge applies; null for now.</param>
    public async Task<IReadOnlyList<SourceWithFigures>> WithFiguresAsync(
        IReadOnlyList<string> indicators,
        Instant? asOf,
        CancellationToken cancellation
    )
    {
        var parameters = new { indicators = indicators.ToArray(), at = asOf };
        return asOf is not null
            ? await sources.Lists.ReadAsync(SpeakingQueries.SourcesWithFigures, parameters, cancellation)
            : await sources.Lists.OfAsync(
                $"sources of {string.Join(',', indicators)}",
                () => sources.Lists.ReadAsync(SpeakingQueries.SourcesWithFigures, parameters, cancellation),
                cancellation
            );
    }

    /// <summary>The spans of every country and indicator of which any provider has figures.</summary>
    /// <param name="asOf">The instant whose state of knowledge applies; null for now.</param>
    public async Task<IReadOnlyDictionary<(string Country, string Indicator), IReadOnlyList<SourceSpan>>> SpansAsync(
        Preference preference,
        IReadOnlyList<string> indicators,
        Instant? asOf,
        CancellationToken cancellation
    ) =>
        (await WithFiguresAsync(indicators, asOf, cancellation))
            .GroupBy(r => (r.Country, r.Indicator))
            .ToDictionary(g => g.Key, g => preference.SpansFor(g.Key.Country, g.Key.Indicator, [.. g.Select(r => r.Provider)]));
}
