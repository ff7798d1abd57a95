using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Checking;

namespace Observatory.Core.Mappings;

/// <summary>The findings on the header of a table: columns that are foreign, twice there, absent or unknown, or no header at all.</summary>
internal sealed class HeaderFindings(MappingTable table, MappingRun run)
{
    // Null before the first header.
    private HashSet<string>? _absent;

    /// <summary>Optional columns that no header had so far.</summary>
    public IReadOnlyCollection<string> Absent => _absent ?? [];

    /// <summary>Reports what is wrong with a header that was found.</summary>
    /// <param name="isFirstOfFile">True for the first header in a file: what others repeat is reported once.</param>
    public void Report(TableHeader header, string sheet, bool isFirstOfFile)
    {
        ReportForeign(header);
        foreach (var missing in header.NotCalculated)
            run.Findings.Add(missing);
        foreach (var twice in header.Twice)
            run.Findings.Add(Finding.Blocking(FindingCodes.ColumnTwice, header.Cell(header.Row, twice), ("column", header.TextOf(twice))));
        foreach (var (name, columns) in header.Alternatives)
            run.Findings.Add(
                Finding.Blocking(
                    FindingCodes.ColumnAlternatives,
                    header.Cell(header.Row, columns[1]),
                    ("column", name),
                    ("actual", string.Join(", ", columns.Select(c => header.WrittenAt(c))))
                )
            );
        // If one of several files has an optional column, its breakdown is given in that file.
        if (_absent is null)
            _absent = [.. header.Absent];
        else
            _absent.IntersectWith(header.Absent);
        foreach (var absent in header.Absent)
            ReportAbsent(header, absent, run.FileOf(sheet), isFirstOfFile);
        foreach (var unknown in isFirstOfFile ? header.Unknown : [])
            run.Findings.Add(
                Finding.Warning(FindingCodes.ColumnUnknown, header.Cell(header.Row, unknown), ("column", header.FullNameOf(unknown)))
            );
        foreach (var on in run.Lookups.Where(l => TableHeader.Uses(table, l.Lookup)).SelectMany(l => l.Lookup.On))
            if (header.ColumnOf(on) == 0 && !TextPattern.IsOfColumn(on) && !run.Lookups.Any(l => l.PlaceOf(on) >= 0))
                ReportMissing(on, header.Row.Sheet, header.Row.Number);
    }

    /// <summary>Reports that no header was found.</summary>
    public void ReportNotFound(HeaderFinder finder)
    {
        var needed = TableHeader.Needed(table).Count + (table.UnpivotMatching is null ? 0 : 1);
        if (finder.Nearest is not { } near || near.Missing.Count >= needed || near.Row == 0)
        {
            run.Findings.Add(
                Finding.Blocking(
                    FindingCodes.HeaderNotFound,
                    null,
                    ("sheet", table.Sheet ?? ""),
                    ("file", run.FileName),
                    ("expected", string.Join(", ", TableHeader.Needed(table)))
                )
            );
            return;
        }
        foreach (var heading in finder.NotCalculated)
            run.Findings.Add(heading);
        foreach (var column in near.Missing)
            ReportMissing(column, table.Sheet ?? "", near.Row);
    }

    private void ReportForeign(TableHeader header)
    {
        if (run.Mapping.Recognise.WithoutColumns.FirstOrDefault(c => header.ColumnOf(c) > 0) is { } foreign)
            run.Findings.Add(
                Finding.Blocking(
                    FindingCodes.MappingNotThisFile,
                    header.Cell(header.Row, header.ColumnOf(foreign)),
                    ("file", run.FileName),
                    ("mapping", run.Mapping.Id),
                    ("expected", string.Join(", ", TableHeader.Needed(table))),
                    ("actual", foreign)
                )
            );
    }

    /// <summary>
    /// Reports that an optional column is absent. If the file also has an unknown column, a breakdown may just have another heading: its
    /// parts, and possibly a total, would all become one figure.
    /// </summary>
    private void ReportAbsent(TableHeader header, string heading, string file, bool isFirstOfFile)
    {
        var where = header.Row.At(0);
        if (header.Unknown.Count > 0 && TableHeader.SaysBreakdown(table, heading))
            run.Findings.Add(
                Finding.Blocking(
                    FindingCodes.ColumnAbsent,
                    where,
                    ("column", heading),
                    ("file", file),
                    ("actual", string.Join(", ", header.Unknown.Select(header.FullNameOf)))
                )
            );
        else if (isFirstOfFile)
            run.Findings.Add(Finding.Note(FindingCodes.ColumnAbsent, where, ("column", heading), ("file", file)));
    }

    private void ReportMissing(string heading, string sheet, int row) =>
        run.Findings.Add(
            Finding.Blocking(
                FindingCodes.ColumnMissing,
                new CellRef(sheet, row, 0),
                ("column", heading),
                ("line", row.ToString(CultureInfo.InvariantCulture))
            )
        );
}
