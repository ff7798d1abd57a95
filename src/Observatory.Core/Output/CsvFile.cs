using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Observatory.Core.Normalising;

namespace Observatory.Core.Output;

/// <summary>
/// Writes CSV field by field: UTF-8, commas, decimal points, column names never translated. A file with a byte-order mark is for people and
/// their spreadsheet programs, and none of its fields can be evaluated as a formula; in a file without one every field is exact. Every CSV
/// of the program is written here. The stream stays open.
/// </summary>
public sealed class CsvFile : IDisposable, IAsyncDisposable
{
    private const int Buffer = 1 << 14;

    private static readonly CsvConfiguration Form = new(CultureInfo.InvariantCulture) { NewLine = "\n" };

    private readonly bool _isForPeople;
    private readonly StreamWriter _text;
    private readonly CsvWriter _csv;

    public CsvFile(Stream output, bool isForPeople)
    {
        _isForPeople = isForPeople;
        _text = new StreamWriter(output, new UTF8Encoding(isForPeople), Buffer, leaveOpen: true) { NewLine = "\n" };
        _csv = new CsvWriter(_text, Form, leaveOpen: true);
    }

    /// <summary>Writes a whole file from rows in memory.</summary>
    public static async Task WriteAsync(
        Stream output,
        IEnumerable<string> columns,
        IEnumerable<IEnumerable<string>> rows,
        bool isForPeople,
        CancellationToken cancellation
    )
    {
        await using var file = new CsvFile(output, isForPeople);
        foreach (var row in rows.Prepend(columns))
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var field in row)
                file.Field(field);
            await file.EndRowAsync();
        }
    }

    /// <summary>Writes a whole file from rows that the caller produces one by one.</summary>
    /// <param name="rows">Called once, with the function that writes a row.</param>
    public static void Write(Stream output, IEnumerable<string> columns, bool isForPeople, Action<Action<IEnumerable<string>>> rows)
    {
        using var file = new CsvFile(output, isForPeople);
        file.Row(columns);
        rows(file.Row);
    }

    public void Field(string text) => _csv.WriteField(_isForPeople ? FormulaText.Harmless(text) : text);

    public Task EndRowAsync() => _csv.NextRecordAsync();

    private void Row(IEnumerable<string> fields)
    {
        foreach (var field in fields)
            Field(field);
        _csv.NextRecord();
    }

    public void Dispose()
    {
        _csv.Dispose();
        _text.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _csv.DisposeAsync();
        await _text.DisposeAsync();
    }
}
