using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using ExcelDataReader;
using Observatory.Core.Reading;

namespace Observatory.Benchmarks.Reading;

/// <summary>
/// What the libraries do by themselves in the fastest way they offer: every field of every row is asked for once, and nothing is
/// made of it. Encoding and delimiter are told, not found.
/// </summary>
internal static class BareReading
{
    private const int BufferSize = 1 << 16;

    /// <summary>Reads a file to its end and answers how many cells it has.</summary>
    public static long Read(string path, FileDialect dialect) =>
        dialect.Format == FileFormat.Csv ? ReadCsv(path, dialect) : ReadSpreadsheet(path);

    private static long ReadCsv(string path, FileDialect dialect)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.SequentialScan);
        using var text = new StreamReader(
            file,
            Encoding.GetEncoding(dialect.Encoding ?? "utf-8"),
            detectEncodingFromByteOrderMarks: true,
            BufferSize
        );
        using var parser = new CsvParser(
            text,
            new CsvConfiguration(CultureInfo.InvariantCulture)
            {
                Delimiter = (dialect.Delimiter ?? ',').ToString(),
                CacheFields = true,
                BufferSize = BufferSize,
            }
        );
        long cells = 0,
            letters = 0;
        while (parser.Read())
        {
            var count = parser.Count;
            for (var i = 0; i < count; i++)
                letters += parser[i].Length;
            cells += count;
        }
        GC.KeepAlive(letters);
        return cells;
    }

    private static long ReadSpreadsheet(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize, FileOptions.SequentialScan);
        using var reader = ExcelReaderFactory.CreateReader(file);
        long cells = 0,
            filled = 0;
        do
        {
            while (reader.Read())
            {
                var count = reader.FieldCount;
                for (var i = 0; i < count; i++)
                    filled += reader.GetValue(i) is null ? 0 : 1;
                cells += count;
            }
        } while (reader.NextResult());
        GC.KeepAlive(filled);
        return cells;
    }
}
