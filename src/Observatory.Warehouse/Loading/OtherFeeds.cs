using System.Globalization;
using Npgsql;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Series;
using Observatory.Warehouse.Records;

namespace Observatory.Warehouse.Loading;

/// <summary>
/// Handles several feeds of one office that may give the same figure. A load knows its feed, and a figure its load: if no mapping says
/// which feed has precedence, a file of the second feed is stopped. A sample counts as another feed, over which every real file has
/// precedence.
/// </summary>
internal static class OtherFeeds
{
    /// <summary>
    /// Creates temporary tables <c>other_load</c> and <c>replaced_load</c>, which every comparison of a submission with the current figures
    /// uses.
    /// </summary>
    public static async Task ShowAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        Submission submission,
        string feed,
        CancellationToken cancellation
    )
    {
        await LoadQueries.OtherLoads.RunAsync(
            connection,
            new
            {
                submission_number = submission.Number,
                feed,
                is_sample = submission.IsSample,
                stands_before = submission.StandsBefore,
                yields_to = submission.YieldsTo,
                continues = submission.Continues,
            },
            cancellation,
            transaction
        );
        await LoadQueries.ReplacedLoads.RunAsync(connection, new { submission_number = submission.Number }, cancellation, transaction);
    }

    /// <summary>The findings that stop a submission: one for each other feed and indicator.</summary>
    public static async Task<IReadOnlyList<Finding>> FindAsync(LoadInProgress load) =>
        [.. (await load.ListAsync(LoadQueries.TakenFigures)).Select(Told)];

    private static Finding Told(TakenFigureRow row) =>
        Finding.Blocking(
            FindingCodes.FeedsOverlap,
            row.Sheet is null || row.SourceRow == 0 ? null : new CellRef(row.Sheet, row.SourceRow, row.SourceColumn),
            ("mapping", row.Feed),
            (
                "indicator",
                row.Breakdown() is var breakdown && breakdown.Equals(Breakdown.Total) ? row.Indicator : $"{row.Indicator} ({breakdown})"
            ),
            ("area", row.Area),
            ("period", row.Period),
            ("expected", Text(row.OldValue)),
            ("actual", Text(row.NewValue)),
            ("count", row.Figures.ToString(CultureInfo.InvariantCulture))
        );

    private static string Text(decimal? value) => value?.ToString("0.############################", CultureInfo.InvariantCulture) ?? "";
}
