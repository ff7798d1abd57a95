using Observatory.Core.Deriving;
using Observatory.Core.Languages;
using Observatory.Core.Series;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Series;

namespace Observatory.Warehouse.Questions;

/// <summary>Finds the part of the declared population series that a question needs.</summary>
internal sealed class DeclaredPopulation(DataSources sources, CatalogueReader catalogue)
{
    private const int FirstYear = 1800;
    private const int LastYear = 2199;

    /// <param name="whole">The fetched part of the question.</param>
    public async Task<Population> OfAsync(ResolvedQuestion question, FetchQuestion whole, CancellationToken cancellation)
    {
        // Categories by which denominators are broken down, by dimension.
        var needed = question
            .Indicators.Select(i => i.Derived?.Formula)
            .OfType<DerivedFormula>()
            .Where(f => f.IsOverPopulation)
            .SelectMany(f => f.Denominator.Members)
            .ToLookup(m => m.Key, m => m.Value);
        var isOfPeople = question.Indicators.Any(i => i.Row.Code == DerivingPolicy.PopulationIndicator);
        // A question for the population itself gets just what it asks for.
        if (question.At is not null || !IsOfTotal("SEX") || !IsOfTotal("AGE") || isOfPeople)
            return await ReadAsync([.. question.Areas], whole.From?.Year ?? FirstYear, whole.To?.Year ?? LastYear);
        // Nearly every question uses only totals: for all States and years that is little data, so it is cached.
        var states = (await catalogue.AreasAsync(Language.En, 0, null, null, 0, null, cancellation)).Select(a => a.Code).ToArray();
        return await sources.Lists.OfAsync(
            $"population {string.Join(' ', needed.Select(m => $"{m.Key}={string.Join(',', m)}"))} {question.Taxonomy.Version}",
            () => ReadAsync(states, FirstYear, LastYear),
            cancellation
        );

        bool IsOfTotal(string dimension) => (whole.Breakdown.GetValueOrDefault(dimension) ?? []).All(m => m == BreakdownDimensions.Total);

        async Task<Population> ReadAsync(string[] areas, int fromYear, int toYear) =>
            new(
                await sources.Lists.ReadAsync(
                    DerivingQueries.Population,
                    new
                    {
                        areas,
                        from_year = fromYear,
                        to_year = toYear,
                        sex = Members("SEX"),
                        age = Members("AGE"),
                        as_of = question.At,
                    },
                    cancellation
                )
            );

        // The totals are always included; null fetches every category.
        string[]? Members(string dimension)
        {
            var members = whole.Breakdown.GetValueOrDefault(dimension) ?? [];
            return members.Contains(ObservationQuery.Every) ? null : [.. members, .. needed[dimension]];
        }
    }
}
