using System.Runtime.CompilerServices;
using NodaTime;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Series;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.Warehouse.Questions;

public static class RevisionQueries
{
    public static readonly Query<RevisionRow> Revisions = new("series/revisions");
}

/// <summary>Returns every value that cells have had. Only reported cells have a history: sums follow their parts.</summary>
public sealed class RevisionReader(DataSources sources, CatalogueReader catalogue, MappingLibrary library)
{
    private const int FirstYear = 1800;
    private const int LastYear = 2199;

    private readonly SpeakingSources _speaking = new(sources);

    /// <summary>The values of the requested cells, cell by cell, each in the order in which they were loaded.</summary>
    /// <param name="skip">The number of values on earlier pages.</param>
    /// <param name="frequency">Null for cells of every frequency.</param>
    /// <exception cref="Refusal">CODE_UNKNOWN, PARAMETER_VALUE, PARAMETER_UNKNOWN.</exception>
    public async IAsyncEnumerable<RevisionRow> ReadAsync(
        ObservationQuery query,
        Frequency? frequency,
        int skip,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var parameters = await ParametersAsync(query, frequency, skip, cancellation);
        await using var connection = await sources.Reader.OpenConnectionAsync(cancellation);
        await foreach (var row in RevisionQueries.Revisions.StreamAsync(connection, parameters, cancellation))
            yield return row;
    }

    private async Task<object> ParametersAsync(ObservationQuery query, Frequency? frequency, int skip, CancellationToken cancellation)
    {
        await catalogue.DemandIndicatorsAsync(query.Indicators, cancellation);
        var areas = await catalogue.AreasOfAsync(query.Areas, query.Parent, query.Level, cancellation);
        var all = query.Sources.Contains("*");
        if (!all)
            await catalogue.DemandProvidersAsync(query.Sources, cancellation);
        foreach (var (dimension, members) in query.Breakdown)
            await catalogue.DemandMembersAsync(dimension, members, cancellation);
        if (query.From is { } first && query.To is { } last && first.FirstDay > last.LastDay)
            throw new Refusal(RefusalCodes.ParameterValue, ("column", "from"), ("value", first.ToString()), ("expected", $"≤ {last}"));
        var speakers = await SpeakersAsync(query, all, cancellation);
        var known = await KnownBreakdowns.OfAsync(sources, cancellation);

        return new
        {
            areas = areas.ToArray(),
            freq = frequency?.Code(),
            from_day = query.From?.FirstDay ?? new LocalDate(FirstYear, 1, 1),
            to_day = query.To?.LastDay ?? new LocalDate(LastYear, 12, 31),
            breakdowns = known.IdsOf(query.Breakdown),
            countries = speakers.Select(s => s.Country).ToArray(),
            indicators = speakers.Select(s => s.Indicator).ToArray(),
            providers = speakers.Select(s => s.Span.Provider).ToArray(),
            from_years = speakers.Select(s => s.Span.FromYear ?? FirstYear).ToArray(),
            to_years = speakers.Select(s => s.Span.ToYear ?? LastYear).ToArray(),
            skip,
            take = query.Take,
        };
    }

    /// <summary>
    /// The sources of the question: the named ones, all of them, or the preferred one of each country, indicator and year.
    /// </summary>
    private async Task<IReadOnlyList<(string Country, string Indicator, SourceSpan Span)>> SpeakersAsync(
        ObservationQuery query,
        bool all,
        CancellationToken cancellation
    )
    {
        if (all || query.Sources.Count > 0)
        {
            var having = await _speaking.WithFiguresAsync(query.Indicators, null, cancellation);
            return
            [
                .. having
                    .Where(h => all || query.Sources.Contains(h.Provider))
                    .Select(h => (h.Country, h.Indicator, new SourceSpan(h.Provider, null, null))),
            ];
        }
        var spans = await _speaking.SpansAsync(new Preference(library.Current().Taxonomy), query.Indicators, null, cancellation);
        return [.. spans.SelectMany(s => s.Value.Select(span => (s.Key.Country, s.Key.Indicator, span)))];
    }
}
