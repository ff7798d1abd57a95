using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Templates;

/// <summary>
/// How one sheet of a feed's file lies. A mapping names columns without saying in which order or below which title they stand:
/// the feed's own sample shows it.
/// </summary>
/// <param name="Name">The sheet's name in the sample; empty in a text file.</param>
/// <param name="Headings">As the office writes them, in its order.</param>
/// <param name="Sample">The sample's rows of this sheet, all of them; empty where the folder has no sample.</param>
/// <param name="HeaderRow">Row of the header in the sample, from 1.</param>
/// <param name="Tables">The mapping's tables that are read below this header.</param>
internal sealed record FeedLayout(string Name, IReadOnlyList<string> Headings, IReadOnlyList<GridRow> Sample, int HeaderRow, IReadOnlyList<MappingTable> Tables)
{
    public IEnumerable<GridRow> Above => Sample.Where(r => r.Number < HeaderRow);

    public IEnumerable<GridRow> Below => Sample.Where(r => r.Number > HeaderRow && !r.IsBlank);

    /// <exception cref="Refusal">TEMPLATE_IMPOSSIBLE where the sample does not show the tables, or not as one table a sheet.</exception>
    public static IReadOnlyList<FeedLayout> Of(FolderFiles folder, Mapping mapping, ReadLimits limits, CancellationToken cancellation)
    {
        if (mapping.Lookups.Count > 0 || mapping.Tables.Any(t => t.File is not null))
            throw Impossible(mapping, "files", "");
        // One row of headings above rows of figures is what a person can fill in; crosstabs and sections are read, not offered.
        if (mapping.Tables.FirstOrDefault(t => t.Dialect is not { HeaderRow: null or > 0, HeaderRows: 1, FirstRow: null, Transpose: false, Repeats: false, Names.Count: 0 }
                || t.Sections.Count > 0 || t.FillDown.Count > 0 || t.UnpivotMatching is not null) is { } unlike)
            throw Impossible(mapping, "layout", unlike.Sheet ?? "");
        var rows = SampleRows(folder, mapping, limits, cancellation);
        var found = mapping.Tables.Select(t => (Table: t, Header: HeaderOf(t, rows, mapping))).ToList();
        var layouts = new List<FeedLayout>();
        foreach (var sheet in found.GroupBy(f => (f.Header.Sheet, f.Header.Number)))
        {
            if (layouts.Any(l => l.Name == sheet.Key.Sheet))
                throw Impossible(mapping, "tables", sheet.Key.Sheet);
            var header = sheet.First().Header;
            // Columns about persons that must never be stored are not asked for in the first place.
            var never = sheet.SelectMany(f => f.Table.NeverStore).Select(LabelText.Key).ToHashSet(StringComparer.Ordinal);
            int[] kept = [.. Enumerable.Range(1, header.Count).Where(at => !never.Contains(LabelText.Key(header[at])))];
            layouts.Add(new FeedLayout(
                sheet.Key.Sheet, [.. kept.Select(at => header[at].Trim())], [.. rows.Where(r => r.Sheet == sheet.Key.Sheet).Select(r => r.Number <= sheet.Key.Number ? r : Only(r, kept))],
                sheet.Key.Number, [.. sheet.Select(f => f.Table)]));
        }
        return layouts;
    }

    public static Refusal Impossible(Mapping mapping, string reason, string where) =>
        new(RefusalCodes.TemplateImpossible, ("value", mapping.Id), ("reason", reason), ("sheet", where));

    /// <summary>A row's cells as facts are looked for in them.</summary>
    public static string Joined(GridRow row) =>
        string.Join(' ', Enumerable.Range(1, row.Count).Select(at => row[at].Trim()).Where(t => t.Length > 0));

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
            if (mapping.Tables.Select(t => t.Encoding).FirstOrDefault(e => e is not null) is { } encoding)
                sample = sample.In(encoding);
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
                    (table.Sheet is null || TableMapper.Matches(table.Sheet, r.Sheet))
                    && (table.HeaderRow is null || r.Number == table.HeaderRow)
                    && r.Number <= HeaderFinder.Within
                    && TableHeader.Missing(new HeadingRows([r], r.Sheet, table.Dialect), table).Count == 0)
                ?? throw Impossible(mapping, "header", table.Sheet ?? "");
        }
        // Without a sample the order is that of the mapping's own words; what stands above the header nobody knows.
        if (mapping.Recognise.Title is not null || mapping.Facts.Count > 0)
            throw Impossible(mapping, "sample", table.Sheet ?? "");
        var headings = TableHeader.Needed(table).Concat(mapping.Recognise.Columns).Concat(table.Ignore.Select(i => i.Heading)).Distinct(StringComparer.OrdinalIgnoreCase);
        return new GridRow((table.Sheet ?? "").TrimEnd('*'), table.HeaderRow ?? 1, [.. headings]);
    }
}
