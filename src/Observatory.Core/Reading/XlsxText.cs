using System.Globalization;
using System.Xml;
using Observatory.Core.Cells;

namespace Observatory.Core.Reading;

/// <summary>Collects the text of one cell or shared item from a forward reader, up to the longest text that a cell may have.</summary>
internal sealed class XlsxText(ReadLimits limits)
{
    private char[] _buffer = new char[256];

    public int Length { get; private set; }

    public ReadOnlySpan<char> Span => _buffer.AsSpan(0, Length);

    public void Clear() => Length = 0;

    /// <summary>Adds the character content of the current element, and leaves the reader at the element's end.</summary>
    public void ReadElement(XmlReader xml, string part, CellRef? where)
    {
        if (xml.IsEmptyElement)
            return;
        var depth = xml.Depth;
        while (WorkbookParts.Next(xml, part) && xml.Depth > depth)
        {
            if (xml.NodeType is XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace)
                Add(xml, where);
            else if (xml.NodeType == XmlNodeType.Element)
                throw Refusals.Unreadable(part);
        }
    }

    /// <summary>
    /// Adds the text of a string item (ECMA-376 part 1, 18.4.8): its runs joined, with marks where formatting changes their meaning
    /// (<see cref="MarkedRuns"/>), without the reading aid above it (<c>rPh</c>). Leaves the reader at the item's end.
    /// </summary>
    public void ReadItem(XmlReader xml, string part, CellRef? where)
    {
        if (xml.IsEmptyElement)
            return;
        var (depth, edition) = (xml.Depth, xml.NamespaceURI);
        var inRun = false;
        var isStruck = false;
        var (shift, struckFrom) = ('\0', -1);
        while (WorkbookParts.Next(xml, part) && xml.Depth > depth)
        {
            if (xml.NodeType != XmlNodeType.Element || xml.NamespaceURI != edition)
                continue;
            var level = xml.Depth - depth;
            if (level == 1)
                (inRun, isStruck, shift) = (xml.LocalName == "r", false, '\0');
            if (xml.LocalName == "t" && (level == 1 || (level == 2 && inRun)))
            {
                // Adjacent struck-out runs share one pair of marks.
                if (!isStruck)
                    CloseStruck(ref struckFrom);
                else if (struckFrom < 0)
                    struckFrom = Length;
                var from = Length;
                ReadElement(xml, part, where);
                if (shift != '\0')
                    Shift(from, shift == '^');
            }
            else if (level == 3 && inRun && xml.LocalName == "vertAlign")
            {
                shift = xml.GetAttribute("val") switch
                {
                    "superscript" => '^',
                    "subscript" => '_',
                    _ => '\0',
                };
            }
            else if (level == 3 && inRun && xml.LocalName == "strike" && WorkbookParts.IsOn(xml))
            {
                isStruck = true;
            }
        }

        CloseStruck(ref struckFrom);
    }

    private void Shift(int from, bool raised)
    {
        for (var i = from; i < Length; i++)
        {
            // The digits of an escape are not digits of the text.
            if (_buffer[i] == '_' && i + 7 <= Length && _buffer[i + 1] == 'x' && _buffer[i + 6] == '_')
                i += 6;
            else
                _buffer[i] = MarkedRuns.Shifted(_buffer[i], raised);
        }
    }

    private void CloseStruck(ref int from)
    {
        // Struck-out blanks between two words mean nothing.
        if (from >= 0 && !Span[from..].IsWhiteSpace())
        {
            Insert(from, MarkedRuns.Struck);
            Insert(Length, MarkedRuns.Struck);
        }

        from = -1;
    }

    private void Insert(int at, string mark)
    {
        if (_buffer.Length < Length + mark.Length)
            Array.Resize(ref _buffer, (_buffer.Length * 2) + mark.Length);
        _buffer.AsSpan(at, Length - at).CopyTo(_buffer.AsSpan(at + mark.Length));
        mark.CopyTo(_buffer.AsSpan(at));
        Length += mark.Length;
    }

    /// <summary>The text with its escapes (<c>_x000D_</c>) resolved; they represent characters that XML cannot contain.</summary>
    public string Unescaped()
    {
        var text = Span;
        if (text.Length == 0)
            return "";
        if (text.IndexOf("_x") < 0)
            return new string(text);
        var written = 0;
        for (var i = 0; i < text.Length; written++)
        {
            if (
                text[i] == '_'
                && i + 7 <= text.Length
                && text[i + 1] == 'x'
                && text[i + 6] == '_'
                && IsCode(text.Slice(i + 2, 4), out var code)
            )
            {
                _buffer[written] = code;
                i += 7;
            }
            else
            {
                _buffer[written] = text[i++];
            }
        }

        return new string(_buffer, 0, written);
    }

    private static bool IsCode(ReadOnlySpan<char> digits, out char code)
    {
        code = default;
        foreach (var digit in digits)
        {
            // Lower-case digits do not form an escape.
            if (digit is not ((>= '0' and <= '9') or (>= 'A' and <= 'F')))
                return false;
        }

        code = (char)ushort.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        return true;
    }

    // In chunks, because asking for the value would build it whole, however long it is.
    private void Add(XmlReader xml, CellRef? where)
    {
        while (true)
        {
            // The reader delivers a surrogate pair whole or not at all, and fails if only one character fits.
            if (_buffer.Length - Length < 2)
                Array.Resize(ref _buffer, _buffer.Length * 2);
            var read = xml.ReadValueChunk(_buffer, Length, _buffer.Length - Length);
            if (read == 0)
                return;
            Length += read;
            if (Length > limits.MaxFieldLength)
                throw Refusals.Limit(where, "field", limits.MaxFieldLength);
        }
    }
}
