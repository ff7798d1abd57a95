using Npgsql;
using Observatory.Core.Plausibility;
using Observatory.Core.Series;

namespace Observatory.Warehouse.Submissions;

/// <summary>A figure that stands, by its place in what was asked for.</summary>
public sealed record CounterpartRow
{
    public required int At { get; init; }
    public required decimal Value { get; init; }
}

/// <summary>
/// Finds the few figures that those of a file are held against: one question for many, of single figures, never of a whole table.
/// </summary>
internal static class Counterparts
{
    /// <param name="numbers">Of the warehouse, for the file's code books.</param>
    /// <returns>What stands of the figures asked for; as reported, else as their parts make them.</returns>
    public static async Task<IReadOnlyDictionary<StandingKey, decimal>> FindAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        IReadOnlyList<StandingKey> wanted,
        StagedNumbers numbers,
        CancellationToken cancellation
    )
    {
        var found = new Dictionary<StandingKey, decimal>();
        if (wanted.Count == 0)
            return found;
        // Their breakdown is the total, whatever its number in the file.
        var series = wanted.Select(w => numbers.Of(new ObservationKey(0, w.Area, w.Period, 0, w.Provider))).ToList();
        var rows = await CheckQueries.Counterparts.ListAsync(
            connection,
            new
            {
                ats = Enumerable.Range(0, wanted.Count).ToArray(),
                indicators = wanted.Select(w => w.Indicator).ToArray(),
                areas = series.Select(s => s.Area).ToArray(),
                countries = series.Select(s => (short)s.Country).ToArray(),
                levels = series.Select(s => (short)s.Level).ToArray(),
                providers = series.Select(s => (short)s.Provider).ToArray(),
                periods = wanted.Select(w => w.Period).ToArray(),
            },
            cancellation,
            transaction
        );
        foreach (var row in rows)
            found.TryAdd(wanted[row.At], row.Value);
        return found;
    }
}
