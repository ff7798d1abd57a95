using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Observatory.App.Asking;

/// <summary>Writes a table as CSV row by row: UTF-8, commas, numbers with a point, column names never translated.</summary>
public static class CsvAnswer
{
    public static async Task WriteAsync<T>(
        Stream output, IReadOnlyList<string> columns, IAsyncEnumerable<T> rows, Func<T, IEnumerable<string>> fields, bool byteOrderMark, CancellationToken cancellation)
    {
        var text = new StreamWriter(output, new UTF8Encoding(byteOrderMark), 1 << 14, leaveOpen: true) { NewLine = "\n" };
        await using (text.ConfigureAwait(false))
        {
            var csv = new CsvWriter(text, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" }, leaveOpen: true);
            await using (csv.ConfigureAwait(false))
            {
                foreach (var column in columns)
                    csv.WriteField(column);
                await csv.NextRecordAsync();
                await foreach (var row in rows.WithCancellation(cancellation))
                {
                    foreach (var field in fields(row))
                        csv.WriteField(field);
                    await csv.NextRecordAsync();
                }
            }
        }
    }
}
