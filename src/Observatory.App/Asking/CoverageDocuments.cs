using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Observatory.Core.Output;
using Observatory.Warehouse.Series;
using Observatory.Warehouse.Taxonomy;
using Scopes = System.Linq.ILookup<
    (string Indicator, string Country, string Source, string Freq, int Level),
    Observatory.Warehouse.Series.DeclaredScope
>;

namespace Observatory.App.Asking;

/// <summary>Who reported what, for which periods and when, how late and how complete, as a document and as a table.</summary>
/// <param name="today">The day from which lateness is counted.</param>
public sealed class CoverageDocuments(Scopes scopes, LibraryState library, LocalDate today)
{
    private static readonly string[] Columns =
    [
        "indicator",
        "country",
        "source",
        "freq",
        "level",
        "firstPeriod",
        "lastPeriod",
        "periods",
        "gaps",
        "areas",
        "figures",
        "loads",
        "submission",
        "mapping",
        "mappingVersion",
        "publishedOn",
        "loadedAt",
        "declared",
        "dueOn",
        "daysLate",
        "periodsExpected",
        "areasExpected",
    ];

    public Timeliness TimelinessOf(CoverageRow row) => Timeliness.Of(row, Of(row), library, today);

    public object Json(CoverageRow row) => Json(row, TimelinessOf(row));

    public Task WriteCsvAsync(Stream output, IReadOnlyList<CoverageRow> rows, bool byteOrderMark, CancellationToken cancellation) =>
        CsvFile.WriteAsync(output, Columns, rows.Select(Fields), byteOrderMark, cancellation);

    private object Json(CoverageRow row, Timeliness at) =>
        new
        {
            indicator = row.Indicator,
            country = row.Country,
            source = row.Source,
            freq = row.Freq,
            level = row.Level,
            firstPeriod = row.FirstPeriod,
            lastPeriod = row.LastPeriod,
            periods = row.Periods,
            gaps = row.Gaps,
            areas = row.Areas,
            figures = row.Figures,
            loads = row.Loads,
            submission = row.Submission,
            mapping = row.Mapping,
            mappingVersion = row.MappingVersion,
            publishedOn = LocalDatePattern.Iso.Format(row.PublishedOn),
            loadedAt = InstantPattern.ExtendedIso.Format(row.LoadedAt),
            declared = Of(row)
                .Select(s => new
                {
                    area = s.Area,
                    from = s.FromPeriod,
                    to = s.ToPeriod,
                    partsExpected = s.PartsExpected,
                    absentIsZero = s.AbsentIsZero,
                    submission = s.Submission,
                }),
            dueOn = Text(at.DueOn),
            daysLate = at.DaysLate,
            periodsExpected = at.PeriodsExpected,
            areasExpected = at.AreasExpected,
        };

    private IEnumerable<string> Fields(CoverageRow row) => Fields(row, TimelinessOf(row));

    private IEnumerable<string> Fields(CoverageRow row, Timeliness at) =>
        [
            row.Indicator,
            row.Country,
            row.Source,
            row.Freq,
            Text(row.Level),
            row.FirstPeriod,
            row.LastPeriod,
            Text(row.Periods),
            string.Join(' ', row.Gaps),
            Text(row.Areas),
            Text(row.Figures),
            Text(row.Loads),
            Text(row.Submission),
            row.Mapping,
            Text(row.MappingVersion),
            LocalDatePattern.Iso.Format(row.PublishedOn),
            InstantPattern.ExtendedIso.Format(row.LoadedAt),
            string.Join(
                " | ",
                Of(row)
                    .Select(s =>
                        (
                            $"{s.Area} {s.FromPeriod}/{s.ToPeriod} "
                            + $"{(s.PartsExpected is { } parts ? Text(parts) : s.AbsentIsZero ? "register" : "")}"
                        ).TrimEnd()
                    )
            ),
            Text(at.DueOn) ?? "",
            at.DaysLate is { } late ? Text(late) : "",
            Text(at.PeriodsExpected),
            at.AreasExpected is { } areas ? Text(areas) : "",
        ];

    private IEnumerable<DeclaredScope> Of(CoverageRow row) => scopes[(row.Indicator, row.Country, row.Source, row.Freq, row.Level)];

    private static string? Text(LocalDate? day) => day is { } known ? LocalDatePattern.Iso.Format(known) : null;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
