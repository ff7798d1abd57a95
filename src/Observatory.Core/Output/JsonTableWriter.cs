using System.Text.Encodings.Web;
using System.Text.Json;
using NodaTime;

namespace Observatory.Core.Output;

/// <summary>
/// Writes <c>{ "data": [ … ], "meta": { … } }</c>, one page at a time, row by row, so that only one row is in memory. Labels come at the
/// end of each row.
/// </summary>
public sealed class JsonTableWriter : ITableWriter
{
    private const int RowsBetweenFlushes = 500;

    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Words = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public string Format => "json";

    public string MediaType => "application/json";

    public bool IsPaged => true;

    public async Task WriteAsync<TRow>(Stream output, Table<TRow> table, TableOptions options, CancellationToken cancellation)
    {
        await using var writer = new Utf8JsonWriter(output, Form);
        var cells = new Cells(writer);
        var columns = table.Columns.OrderBy(c => c.Role == ColumnRole.Label).Select(c => new NamedColumn<TRow>(c)).ToArray();
        writer.WriteStartObject();
        writer.WriteStartArray("data");
        var (count, isMore) = (0, false);
        await foreach (var row in table.Rows.WithCancellation(cancellation))
        {
            if (count == table.RowsOfAPage)
            {
                isMore = true;
                break;
            }
            table.Seen?.Invoke(row);
            writer.WriteStartObject();
            foreach (var column in columns)
                column.Write(row, writer, cells);
            writer.WriteEndObject();
            if (++count % RowsBetweenFlushes == 0)
                await writer.FlushAsync(cancellation);
        }
        writer.WriteEndArray();
        writer.WritePropertyName("meta");
        var about = await table.About(new WrittenRows(count, isMore), cancellation);
        // Serialising into the writer would flush what is written so far synchronously.
        writer.WriteRawValue(JsonSerializer.SerializeToUtf8Bytes(about, about.GetType(), Words), skipInputValidation: true);
        writer.WriteEndObject();
        await writer.FlushAsync(cancellation);
    }

    /// <summary>A column with its name in JSON.</summary>
    private sealed class NamedColumn<TRow>(TableColumn<TRow> column)
    {
        private readonly JsonEncodedText _name = JsonEncodedText.Encode(column.Name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        private readonly NamedColumn<TRow>[] _parts = [.. column.Parts.Select(p => new NamedColumn<TRow>(p))];

        public void Write(TRow row, Utf8JsonWriter writer, Cells cells)
        {
            writer.WritePropertyName(_name);
            if (column.Type != ColumnType.Group)
            {
                column.Write(row, cells);
                return;
            }
            if (!column.Has(row))
            {
                writer.WriteNullValue();
                return;
            }
            writer.WriteStartObject();
            foreach (var part in _parts)
                part.Write(row, writer, cells);
            writer.WriteEndObject();
        }
    }

    private sealed class Cells(Utf8JsonWriter writer) : ICellWriter
    {
        // Most rows have the same load time as the row before them.
        private Instant _moment;
        private string? _momentText;

        public void Text(string? text) => writer.WriteStringValue(text);

        public void Number(decimal? number)
        {
            if (number is { } known)
                writer.WriteNumberValue(ValueText.Plain(known));
            else
                writer.WriteNullValue();
        }

        public void Integer(long? number)
        {
            if (number is { } known)
                writer.WriteNumberValue(known);
            else
                writer.WriteNullValue();
        }

        public void Flag(bool flag) => writer.WriteBooleanValue(flag);

        public void Day(LocalDate day) => writer.WriteStringValue(ValueText.Of(day));

        public void Moment(Instant moment)
        {
            if (_momentText is null || moment != _moment)
                (_moment, _momentText) = (moment, ValueText.Of(moment));
            writer.WriteStringValue(_momentText);
        }

        public void Codes(IEnumerable<string> codes)
        {
            writer.WriteStartArray();
            foreach (var code in codes)
                writer.WriteStringValue(code);
            writer.WriteEndArray();
        }

        public void Notes(IEnumerable<string> notes, Func<string, string> codeOf, Func<string, string> textOf) =>
            Codes(notes.Select(codeOf));
    }
}
