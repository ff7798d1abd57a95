using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Redaction;

/// <summary>
/// Makes the copies of the files of one submission that may be stored: in the columns that a mapping must never store, every cell below the
/// heading is empty; everything else is unchanged, at the same address.
/// </summary>
public sealed class Redactor(Mapping mapping, ReadLimits limits)
{
    private readonly IReadOnlyList<MappingTable> _tables = [.. mapping.Tables.Where(t => t.NeverStore.Count > 0)];
    private readonly HashSet<string> _never = [.. PersonalColumns.Of(mapping).Select(LabelText.Key)];

    // A table may continue on other sheets and in other files, so an identical row may be in an earlier one.
    private readonly Dictionary<MappingTable, HashSet<UInt128>> _seen = [];

    /// <summary>
    /// True if the header of a table with never-stored columns was in none of the files searched so far. Transposed sheets and repeated
    /// headers are not searched: columns that cannot be removed with certainty count as not found.
    /// </summary>
    public bool IsIncomplete => _seen.Count < _tables.Count;

    /// <summary>
    /// The cells of a file to redact; empty if the file has none of the headings. A sheet that no table of the mapping reads is searched
    /// for the same headings, because personal data must not be stored from there either.
    /// </summary>
    /// <exception cref="UnreadableFileException">The file cannot be read to its end.</exception>
    /// <exception cref="Refusal">
    /// PERSONAL_DATA_UNREADABLE if a heading is missing and another is unknown: the heading may have been renamed, and the content below it
    /// is unknown.
    /// </exception>
    public IReadOnlyList<RedactedSheet> Find(SourceFile file, CancellationToken cancellation)
    {
        var sheets = new List<RedactedSheet>();
        var top = new List<GridRow>();
        (RedactedSheet Sheet, HashSet<int> Identical, HashSet<UInt128> Seen)? open = null;
        string? name = null;
        var isDecided = false;
        foreach (var row in file.Rows(cancellation))
        {
            if (name != row.Sheet)
            {
                Close();
                (name, isDecided) = (row.Sheet, false);
                top.Clear();
            }
            if (!isDecided && row.Number <= Recogniser.PreviewRows)
            {
                top.Add(row);
                continue;
            }
            Decide();
            Compare(row);
        }
        Close();
        return sheets;

        void Decide()
        {
            if (isDecided)
                return;
            isDecided = true;
            if (HeaderOf(name!, top, file.Name) is not var (number, columns, mark, seen))
                return;
            var identical = new HashSet<int>();
            open = (new RedactedSheet(name!, number, columns, mark, identical), identical, seen);
            foreach (var row in top)
                Compare(row);
        }

        void Compare(GridRow row)
        {
            if (
                open is var (sheet, identical, seen)
                && row.Number > sheet.HeaderRow
                && !row.IsBlank
                && !seen.Add(RowIdentity.Checksum(row))
            )
                identical.Add(row.Number);
        }

        void Close()
        {
            if (name is not null)
                Decide();
            if (open is var (sheet, _, _))
                sheets.Add(sheet);
            open = null;
        }
    }

    /// <summary>
    /// Writes the copy of a file, then reads it and compares it with the original: a copy that differs in anything but the redacted cells
    /// is refused. A workbook of any format becomes a new XLSX; a text keeps its encoding and its delimiter.
    /// </summary>
    /// <param name="to">An empty, readable and seekable stream.</param>
    /// <exception cref="Refusal">PERSONAL_DATA_UNREADABLE if the copy does not read as the original does.</exception>
    public void Write(SourceFile file, Stream original, IReadOnlyList<RedactedSheet> sheets, Stream to, CancellationToken cancellation)
    {
        if (file.Dialect.Format == FileFormat.Csv)
            RedactedText.Write(original, file.Dialect, sheets[0], to, cancellation);
        else
            RedactedWorkbook.Write(file, sheets, to, cancellation);
        to.Flush();
        if (RedactedCopy.FirstDifference(file, sheets, to, mapping.Delimiter, limits, cancellation) is { } where)
            throw new Refusal(
                RefusalCodes.PersonalDataUnreadable,
                ("file", file.Name),
                ("mapping", mapping.Id),
                ("columns", string.Join(", ", PersonalColumns.Of(mapping))),
                ("cell", where.ToString())
            );
    }

    private (int Number, IReadOnlyList<int> Columns, int Mark, HashSet<UInt128> Seen)? HeaderOf(
        string sheet,
        IReadOnlyList<GridRow> top,
        string file
    )
    {
        (int Number, IReadOnlyList<int> Columns, int Mark, HashSet<UInt128> Seen)? found = null;
        foreach (var table in _tables.Where(t => t.Dialect is { Transpose: false, Repeats: false }))
        {
            if (HeadingsOf(table, sheet, top, file) is not { } headings)
                continue;
            RefuseRenamed(table, headings, file);
            if (!_seen.TryGetValue(table, out var seen))
                _seen.Add(table, seen = []);
            var columns = ColumnsOf(headings);
            if (columns.Count == 0)
                continue;
            // The mapper looks for the mark in the column of the first heading of the list that the header has.
            var mark = table.NeverStore.Select(headings.ColumnOf).FirstOrDefault(c => c > 0);
            found = found is var (number, others, first, rows)
                ? (Math.Min(number, headings.Row.Number), [.. others.Union(columns).Order()], first, rows)
                : (headings.Row.Number, columns, mark, seen);
        }
        if (found is not null)
            return found;
        foreach (var row in top)
            if (ColumnsOf(new HeadingRows([row], sheet, TableDialect.Default)) is { Count: > 0 } columns)
                return (row.Number, columns, columns[0], []);
        return null;
    }

    private static HeadingRows? HeadingsOf(MappingTable table, string sheet, IReadOnlyList<GridRow> top, string file)
    {
        // Without a header only the sheet's name identifies it.
        if (
            table.HeaderRow == 0
            && !(
                (table.Sheet is null || LabelText.Fits(table.Sheet, sheet)) && (table.File is null || Recogniser.NameFits(table.File, file))
            )
        )
            return null;
        var finder = new HeaderFinder(table);
        foreach (var row in top)
            if (finder.Offer(row, out _) is { } headings)
                return headings;
        return finder.AtEnd();
    }

    private List<int> ColumnsOf(HeadingRows headings) =>
        [
            .. Enumerable
                .Range(1, headings.Width)
                .Where(at => _never.Contains(LabelText.Key(headings.Texts[at])))
                .Union(PersonalColumns.Of(mapping).Select(headings.ColumnOf).Where(c => c > 0))
                .Order(),
        ];

    private void RefuseRenamed(MappingTable table, HeadingRows headings, string file)
    {
        var missing = table.NeverStore.Where(h => headings.ColumnOf(h) == 0).ToList();
        var unknown = new TableHeader(headings, table, mapping.Lookups).Unknown;
        if (missing.Count > 0 && unknown.Count > 0)
            throw new Refusal(
                RefusalCodes.PersonalDataUnreadable,
                ("file", file),
                ("mapping", mapping.Id),
                ("columns", string.Join(", ", missing)),
                ("unknown", string.Join(", ", unknown.Select(at => headings.Texts[at])))
            );
    }
}
