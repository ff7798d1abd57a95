using System.Buffers;
using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Checking;

namespace Observatory.Core.Reading;

/// <summary>
/// Passes decoded text to the parser and follows its quoting, so that a record that is too long, too wide or never closed is refused before
/// anything has to keep it in memory. It is up to one buffer ahead of the rows. A quote inside an unquoted field (<c>37°36'37.8"N</c>) is
/// an ordinary character; anything but blanks after a closing quote is damage.
/// </summary>
internal sealed class RecordWatch(TextReader inner, char delimiter, string encoding, ReadLimits limits) : TextReader
{
    private enum At
    {
        FieldStart,
        Plain,
        Quoted,
        AfterQuote,
        AfterBlank,
    }

    // The character with which programs for DOS end a text.
    private const char EndOfFile = '\u001A';

    private const int MaxSegment = 4 << 20;

    // The bytes that windows-1252 leaves undefined arrive as these control characters (see TextEncodings).
    private static readonly SearchValues<char> Forbidden1252 = SearchValues.Create("\0\u0081\u008D\u008F\u0090\u009D");

    private readonly SearchValues<char> _endsPlain = SearchValues.Create(['\r', '\n', delimiter]);
    private readonly bool _is1252 = string.Equals(encoding, TextEncodings.Windows1252, StringComparison.OrdinalIgnoreCase);
    private At _at = At.FieldStart;
    private bool _lineFeedMayFollow;
    private int _column = 1;
    private int _fieldLength;
    private int _recordLength;
    private int _quoteLine;
    private bool _ended;
    private long _segmentLength;
    private char[] _pending = [];
    private int _pendingAt;

    public string Encoding => encoding;

    /// <summary>The current line, from 1; up to one buffer ahead of the parser.</summary>
    public int Line { get; private set; } = 1;

    /// <summary>
    /// True if the text seems to end only because a segment is full. The parser's string cache never forgets, so each segment gets a new
    /// parser; this keeps memory constant even if every value of a long file is different.
    /// </summary>
    public bool IsSegmentFull { get; private set; }

    public void NextSegment()
    {
        IsSegmentFull = false;
        _segmentLength = 0;
    }

    public override int Read(char[] buffer, int index, int count)
    {
        if (IsSegmentFull)
            return 0;
        int read;
        do read = Take(buffer.AsSpan(index, count));
        while (read > 0 && (read = WithoutBlanks(buffer.AsSpan(index, read))) == 0);
        if (read > 0)
        {
            var followed = Follow(buffer.AsSpan(index, read));
            if (followed < read)
                Keep(buffer.AsSpan(index + followed, read - followed));
            return followed;
        }

        if (!_ended && count > 0)
            End();
        return 0;
    }

    // The parser reads blocks; single characters would bypass the checks.
    public override int Read() => throw new NotSupportedException();

    public override int Peek() => throw new NotSupportedException();

    private int Take(Span<char> buffer)
    {
        if (_pendingAt == _pending.Length)
        {
            var taken = inner.Read(buffer);
            if (taken > 0 && buffer[taken - 1] == EndOfFile && inner.Peek() < 0)
                taken = buffer[..taken].TrimEnd(EndOfFile).Length;
            return taken;
        }

        var read = Math.Min(buffer.Length, _pending.Length - _pendingAt);
        _pending.AsSpan(_pendingAt, read).CopyTo(buffer);
        _pendingAt += read;
        return read;
    }

    private void Keep(ReadOnlySpan<char> rest)
    {
        _pending = [.. rest, .. _pending.AsSpan(_pendingAt)];
        _pendingAt = 0;
    }

    /// <summary>
    /// If the previous buffer ended with a closing quote, drops the blanks after it: the parser has already seen the quote and would treat
    /// a blank there as damage. Returns how many characters are left.
    /// </summary>
    private int WithoutBlanks(Span<char> text)
    {
        if (_at is not (At.AfterQuote or At.AfterBlank))
            return text.Length;
        var blanks = Blanks(text);
        if (blanks == 0)
            return text.Length;
        _at = At.AfterBlank;
        text[blanks..].CopyTo(text);
        return text.Length - blanks;
    }

    private int Blanks(ReadOnlySpan<char> text)
    {
        var blanks = 0;
        while (blanks < text.Length && text[blanks] is ' ' or '\t' && text[blanks] != delimiter)
            blanks++;
        return blanks;
    }

    /// <summary>Follows the text to its end, or to the end of the record that fills the segment; returns the position reached.</summary>
    private int Follow(Span<char> text)
    {
        RefuseUndefined(text);
        var room = MaxSegment - _segmentLength;
        _segmentLength += text.Length;
        var i = 0;
        if (_lineFeedMayFollow)
        {
            _lineFeedMayFollow = false;
            if (text[0] == '\n')
                i = 1;
        }

        while (i < text.Length)
        {
            if (i > room && _column == 1 && _at == At.FieldStart)
            {
                IsSegmentFull = true;
                return i;
            }

            switch (_at)
            {
                case At.FieldStart when text[i] == '"':
                    _quoteLine = Line;
                    _at = At.Quoted;
                    i++;
                    break;

                case At.FieldStart:
                case At.Plain:
                    var plain = text[i..].IndexOfAny(_endsPlain);
                    var length = plain < 0 ? text.Length - i : plain;
                    Grow(length);
                    i += length;
                    if (plain < 0)
                        _at = At.Plain;
                    else
                        i = EndField(text, i);
                    break;

                case At.Quoted:
                    var quoted = text[i..].IndexOfAny('"', '\r', '\n');
                    Grow(quoted < 0 ? text.Length - i : quoted + 1);
                    if (quoted < 0)
                        return text.Length;
                    i += quoted;
                    if (text[i] == '"')
                        _at = At.AfterQuote;
                    else
                        i = CountLine(text, i);
                    i++;
                    break;

                default:
                    if (text[i] == '"' && _at == At.AfterQuote)
                    {
                        _at = At.Quoted;
                        i++;
                    }
                    else if (text[i] == delimiter || text[i] is '\r' or '\n')
                    {
                        i = EndField(text, i);
                    }
                    else if (i > 0 && _at == At.AfterQuote && Blanks(text[i..]) is > 0 and var blanks)
                    {
                        // A spreadsheet reads these blanks as part of the field, so move the closing quote after them.
                        text.Slice(i, blanks).CopyTo(text[(i - 1)..]);
                        text[i - 1 + blanks] = '"';
                        _at = At.AfterBlank;
                        Grow(blanks);
                        i += blanks;
                    }
                    else
                    {
                        throw BadQuote();
                    }

                    break;
            }
        }

        return text.Length;
    }

    private int EndField(ReadOnlySpan<char> text, int i)
    {
        _at = At.FieldStart;
        _fieldLength = 0;
        if (text[i] == delimiter)
        {
            _recordLength++;
            if (++_column > limits.MaxColumns)
                throw Refusals.Limit(new CellRef("", Line, _column), "columns", limits.MaxColumns);
            return i + 1;
        }

        _column = 1;
        _recordLength = 0;
        return CountLine(text, i) + 1;
    }

    /// <summary>Counts the line that ends at <paramref name="i"/> and returns the index of its last character.</summary>
    private int CountLine(ReadOnlySpan<char> text, int i)
    {
        Line++;
        if (text[i] != '\r')
            return i;
        if (i + 1 == text.Length)
            _lineFeedMayFollow = true;
        else if (text[i + 1] == '\n')
            return i + 1;
        return i;
    }

    private void Grow(int length)
    {
        _fieldLength += length;
        _recordLength += length;
        if (_fieldLength <= limits.MaxFieldLength && _recordLength <= limits.MaxRecordLength)
            return;
        if (_at == At.Quoted && Line > _quoteLine)
            throw QuoteOpen();
        throw _fieldLength > limits.MaxFieldLength
            ? Refusals.Limit(new CellRef("", Line, _column), "field", limits.MaxFieldLength)
            : Refusals.Limit(new CellRef("", Line, 0), "record", limits.MaxRecordLength);
    }

    private void RefuseUndefined(ReadOnlySpan<char> text)
    {
        var bad = _is1252 ? text.IndexOfAny(Forbidden1252) : text.IndexOf('\0');
        if (bad < 0)
            return;
        var line = Line + text[..bad].Count('\n');
        throw new UnreadableFileException(
            text[bad] == '\0'
                ? Finding.Blocking(FindingCodes.FileUnreadable, new CellRef("", line, 0), ("line", Refusals.Text(line)), ("found", "NUL"))
                : Finding.Blocking(
                    FindingCodes.FileEncoding,
                    new CellRef("", line, 0),
                    ("encoding", encoding),
                    ("line", Refusals.Text(line)),
                    ("bytes", ((int)text[bad]).ToString("X2", CultureInfo.InvariantCulture))
                )
        );
    }

    private void End()
    {
        _ended = true;
        if (_at == At.Quoted)
            throw QuoteOpen();
    }

    // If the field began lines ago, this quote is usually the opening quote of the next field, and the first one is the culprit.
    private UnreadableFileException BadQuote() =>
        Line > _quoteLine
            ? QuoteOpen()
            : new(
                Finding.Blocking(
                    FindingCodes.FileUnreadable,
                    new CellRef("", Line, _column),
                    ("line", Refusals.Text(Line)),
                    ("found", "\"")
                )
            );

    private UnreadableFileException QuoteOpen() =>
        new(Finding.Blocking(FindingCodes.FileQuoteOpen, new CellRef("", _quoteLine, _column), ("line", Refusals.Text(_quoteLine))));
}
