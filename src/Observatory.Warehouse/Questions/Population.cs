using Observatory.Core.Deriving;
using Observatory.Core.Figures;
using Observatory.Core.Series;

namespace Observatory.Warehouse.Questions;

/// <summary>
/// The part of the declared population series that one question needs: mid-year resident persons of States, of one revision.
/// </summary>
internal sealed class Population
{
    private const string Projection = "F";
    private const string Unit = "PERSONS";

    private readonly IReadOnlyList<PopulationRow> _all;
    private readonly Dictionary<(string Area, int Year, string Sex, string Age), PopulationRow> _rows;

    public Population(IReadOnlyList<PopulationRow> rows)
    {
        _all = rows;
        _rows = rows.ToDictionary(r => (r.Area, r.Year, r.Sex, r.Age));
        if (rows.Count > 0)
            (Provider, Source) = (rows[0].Provider, SourceOf(rows[0]));
    }

    /// <summary>Code of the provider; null if nothing was found.</summary>
    public string? Provider { get; }

    /// <summary>Provider and revision, such as <c>UN_WPP:2024</c>; null if nothing was found.</summary>
    public string? Source { get; }

    /// <summary>Persons, and whether they are a projection; null if the series has no such category or year.</summary>
    public (long Persons, bool IsProjected)? Find(string area, int year, string sex, string age) =>
        _rows.TryGetValue((area, year, sex, age), out var row) ? (row.Persons, row.Status == Projection) : null;

    /// <summary>All persons in a State; null if the series has no such year.</summary>
    public long? AllOf(string area, int year) => Find(area, year, BreakdownDimensions.Total, BreakdownDimensions.Total)?.Persons;

    /// <summary>
    /// The population as figures of its indicator. Provider and revision are in the notes, as in the denominator of a rate.
    /// </summary>
    public IEnumerable<Figure> Figures(FetchQuestion asked)
    {
        if (BreakdownDimensions.All.Any(d => !DerivingPolicy.OfDeclaredPopulation.Contains(d) && !asked.Asks(d, BreakdownDimensions.Total)))
            yield break;
        var areas = asked.Areas.ToHashSet(StringComparer.Ordinal);
        foreach (var row in _all.Where(r => areas.Contains(r.Area) && asked.Asks("SEX", r.Sex) && asked.Asks("AGE", r.Age)))
            yield return new Figure
            {
                Indicator = DerivingPolicy.PopulationIndicator,
                Area = row.Area,
                Period = TimePeriod.OfYear(row.Year),
                Breakdown = Breakdown.Of((BreakdownDimensions.Sex, row.Sex), ("AGE", row.Age)),
                Source = row.Provider,
                Value = row.Persons,
                Unit = Unit,
                Statuses = StatusSet.Parse(row.Status),
                Notes = NoteSet.Of(NoteSet.FreeText + SourceOf(row)),
                Derived = false,
                Complete = true,
                PartsPresent = 1,
                PartsExpected = 1,
                Submission = 0,
                LoadedAt = row.ValidFrom,
                Mapping = "",
            };
    }

    private static string SourceOf(PopulationRow row) => row.Revision is { } revision ? $"{row.Provider}:{revision}" : row.Provider;
}
