using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;
using Observatory.Core.Series;

namespace Observatory.Core.Templates;

/// <summary>
/// The layout of one sheet of a feed's file. A mapping names columns without their order or the title above them, so the feed's own sample
/// is needed for that.
/// </summary>
/// <param name="Name">The sheet's name in the sample; empty in a text file.</param>
/// <param name="FileName">The file name that the sample represents.</param>
/// <param name="Headings">
/// The names of the columns, in the office's order: as the office writes them, except for those that the mapping names by letter, and for
/// the years asked for if a column gives the year.
/// </param>
/// <param name="Written">
/// What is written in the header: the same, except for headings of the office that have another name in the mapping.
/// </param>
/// <param name="Sample">All of the sample's rows of this sheet; empty if the folder has no sample.</param>
/// <param name="HeaderRow">Row of the header in the sample, from 1.</param>
/// <param name="Tables">The mapping's tables below this header.</param>
internal sealed record FeedLayout(
    string Name,
    string FileName,
    IReadOnlyList<string> Headings,
    IReadOnlyList<string> Written,
    IReadOnlyList<GridRow> Sample,
    int HeaderRow,
    IReadOnlyList<MappingTable> Tables
)
{
    public IEnumerable<GridRow> Above => Sample.Where(r => r.Number < HeaderRow);

    public IEnumerable<GridRow> Below => Sample.Where(r => r.Number > HeaderRow && !r.IsBlank);

    /// <param name="fromYear">First year that has a column, if the columns of figures give the year.</param>
    /// <param name="toYear">Last year.</param>
    /// <exception cref="Refusal">
    /// TEMPLATE_IMPOSSIBLE if the sample does not show the tables, or shows several tables on one sheet.
    /// </exception>
    public static IReadOnlyList<FeedLayout> Of(
        FolderFiles folder,
        Mapping mapping,
        int fromYear,
        int toYear,
        ReadLimits limits,
        CancellationToken cancellation
    )
    {
        // A system exports codes in one file and their meanings in others; nobody writes that by hand.
        if (mapping.Lookups.Count > 0)
            throw Impossible(mapping, "lookups", "");
        if (mapping.Tables.Any(t => t.File is not null))
            throw Impossible(mapping, "files", "");
        // A person can fill in one row of headings above rows of figures; crosstabs and sections are read, but not offered.
        if (
            mapping.Tables.FirstOrDefault(t =>
                t.Dialect is not { HeaderRow: null or > 0, HeaderRows: 1, FirstRow: null, Transpose: false, Repeats: false }
                || t.Sections.Count > 0
                || t.FillDown.Count > 0
            ) is
            { } unlike
        )
            throw Impossible(mapping, "layout", unlike.Sheet ?? "");
        var rows = SampleRows(folder, mapping, limits, cancellation);
        var found = mapping.Tables.Select(t => (Table: t, Header: HeaderOf(t, rows, mapping))).ToList();
        // Nobody can be asked to fill in a column whose content nobody has seen.
        if (
            found
                .FirstOrDefault(f =>
                    new TableHeader(new HeadingRows([f.Header], f.Header.Sheet, f.Table.Dialect), f.Table, []).Absent.Count > 0
                )
                .Table is
            { } lacking
        )
            throw Impossible(mapping, "layout", lacking.Sheet ?? "");
        var layouts = new List<FeedLayout>();
        foreach (var sheet in found.GroupBy(f => (f.Header.Sheet, f.Header.Number)))
        {
            if (layouts.Any(l => l.Name == sheet.Key.Sheet))
                throw Impossible(mapping, "tables", sheet.Key.Sheet);
            var header = sheet.First().Header;
            var tables = sheet.Select(f => f.Table).ToList();
            var columns = ColumnsOf(header, tables, mapping, fromYear, toYear);
            int[] kept = [.. columns.Select(c => c.At)];
            layouts.Add(
                new FeedLayout(
                    sheet.Key.Sheet,
                    SampleCheck.SampleOf(folder) is { } sample ? SampleCheck.NameOf(sample) : "",
                    [.. columns.Select(c => c.Heading)],
                    [.. columns.Select(c => c.Written)],
                    [.. rows.Where(r => r.Sheet == sheet.Key.Sheet).Select(r => r.Number <= sheet.Key.Number ? r : Only(r, kept))],
                    sheet.Key.Number,
                    tables
                )
            );
        }
        return layouts;
    }

    public static Refusal Impossible(Mapping mapping, string reason, string where) =>
        new(RefusalCodes.TemplateImpossible, ("value", mapping.Id), ("reason", reason), ("sheet", where));

    /// <summary>The table's header as the reader binds it, for a workbook with this layout.</summary>
    public TableHeader Bound(MappingTable table) =>
        new(new HeadingRows([new GridRow(Name, HeaderRow, [.. Headings])], Name, table.Dialect), table, []);

    /// <summary>
    /// The columns to fill in: the position of each in the sample, from 1, or 0 if it is not there; its name; and what is written over it.
    /// </summary>
    private static List<(int At, string Heading, string Written)> ColumnsOf(
        GridRow header,
        IReadOnlyList<MappingTable> tables,
        Mapping mapping,
        int fromYear,
        int toYear
    )
    {
        var names = tables[0].Dialect.Names;
        if (
            tables.Any(t =>
                t.Dialect.Names.Count != names.Count
                || !t.Dialect.Names.All(n => names.GetValueOrDefault(n.Key) == n.Value)
                || (t.Dialect.AlsoCalled.Count > 0 && !ReferenceEquals(t.Dialect, tables[0].Dialect))
            )
        )
            throw Impossible(mapping, "tables", header.Sheet);
        var headings = new HeadingRows([header], header.Sheet, tables[0].Dialect);
        var width = Enumerable.Range(1, headings.Width).LastOrDefault(at => headings.Texts[at].Trim().Length > 0);
        // Columns about persons that must never be stored are not offered at all.
        var never = tables.SelectMany(t => t.NeverStore).Select(LabelText.Key).ToHashSet(StringComparer.Ordinal);
        var columns = Enumerable
            .Range(1, width)
            .Select(at =>
                (
                    At: at,
                    Heading: headings.Texts[at].Trim(),
                    Written: header[at].Trim() is { Length: > 0 } written ? written : headings.Texts[at].Trim()
                )
            )
            .Where(c => !never.Contains(LabelText.Key(c.Heading)))
            .ToList();
        // A name by letter is valid only as long as the column stays in its place.
        if (columns.Where((c, i) => names.ContainsKey(c.At) && c.At != i + 1).Any())
            throw Impossible(mapping, "layout", header.Sheet);
        foreach (var table in tables.Where(t => t.UnpivotMatching is not null))
        {
            var listed = table.Unpivot.Select(u => LabelText.Key(u.Heading)).ToHashSet(StringComparer.Ordinal);
            var matching = new TableHeader(headings, table, [])
                .Values.Where(v => !listed.Contains(LabelText.Key(v.Heading)))
                .Select(v => v.At)
                .ToHashSet();
            if (
                ToReport(table, [.. matching.Order().Select(at => headings.Texts[at].Trim())], mapping, fromYear, toYear) is not { } periods
            )
                continue;
            var first = columns.FindIndex(c => matching.Contains(c.At));
            columns.RemoveAll(c => matching.Contains(c.At));
            columns.InsertRange(first, periods.Select(p => (0, p, p)));
            if (columns.Where((c, i) => names.ContainsKey(c.At) && c.At != i + 1).Any())
                throw Impossible(mapping, "layout", header.Sheet);
        }
        return columns;
    }

    /// <summary>
    /// The headings of the periods asked for, in the order of the sample's; null if the headings give something other than the period.
    /// </summary>
    private static List<string>? ToReport(MappingTable table, IReadOnlyList<string> seen, Mapping mapping, int fromYear, int toYear)
    {
        var said = LabelOptions
            .Sources([table])
            .Where(s => s.Concept == Concepts.TimePeriod && s.Source.IsOfCell)
            .Select(s => s.Source)
            .ToList();
        if (said.Count == 0)
            return null;
        var periods = seen.Select(TimePeriod.TryParse).OfType<TimePeriod>().ToList();
        if (
            periods.Count < seen.Count
            || periods.Count == 0
            || periods.Any(p => p.Frequency != periods[0].Frequency)
            || said.Any(s => s is not { Codes: null, DateFormat: null, Fiscal: null, Without: null, Take: null, Pad: null })
        )
            throw Impossible(mapping, "layout", table.Sheet ?? "");
        var asked = Enumerable
            .Range(fromYear, Math.Max(0, toYear - fromYear + 1))
            .SelectMany(y => PeriodColumns.OfYear(y, periods[0].Frequency));
        var texts = (periods[0].FirstDay > periods[^1].FirstDay ? asked.Reverse() : asked).Select(p => p.ToString()).ToList();
        return texts.TrueForAll(table.UnpivotMatching!.Pattern.IsMatch) ? texts : throw Impossible(mapping, "layout", table.Sheet ?? "");
    }

    private static GridRow Only(GridRow row, int[] columns) =>
        new(row.Sheet, row.Number, [.. columns.Select(at => row[at])], [.. columns.Select(row.KindOf)]);

    private static List<GridRow> SampleRows(FolderFiles folder, Mapping mapping, ReadLimits limits, CancellationToken cancellation)
    {
        if (SampleCheck.SampleOf(folder) is not { } name)
            return [];
        try
        {
            using var content = new MemoryStream(folder.Files[name].ToArray(), writable: false);
            var sample = SourceFiles.Open([new SentFile(name, content)], limits);
            sample = sample.As(mapping.Encoding, mapping.Delimiter);
            return [.. sample.Rows(cancellation)];
        }
        catch (UnreadableFileException)
        {
            throw Impossible(mapping, "sample", name);
        }
    }

    private static GridRow HeaderOf(MappingTable table, List<GridRow> sample, Mapping mapping)
    {
        if (sample.Count > 0)
        {
            return sample.FirstOrDefault(r =>
                (table.Sheet is null || LabelText.Fits(table.Sheet, r.Sheet))
                && (table.HeaderRow is null || r.Number == table.HeaderRow)
                && r.Number <= HeaderFinder.Within
                && TableHeader.Missing(new HeadingRows([r], r.Sheet, table.Dialect), table).Count == 0
            ) ?? throw Impossible(mapping, "header", table.Sheet ?? "");
        }
        // Without a sample the order is that of the mapping's own words, and the lines above the header are unknown.
        if (
            mapping.Recognise.Title is not null
            || mapping.Facts.Count > 0
            || table.UnpivotMatching is not null
            || table.Dialect.Names.Count > 0
        )
            throw Impossible(mapping, "sample", table.Sheet ?? "");
        var headings = TableHeader
            .Asked(table)
            .Concat(mapping.Recognise.Columns)
            .Concat(table.Ignore.Select(i => i.Heading))
            .Distinct(StringComparer.OrdinalIgnoreCase);
        return new GridRow((table.Sheet ?? "").TrimEnd('*'), table.HeaderRow ?? 1, [.. headings]);
    }
}
