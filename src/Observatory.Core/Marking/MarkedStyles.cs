using System.Globalization;
using System.Text;
using Observatory.Core.Checking;

namespace Observatory.Core.Marking;

/// <summary>Styles of the sheet with all findings, in the order in which they are added.</summary>
internal enum SummaryStyle
{
    Text,
    Title,
    Heading,
    Cause,
    Link,
    Blocking,
    Warning,
    Note,
}

/// <summary>
/// The styles of a workbook, with additional ones for marking after them (ECMA-376 part 1, 18.8.39): a marked cell has a copy of its own
/// style with another fill, so its font, number format, border, alignment and protection stay. Nothing existing is moved or changed.
/// </summary>
internal sealed class MarkedStyles
{
    // Excel's limit; beyond it a cell keeps its style and only gets a comment.
    private const int MaxCellFormats = 64_000;
    private const int SummaryFills = 4;

    private static readonly string[] Sections =
    [
        "numFmts",
        "fonts",
        "fills",
        "borders",
        "cellStyleXfs",
        "cellXfs",
        "cellStyles",
        "dxfs",
        "tableStyles",
        "colors",
        "extLst",
    ];

    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal)
    {
        ["fonts"] = 0,
        ["fills"] = 0,
        ["borders"] = 0,
        ["cellXfs"] = 0,
    };
    private readonly HashSet<string> _found = new(StringComparer.Ordinal);
    private readonly Dictionary<(int Base, Severity), int> _marked = [];
    private readonly List<(int Base, Severity Severity)> _inOrder = [];
    private readonly Dictionary<int, string> _formats = [];

    /// <param name="part">The part; null if the workbook has none.</param>
    public MarkedStyles(Func<RawXml>? part)
    {
        if (part is null)
            return;
        using var xml = part();
        var section = "";
        while (xml.Read())
        {
            if (xml.Kind is not (RawKind.Start or RawKind.Empty))
                continue;
            if (xml.Depth == 1)
                _found.Add(section = xml.Name.ToString());
            else if (xml.Depth == 2 && _counts.TryGetValue(section, out var count) && Item(section).AsSpan().SequenceEqual(xml.Name))
                _counts[section] = count + 1;
        }
    }

    private int FirstFont => Math.Max(1, _counts["fonts"]);

    private int FirstFill => Math.Max(2, _counts["fills"]);

    private int FirstFormat => Math.Max(1, _counts["cellXfs"]);

    public int Of(SummaryStyle style) => FirstFormat + (int)style;

    /// <summary>The marked style for a cell with this one; the same if no more styles can be added.</summary>
    public int Marked(int style, Severity severity)
    {
        if (_marked.TryGetValue((style, severity), out var number))
            return number;
        number = FirstFormat + Enum.GetValues<SummaryStyle>().Length + _inOrder.Count;
        if (number >= MaxCellFormats)
            return style;
        _marked.Add((style, severity), number);
        _inOrder.Add((style, severity));
        return number;
    }

    /// <summary>Writes a whole part for a workbook that has none.</summary>
    public void Write(TextWriter to)
    {
        to.Write(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
                + "<styleSheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">"
        );
        foreach (var section in Sections)
            to.Write(Added(section, "", whole: true));
        to.Write("</styleSheet>");
    }

    /// <summary>Copies the part and adds our styles.</summary>
    public void Write(RawXml xml, TextWriter to)
    {
        var (section, prefix, written, format) = ("", "", 0, -1);
        StringBuilder? taken = null;
        while (xml.Read())
        {
            if (xml.Kind is RawKind.Start or RawKind.Empty && xml.Depth == 0)
            {
                prefix = xml.Prefix;
                if (xml.Kind == RawKind.Empty)
                {
                    // An empty part.
                    var name = $"{prefix}{xml.Name}";
                    xml.WriteOpened(to);
                    WriteMissing(Sections.Length);
                    to.Write($"</{name}>");
                    continue;
                }
            }
            else if (xml.Kind is RawKind.Start or RawKind.Empty && xml.Depth == 1)
            {
                section = xml.Name.ToString();
                WriteMissing(Array.IndexOf(Sections, section));
                if (Added(section, prefix, whole: false) is { Length: > 0 } more)
                {
                    var counted = RawXml.With(xml.Raw, xml.Kind, ("count", N(CountOf(section))));
                    if (xml.Kind == RawKind.Start)
                        to.Write(counted);
                    else
                        to.Write($"{counted[..^2].TrimEnd()}>{more}</{prefix}{section}>");
                    continue;
                }
            }
            else if (xml.Kind == RawKind.End && xml.Depth == 1)
            {
                to.Write(Added(section, prefix, whole: false));
            }
            else if (xml.Kind == RawKind.End && xml.Depth == 0)
            {
                WriteMissing(Sections.Length);
            }
            else if (section == "cellXfs" && xml.Opens("xf", 2))
            {
                format++;
                taken = _inOrder.Exists(m => m.Base == format) ? new StringBuilder() : null;
            }

            taken?.Append(xml.Raw);
            if (taken is not null && ((xml.Kind == RawKind.Empty && xml.Depth == 2) || (xml.Kind == RawKind.End && xml.Depth == 2)))
            {
                _formats[format] = taken.ToString();
                taken = null;
            }

            to.Write(xml.Raw);
        }

        void WriteMissing(int before)
        {
            for (; written < before; written++)
            {
                if (!_found.Contains(Sections[written]))
                    to.Write(Added(Sections[written], prefix, whole: true));
            }
        }
    }

    private static string Item(string section) => section == "cellXfs" ? "xf" : section[..^1];

    private int CountOf(string section) =>
        section switch
        {
            "fonts" => FirstFont + 3,
            "fills" => FirstFill + SummaryFills,
            "borders" => Math.Max(1, _counts["borders"]),
            _ => FirstFormat + Enum.GetValues<SummaryStyle>().Length + _inOrder.Count,
        };

    /// <summary>The additions to a section, with the section itself if it is missing; empty if there are none.</summary>
    private string Added(string section, string p, bool whole)
    {
        var text = section switch
        {
            "fonts" => Fonts(p),
            "fills" => Fills(p),
            "borders" => _counts["borders"] == 0 ? $"<{p}border><{p}left/><{p}right/><{p}top/><{p}bottom/><{p}diagonal/></{p}border>" : "",
            "cellXfs" => Formats(p),
            _ => "",
        };
        return whole && text.Length > 0 ? $"<{p}{section} count=\"{N(CountOf(section))}\">{text}</{p}{section}>" : text;
    }

    private string Fonts(string p)
    {
        var plain = $"<{p}sz val=\"11\"/><{p}name val=\"Calibri\"/><{p}family val=\"2\"/>";
        return (_counts["fonts"] == 0 ? $"<{p}font>{plain}</{p}font>" : "")
            + $"<{p}font><{p}b/>{plain}</{p}font>"
            + $"<{p}font><{p}b/><{p}sz val=\"14\"/><{p}name val=\"Calibri\"/><{p}family val=\"2\"/></{p}font>"
            + $"<{p}font><{p}u/><{p}sz val=\"11\"/><{p}color rgb=\"FF0B4F9E\"/><{p}name val=\"Calibri\"/><{p}family val=\"2\"/></{p}font>";
    }

    private string Fills(string p)
    {
        var text = new StringBuilder();
        // Every program gives the first two fills a fixed meaning, whatever they contain.
        foreach (var reserved in ((ReadOnlySpan<string>)["none", "gray125"])[Math.Min(2, _counts["fills"])..])
            text.Append(CultureInfo.InvariantCulture, $"<{p}fill><{p}patternFill patternType=\"{reserved}\"/></{p}fill>");
        foreach (
            var colour in (ReadOnlySpan<string>)
                [ColourOf(Severity.Blocking), ColourOf(Severity.Warning), ColourOf(Severity.Note), "FFD9E2EC"]
        )
            text.Append(
                CultureInfo.InvariantCulture,
                $"<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor rgb=\"{colour}\"/><{p}bgColor indexed=\"64\"/>"
                    + $"</{p}patternFill></{p}fill>"
            );
        return text.ToString();
    }

    /// <summary>
    /// Light enough for black letters, and distinguishable for people who cannot tell red from green; the sheet with all findings also has
    /// the word.
    /// </summary>
    internal static string ColourOf(Severity severity) =>
        severity switch
        {
            Severity.Blocking => "FFF4A6A0",
            Severity.Warning => "FFFFE082",
            Severity.Note => "FFBBDEFB",
            _ => throw new ArgumentOutOfRangeException(nameof(severity)),
        };

    private int FillOf(Severity severity) =>
        FirstFill
        + (
            severity == Severity.Blocking ? 0
            : severity == Severity.Warning ? 1
            : 2
        );

    private string Formats(string p)
    {
        var text = new StringBuilder();
        if (_counts["cellXfs"] == 0)
            text.Append(CultureInfo.InvariantCulture, $"<{p}xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>");
        foreach (var style in Enum.GetValues<SummaryStyle>())
        {
            var (font, fill) = style switch
            {
                SummaryStyle.Title => (FirstFont + 1, 0),
                SummaryStyle.Heading => (FirstFont, FirstFill + 3),
                SummaryStyle.Cause => (FirstFont, 0),
                SummaryStyle.Link => (FirstFont + 2, 0),
                SummaryStyle.Blocking => (FirstFont, FillOf(Severity.Blocking)),
                SummaryStyle.Warning => (FirstFont, FillOf(Severity.Warning)),
                SummaryStyle.Note => (FirstFont, FillOf(Severity.Note)),
                _ => (0, 0),
            };
            // Always text, because the content of a message came from a file.
            var wrap = style is SummaryStyle.Title ? "" : " wrapText=\"1\"";
            text.Append(
                CultureInfo.InvariantCulture,
                $"<{p}xf numFmtId=\"49\" fontId=\"{font}\" fillId=\"{fill}\" borderId=\"0\" quotePrefix=\"1\" "
                    + $"applyNumberFormat=\"1\" applyFont=\"1\" applyFill=\"1\" applyAlignment=\"1\"><{p}alignment "
                    + $"vertical=\"top\"{wrap}/></{p}xf>"
            );
        }

        foreach (var (style, severity) in _inOrder)
        {
            var own = _formats.GetValueOrDefault(style) ?? $"<{p}xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/>";
            var end = own.IndexOf('>', StringComparison.Ordinal) + 1;
            text.Append(RawXml.With(own.AsSpan(0, end), RawKind.Start, ("fillId", N(FillOf(severity))), ("applyFill", "1")))
                .Append(own.AsSpan(end));
        }

        return text.ToString();
    }

    private static string N(int number) => number.ToString(CultureInfo.InvariantCulture);
}
