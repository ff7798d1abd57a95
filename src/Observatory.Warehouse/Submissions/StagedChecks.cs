using System.Globalization;
using NodaTime;
using Npgsql;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Loading;
using Observatory.Warehouse.Series;

namespace Observatory.Warehouse.Submissions;

/// <summary>The statements that compare staged figures with their coverage and with the current figures.</summary>
public static class CheckQueries
{
    public static readonly Query<LargeRevisionRow> LargeRevisions = new("checks/large_revisions");
    public static readonly Query<MissingValuesRow> MissingValues = new("checks/missing_values");
    public static readonly Query<bool> HasWholes = new("checks/has_wholes");
    public static readonly Query<CounterpartRow> Counterparts = new("checks/counterparts");
    public static readonly Query<DifferingRow> DifferingWholes = new("checks/differing_wholes");
}

/// <summary>
/// Reports what a reviewer has to see before approval: large changes, missing figures, wholes that differ from their parts. A first load
/// has nothing to compare with and costs nothing here: missing figures are counted from its content, not from its figures.
/// </summary>
internal static class StagedChecks
{
    /// <param name="isCompared">
    /// Whether a view <c>change</c> shows the changes: if there were no current figures, nothing is revised. The view <c>incoming</c> shows
    /// its figures.
    /// </param>
    /// <param name="published">The day that orders the submission among the publications of its office.</param>
    /// <param name="hasComment">
    /// Whether the office has commented on its submission: then findings that need a comment are only notes.
    /// </param>
    public static async Task TellAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        int number,
        MappedFile file,
        bool isCompared,
        TaxonomyCatalogue taxonomy,
        LocalDate published,
        bool hasComment,
        CancellationToken cancellation
    )
    {
        var of = new { submission_number = number };
        foreach (var row in isCompared ? await RevisionsAsync(connection, transaction, number, taxonomy, published, cancellation) : [])
            file.Findings.Add(
                Finding.Of(
                    FindingCodes.RevisionLarge,
                    hasComment ? Severity.Note : Severity.Warning,
                    CellOf(row.Sheet, row.SourceRow, row.SourceColumn),
                    ("indicator", Named(row.Indicator, row)),
                    ("area", row.Area),
                    ("period", row.Period),
                    ("expected", Text(row.OldValue)),
                    ("actual", Text(row.NewValue)),
                    ("difference", Text(row.NewValue - row.OldValue)),
                    ("limit", $"{Text(row.Percent)} % / {Text(row.Cases)}"),
                    ("count", Text(row.Figures))
                ) with
                {
                    AskedAbout = [.. (row.Areas ?? []).Zip(row.Periods ?? [], (area, period) => new FigureRef(area, period))],
                }
            );
        var parts = file.Scopes.SelectMany(s => s.Parts).Distinct(StringComparer.Ordinal).ToArray();
        if (parts.Length > 0)
            foreach (
                var row in await CheckQueries.MissingValues.ListAsync(
                    connection,
                    new { submission_number = number, parts },
                    cancellation,
                    transaction
                )
            )
                file.Findings.Add(
                    Finding.Warning(
                        FindingCodes.ValueMissing,
                        null,
                        ("indicator", Named(row.Indicator, row)),
                        ("area", row.Area ?? ""),
                        ("period", row.Period ?? ""),
                        ("count", Text(row.Figures))
                    )
                );
        if (await CheckQueries.HasWholes.OneAsync(connection, of, cancellation, transaction))
            await foreach (var row in CheckQueries.DifferingWholes.StreamAsync(connection, of, cancellation))
                file.Findings.Add(DifferingFigures.Told(row));
    }

    private static async Task<List<LargeRevisionRow>> RevisionsAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        int number,
        TaxonomyCatalogue taxonomy,
        LocalDate published,
        CancellationToken cancellation
    )
    {
        var found = new List<LargeRevisionRow>();
        foreach (
            var partition in await LoadQueries.StarPartitions.ListAsync(
                connection,
                new { submission_number = number },
                cancellation,
                transaction
            )
        )
            found.AddRange(
                await CheckQueries.LargeRevisions.ListAsync(
                    connection,
                    new
                    {
                        submission_number = number,
                        provider_id = partition.ProviderId,
                        area_level = partition.AreaLevel,
                        published_on = published,
                        least_cases = taxonomy.RevisionLimits.Min(l => l.Cases),
                        indicators = taxonomy.RevisionLimits.Select(l => l.Indicator).ToArray(),
                        percents = taxonomy.RevisionLimits.Select(l => l.Percent).ToArray(),
                        cases = taxonomy.RevisionLimits.Select(l => l.Cases).ToArray(),
                    },
                    cancellation,
                    transaction
                )
            );
        return found;
    }

    /// <summary>Null if the figure is in no cell, because another submission gave it.</summary>
    private static CellRef? CellOf(string? sheet, int row, int column) =>
        row == 0 || sheet is null ? null : new CellRef(sheet, row, column);

    private static string Named(string indicator, BrokenDownRow row) =>
        row.Breakdown() is var breakdown && breakdown.Equals(Breakdown.Total) ? indicator : $"{indicator} ({breakdown})";

    private static string Text(decimal value) => value.ToString("0.############################", CultureInfo.InvariantCulture);
}

/// <summary>Figures of an indicator that change by more than its limit; the one that changes most.</summary>
public sealed record LargeRevisionRow : BrokenDownRow
{
    public required string Indicator { get; init; }
    public required string Area { get; init; }
    public required string Period { get; init; }
    public required decimal OldValue { get; init; }
    public required decimal NewValue { get; init; }
    public required decimal Percent { get; init; }
    public required decimal Cases { get; init; }

    /// <summary>How many figures of the indicator change by more.</summary>
    public required long Figures { get; init; }

    /// <summary>Areas of the affected totals, one for each of <see cref="Periods"/>; null if there are none.</summary>
    public string[]? Areas { get; init; }
    public string[]? Periods { get; init; }
    public string? Sheet { get; init; }
    public required int SourceRow { get; init; }
    public required short SourceColumn { get; init; }
}

/// <summary>Figures that a submission claims to cover and lacks; the first of them.</summary>
public sealed record MissingValuesRow : BrokenDownRow
{
    public required string Indicator { get; init; }

    /// <summary>Null if the missing parts cannot be identified.</summary>
    public string? Area { get; init; }
    public string? Period { get; init; }

    /// <summary>How many figures of the indicator are missing.</summary>
    public required long Figures { get; init; }
}
