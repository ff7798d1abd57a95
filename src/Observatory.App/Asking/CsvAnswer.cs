using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Observatory.Core.Normalising;

namespace Observatory.App.Asking;

/// <summary>
/// Writes a table as CSV row by row: UTF-8, commas, numbers with a point, column names never translated. With a byte-order mark it is for
/// people and their spreadsheet programs, and nothing in it is a formula; without one every field is exact. Every CSV answer is written
/// here.
/// </summary>
public static class CsvAnswer
{
    private static readonly CsvConfiguration Form = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    public static async Task WriteAsync<T>(
        Stream output,
        IEnumerable<string> columns,
        IAsyncEnumerable<T> rows,
        Func<T, IEnumerable<string>> fields,
        bool byteOrderMark,
        CancellationToken cancellation
    )
    {
        await using var text = Text(output, byteOrderMark);
        await using var csv = new CsvWriter(text, Form, leaveOpen: true);
        WriteFields(csv, columns, byteOrderMark);
        await csv.NextRecordAsync();
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            WriteFields(csv, fields(row), byteOrderMark);
            await csv.NextRecordAsync();
        }
    }

    /// <summary>The same for rows that are handed over one by one.</summary>
    /// <param name="rows">Given what writes a row.</param>
    public static void Write(Stream output, IEnumerable<string> columns, bool byteOrderMark, Action<Action<IEnumerable<string>>> rows)
    {
        using var text = Text(output, byteOrderMark);
        using var csv = new CsvWriter(text, Form, leaveOpen: true);
        Row(columns);
        rows(Row);

        void Row(IEnumerable<string> fields)
        {
            WriteFields(csv, fields, byteOrderMark);
            csv.NextRecord();
        }
    }

    private static StreamWriter Text(Stream output, bool byteOrderMark) =>
        new(output, new UTF8Encoding(byteOrderMark), 1 << 14, leaveOpen: true) { NewLine = "\n" };

    private static void WriteFields(CsvWriter csv, IEnumerable<string> fields, bool isForPeople)
    {
        foreach (var field in fields)
            csv.WriteField(isForPeople ? FormulaText.Harmless(field) : field);
    }
}
