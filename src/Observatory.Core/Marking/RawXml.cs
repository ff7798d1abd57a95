using System.Buffers;
using System.Text;
using Observatory.Core.Reading;

namespace Observatory.Core.Marking;

internal enum RawKind
{
    /// <summary>Text, character data, comments, instructions and anything else that is only copied.</summary>
    Other,
    Start,
    Empty,
    End,
}

/// <summary>
/// Reads an XML part tag by tag without changing a letter: whatever is not replaced is copied exactly, including quotes, entities, line
/// breaks and unknown elements, which an XML reader and writer would rewrite. Bytes are decoded one by one as Latin letters, so they come
/// out unchanged in any encoding; all tags are ASCII. Only UTF-16 is really decoded.
/// </summary>
/// <remarks>
/// The reader has checked that a part is well-formed; a part that is not (drawings of comments need not be) is still copied completely.
/// </remarks>
internal sealed class RawXml : IDisposable
{
    // Tokens that the reader accepts are shorter (see MeteredStream).
    private const int MaxToken = 4 << 20;
    private const int BlockSize = 1 << 16;

    private const string Blanks = " \t\r\n";

    private static readonly SearchValues<char> EndsName = SearchValues.Create(" \t\r\n/>");

    private readonly Stream _from;
    private readonly string _part;
    private readonly byte[] _block = new byte[BlockSize];
    private readonly Decoder _decoder;
    private char[] _buffer = new char[BlockSize * 2];
    private int _start;
    private int _end;
    private int _filled;
    private int _open;
    private int _first;
    private bool _ended;

    /// <param name="from">The stream; this object closes it.</param>
    /// <param name="part">Its name, for a refusal.</param>
    public RawXml(Stream from, string part)
    {
        _from = from;
        _part = part;
        _first = from.ReadAtLeast(_block, 4, throwOnEndOfStream: false);
        Encoding = _block.AsSpan(0, _first) switch
        {
            [0xFF, 0xFE, ..] or [(byte)'<', 0, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: false),
            [0xFE, 0xFF, ..] or [0, (byte)'<', ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: false),
            _ => Encoding.Latin1,
        };
        _decoder = Encoding.GetDecoder();
    }

    /// <summary>
    /// The encoding in which to write the letters; it writes no byte order mark, because the part's own is among the letters.
    /// </summary>
    public Encoding Encoding { get; }

    public RawKind Kind { get; private set; }

    /// <summary>The number of ancestors of the current element; its end has the same depth as its start.</summary>
    public int Depth { get; private set; }

    /// <summary>The current token, exactly as written. Valid until the next is read.</summary>
    public ReadOnlySpan<char> Raw => _buffer.AsSpan(_start, _end - _start);

    /// <summary>The element's prefix with its colon; empty if it has none.</summary>
    public string Prefix => Qualified[..(Qualified.IndexOf(':') + 1)].ToString();

    /// <summary>The element's name without its prefix.</summary>
    public ReadOnlySpan<char> Name => Qualified[(Qualified.IndexOf(':') + 1)..];

    private ReadOnlySpan<char> Qualified
    {
        get
        {
            var name = Raw[(Kind == RawKind.End ? 2 : 1)..];
            var end = name.IndexOfAny(EndsName);
            return end < 0 ? name : name[..end];
        }
    }

    public void Dispose() => _from.Dispose();

    /// <summary>True on the start tag, or the empty tag, of this element at this depth.</summary>
    public bool Opens(string name, int depth) => Kind is RawKind.Start or RawKind.Empty && Depth == depth && Name.SequenceEqual(name);

    public bool Closes(string name, int depth) => Kind == RawKind.End && Depth == depth && Name.SequenceEqual(name);

    /// <exception cref="Checking.UnreadableFileException">A single token is longer than any that a reader accepts.</exception>
    public bool Read()
    {
        _start = _end;
        if (_start == _filled && !Fill())
            return false;
        Kind = RawKind.Other;
        Depth = _open;
        if (_buffer[_start] != '<')
        {
            EndBefore('<');
            return true;
        }

        while (_filled - _start < 9 && Fill()) { }

        var rest = _buffer.AsSpan(_start, _filled - _start);
        if (rest.StartsWith("<!--"))
            EndAfter("-->", 4);
        else if (rest.StartsWith("<![CDATA["))
            EndAfter("]]>", 9);
        else if (rest.StartsWith("<?"))
            EndAfter("?>", 2);
        else if (rest.StartsWith("<!"))
            EndAfter(">", 2);
        else if (rest.StartsWith("</"))
        {
            EndAfter(">", 2);
            Kind = RawKind.End;
            Depth = _open = Math.Max(0, _open - 1);
        }
        else
        {
            EndTag();
            Kind = _end - _start > 2 && _buffer[_end - 2] == '/' ? RawKind.Empty : RawKind.Start;
            if (Kind == RawKind.Start)
                _open++;
        }

        return true;
    }

    /// <summary>
    /// The value of an attribute as written; null if it is missing. A name with a colon in front, such as <c>:id</c>, matches any prefix.
    /// </summary>
    public string? Attribute(string name) => Find(name, out var from, out var to) ? Raw[from..to].ToString() : null;

    /// <summary>Writes the tag with another value of one attribute.</summary>
    public void WriteWith(TextWriter to, params ReadOnlySpan<(string Name, string Value)> attributes) =>
        to.Write(With(Raw, Kind, attributes));

    /// <summary>Writes an empty tag as one that opens.</summary>
    public void WriteOpened(TextWriter to)
    {
        to.Write(Raw[..^2].TrimEnd());
        to.Write('>');
    }

    /// <summary>A tag with attributes set to other values, or added if it lacks them.</summary>
    public static string With(ReadOnlySpan<char> tag, RawKind kind, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        var text = tag.ToString();
        foreach (var (name, value) in attributes)
        {
            if (Find(text, name, out var from, out var to))
            {
                text = string.Concat(text.AsSpan(0, from), value, text.AsSpan(to));
                continue;
            }

            var end = text.AsSpan().IndexOfAny(EndsName);
            text = string.Concat(text.AsSpan(0, end), $" {name}=\"{value}\"", text.AsSpan(end));
        }

        return text;
    }

    /// <summary>A text escaped for any part, in ASCII only.</summary>
    public static string Ascii(string text)
    {
        var written = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is '<' or '>' or '&' or '"' or '\'' or '\n' or '\r' or '\t' or > 126)
                written.Append(System.Globalization.CultureInfo.InvariantCulture, $"&#{rune.Value};");
            else if (rune.Value >= ' ')
                written.Append((char)rune.Value);
        }

        return written.ToString();
    }

    private bool Find(string name, out int from, out int to) => Find(Raw, name, out from, out to);

    private static bool Find(ReadOnlySpan<char> tag, string name, out int from, out int to)
    {
        (from, to) = (0, 0);
        for (var at = tag.IndexOfAny(Blanks); at >= 0 && at < tag.Length; )
        {
            at += CountOf(tag[at..], Blanks);
            var equals = tag[at..].IndexOf('=');
            if (equals < 0)
                return false;
            var found = tag.Slice(at, equals).TrimEnd(Blanks);
            at += equals + 1;
            at += CountOf(tag[at..], Blanks);
            if (at >= tag.Length || tag[at] is not ('"' or '\''))
                return false;
            var length = tag[(at + 1)..].IndexOf(tag[at]);
            if (length < 0)
                return false;
            if (name[0] == ':' ? found.EndsWith(name, StringComparison.Ordinal) : found.SequenceEqual(name))
            {
                (from, to) = (at + 1, at + 1 + length);
                return true;
            }

            at += length + 2;
        }

        return false;
    }

    private static int CountOf(ReadOnlySpan<char> text, ReadOnlySpan<char> letters)
    {
        var other = text.IndexOfAnyExcept(letters);
        return other < 0 ? text.Length : other;
    }

    private void EndBefore(char letter)
    {
        for (var seen = 0; ; )
        {
            var found = _buffer.AsSpan(_start + seen, _filled - _start - seen).IndexOf(letter);
            if (found >= 0)
            {
                _end = _start + seen + found;
                return;
            }

            seen = _filled - _start;
            if (Fill())
                continue;
            _end = _filled;
            return;
        }
    }

    private void EndAfter(string closing, int from)
    {
        for (var seen = from; ; )
        {
            var found = _buffer.AsSpan(_start + seen, Math.Max(0, _filled - _start - seen)).IndexOf(closing);
            if (found >= 0)
            {
                _end = _start + seen + found + closing.Length;
                return;
            }

            seen = Math.Max(from, _filled - _start - closing.Length + 1);
            if (Fill())
                continue;
            _end = _filled;
            return;
        }
    }

    private void EndTag()
    {
        var quote = '\0';
        for (var seen = 1; ; seen++)
        {
            if (_start + seen == _filled && !Fill())
            {
                _end = _filled;
                return;
            }

            var letter = _buffer[_start + seen];
            if (quote != '\0')
                quote = letter == quote ? '\0' : quote;
            else if (letter is '"' or '\'')
                quote = letter;
            else if (letter == '>')
            {
                _end = _start + seen + 1;
                return;
            }
        }
    }

    private bool Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _filled - _start).CopyTo(_buffer);
            (_end, _filled, _start) = (_end - _start, _filled - _start, 0);
        }

        if (_buffer.Length - _filled < BlockSize)
        {
            if (_buffer.Length > MaxToken)
                throw Refusals.Unreadable(_part);
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        while (!_ended)
        {
            var read = _first > 0 ? _first : _from.Read(_block);
            _first = 0;
            _ended = read == 0;
            var letters = _decoder.GetChars(_block.AsSpan(0, read), _buffer.AsSpan(_filled), flush: _ended);
            _filled += letters;
            if (letters > 0)
                return true;
        }

        return false;
    }
}
