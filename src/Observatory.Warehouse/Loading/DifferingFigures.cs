using System.Globalization;
using System.Text.Json;
using Npgsql;
using Observatory.Core.Checking;
using Observatory.Core.Series;
using Observatory.Warehouse.Series;
using Observatory.Warehouse.Submissions;

namespace Observatory.Warehouse.Loading;

/// <summary>
/// A figure that an office gives for a whole stands before the sum of its parts; where the two are not the same, the submission that made them so is
/// told (methodology, rule 24). It is known only once the figures have met those that stand.
/// </summary>
internal static class DifferingFigures
{
    // All are counted; the largest are told one by one.
    private const int MostTold = 200;

    /// <summary>Adds the findings, and the counts to the submission, which the caller writes.</summary>
    public static async Task TellAsync(LoadInProgress load, NpgsqlConnection connection, NpgsqlTransaction transaction, Submission submission, CancellationToken cancellation)
    {
        var differing = await load.ListAsync(LoadQueries.Differing).ConfigureAwait(false);
        if (differing.Count == 0)
            return;
        foreach (var row in differing.Take(MostTold))
            await SubmissionQueries.AddFinding.RunAsync(connection, new
            {
                submission_id = submission.SubmissionId, code = FindingCodes.NationalDiffers, severity = nameof(Severity.Warning),
                sheet = row.Sheet, row = row.Sheet is null ? null : (int?)row.SourceRow, column = row.Sheet is null ? null : (int?)row.SourceColumn,
                arguments = JsonSerializer.Serialize(new Dictionary<string, string>
                {
                    ["indicator"] = Named(row), ["area"] = row.Area, ["period"] = row.Period, ["total"] = Text(row.Reported), ["actual"] = Text(row.Derived),
                    ["difference"] = Text(row.Reported - row.Derived),
                }),
            }, cancellation, transaction).ConfigureAwait(false);
        var counts = submission.FindingCounts is null ? [] : JsonSerializer.Deserialize<SortedDictionary<string, int>>(submission.FindingCounts)!;
        counts[FindingCodes.NationalDiffers] = counts.GetValueOrDefault(FindingCodes.NationalDiffers) + differing.Count;
        submission.FindingCounts = JsonSerializer.Serialize(counts);
        submission.Warnings += Math.Min(differing.Count, MostTold);
    }

    private static string Named(DifferingRow row) =>
        row.Breakdown().ToString() is var breakdown && row.Members().All(m => m == BreakdownDimensions.Total) ? row.Indicator : $"{row.Indicator} ({breakdown})";

    private static string Text(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);
}
