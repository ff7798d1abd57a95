using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Redaction;

/// <summary>
/// Makes the copy of a file that may be kept: every cell of the columns that a mapping must never store is empty below their heading, and
/// everything else is as it was, at the same address.
/// </summary>
public sealed class Redactor(Mapping mapping, ReadLimits limits)
{
    private readonly IReadOnlyList<MappingTable> _tables = [.. mapping.Tables.Where(t => t.NeverStore.Count > 0)];
    private readonly HashSet<string> _never = [.. PersonalColumns.Of(mapping).Select(LabelText.Key)];
    private readonly HashSet<MappingTable> _found = [];

    /// <summary>Tables with columns that must never be stored whose header none of the files looked at so far shows.</summary>
    public bool IsIncomplete => _found.Count < _tables.Count;

    /// <summary>
    /// Which cells of a file are not kept; empty where it shows none of the headings. A sheet that no table of the mapping reads is looked
    /// through for the same headings: what must not be stored must not be stored there either.
    /// </summary>
    /// <exception cref="UnreadableFileException">The file cannot be read to its end.</exception>
    /// <exception cref="Refusal">
    /// PERSONAL_DATA_UNREADABLE where a heading is missing and another is unknown: it may have been renamed, and what stands below it is not known.
    /// </exception>
    public IReadOnlyList<RedactedSheet> Find(SourceFile file, CancellationToken cancellation)
    {
        var sheets = new List<RedactedSheet>();
        var top = new List<GridRow>();
        (string Name, int HeaderRow, IReadOnlyList<int> Columns, HashSet<int> Identical, RowIdentity Rows)? open = null;
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
            if (HeaderOf(top, file.Name) is not { } header)
                return;
            open = (name!, header.Number, header.Columns, [], new RowIdentity());
            foreach (var row in top)
                Compare(row);
        }

        void Compare(GridRow row)
        {
            if (open is { } sheet && row.Number > sheet.HeaderRow && sheet.Rows.IsRepeated(row))
                sheet.Identical.Add(row.Number);
        }

        void Close()
        {
            if (name is not null)
                Decide();
            if (open is { } sheet)
                sheets.Add(new RedactedSheet(sheet.Name, sheet.HeaderRow, sheet.Columns, sheet.Identical));
            open = null;
        }
    }

    /// <summary>
    /// Writes the copy of a file and reads it again beside the original: a copy that differs in anything but the cells that are not kept is
    /// none. A workbook becomes a new XLSX whatever it was; a text keeps its encoding and its delimiter.
    /// </summary>
    /// <param name="to">Empty, readable and seekable.</param>
    /// <exception cref="Refusal">PERSONAL_DATA_UNREADABLE where the copy does not read as the original did.</exception>
    public void Write(SourceFile file, Stream original, IReadOnlyList<RedactedSheet> sheets, Stream to, CancellationToken cancellation)
    {
        if (file.Dialect.Format == FileFormat.Csv)
            RedactedText.Write(original, file.Dialect, sheets[0], to, cancellation);
        else
            RedactedWorkbook.Write(file, sheets, to, cancellation);
        to.Flush();
        if (RedactedCopy.FirstDifference(file, sheets, to, limits, cancellation) is { } where)
            throw new Refusal(RefusalCodes.PersonalDataUnreadable, ("file", file.Name), ("mapping", mapping.Id), ("columns", string.Join(", ", PersonalColumns.Of(mapping))), ("cell", where.ToString()));
    }

    private (int Number, IReadOnlyList<int> Columns)? HeaderOf(IReadOnlyList<GridRow> top, string file)
    {
        var headers = new List<GridRow>();
        foreach (var table in _tables)
        {
            if (top.FirstOrDefault(r => (table.HeaderRow is null || r.Number == table.HeaderRow) && TableHeader.Missing(r, table).Count == 0) is not { } header)
                continue;
            _found.Add(table);
            RefuseRenamed(table, header, file);
            headers.Add(header);
        }
        if (headers.SelectMany(ColumnsOf).Distinct().Order().ToList() is { Count: > 0 } columns)
            return (headers.Min(h => h.Number), columns);
        return top.Select(r => (r.Number, ColumnsOf(r))).FirstOrDefault(r => r.Item2.Count > 0) is ( > 0 and var number, var found) ? (number, found) : null;
    }

    private List<int> ColumnsOf(GridRow header) => [.. Enumerable.Range(1, header.Count).Where(at => _never.Contains(LabelText.Key(header[at])))];

    private void RefuseRenamed(MappingTable table, GridRow header, string file)
    {
        var there = Enumerable.Range(1, header.Count).Select(at => LabelText.Key(header[at])).ToHashSet(StringComparer.Ordinal);
        var missing = table.NeverStore.Where(h => !there.Contains(LabelText.Key(h))).ToList();
        var unknown = new TableHeader(header, table).Unknown;
        if (missing.Count > 0 && unknown.Count > 0)
            throw new Refusal(
                RefusalCodes.PersonalDataUnreadable, ("file", file), ("mapping", mapping.Id), ("columns", string.Join(", ", missing)),
                ("unknown", string.Join(", ", unknown.Select(at => header[at]))));
    }
}
