using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>
/// Reads one table of a mapping from the rows of a sheet: it finds the header, follows the table to its end, and classifies each row. It
/// accounts for whole rows; <see cref="CellMapper"/> accounts for the cells of records.
/// </summary>
internal sealed class TableMapper
{
    private const string TotalRowRule = "total";
    private const string SectionRule = "section";
    private const string IdenticalRule = "identical-row";
    private const string AboveFirstRowRule = "above-first-row";

    private readonly MappingTable table;
    private readonly MappingRun run;
    private readonly HeaderFinder _finder;
    private readonly TableRows _rows;
    private readonly RowConditions _conditions;
    private readonly CellMapper _cells;
    private readonly RowIdentity _identity;
    private readonly List<RunningTotal> _totals;
    private readonly List<GridRow> _held = [];
    private readonly DateWatch _dates;
    private readonly ParentWatch _parents;
    private readonly UnreadTables _unread;
    private readonly HashSet<string> _foundIn = new(StringComparer.Ordinal);

    // Optional columns that no header had so far; null before the first header.
    private HashSet<string>? _absent;
    private TableHeader? _header;
    private bool _ended;
    private int _rowsBelow;
    private int _block;
    private string _sheet = "";

    public TableMapper(MappingTable table, MappingRun run)
    {
        this.table = table;
        this.run = run;
        _finder = new HeaderFinder(table);
        _rows = new TableRows(table, run);
        _conditions = new RowConditions(run);
        _cells = new CellMapper(table, run, _conditions);
        _identity = new RowIdentity(run.Files?.IsRedacted ?? false);
        _totals = [.. table.Totals.Select(t => new RunningTotal(t))];
        _dates = new DateWatch(table, run);
        _parents = new ParentWatch(table, run);
        _unread = new UnreadTables(table, run);
    }

    /// <summary>
    /// A table without a sheet name is on the first sheet that has its header, in each file of the submission, because a table may continue
    /// in another file.
    /// </summary>
    public bool IsOn(string sheet) =>
        run.IsOfFile(table.File, sheet)
        && (table.Sheet is null ? !_foundIn.Contains(run.FileOf(sheet)) : Matches(table.Sheet, run.SheetName(sheet)));

    /// <summary>Begins a sheet that the table is not on; if the sheet has the header nevertheless, that is reported.</summary>
    public void BeginElsewhere(string sheet)
    {
        if (run.IsOfFile(table.File, sheet))
            _unread.Begin(sheet, isBlock: false);
    }

    public void SeeElsewhere(GridRow row) => _unread.See(row);

    public void EndElsewhere() => _unread.End();

    public static bool Matches(string pattern, string name) =>
        pattern.EndsWith('*')
            ? LabelText.Key(name).StartsWith(LabelText.Key(pattern[..^1]), StringComparison.Ordinal)
            : LabelText.Key(name) == LabelText.Key(pattern);

    public void BeginSheet(string sheet)
    {
        _sheet = sheet;
        _held.Clear();
        Restart();
    }

    public void Read(GridRow row)
    {
        if (table.Dialect.Transpose)
            _held.Add(row);
        else
            ReadUpright(row);
    }

    public void EndSheet()
    {
        if (_held.Count > 0)
        {
            foreach (var row in TransposedRows.Of(_held))
                ReadUpright(row);
            _held.Clear();
        }
        if (_header is null && _finder.AtEnd() is { } last)
            Begin(last);
        EndBlock();
        _cells.ReportLooks();
        _unread.End();
        if (_header is null && _finder.Nearest is { } near && table.Sheet is not null && !IsFound)
            ReportHeader(near);
    }

    public void End()
    {
        _dates.Report();
        _parents.Report();
        _cells.ReportPercentages();
        _unread.Report(IsFound);
        if (_identity.Repeats > 0 && table.IdenticalRows is not null)
            run.Findings.Add(
                Finding.Note(
                    FindingCodes.RowsIdentical,
                    _identity.First,
                    ("count", Text(_identity.Repeats)),
                    (
                        "rule",
                        table.IdenticalRows switch
                        {
                            IdenticalRows.Keep => "keep",
                            IdenticalRows.LeaveOut => "leaveOut",
                            _ => "refuse",
                        }
                    )
                )
            );
        if (IsFound)
            return;
        if (table.Sheet is not null && _finder.Nearest is null)
            run.Findings.Add(Finding.Blocking(FindingCodes.SheetMissing, null, ("sheet", table.Sheet), ("file", run.FileName)));
        else if (table.Sheet is null)
            ReportHeader(_finder.Nearest ?? (0, [.. TableHeader.Needed(table)]));
    }

    private bool IsFound => _foundIn.Count > 0;

    /// <summary>What the table covers of each indicator for which it gave figures, if the mapping says so.</summary>
    public IEnumerable<CoverageScope> Scopes()
    {
        if (table.Covers is not { } covers)
            yield break;
        // A register covers the same months whatever happened in them: events of an indicator may be rare, so its own first and last period
        // mean less.
        var spans = _cells.Spans.All.Where(c => !c.Value.IsEmpty).ToList();
        foreach (var ((provider, indicator, frequency), own) in spans)
        {
            var seen = covers.AbsentIsZero
                ? CoveredSpan.Of(spans.Where(s => s.Key.Provider == provider && s.Key.Frequency == frequency).Select(s => s.Value))
                : own;
            var from = covers.From is { } first ? PeriodText.TryParse(run.FromFacts(first) ?? "", frequency, null) : seen.From;
            var to = covers.To is { } last ? PeriodText.TryParse(run.FromFacts(last) ?? "", frequency, null) : seen.To;
            if (from is null || to is null)
                continue;
            yield return new CoverageScope(
                run.Providers[provider],
                run.Indicators[indicator],
                frequency,
                covers.Area,
                covers.Level,
                covers.AbsentIsZero ? null : covers.Parts.Count,
                covers.AbsentIsZero,
                from.Value,
                to.Value
            )
            {
                Parts = covers.Parts,
            };
        }
    }

    /// <summary>
    /// Which members add up to the total of each additive indicator for which the table gave figures, if the mapping says so.
    /// </summary>
    public IEnumerable<PartitionScope> Partitions() =>
        from partition in table.Partitions
        from of in _cells.Spans.All
        where _absent?.Any(h => _cells.Reads(partition.Dimension, h)) != true
        where !of.Value.IsEmpty && run.Taxonomy.FindIndicator(run.Indicators[of.Key.Indicator]) is { AddsUp: true, IsStock: false }
        let span = table.Covers is { AbsentIsZero: true }
            ? CoveredSpan.Of(
                _cells
                    .Spans.All.Where(c => !c.Value.IsEmpty && c.Key.Provider == of.Key.Provider && c.Key.Frequency == of.Key.Frequency)
                    .Select(c => c.Value)
            )
            : of.Value
        select new PartitionScope(
            run.Providers[of.Key.Provider],
            run.Indicators[of.Key.Indicator],
            partition.Dimension,
            partition.Members,
            table.Covers?.AbsentIsZero ?? false,
            span.From,
            span.To
        );

    private void ReadUpright(GridRow row)
    {
        if (_ended && !table.Dialect.Repeats)
        {
            _unread.See(row);
            run.ReadFacts(FactOrigin.Footer, Joined(row), _sheet);
            return;
        }
        if (_header is null || _ended)
        {
            FindHeader(row);
            return;
        }
        if (Holds(table.StopAt, row))
        {
            EndBlock();
            _ended = true;
            _finder.Restart();
            if (!table.Dialect.Repeats)
                _unread.Begin(_sheet, isBlock: true);
            run.ReadFacts(FactOrigin.Footer, Joined(row), _sheet);
            return;
        }
        if (row.IsBlank)
            return;
        if (table.Dialect.FirstRow is { } first && row.Number < first)
        {
            LeaveRowOut(AboveFirstRowRule);
            return;
        }
        // Printed pages repeat the header: the same table continues, or the next block begins.
        if (
            table.Dialect.Repeats
            && table.Dialect.HeaderRows == 1
            && TableHeader.Missing(new HeadingRows([row], row.Sheet, table.Dialect), table).Count == 0
        )
        {
            EndBlock();
            FindHeader(row);
            return;
        }
        ReadBelow(row);
    }

    private void ReadBelow(GridRow row)
    {
        _rowsBelow++;
        if (run.IsText(row.Sheet) && !table.Dialect.Transpose && row.Count != _header!.Width && !_header.FitsLength(row))
        {
            run.Accounting.Row(row.Sheet);
            run.Findings.Add(
                Finding.Blocking(
                    FindingCodes.RowLengthDiffers,
                    row.At(0),
                    ("expected", Text(_header.Width)),
                    ("actual", Text(row.Count)),
                    ("line", Text(row.Number))
                )
            );
            for (var i = 0; i < _header.CountedColumns; i++)
                run.Accounting.PutAside(FindingCodes.RowLengthDiffers);
            return;
        }
        if (_rows.IsSection(row, (where, at) => Holds(where, at)))
        {
            LeaveRowOut(SectionRule);
            return;
        }
        var (whole, orphan) = _rows.Whole(row);
        if (_totals.FirstOrDefault(t => Holds(t.Rule.Where, whole)) is { } total)
        {
            CompareTotal(total, whole);
            return;
        }
        run.Accounting.Row(row.Sheet);
        if (table.LeaveOut.FirstOrDefault(r => Holds(r.Where, whole)) is { } rule)
        {
            run.Accounting.LeaveRowOut(rule.Rule);
            LeaveOutAll(rule.Rule);
            return;
        }
        if (orphan is not null)
        {
            PutRowAside(orphan);
            return;
        }
        if (table.CheckOnly.FirstOrDefault(r => Holds(r.Where, whole)) is { } check)
        {
            run.Accounting.LeaveRowOut(check.Rule);
            _cells.ReadToCompare(whole, check.Rule);
            return;
        }
        if (table.IdenticalRows is { } policy && _identity.IsRepeat(row, _header!, table.NeverStore))
        {
            if (policy == IdenticalRows.LeaveOut)
            {
                run.Accounting.LeaveRowOut(IdenticalRule);
                LeaveOutAll(IdenticalRule);
                return;
            }
            if (policy == IdenticalRows.Refuse)
            {
                PutRowAside(Finding.Blocking(FindingCodes.RowIdentical, row.At(0), ("line", Text(row.Number))));
                return;
            }
        }
        _dates.See(whole);
        _parents.See(whole);
        _cells.ReadRow(whole);
    }

    private void Restart()
    {
        _header = null;
        _ended = false;
        _rowsBelow = 0;
        _finder.Restart();
        foreach (var total in _totals)
            total.Restart();
    }

    private void FindHeader(GridRow row)
    {
        var headings = _finder.Offer(row, out var isBelow);
        if (headings is null)
        {
            if (!_finder.IsPastLimit)
                run.ReadFacts(FactOrigin.Title, Joined(row), _sheet + '\u001f' + Text(_block));
            if (_ended)
                run.ReadFacts(FactOrigin.Footer, Joined(row), _sheet);
            return;
        }
        Begin(headings);
        if (isBelow)
            ReadUpright(row);
    }

    private void Begin(HeadingRows headings)
    {
        _header = new TableHeader(headings, table, [.. run.Lookups.Select(l => l.Lookup)]);
        _ended = false;
        var isFirstOfFile = _foundIn.Add(run.FileOf(_sheet));
        run.SetRead(_sheet);
        run.SetHeader(_sheet, headings.Row.Number);
        _rowsBelow = 0;
        _block++;
        var row = _header.Row;
        if (run.Mapping.Recognise.WithoutColumns.FirstOrDefault(c => _header.ColumnOf(c) > 0) is { } foreign)
            run.Findings.Add(
                Finding.Blocking(
                    FindingCodes.MappingNotThisFile,
                    _header.Cell(row, _header.ColumnOf(foreign)),
                    ("file", run.FileName),
                    ("mapping", run.Mapping.Id),
                    ("expected", string.Join(", ", TableHeader.Needed(table))),
                    ("actual", foreign)
                )
            );
        foreach (var total in _totals)
            total.Begin(_header.Values.Count);
        foreach (var unknown in _header.NotCalculated)
            run.Findings.Add(unknown);
        foreach (var twice in _header.Twice)
            run.Findings.Add(Finding.Blocking(FindingCodes.ColumnTwice, _header.Cell(row, twice), ("column", _header.TextOf(twice))));
        foreach (var (name, columns) in _header.Alternatives)
            run.Findings.Add(
                Finding.Blocking(
                    FindingCodes.ColumnAlternatives,
                    _header.Cell(row, columns[1]),
                    ("column", name),
                    ("actual", string.Join(", ", columns.Select(c => _header.WrittenAt(c))))
                )
            );
        // If one of several files has an optional column, its breakdown is given in that file.
        if (_absent is null)
            _absent = [.. _header.Absent];
        else
            _absent.IntersectWith(_header.Absent);
        foreach (var absent in _header.Absent)
            TellAbsent(absent, isFirstOfFile);
        foreach (var unknown in isFirstOfFile ? _header.Unknown : [])
            run.Findings.Add(
                Finding.Warning(FindingCodes.ColumnUnknown, _header.Cell(row, unknown), ("column", _header.FullNameOf(unknown)))
            );
        foreach (var on in run.Lookups.Where(l => TableHeader.Uses(table, l.Lookup)).SelectMany(l => l.Lookup.On))
            if (_header.ColumnOf(on) == 0 && !TextPattern.IsOfColumn(on) && !run.Lookups.Any(l => l.PlaceOf(on) >= 0))
                run.Findings.Add(
                    Finding.Blocking(
                        FindingCodes.ColumnMissing,
                        new CellRef(row.Sheet, row.Number, 0),
                        ("column", on),
                        ("line", Text(row.Number))
                    )
                );
        _rows.Bind(_header);
        _conditions.Bind(_header);
        _cells.Bind(_header, _totals);
        _dates.Bind(_header);
        _parents.Bind(_header, _cells.First);
        _identity.Bind(_header, table.NeverStore);
    }

    /// <summary>
    /// Reports that an optional column is absent. If the file also has an unknown column, a breakdown may just have another heading: its
    /// parts, and possibly a total, would all become one figure.
    /// </summary>
    private void TellAbsent(string heading, bool isFirstOfFile)
    {
        var (where, file) = (_header!.Row.At(0), run.FileOf(_sheet));
        if (_header.Unknown.Count > 0 && TableHeader.SaysBreakdown(table, heading))
            run.Findings.Add(
                Finding.Blocking(
                    FindingCodes.ColumnAbsent,
                    where,
                    ("column", heading),
                    ("file", file),
                    ("actual", string.Join(", ", _header.Unknown.Select(_header.FullNameOf)))
                )
            );
        else if (isFirstOfFile)
            run.Findings.Add(Finding.Note(FindingCodes.ColumnAbsent, where, ("column", heading), ("file", file)));
    }

    /// <summary>
    /// Reports at the end of a table that it had no rows, that a total is missing, or that a total above its parts differs from them.
    /// </summary>
    private void EndBlock()
    {
        if (_header is null || _ended)
            return;
        if (_rowsBelow == 0)
            run.Findings.Add(
                Finding.Warning(FindingCodes.TableEmpty, _header.Row.At(0), ("sheet", _header.Row.Sheet), ("file", run.FileName))
            );
        foreach (var total in _totals.Where(t => t.Rule.Below))
            total.Settle(Report);
        if (table.Totals.Any(t => t.Required) && !_totals.Any(t => t.Rule.Required && t.WasSeen))
            run.Findings.Add(
                Finding.Blocking(
                    FindingCodes.TotalMissing,
                    _header.Row.At(0),
                    ("sheet", _header.Row.Sheet),
                    ("label", string.Join(", ", table.Totals.SelectMany(t => t.Where).SelectMany(w => w.Texts)))
                )
            );
    }

    private void ReportHeader((int Row, List<string> Missing) near)
    {
        var needed = TableHeader.Needed(table).Count + (table.UnpivotMatching is null ? 0 : 1);
        if (near.Missing.Count >= needed || near.Row == 0)
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
        foreach (var heading in _finder.NotCalculated)
            run.Findings.Add(heading);
        foreach (var column in near.Missing)
            run.Findings.Add(
                Finding.Blocking(
                    FindingCodes.ColumnMissing,
                    new CellRef(table.Sheet ?? "", near.Row, 0),
                    ("column", column),
                    ("line", Text(near.Row))
                )
            );
    }

    private void CompareTotal(RunningTotal total, GridRow row)
    {
        total.BeginRow(Report);
        for (var i = 0; i < _header!.Values.Count; i++)
        {
            var column = _header.Values[i];
            var cell = _header.Cell(row, column.At);
            if (!_cells.Reader.TryNumber(row, column, out var printed))
            {
                var wrong = _cells.Reader.NotNumber(row, column.At, column.Heading);
                run.Findings.Add(wrong);
                run.Accounting.PutAside(wrong.Code);
                continue;
            }
            run.Accounting.LeaveOut(TotalRowRule, column.Heading);
            if (printed is { } number)
                total.Print(i, number, cell, column.Heading, Report);
        }
        total.EndRow();
        foreach (var column in _header.NotUsed)
            run.Accounting.LeaveOut(TotalRowRule, column.Heading);
    }

    private void Report(CellRef cell, string heading, decimal printed, decimal summed)
    {
        run.Accounting.Total(new TotalChecked(cell.ToString(), printed, summed));
        if (!FloatNoise.IsNoise(printed - summed, printed, summed))
            run.Findings.Add(
                Finding.Blocking(
                    FindingCodes.TotalDiffers,
                    cell,
                    ("column", heading),
                    ("total", Text(printed)),
                    ("actual", Text(summed)),
                    ("difference", Text(printed - summed))
                )
            );
    }

    private void LeaveRowOut(string rule)
    {
        run.Accounting.LeaveRowOut(rule);
        LeaveOutAll(rule);
    }

    private void LeaveOutAll(string rule)
    {
        foreach (var column in _header!.Values)
            run.Accounting.LeaveOut(rule, column.Heading);
        foreach (var column in _header.NotUsed)
            run.Accounting.LeaveOut(rule, column.Heading);
    }

    private void PutRowAside(Finding finding)
    {
        run.Findings.Add(finding);
        for (var i = 0; i < _header!.CountedColumns; i++)
            run.Accounting.PutAside(finding.Code);
    }

    private bool Holds(IReadOnlyList<RowCondition> conditions, GridRow row) => conditions.Count > 0 && _conditions.Hold(conditions, row);

    /// <summary>The non-empty cells of a row, joined by a space, for the search for facts.</summary>
    internal static string Joined(GridRow row)
    {
        var cells = new List<string>();
        for (var at = 1; at <= row.Count; at++)
            if (!string.IsNullOrWhiteSpace(row[at]))
                cells.Add(row[at].Trim());
        return string.Join(' ', cells);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
