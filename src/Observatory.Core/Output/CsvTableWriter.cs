using NodaTime;

namespace Observatory.Core.Output;

/// <summary>
/// Writes a table as CSV (RFC 4180), row by row: see <see cref="CsvFile"/>. Several codes of one cell are separated by semicolons.
/// </summary>
public sealed class CsvTableWriter : ITableWriter
{
    public string Format => "csv";

    public string MediaType => "text/csv";

    public bool IsPaged => false;

    public async Task WriteAsync<TRow>(Stream output, Table<TRow> table, TableOptions options, CancellationToken cancellation)
    {
        await using var file = new CsvFile(output, options.IsForPeople);
        var cells = new Cells(file);
        foreach (var column in table.Columns)
        foreach (var name in NamesOf(column))
            file.Field(name);
        await file.EndRowAsync();
        await foreach (var row in table.Rows.WithCancellation(cancellation))
        {
            table.Seen?.Invoke(row);
            foreach (var column in table.Columns)
                Write(column, row, file, cells);
            await file.EndRowAsync();
        }
    }

    /// <summary>
    /// The name of a part of a group is the two names joined: <c>coverage</c> and <c>members</c> give <c>coverageMembers</c>.
    /// </summary>
    private static IEnumerable<string> NamesOf<TRow>(TableColumn<TRow> column) =>
        column.Type == ColumnType.Group
            ? column.Parts.Select(p => $"{column.Name}{char.ToUpperInvariant(p.Name[0])}{p.Name[1..]}")
            : [column.Name];

    private static void Write<TRow>(TableColumn<TRow> column, TRow row, CsvFile file, Cells cells)
    {
        if (column.Type != ColumnType.Group)
            column.Write(row, cells);
        else if (column.Has(row))
            foreach (var part in column.Parts)
                part.Write(row, cells);
        else
            foreach (var _ in column.Parts)
                file.Field("");
    }

    private sealed class Cells(CsvFile file) : ICellWriter
    {
        public void Text(string? text) => file.Field(text ?? "");

        public void Number(decimal? number) => file.Field(ValueText.Of(number));

        public void Integer(long? number) => file.Field(ValueText.Of(number));

        public void Flag(bool flag) => file.Field(ValueText.Of(flag));

        public void Day(LocalDate day) => file.Field(ValueText.Of(day));

        public void Moment(Instant moment) => file.Field(ValueText.Of(moment));

        public void Codes(IEnumerable<string> codes) => file.Field(string.Join(';', codes));

        public void Notes(IEnumerable<string> notes, Func<string, string> codeOf, Func<string, string> textOf) =>
            file.Field(string.Join(" | ", notes.Select(textOf)));
    }
}
