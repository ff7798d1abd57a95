using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Reading;

namespace Observatory.Core.Marking;

/// <summary>
/// Marks an XLSX workbook: it copies the parts letter by letter except for the styles of the marked cells, adds comments on them, and adds
/// one sheet as the last, so that sheet numbers stay valid.
/// </summary>
internal sealed class MarkedWorkbook : IDisposable
{
    private const string SheetType = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
    private const string StylesType = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml";
    private const int MaxRow = 1_048_576;
    private const int MaxSheetName = 31;

    private readonly PackageParts _parts;
    private readonly IReadOnlyList<(string Name, string? Part)> _sheets;
    private readonly MarkWords _words;
    private readonly Dictionary<string, MarkedSheet> _marked = new(StringComparer.Ordinal);

    private MarkedWorkbook(PackageParts parts, IReadOnlyList<(string Name, string? Part)> sheets, MarkWords words)
    {
        _parts = parts;
        _sheets = sheets;
        _words = words;
    }

    /// <param name="content">A workbook that was read to its end before.</param>
    /// <param name="fileName">The sender's name for the file.</param>
    /// <param name="locate">Maps a cell that findings name to the cell of this workbook.</param>
    /// <exception cref="UnreadableFileException">A part that only marking needs is damaged.</exception>
    public static void Write(
        Stream content,
        FindingMarks marks,
        MarkWords words,
        string fileName,
        IReadOnlyList<string> remarks,
        Func<CellRef, CellRef> locate,
        ReadLimits limits,
        Stream to,
        CancellationToken cancellation
    )
    {
        List<(string, string?)> sheets;
        using (var workbook = XlsxWorkbook.Open(content, limits, namesOnly: true))
            sheets = [.. workbook.Sheets.Select(s => (s.Name, s.Part is null ? null : WorkbookParts.PlainName(s.Part.FullName)))];
        using var marked = new MarkedWorkbook(new PackageParts(content, limits), sheets, words);
        marked.Write(marks, fileName, remarks, locate, to, cancellation);
    }

    public void Dispose() => _parts.Dispose();

    private void Write(
        FindingMarks marks,
        string fileName,
        IReadOnlyList<string> remarks,
        Func<CellRef, CellRef> locate,
        Stream to,
        CancellationToken cancellation
    )
    {
        var relations = _parts.RelationsOf(_parts.Main);
        var isStrict = relations.Any(r => r.Type.StartsWith(PackageParts.StrictRelations, StringComparison.Ordinal));
        var styles = Styles(relations, isStrict);
        foreach (var (name, cells) in CellsOf(marks, locate))
        {
            _parts.StartOver();
            var sheet = new MarkedSheet(name, cells);
            var part = _sheets.First(s => s.Name == name).Part!;
            sheet.Survey(() => _parts.Raw(part), styles, cancellation);
            _marked[name] = sheet;
        }

        _parts.StartOver();
        var block = LastBlock() + 1;
        foreach (var (name, part) in _sheets.DistinctBy(s => s.Name))
        {
            if (part is not null && _marked.GetValueOrDefault(name) is { Placed.Count: > 0 } sheet)
                Mark(sheet, part, ref block, cancellation);
        }

        AddSummary(marks, styles, fileName, remarks, locate, isStrict);
        _parts.Write(to, cancellation);
    }

    /// <summary>The marks on each sheet of the workbook. Findings that belong to none of its sheets are only on the added sheet.</summary>
    private Dictionary<string, Dictionary<long, CellMark>> CellsOf(FindingMarks marks, Func<CellRef, CellRef> locate)
    {
        var known = _sheets.Where(s => s.Part is not null).Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        var sheets = new Dictionary<string, Dictionary<long, CellMark>>(StringComparer.Ordinal);
        foreach (var (cell, cause) in marks.Places)
        {
            if (Cells(locate(cell)) is var (cells, key))
                cells[key] = CellMark.Weigh(cells.GetValueOrDefault(key), cause.Severity);
        }

        foreach (var finding in marks.Causes.SelectMany(c => c.Told))
        {
            if (
                finding.Where is { Row: > 0, Column: >= 0 and <= WorkbookParts.MaxColumn } where
                && Cells(locate(where)) is var (cells, key)
            )
                cells[key] = CellMark.Tell(cells.GetValueOrDefault(key), finding);
        }

        return sheets;

        (Dictionary<long, CellMark> Cells, long Key)? Cells(CellRef at)
        {
            if (!known.Contains(at.Sheet) || at.Row > MaxRow)
                return null;
            if (!sheets.TryGetValue(at.Sheet, out var cells))
                sheets.Add(at.Sheet, cells = []);
            return (cells, MarkedSheet.Key(at.Row, at.Column));
        }
    }

    private MarkedStyles Styles(IReadOnlyList<PartRelation> relations, bool isStrict)
    {
        var usual = _parts.Main[..(_parts.Main.LastIndexOf('/') + 1)] + "styles.xml";
        var part = relations.Where(r => r.Kind == "styles").Select(r => _parts.Target(_parts.Main, r)).FirstOrDefault(t => t is not null)
            ?? (_parts.Has(usual) ? usual : null);
        var styles = new MarkedStyles(part is null ? null : () => _parts.Raw(part));
        if (part is not null)
        {
            _parts.Edit(part, styles.Write);
            return styles;
        }

        _parts.Add(usual, StylesType, styles.Write);
        _parts.Relate(_parts.Main, "styles", usual, isStrict);
        return styles;
    }

    private void Mark(MarkedSheet sheet, string part, ref int block, CancellationToken cancellation)
    {
        if (_parts.IsEdited(part))
            return;
        var relations = _parts.RelationsOf(part);
        var comments = new MarkedComments(sheet, _words);
        string? added = null;
        // Comments that two sheets share belong to neither, so such cells only get the colour.
        var own = relations.Where(r => r.Kind == "comments").Select(r => _parts.Target(part, r)).FirstOrDefault(t => t is not null);
        if (!comments.IsEmpty && (own is null || !_parts.IsEdited(own)))
        {
            if (own is not null)
            {
                comments.Survey(() => _parts.Raw(own));
                _parts.Edit(own, comments.Write);
            }
            else
            {
                var name = _parts.FreeName("xl/comments", ".xml");
                _parts.Add(name, MarkedComments.CommentsType, comments.Write);
                _parts.Relate(part, "comments", name, sheet.IsStrict);
            }

            if (comments.New.Any())
                added = Draw(sheet, part, relations, comments, block);
            block += comments.BlockCount;
        }

        _parts.Edit(part, (xml, to) => new MarkedSheetWriter(sheet, xml, to, added).Write(cancellation));
    }

    /// <summary>
    /// Adds the shapes of new comments; returns the relation by which the sheet has to refer to their drawing, null if it refers to one
    /// already.
    /// </summary>
    private string? Draw(MarkedSheet sheet, string part, IReadOnlyList<PartRelation> relations, MarkedComments comments, int block)
    {
        if (sheet.LegacyDrawing is { } id)
        {
            // If it refers to a missing drawing, the comments are in the file nevertheless, and a program finds them by their cells.
            if (
                relations.FirstOrDefault(r => r.Id == id) is { } relation
                && _parts.Target(part, relation) is { } own
                && !_parts.IsEdited(own)
            )
                _parts.Edit(own, (xml, to) => comments.WriteDrawing(xml, to, block));
            return null;
        }

        var name = _parts.FreeName("xl/drawings/vmlDrawing", ".vml");
        _parts.Add(name, MarkedComments.DrawingType, to => comments.WriteDrawing(to, block));
        return _parts.Relate(part, "vmlDrawing", name, sheet.IsStrict);
    }

    private int LastBlock()
    {
        var last = 0;
        foreach (var name in _parts.Names.Where(n => n.EndsWith(".vml", StringComparison.OrdinalIgnoreCase)))
        {
            using var xml = _parts.Raw(name);
            last = Math.Max(last, MarkedComments.LastBlock(xml));
        }

        return last;
    }

    private void AddSummary(
        FindingMarks marks,
        MarkedStyles styles,
        string fileName,
        IReadOnlyList<string> remarks,
        Func<CellRef, CellRef> locate,
        bool isStrict
    )
    {
        var part = _parts.FreeName("xl/worksheets/sheet", ".xml");
        var summary = new SummarySheet(marks, _words, styles, fileName, remarks, cell =>
        {
            var at = locate(cell);
            return _marked.TryGetValue(at.Sheet, out var sheet) && sheet.HasCells && at.Row <= MaxRow ? sheet.ShownAt(at) : null;
        });
        _parts.Add(part, SheetType, to => summary.Write(to, isStrict));
        var id = _parts.Relate(_parts.Main, "worksheet", part, isStrict);
        var name = FreeSheetName();
        _parts.Edit(_parts.Main, (xml, to) => AddSheet(xml, to, name, id, isStrict));
    }

    private string FreeSheetName()
    {
        var taken = _sheets.Select(s => s.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        for (var number = 1; ; number++)
        {
            var tail = number == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({number})");
            var name = _words["sheet"][..Math.Min(_words["sheet"].Length, MaxSheetName - tail.Length)] + tail;
            if (!taken.Contains(name))
                return name;
        }
    }

    private static void AddSheet(RawXml xml, TextWriter to, string name, string relation, bool isStrict)
    {
        var last = 0;
        while (xml.Read())
        {
            if (
                xml.Opens("sheet", 2)
                && int.TryParse(xml.Attribute("sheetId"), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            )
                last = Math.Max(last, number);
            if (xml.Opens("sheets", 1) && xml.Kind == RawKind.Empty)
            {
                var prefix = xml.Prefix;
                xml.WriteOpened(to);
                to.Write(Element(prefix));
                to.Write($"</{prefix}sheets>");
                continue;
            }

            if (xml.Closes("sheets", 1))
                to.Write(Element(xml.Prefix));
            to.Write(xml.Raw);
        }

        string Element(string p) =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"<{p}sheet xmlns:r=\"{(isStrict ? PackageParts.StrictRelations : PackageParts.Relations)}\" "
                    + $"name=\"{RawXml.Ascii(name)}\" sheetId=\"{last + 1}\" r:id=\"{relation}\"/>"
            );
    }
}
