using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;

namespace Observatory.Core.Answers;

/// <summary>
/// A CSV file of a mapping folder to which lines are added. Its earlier content stays unchanged, so that a reviewer sees only what is new.
/// </summary>
internal sealed class EditedTable
{
    private readonly string _text;
    private readonly string _newLine;

    private EditedTable(string text)
    {
        _text = text;
        _newLine = text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";
    }

    public static EditedTable Of(ReadOnlyMemory<byte> bytes) => new(Encoding.UTF8.GetString(bytes.Span));

    public static EditedTable Empty(IEnumerable<string> heading) => new(string.Join(',', heading) + "\n");

    /// <summary>The headings of the first line.</summary>
    public IReadOnlyList<string> Heading
    {
        get
        {
            using var parser = new CsvParser(
                new StringReader(_text.TrimStart('\uFEFF')),
                new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null, HasHeaderRecord = false }
            );
            return parser.Read() ? [.. parser.Record!.Select(h => h.Trim())] : [];
        }
    }

    /// <summary>The table with one more column on the right, empty in the existing rows.</summary>
    public EditedTable WithColumn(string heading)
    {
        var end = _text.IndexOfAny(['\r', '\n']);
        return new EditedTable(end < 0 ? $"{_text},{heading}{_newLine}" : $"{_text[..end]},{heading}{_text[end..]}");
    }

    public EditedTable WithRow(IEnumerable<string> cells)
    {
        var before = _text.Length == 0 || _text[^1] == '\n' ? _text : _text + _newLine;
        return new EditedTable($"{before}{string.Join(',', cells.Select(Quoted))}{_newLine}");
    }

    public ReadOnlyMemory<byte> ToBytes() => Encoding.UTF8.GetBytes(_text);

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(",\"\r\n") || text != text.Trim() ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
