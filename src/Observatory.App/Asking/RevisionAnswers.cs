using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime.Text;
using Observatory.App.Verbs;
using Observatory.Core.Series;
using Observatory.Warehouse.Questions;

namespace Observatory.App.Asking;

/// <summary>Writes the values that cells have had, row by row.</summary>
public static class RevisionAnswers
{
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] Columns =
    [
        "indicator",
        "area",
        "period",
        "freq",
        .. BreakdownDimensions.All,
        "source",
        "kind",
        "current",
        "value",
        "unit",
        "status",
        "change",
        "changePercent",
        "publishedOn",
        "submission",
        "mapping",
        "mappingVersion",
        "taxonomy",
        "loadedAt",
    ];

    /// <summary>A page of JSON. Reads one row more than the page holds, to know whether there is another.</summary>
    public static async Task WriteJsonAsync(
        Stream output,
        IAsyncEnumerable<RevisionRow> rows,
        AnswerContext context,
        int skip,
        int limit,
        CancellationToken cancellation
    )
    {
        await using var writer = new Utf8JsonWriter(output, Json);
        writer.WriteStartObject();
        writer.WriteStartArray("data");
        var (count, more) = (0, false);
        var sources = new SortedSet<string>(StringComparer.Ordinal);
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            if (count == limit)
            {
                more = true;
                break;
            }
            WriteRow(writer, row);
            sources.Add(row.Source);
            if (++count % 500 == 0)
                await writer.FlushAsync(cancellation);
        }
        writer.WriteEndArray();
        writer.WriteStartObject("meta");
        writer.WriteNumber("count", count);
        writer.WriteString("nextCursor", more ? (skip + limit).ToString(CultureInfo.InvariantCulture) : null);
        writer.WriteString("scope", Texts.In(context.Language)["revisions.scope"]);
        ObservationAnswers.WriteMeta(writer, context, sources, []);
        writer.WriteEndObject();
        writer.WriteEndObject();
        await writer.FlushAsync(cancellation);
    }

    public static Task WriteCsvAsync(
        Stream output,
        IAsyncEnumerable<RevisionRow> rows,
        bool byteOrderMark,
        CancellationToken cancellation
    ) => CsvAnswer.WriteAsync(output, Columns, rows, Fields, byteOrderMark, cancellation);

    private static void WriteRow(Utf8JsonWriter writer, RevisionRow row)
    {
        writer.WriteStartObject();
        writer.WriteString("indicator", row.Indicator);
        writer.WriteString("area", row.Area);
        writer.WriteString("period", row.Period);
        writer.WriteString("freq", row.Freq);
        var members = row.Members();
        for (var i = 0; i < members.Count; i++)
            writer.WriteString(BreakdownDimensions.All[i], members[i]);
        writer.WriteString("source", row.Source);
        writer.WriteString("kind", row.Kind);
        writer.WriteBoolean("current", row.IsCurrent);
        Number("value", row.Value);
        writer.WriteString("unit", row.Unit);
        writer.WriteStartArray("status");
        foreach (var status in StatusesOf(row))
            writer.WriteStringValue(status);
        writer.WriteEndArray();
        Number("change", row.Change);
        Number("changePercent", row.ChangePercent);
        writer.WriteString("publishedOn", LocalDatePattern.Iso.Format(row.PublishedOn));
        writer.WriteNumber("submission", row.Submission);
        writer.WriteString("mapping", row.Mapping);
        writer.WriteNumber("mappingVersion", row.MappingVersion);
        writer.WriteString("taxonomy", row.Taxonomy);
        writer.WriteString("loadedAt", InstantPattern.ExtendedIso.Format(row.LoadedAt));
        writer.WriteEndObject();

        void Number(string name, decimal? value)
        {
            if (value is { } number)
                writer.WriteNumber(name, ObservationAnswers.Plain(number));
            else
                writer.WriteNull(name);
        }
    }

    private static IEnumerable<string> Fields(RevisionRow row) =>
        [
            row.Indicator,
            row.Area,
            row.Period,
            row.Freq,
            .. row.Members(),
            row.Source,
            row.Kind,
            row.IsCurrent ? "true" : "false",
            ObservationAnswers.Text(row.Value),
            row.Unit ?? "",
            string.Join(';', StatusesOf(row)),
            ObservationAnswers.Text(row.Change),
            ObservationAnswers.Text(row.ChangePercent),
            LocalDatePattern.Iso.Format(row.PublishedOn),
            row.Submission.ToString(CultureInfo.InvariantCulture),
            row.Mapping,
            row.MappingVersion.ToString(CultureInfo.InvariantCulture),
            row.Taxonomy,
            InstantPattern.ExtendedIso.Format(row.LoadedAt),
        ];

    private static string[] StatusesOf(RevisionRow row) => row.Statuses?.Split(';', StringSplitOptions.RemoveEmptyEntries) ?? [];
}
