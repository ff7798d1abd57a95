using System.Diagnostics.Metrics;
using Npgsql;

namespace Observatory.Tests.Support;

/// <summary>
/// Connections as the driver counts them. Tests connect without pools: what would be more than a pool has is seen here and nowhere else.
/// </summary>
internal static class DriverCount
{
    /// <param name="purpose">As the name of the application ends: <c>write</c>, <c>read</c>.</param>
    /// <returns>How many connections to a database are held at this moment.</returns>
    public static int InUse(string connectionString, string purpose)
    {
        var database = new NpgsqlConnectionStringBuilder(connectionString).Database!;
        var count = 0;
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, to) =>
        {
            if (instrument is { Meter.Name: "Npgsql", Name: "db.client.connection.count" })
                to.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>(
            (_, number, tags, _) =>
            {
                var told = string.Join(' ', tags.ToArray().Select(t => $"{t.Value}"));
                if (
                    told.Contains($"Database={database};", StringComparison.Ordinal)
                    && told.Contains($"observatory {purpose}", StringComparison.Ordinal)
                    && told.EndsWith(" used", StringComparison.Ordinal)
                )
                    count += number;
            }
        );
        listener.Start();
        listener.RecordObservableInstruments();
        return count;
    }
}
