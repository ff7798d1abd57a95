using Observatory.Core.Checking;
using Observatory.Core.Series;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Series;

public static class CoverageQueries
{
    public static readonly Query<CoverageRow> Coverage = new("series/coverage");
    public static readonly Query<DeclaredScope> Scopes = new("series/coverage_scopes");
}

/// <summary>A question about coverage; an empty or null property does not restrict it.</summary>
public sealed record CoverageQuery
{
    public IReadOnlyList<string> Indicators { get; init; } = [];

    /// <summary>Area codes and <c>group:CODE</c>: reports for these areas and for those inside them.</summary>
    public IReadOnlyList<string> Areas { get; init; } = [];
    public IReadOnlyList<string> Sources { get; init; } = [];
    public Frequency? Frequency { get; init; }
    public int? Level { get; init; }
    public int Skip { get; init; }

    /// <summary>The greatest number of rows; null for all.</summary>
    public int? Take { get; init; }
}

/// <summary>
/// Reads who reported what, for which periods and when, from the records of loads, never from the figures themselves.
/// </summary>
public sealed class CoverageReader(DataSources sources, CatalogueReader catalogue)
{
    /// <exception cref="Refusal">CODE_UNKNOWN with the nearest code.</exception>
    public async Task<IReadOnlyList<CoverageRow>> ReadAsync(CoverageQuery query, CancellationToken cancellation)
    {
        if (query.Indicators.Count > 0)
            await catalogue.DemandIndicatorsAsync(query.Indicators, cancellation);
        await catalogue.DemandProvidersAsync(query.Sources, cancellation);
        var areas = query.Areas.Count == 0 ? null : await catalogue.AreasOfAsync(query.Areas, null, null, cancellation);
        await using var connection = await sources.Reader.OpenConnectionAsync(cancellation);
        return await CoverageQueries.Coverage.ListAsync(
            connection,
            new
            {
                indicators = Given(query.Indicators),
                areas = areas?.ToArray(),
                sources = Given(query.Sources),
                freq = query.Frequency?.Code(),
                level = query.Level,
                skip = query.Skip,
                take = query.Take,
            },
            cancellation
        );
    }

    /// <summary>The scopes that the providers of these rows declare.</summary>
    public async Task<ILookup<(string Indicator, string Country, string Source, string Freq, int Level), DeclaredScope>> ScopesAsync(
        IReadOnlyList<CoverageRow> rows,
        CancellationToken cancellation
    )
    {
        await using (var connection = await sources.Reader.OpenConnectionAsync(cancellation))
        {
            var scopes = await CoverageQueries.Scopes.ListAsync(
                connection,
                new
                {
                    indicators = Distinct(r => r.Indicator),
                    countries = Distinct(r => r.Country),
                    sources = Distinct(r => r.Source),
                },
                cancellation
            );
            return scopes.ToLookup(s => (s.Indicator, s.Country, s.Source, s.Freq, s.Level));
        }

        string[] Distinct(Func<CoverageRow, string> code) => [.. rows.Select(code).Distinct(StringComparer.Ordinal)];
    }

    private static string[]? Given(IReadOnlyList<string> codes) => codes.Count == 0 ? null : [.. codes];
}
