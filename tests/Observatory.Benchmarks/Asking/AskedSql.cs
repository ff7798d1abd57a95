using Observatory.Core.Series;
using Observatory.Warehouse.Database;

namespace Observatory.Benchmarks.Asking;

/// <summary>
/// Which statement answers <c>/v1/observations</c> and what its parameters are called: the one place to change when the statement changes.
/// Parameters that a statement does not name are not given to it; one that it names and that is not given here is an error.
/// </summary>
internal static class AskedSql
{
    public const string Name = "queries/series/observations.sql";

    /// <summary>What answers where the answer of another day is asked for.</summary>
    public const string NameAsOf = "queries/series/versions.sql";

    /// <summary>Rows of a page: more than any of the questions has. The statement is asked for one more.</summary>
    public const int Limit = 2000;

    private static NamedSql Now { get; } = new(SqlText.Of(Name));

    private static NamedSql Then { get; } = new(SqlText.Of(NameAsOf));

    public static NamedSql Statement(IReadOnlyDictionary<string, object?> parameters) => parameters["as_of"] is null ? Now : Then;

    /// <param name="offence">Null for all.</param>
    /// <param name="asOf">The vintage that was answered then; null for now.</param>
    /// <param name="last">Only the newest so many periods of each series; null for all.</param>
    public static Dictionary<string, object?> Parameters(
        string indicator, string[] areas, string freq, int fromYear, int toYear, string? offence, int? asOf = null, int? last = null)
    {
        var given = new Dictionary<string, object?>
        {
            ["areas"] = areas,
            ["indicators"] = new[] { indicator },
            ["freq"] = freq,
            ["from_period"] = (freq == "A" ? TimePeriod.OfYear(fromYear) : TimePeriod.OfMonth(fromYear, 1)).Id,
            ["to_period"] = (freq == "A" ? TimePeriod.OfYear(toYear) : TimePeriod.OfMonth(toYear, 12)).Id,
            ["sources"] = null,
            ["all_sources"] = false,
            ["as_of"] = asOf,
            ["published_by"] = null,
            ["last_n_observations"] = last,
            ["skip"] = 0,
            ["take"] = Limit + 1,
        };
        // In the statement the breakdown by urban and rural cannot be called as the territory is.
        foreach (var dimension in BreakdownDimensions.All)
            given[dimension == "AREA" ? "urban" : dimension.ToLowerInvariant()] = new[] { BreakdownDimensions.Total };
        given["offence"] = offence is null ? null : new[] { offence };
        return given;
    }
}
