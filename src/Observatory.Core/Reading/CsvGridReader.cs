using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Observatory.Core.Cells;
using Observatory.Core.Checking;

namespace Observatory.Core.Reading;

/// <summary>
/// Reads delimited text in one forward pass. <see cref="RecordWatch"/> judges limits and quoting ahead of the parser, whose own buffers
/// would otherwise grow with a record that never ends.
/// </summary>
public sealed class CsvGridReader : IGridReader
{
    private const int BufferSize = 1 << 16;

    public IEnumerable<GridRow> Read(Stream content, FileDialect dialect, ReadLimits limits, CancellationToken ct)
    {
        if (content.CanSeek)
            content.Position = 0;
        var delimiter = dialect.Delimiter ?? ',';
        var encoding = TextEncodings.Strict(dialect.Encoding);
        using var text = new StreamReader(content, encoding, detectEncodingFromByteOrderMarks: false, BufferSize, leaveOpen: true);
        using var watch = new RecordWatch(text, delimiter, encoding.WebName, limits);

        var line = 1;
        var rows = 0;
        do
        {
            watch.NextSegment();
            using var parser = new CsvParser(watch, Strict(delimiter), leaveOpen: true);
            var before = line - 1;
            while (Advance(parser, watch, line))
            {
                if ((++rows & 1023) == 0)
                    ct.ThrowIfCancellationRequested();
                if (rows > limits.MaxRows)
                    throw Refusals.Limit(new CellRef("", line, 0), "rows", limits.MaxRows);
                yield return new GridRow("", line, parser.Record ?? []);
                line = before + parser.RawRow + 1;
            }
        } while (watch.IsSegmentFull);
    }

    private static CsvConfiguration Strict(char delimiter) =>
        new(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter.ToString(),
            HasHeaderRecord = false,
            IgnoreBlankLines = false,
            CacheFields = true,
            BufferSize = BufferSize,
            // RecordWatch judges bad data, because it knows where a field began.
            BadDataFound = null,
            ExceptionMessagesContainRawData = false,
        };

    private static bool Advance(CsvParser parser, RecordWatch watch, int line)
    {
        try
        {
            return parser.Read();
        }
        catch (DecoderFallbackException e)
        {
            throw new UnreadableFileException(
                Finding.Blocking(
                    FindingCodes.FileEncoding,
                    new CellRef("", watch.Line, 0),
                    ("encoding", watch.Encoding),
                    ("line", Refusals.Text(watch.Line)),
                    ("bytes", Convert.ToHexString(e.BytesUnknown ?? []))
                )
            );
        }
        catch (CsvHelperException)
        {
            throw new UnreadableFileException(
                Finding.Blocking(FindingCodes.FileUnreadable, new CellRef("", line, 0), ("line", Refusals.Text(line)))
            );
        }
    }
}
