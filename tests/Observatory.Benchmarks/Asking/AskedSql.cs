using System.Globalization;
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

    /// <summary>Rows of a page: more than any of the questions has. The statement is asked for one more.</summary>
    public const int Limit = 2000;

    public static NamedSql Statement { get; } = new(SqlText.Of(Name));

    /// <param name="offence">Null for all.</param>
    /// <param name="asOf">The load whose answers held then; null for now.</param>
    /// <param name="last">Only the newest so many periods of each series; null for all.</param>
    public static Dictionary<string, object?> Parameters(
        string indicator, string[] areas, string freq, int fromYear, int toYear, string? offence, int? asOf = null, int? last = null)
    {
        var given = new Dictionary<string, object?>
        {
            ["areas"] = areas,
            ["indicators"] = new[] { indicator },
            ["freq"] = freq,
            ["from_day"] = Day(fromYear, 1, 1),
            ["to_day"] = Day(toYear, 12, 31),
            ["sources"] = null,
            ["all_sources"] = false,
            ["as_of"] = asOf,
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

    private static string Day(int year, int month, int day) => string.Create(CultureInfo.InvariantCulture, $"{year:0000}-{month:00}-{day:00}");
}
