using System.Globalization;
using NodaTime;
using NodaTime.Text;
using Observatory.App.Responses;
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

    public CoverageResponse Json(CoverageRow row) => Json(row, TimelinessOf(row));

    public Task WriteCsvAsync(Stream output, IReadOnlyList<CoverageRow> rows, bool byteOrderMark, CancellationToken cancellation) =>
        CsvFile.WriteAsync(output, Columns, rows.Select(Fields), byteOrderMark, cancellation);

    private CoverageResponse Json(CoverageRow row, Timeliness at) =>
        new CoverageResponse
        {
            Indicator = row.Indicator,
            Country = row.Country,
            Source = row.Source,
            Freq = row.Freq,
            Level = row.Level,
            FirstPeriod = row.FirstPeriod,
            LastPeriod = row.LastPeriod,
            Periods = row.Periods,
            Gaps = row.Gaps,
            Areas = row.Areas,
            Figures = row.Figures,
            Loads = row.Loads,
            Submission = row.Submission,
            Mapping = row.Mapping,
            MappingVersion = row.MappingVersion,
            PublishedOn = LocalDatePattern.Iso.Format(row.PublishedOn),
            LoadedAt = InstantPattern.ExtendedIso.Format(row.LoadedAt),
            Declared = Of(row)
                .Select(s => new ScopeResponse
                {
                    Area = s.Area,
                    From = s.FromPeriod,
                    To = s.ToPeriod,
                    PartsExpected = s.PartsExpected,
                    AbsentIsZero = s.AbsentIsZero,
                    Submission = s.Submission,
                }),
            DueOn = Text(at.DueOn),
            DaysLate = at.DaysLate,
            PeriodsExpected = at.PeriodsExpected,
            AreasExpected = at.AreasExpected,
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
