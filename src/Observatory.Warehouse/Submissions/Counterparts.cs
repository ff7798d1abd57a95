using Npgsql;
using Observatory.Core.Plausibility;
using Observatory.Core.Series;

namespace Observatory.Warehouse.Submissions;

/// <summary>A current figure, by its position in the question.</summary>
public sealed record CounterpartRow
{
    public required int At { get; init; }
    public required decimal Value { get; init; }
}

/// <summary>
/// Finds the few current figures with which those of a file are compared: one query for many single figures, never for a whole table.
/// </summary>
internal static class Counterparts
{
    /// <param name="numbers">The numbers of the warehouse for the file's code books.</param>
    /// <returns>The current figures that were asked for: as reported, otherwise as the sum of their parts.</returns>
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
