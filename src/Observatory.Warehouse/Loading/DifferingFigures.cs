using System.Globalization;
using System.Text.Json;
using Npgsql;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Series;
using Observatory.Warehouse.Records;

namespace Observatory.Warehouse.Loading;

/// <summary>
/// Reports figures that an office gives for a whole and that differ from the sum of the parts. The office's figure takes precedence over
/// the sum; the submission that caused the difference gets a finding (methodology, rule 24). The difference is known only once the figures
/// are compared with the current ones.
/// </summary>
internal static class DifferingFigures
{
    // All are counted, also by their cause; the largest, and the largest of each cause, become findings of their own.
    private const int MostTold = 200;

    /// <summary>Adds the findings, and the counts to the submission, which the caller writes.</summary>
    public static async Task TellAsync(
        LoadInProgress load,
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        Submission submission,
        CancellationToken cancellation
    )
    {
        var differing = await load.ListAsync(LoadQueries.Differing);
        if (differing.Count == 0)
            return;
        var told = 0;
        var causes = new Dictionary<string, int>(StringComparer.Ordinal);
        var largest = new List<Finding>();
        foreach (var finding in differing.Select(Told))
        {
            var cause = JsonSerializer.Serialize(CauseTally.CauseOf(finding));
            causes[cause] = causes.GetValueOrDefault(cause) + 1;
            if (largest.Count < MostTold || causes[cause] == 1)
                largest.Add(finding);
        }
        foreach (var finding in largest)
            // Differences that were reported when the submission was staged are not reported twice.
            told += await SubmissionQueries.AddFinding.RunAsync(
                connection,
                new
                {
                    submission_id = submission.SubmissionId,
                    code = finding.Code,
                    severity = finding.Severity.ToString(),
                    sheet = finding.Where?.Sheet,
                    row = finding.Where?.Row,
                    column = finding.Where?.Column,
                    arguments = JsonSerializer.Serialize(finding.Arguments),
                    cause = JsonSerializer.Serialize(CauseTally.CauseOf(finding)),
                },
                cancellation,
                transaction
            );
        foreach (var (cause, figures) in causes)
            await SubmissionQueries.CountFindings.RunAsync(
                connection,
                new
                {
                    submission_id = submission.SubmissionId,
                    code = FindingCodes.NationalDiffers,
                    severity = nameof(Severity.Warning),
                    cause,
                    findings = figures,
                },
                cancellation,
                transaction
            );
        var counts = submission.FindingCounts is null
            ? []
            : JsonSerializer.Deserialize<SortedDictionary<string, int>>(submission.FindingCounts)!;
        counts[FindingCodes.NationalDiffers] = Math.Max(counts.GetValueOrDefault(FindingCodes.NationalDiffers), differing.Count);
        submission.FindingCounts = JsonSerializer.Serialize(counts);
        submission.Warnings += told;
    }

    /// <summary>The finding on a difference.</summary>
    public static Finding Told(DifferingRow row) =>
        Finding.Warning(
            FindingCodes.NationalDiffers,
            row.Sheet is null || row.SourceRow == 0 ? null : new CellRef(row.Sheet, row.SourceRow, row.SourceColumn),
            ("indicator", Named(row)),
            ("area", row.Area),
            ("period", row.Period),
            ("total", Text(row.Reported)),
            ("actual", Text(row.Derived)),
            ("difference", Text(row.Reported - row.Derived))
        );

    private static string Named(DifferingRow row) =>
        row.Breakdown().ToString() is var breakdown && row.Members.All(m => m == BreakdownDimensions.Total)
            ? row.Indicator
            : $"{row.Indicator} ({breakdown})";

    private static string Text(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);
}
