using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Reading;

namespace Observatory.Core.Taxonomy;

/// <summary>One CSV file of the taxonomy. Each unreadable part becomes a finding with file, line and column.</summary>
internal sealed class TaxonomyTable
{
    private readonly Dictionary<string, int> _columns = new(StringComparer.Ordinal);
    private readonly List<Finding> _findings;

    private TaxonomyTable(string file, List<Finding> findings)
    {
        File = file;
        _findings = findings;
    }

    public string File { get; }

    public List<TaxonomyRow> Rows { get; } = [];

    /// <summary>
    /// Reads a file that has at least the given columns; null if it does not. Rows that are too short or too long are left out.
    /// </summary>
    public static TaxonomyTable? Read(FolderFiles folder, string file, ReadOnlySpan<string> columns, List<Finding> findings)
    {
        if (!folder.Files.TryGetValue(file, out var bytes))
        {
            findings.Add(
                Finding.Blocking(
                    FindingCodes.TaxonomyFileMissing,
                    null,
                    ("file", file),
                    ("nearest", NearestWord.To(file, folder.Files.Keys) ?? "")
                )
            );
            return null;
        }
        if (Decode(file, bytes.Span, findings) is not { } text)
            return null;

        var table = new TaxonomyTable(file, findings);
        using var parser = new CsvParser(
            new StringReader(text),
            new CsvConfiguration(CultureInfo.InvariantCulture) { BadDataFound = null, IgnoreBlankLines = false }
        );
        if (!parser.Read())
        {
            findings.Add(Finding.Blocking(FindingCodes.FileEmpty, new CellRef(file, 1, 1), ("file", file)));
            return null;
        }
        var header = parser.Record!;
        for (var i = 0; i < header.Length; i++)
            table._columns.TryAdd(header[i], i + 1);
        var complete = true;
        foreach (var column in columns)
        {
            if (table._columns.ContainsKey(column))
                continue;
            complete = false;
            findings.Add(
                Finding.Blocking(
                    FindingCodes.ColumnMissing,
                    new CellRef(file, 1, 0),
                    ("file", file),
                    ("line", "1"),
                    ("column", column),
                    ("nearest", NearestWord.To(column, header) ?? "")
                )
            );
        }
        if (!complete)
            return null;

        for (var line = parser.RawRow + 1; parser.Read(); line = parser.RawRow + 1)
        {
            var cells = parser.Record!;
            if (cells is [""])
                continue;
            if (cells.Length == header.Length)
                table.Rows.Add(new TaxonomyRow(table, cells, line));
            else
                findings.Add(
                    Finding.Blocking(
                        FindingCodes.RowLengthDiffers,
                        new CellRef(file, line, 0),
                        ("file", file),
                        ("line", Text(line)),
                        ("expected", Text(header.Length)),
                        ("actual", Text(cells.Length))
                    )
                );
        }
        return table;
    }

    public bool Has(string column) => _columns.ContainsKey(column);

    public int ColumnOf(string name) => _columns[name];

    public void Report(string code, int line, string column, params ReadOnlySpan<(string Name, string Value)> arguments) =>
        _findings.Add(
            Finding.Blocking(
                code,
                new CellRef(File, line, ColumnOf(column)),
                [("file", File), ("line", Text(line)), ("column", column), .. arguments]
            )
        );

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string? Decode(string file, ReadOnlySpan<byte> bytes, List<Finding> findings)
    {
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (DecoderFallbackException fault)
        {
            var line = 1 + bytes[..Math.Clamp(fault.Index, 0, bytes.Length)].Count((byte)'\n');
            findings.Add(
                Finding.Blocking(
                    FindingCodes.FileEncoding,
                    new CellRef(file, line, 0),
                    ("file", file),
                    ("line", Text(line)),
                    ("encoding", "utf-8"),
                    ("bytes", Convert.ToHexString(fault.BytesUnknown ?? []))
                )
            );
            return null;
        }
    }
}
