using System.Globalization;
using NodaTime.Text;
using Observatory.Warehouse.Series;
using Scopes = System.Linq.ILookup<(string Indicator, string Country, string Source, string Freq, int Level), Observatory.Warehouse.Series.DeclaredScope>;

namespace Observatory.App.Asking;

/// <summary>Who reported what, for which periods and when, as a document and as a table.</summary>
public static class CoverageAnswers
{
    private static readonly string[] Columns =
    [
        "indicator", "country", "source", "freq", "level", "firstPeriod", "lastPeriod", "periods", "gaps", "areas", "figures", "loads", "submission", "mapping", "mappingVersion",
        "publishedOn", "loadedAt", "declared",
    ];

    public static object Json(CoverageRow row, Scopes scopes) => new
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
        declared = Of(row, scopes).Select(s => new { area = s.Area, from = s.FromPeriod, to = s.ToPeriod, partsExpected = s.PartsExpected, absentIsZero = s.AbsentIsZero, submission = s.Submission }),
    };

    public static Task WriteCsvAsync(Stream output, IReadOnlyList<CoverageRow> rows, Scopes scopes, bool byteOrderMark, CancellationToken cancellation) =>
        CsvAnswer.WriteAsync(output, Columns, rows.ToAsyncEnumerable(), r => Fields(r, scopes), byteOrderMark, cancellation);

    private static IEnumerable<string> Fields(CoverageRow row, Scopes scopes) =>
    [
        row.Indicator, row.Country, row.Source, row.Freq, Text(row.Level), row.FirstPeriod, row.LastPeriod, Text(row.Periods), string.Join(' ', row.Gaps), Text(row.Areas), Text(row.Figures), Text(row.Loads),
        Text(row.Submission), row.Mapping, Text(row.MappingVersion), LocalDatePattern.Iso.Format(row.PublishedOn), InstantPattern.ExtendedIso.Format(row.LoadedAt),
        string.Join(" | ", Of(row, scopes).Select(s => $"{s.Area} {s.FromPeriod}/{s.ToPeriod} {(s.PartsExpected is { } parts ? Text(parts) : s.AbsentIsZero ? "register" : "")}".TrimEnd())),
    ];

    private static IEnumerable<DeclaredScope> Of(CoverageRow row, Scopes scopes) => scopes[(row.Indicator, row.Country, row.Source, row.Freq, row.Level)];

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
