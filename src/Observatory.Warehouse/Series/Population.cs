using Observatory.Core.Series;

namespace Observatory.Warehouse.Series;

/// <summary>The declared population series, as far as one question needs it: mid-year resident persons of States.</summary>
internal sealed class Population
{
    private const string Projection = "F";

    private readonly Dictionary<(string Area, int Year, string Sex, string Age), PopulationRow> _rows;

    /// <param name="revisionOf">The revision of a provider's series; null where none is known.</param>
    public Population(IReadOnlyList<PopulationRow> rows, Func<string, string?> revisionOf)
    {
        _rows = rows.ToDictionary(r => (r.Area, r.Year, r.Sex, r.Age));
        if (rows.Count > 0)
            Source = revisionOf(rows[0].Provider) is { } revision ? $"{rows[0].Provider}:{revision}" : rows[0].Provider;
    }

    /// <summary>Provider and revision, such as <c>UN_WPP:2024</c>; null where nothing was found.</summary>
    public string? Source { get; }

    /// <summary>Persons, and whether they are a projection; null where the series has no such member or year.</summary>
    public (long Persons, bool IsProjected)? Find(string area, int year, string sex, string age) =>
        _rows.TryGetValue((area, year, sex, age), out var row) ? (row.Persons, row.Status == Projection) : null;

    /// <summary>Everybody in a State; null where the series has no such year.</summary>
    public long? AllOf(string area, int year) => Find(area, year, BreakdownDimensions.Total, BreakdownDimensions.Total)?.Persons;
}
