using System.Text;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Marking;

/// <summary>
/// Copies a delimited text letter by letter and adds columns with the findings of each row after its last. Not a byte of the original
/// changes: byte order mark, quotes, delimiters and line ends stay. Shorter rows get empty fields up to the widest, so that the added
/// columns are aligned. Findings about the whole file, or about the row with the column names, follow in rows of their own at the end.
/// </summary>
internal sealed class MarkedText
{
    /// <summary>Names of the added columns, the same in every language, because programs read them.</summary>
    public static readonly IReadOnlyList<string> Columns =
    [
        "finding_cell",
        "finding_severity",
        "finding_code",
        "finding_message",
        "finding_expected",
        "finding_repair",
        "finding_suggestions",
    ];

    private const int BufferSize = 1 << 16;
    private const string Between = " | ";

    private readonly TextReader _from;
    private readonly TextWriter _to;
    private readonly char _delimiter;
    private readonly Encoding _encoding;
    private readonly char[] _ahead = new char[BufferSize];
    private int _at;
    private int _end;
    private int _line = 1;

    private MarkedText(TextReader from, TextWriter to, char delimiter, Encoding encoding)
    {
        _from = from;
        _to = to;
        _delimiter = delimiter;
        _encoding = encoding;
    }

    /// <param name="content">A text that was read to its end before, in this dialect.</param>
    /// <param name="remarks">Keys of the remarks about this copy: each becomes a row at the end.</param>
    public static void Write(
        SourceFile file,
        Stream content,
        FindingMarks marks,
        MarkWords words,
        IReadOnlyList<string> remarks,
        Stream to,
        CancellationToken cancellation
    )
    {
        var (width, header) = Shape(file, cancellation);
        var encoding = TextEncodings.Strict(file.Dialect.Encoding);
        // In our own texts, letters that the encoding lacks become question marks.
        var lenient = encoding is UTF8Encoding or UnicodeEncoding
            ? encoding
            : Encoding.GetEncoding(encoding.WebName, EncoderFallback.ReplacementFallback, DecoderFallback.ExceptionFallback);
        var mark = encoding.GetPreamble();
        var head = new byte[mark.Length];
        content.Position = 0;
        var isMarked =
            mark.Length > 0
            && content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == mark.Length
            && head.AsSpan().SequenceEqual(mark);
        content.Position = 0;
        if (isMarked)
            to.Write(mark);
        using var reader = new StreamReader(content, encoding, detectEncodingFromByteOrderMarks: false, BufferSize, leaveOpen: true);
        using var writer = new StreamWriter(to, Unmarked(lenient), BufferSize, leaveOpen: true);
        new MarkedText(reader, writer, file.Dialect.Delimiter ?? ',', lenient).Copy(
            width,
            header,
            ByLine(marks),
            marks,
            words,
            [.. remarks.Select(r => words.Remark(r, marks))],
            cancellation
        );
    }

    /// <summary>A field of ours: quoted if necessary, and never the beginning of a formula.</summary>
    internal static string Field(string text, char delimiter)
    {
        var line = FormulaText.Harmless(text.ReplaceLineEndings(" "));
        return
            line.Contains(delimiter, StringComparison.Ordinal)
            || line.Contains('"', StringComparison.Ordinal)
            || line.StartsWith(' ')
            || line.EndsWith(' ')
            ? $"\"{line.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : line;
    }

    /// <summary>The widest row, and the line of the first row that is as wide as most, which has the column names.</summary>
    private static (int Width, int Header) Shape(SourceFile file, CancellationToken cancellation)
    {
        var widths = new Dictionary<int, (int Rows, int First)>();
        foreach (var row in file.Rows(cancellation))
        {
            var (rows, first) = widths.GetValueOrDefault(row.Count, (0, row.Number));
            widths[row.Count] = (rows + 1, first);
        }

        return widths.Count == 0
            ? (0, 0)
            : (widths.Keys.Max(), widths.OrderByDescending(w => w.Value.Rows).ThenByDescending(w => w.Key).First().Value.First);
    }

    private static Encoding Unmarked(Encoding encoding) =>
        encoding switch
        {
            UTF8Encoding => new UTF8Encoding(false, true),
            UnicodeEncoding => new UnicodeEncoding(encoding.WebName.EndsWith("BE", StringComparison.OrdinalIgnoreCase), false, true),
            _ => encoding,
        };

    private static Dictionary<int, List<(CellRef Cell, Finding? Told, MarkedCause Cause)>> ByLine(FindingMarks marks)
    {
        var told = new Dictionary<(CellRef, string, Severity), Queue<Finding>>();
        foreach (var finding in marks.Causes.SelectMany(c => c.Told))
        {
            if (finding.Where is not { } where)
                continue;
            if (!told.TryGetValue((where, finding.Code, finding.Severity), out var queue))
                told.Add((where, finding.Code, finding.Severity), queue = new Queue<Finding>());
            queue.Enqueue(finding);
        }

        var lines = new Dictionary<int, List<(CellRef, Finding?, MarkedCause)>>();
        foreach (var (cell, cause) in marks.Places)
        {
            if (!lines.TryGetValue(cell.Row, out var line))
                lines.Add(cell.Row, line = []);
            line.Add(
                (
                    cell,
                    told.TryGetValue((cell, cause.Code, cause.Severity), out var queue) && queue.TryDequeue(out var finding)
                        ? finding
                        : null,
                    cause
                )
            );
        }

        return lines;
    }

    private void Copy(
        int width,
        int header,
        Dictionary<int, List<(CellRef Cell, Finding? Told, MarkedCause Cause)>> lines,
        FindingMarks marks,
        MarkWords words,
        IReadOnlyList<string> remarks,
        CancellationToken cancellation
    )
    {
        var lineEnd = "\n";
        var isOpen = false;
        while (Peek() >= 0)
        {
            if ((_line & 1023) == 0)
                cancellation.ThrowIfCancellationRequested();
            var line = _line;
            var (fields, isBlank) = CopyFields();
            if (line == header)
                Append(width - fields, Columns);
            else if (lines.Remove(line, out var found))
                Append(width - fields, FieldsOf(found, words));
            else if (!isBlank)
                Append(width - fields, [.. Columns.Select(_ => "")]);
            var end = CopyLineEnd();
            lineEnd = end.Length > 0 ? end : lineEnd;
            isOpen = end.Length == 0;
        }

        // Findings that belong to no row of the file, or to the row with the column names.
        var rest = lines
            .OrderBy(l => l.Key)
            .SelectMany(l => l.Value)
            .Concat(
                marks.Causes.SelectMany(c =>
                    c.Told.Where(f => f.Where is not { Row: > 0, Column: >= 0 and <= WorkbookParts.MaxColumn })
                        .Select(f => (f.Where ?? default, (Finding?)f, c))
                )
            );
        foreach (
            var fields in rest.Select(one => FieldsOf([one], words))
                .Concat(remarks.Select(r => (string[])["", nameof(Severity.Note), "", r, "", "", ""]))
        )
        {
            if (isOpen)
                _to.Write(lineEnd);
            Append(width - 1, fields);
            _to.Write(lineEnd);
            isOpen = false;
        }
    }

    private static string[] FieldsOf(IReadOnlyList<(CellRef Cell, Finding? Told, MarkedCause Cause)> found, MarkWords words)
    {
        var texts = found
            .OrderByDescending(f => f.Cause.Severity)
            .ThenBy(f => f.Cell.Column)
            .Select(f =>
                (
                    f.Cell,
                    Text: MarkText.Of(
                        f.Told ?? new Finding(f.Cause.Code, f.Cause.Severity, f.Cell, new Dictionary<string, string>()),
                        words
                    ),
                    f.Cause.Severity,
                    IsTold: f.Told is not null
                )
            )
            .ToList();
        return
        [
            Join(t => t.Cell.Row > 0 ? t.Cell.A1 : ""),
            Join(t => t.Severity.ToString()),
            Join(t => t.Text.Code),
            Join(t => t.IsTold ? t.Text.What : t.Text.Title),
            Join(t => t.Text.Expected),
            Join(t => t.Text.Repair),
            Join(t => string.Join("; ", t.Text.Suggestions)),
        ];

        string Join(Func<(CellRef Cell, MarkText Text, Severity Severity, bool IsTold), string> part)
        {
            var parts = texts.Select(part).ToList();
            return parts.All(p => p.Length == 0) ? "" : string.Join(Between, parts);
        }
    }

    private void Append(int missing, IReadOnlyList<string> fields)
    {
        for (var i = 0; i < missing; i++)
            _to.Write(_delimiter);
        foreach (var field in fields)
        {
            _to.Write(_delimiter);
            _to.Write(Field(field, _delimiter));
        }
    }

    private (int Fields, bool IsBlank) CopyFields()
    {
        var isBlank = true;
        for (var fields = 1; ; fields++)
        {
            isBlank &= !CopyField();
            if (Peek() != _delimiter)
                return (fields, isBlank && fields == 1);
            _to.Write((char)Next());
        }
    }

    /// <summary>True if the field is not empty.</summary>
    private bool CopyField()
    {
        if (Peek() == '"')
        {
            CopyQuoted();
            return true;
        }

        var any = false;
        while (Peek() is >= 0 and var next && next != _delimiter && next is not ('\r' or '\n'))
        {
            _to.Write((char)Next());
            any = true;
        }

        return any;
    }

    private void CopyQuoted()
    {
        _to.Write((char)Next());
        while (Next() is >= 0 and var next)
        {
            _to.Write((char)next);
            if (next == '\n' || (next == '\r' && Peek() != '\n'))
                _line++;
            if (next != '"')
                continue;
            if (Peek() == '"')
            {
                _to.Write((char)Next());
                continue;
            }

            while (Peek() is ' ' or '\t' && Peek() != _delimiter)
                _to.Write((char)Next());
            return;
        }
    }

    private string CopyLineEnd()
    {
        if (Next() is not (>= 0 and var end))
            return "";
        var text = end == '\r' && Peek() == '\n' ? $"\r{(char)Next()}" : ((char)end).ToString();
        _to.Write(text);
        _line++;
        return text;
    }

    /// <summary>The next letter without consuming it; -1 at the end.</summary>
    private int Peek()
    {
        if (_at == _end)
            (_at, _end) = (0, _from.ReadBlock(_ahead, 0, _ahead.Length));
        return _at < _end ? _ahead[_at] : -1;
    }

    private int Next()
    {
        var next = Peek();
        _at = Math.Min(_at + 1, _end);
        return next;
    }
}
