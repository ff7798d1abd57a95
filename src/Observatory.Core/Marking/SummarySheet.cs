using System.Globalization;
using System.Xml;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Templates;

namespace Observatory.Core.Marking;

/// <summary>The sheet that lists every finding by cause, with a link to each cell.</summary>
/// <param name="fileName">The sender's name for the file.</param>
/// <param name="remarks">Keys of the remarks about this copy.</param>
/// <param name="locate">The position at which a cell is marked; null if it is on no sheet of the workbook.</param>
internal sealed class SummarySheet(
    FindingMarks marks,
    MarkWords words,
    MarkedStyles styles,
    string fileName,
    IReadOnlyList<string> remarks,
    Func<CellRef, CellRef?> locate
)
{
    private const string Transitional = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Strict = "http://purl.oclc.org/ooxml/spreadsheetml/main";

    private static readonly string[] Columns = ["severity", "code", "sheet", "cell", "what", "read", "expected", "repair", "suggestions"];
    private static readonly int[] Widths = [12, 24, 20, 12, 70, 24, 24, 60, 30];

    private readonly List<(string Cell, string Location)> _links = [];
    private int _row;

    public void Write(TextWriter to, bool isStrict)
    {
        var main = isStrict ? Strict : Transitional;
        using var xml = XmlWriter.Create(to, new XmlWriterSettings { CloseOutput = false });
        xml.WriteStartDocument(true);
        xml.WriteStartElement("worksheet", main);
        xml.WriteStartElement("sheetPr", main);
        Element(xml, "tabColor", main, ("rgb", MarkedStyles.ColourOf(marks.Causes.Count == 0 ? Severity.Note : marks.Causes[0].Severity)));
        xml.WriteEndElement();
        xml.WriteStartElement("cols", main);
        for (var i = 0; i < Widths.Length; i++)
            Element(xml, "col", main, ("min", N(i + 1)), ("max", N(i + 1)), ("width", N(Widths[i])), ("customWidth", "1"));
        xml.WriteEndElement();
        xml.WriteStartElement("sheetData", main);
        WriteHead(xml, main);
        foreach (var cause in marks.Causes)
            WriteCause(xml, main, cause);
        xml.WriteEndElement();
        if (_links.Count > 0)
        {
            xml.WriteStartElement("hyperlinks", main);
            foreach (var (cell, location) in _links)
                Element(xml, "hyperlink", main, ("ref", cell), ("location", location));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
        xml.WriteEndDocument();
    }

    private void WriteHead(XmlWriter xml, string main)
    {
        Row(xml, main, (1, words.Say("title", ("file", fileName)), SummaryStyle.Title));
        if (marks.Total == 0)
            Row(xml, main, (1, words["none"], SummaryStyle.Title));
        else
            Row(
                xml,
                main,
                (
                    1,
                    words.Say(
                        "counts",
                        ("total", words.Number(marks.Total)),
                        ("blocking", Count(Severity.Blocking)),
                        ("warnings", Count(Severity.Warning)),
                        ("notes", Count(Severity.Note))
                    ),
                    SummaryStyle.Title
                )
            );
        // Long sentences go into the wide column, which wraps them.
        foreach (var remark in remarks)
            Row(xml, main, (5, words.Remark(remark, marks), SummaryStyle.Text));
        foreach (var severity in (ReadOnlySpan<Severity>)[Severity.Blocking, Severity.Warning, Severity.Note])
            Row(xml, main, (1, words.Of(severity), StyleOf(severity)), (5, words[$"severity.{severity}.means"], SummaryStyle.Text));
        _row++;
        Row(xml, main, [.. Columns.Select((c, i) => (i + 1, words[$"column.{c}"], SummaryStyle.Heading))]);
    }

    private void WriteCause(XmlWriter xml, string main, MarkedCause cause)
    {
        var first = MarkText.Of(cause.Told[0], words);
        Row(
            xml,
            main,
            (1, first.Severity, StyleOf(cause.Severity)),
            (2, cause.Code, SummaryStyle.Cause),
            (5, words.Say("cause", ("title", first.Title), ("count", words.Number(cause.Count))), SummaryStyle.Cause)
        );
        foreach (var finding in cause.Told)
        {
            var text = MarkText.Of(finding, words);
            var at = finding.Where is { } where ? locate(where) : null;
            var place = finding.Where is { } asked ? asked.A1 : words["unplaced"];
            Row(
                xml,
                main,
                (1, text.Severity, StyleOf(cause.Severity)),
                (2, text.Code, SummaryStyle.Text),
                (3, at?.Sheet ?? finding.Where?.Sheet ?? "", SummaryStyle.Text),
                (4, place, at is null ? SummaryStyle.Text : SummaryStyle.Link),
                (5, text.What, SummaryStyle.Text),
                (6, text.Read, SummaryStyle.Text),
                (7, text.Expected, SummaryStyle.Text),
                (8, text.Repair, SummaryStyle.Text),
                (9, string.Join("; ", text.Suggestions), SummaryStyle.Text)
            );
            if (at is { } cell)
                _links.Add(($"D{N(_row)}", $"'{cell.Sheet.Replace("'", "''", StringComparison.Ordinal)}'!{cell.A1}"));
        }

        if (cause.Count > cause.Told.Count)
            Row(xml, main, (5, words.Say("cause.more", ("count", words.Number(cause.Count - cause.Told.Count))), SummaryStyle.Text));
    }

    // Every cell is a text (an inline string), never a formula, whatever it quotes from the file.
    private void Row(XmlWriter xml, string main, params ReadOnlySpan<(int Column, string Text, SummaryStyle Style)> cells)
    {
        xml.WriteStartElement("row", main);
        xml.WriteAttributeString("r", N(++_row));
        foreach (var (column, text, style) in cells)
        {
            if (text.Length == 0)
                continue;
            xml.WriteStartElement("c", main);
            xml.WriteAttributeString("r", new CellRef("", _row, column).A1);
            xml.WriteAttributeString("s", N(styles.Of(style)));
            xml.WriteAttributeString("t", "inlineStr");
            xml.WriteStartElement("is", main);
            xml.WriteStartElement("t", main);
            xml.WriteAttributeString("xml", "space", null, "preserve");
            xml.WriteString(WorkbookWriter.Escaped(text.Length > WorkbookWriter.MaxText ? text[..WorkbookWriter.MaxText] : text));
            xml.WriteEndElement();
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Element(XmlWriter xml, string name, string main, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        xml.WriteStartElement(name, main);
        foreach (var (attribute, value) in attributes)
            xml.WriteAttributeString(attribute, value);
        xml.WriteEndElement();
    }

    private static SummaryStyle StyleOf(Severity severity) =>
        severity switch
        {
            Severity.Blocking => SummaryStyle.Blocking,
            Severity.Warning => SummaryStyle.Warning,
            Severity.Note => SummaryStyle.Note,
            _ => throw new ArgumentOutOfRangeException(nameof(severity)),
        };

    private string Count(Severity severity) => words.Number(marks.Causes.Where(c => c.Severity == severity).Sum(c => c.Count));

    private static string N(int number) => number.ToString(CultureInfo.InvariantCulture);
}
