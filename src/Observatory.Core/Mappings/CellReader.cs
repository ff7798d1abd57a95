using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>A value cell as it was read, before its figures are known.</summary>
/// <param name="Value">The number; null for a figure without a value.</param>
/// <param name="Status">Status that its mark gives; null for the status of the concept.</param>
/// <param name="Note">Name of the note that its mark gives; null for none.</param>
/// <param name="Remarks">Remarks of its row and column; whether they apply to its period is checked once the period is known.</param>
internal readonly record struct ValueCell(TableColumn Column, decimal? Value, string? Status, string? Note, IReadOnlyList<Remark> Remarks)
{
    /// <summary>True if the cell is a number and nothing else, so that only its value tells it from other cells under its labels.</summary>
    public bool IsPlain => Value is not null && Status is null && Note is null && Remarks.Count == 0;
}

/// <summary>Reads what is written in a cell of a table: a number, a mark, or neither.</summary>
internal sealed class CellReader
{
    private const string BlankRule = "blank";

    private readonly MappingTable _table;
    private readonly MappingRun _run;
    private readonly RowConditions _conditions;
    private readonly CellMarks _marks;
    private readonly bool _counts;
    private readonly bool _digitsAreNumbers;
    private TableHeader? _header;

    /// <param name="counts">True if cells are counted, whatever they contain.</param>
    public CellReader(MappingTable table, MappingRun run, RowConditions conditions, IReadOnlyList<SeriesMapper> series, bool counts)
    {
        (_table, _run, _conditions, _counts) = (table, run, conditions, counts);
        _marks = new CellMarks(table, conditions, series);
        // If no mark ends in a digit and no other check applies, all-digit cells skip mark matching.
        _digitsAreNumbers =
            !counts
            && table.Remarks.Count == 0
            && !table.Marks.Any(m => m.Texts.Concat(m.Suffixes).Any(t => t.AsSpan().Trim() is [.., var last] && char.IsAsciiDigit(last)));
    }

    public void Bind(TableHeader header)
    {
        _header = header;
        _marks.Bind(header);
    }

    /// <summary>True if the text is a whole number written in digits alone, and nothing in the mapping could read it otherwise.</summary>
    public bool TryDigits(string text, out int digits)
    {
        digits = 0;
        return _digitsAreNumbers && NumberText.TryDigits(text, out digits);
    }

    /// <summary>The cell's number, or why it has none: blank, a mark, or not a number.</summary>
    public SeriesOutcome? Read(GridRow row, TableColumn column, out ValueCell read)
    {
        read = default;
        var text = row[column.At];
        if (row.KindOf(column.At) == CellKind.Formula)
            return SeriesOutcome.SetAside(NotNumber(row, column.At, column.Heading));
        var mark = _marks.Find(row, column, text);
        if (mark is { Rule: { } rule })
            return SeriesOutcome.LeaveOut(rule);
        if (mark is null && string.IsNullOrWhiteSpace(text))
            return SeriesOutcome.LeaveOut(BlankRule);
        decimal? value;
        if (_counts)
            value = 1;
        else if (mark is { Suffixes.Count: 0 })
            value = mark.Value;
        else
        {
            value = mark is null
                ? _table.Dialect.Read(text, row.KindOf(column.At))
                : _table.Dialect.Read(CellMarks.Before(mark, text), CellKind.Text);
            if (value is null)
                return SeriesOutcome.SetAside(NotNumber(row, column.At, column.Heading));
        }
        read = new ValueCell(column, value, mark?.Status, mark?.Note, RemarksOf(row, column));
        return null;
    }

    /// <summary>
    /// False if the cell is neither a number nor a mark; the number is null if the cell is blank or a mark without a value.
    /// </summary>
    public bool TryNumber(GridRow row, TableColumn column, out decimal? number)
    {
        number = _table.Dialect.Read(row[column.At], row.KindOf(column.At));
        if (number is not null)
            return true;
        if (row.KindOf(column.At) == CellKind.Formula)
            return false;
        var mark = _marks.Find(row, column, row[column.At]);
        number = mark?.Value;
        return mark is not null || string.IsNullOrWhiteSpace(row[column.At]);
    }

    /// <summary>
    /// False if a bound of a figure is not a number; then the figure is set aside. The bound is null if the table has no column for it, or
    /// if its cell is blank or a mark.
    /// </summary>
    public bool TryBound(GridRow row, int? at, out decimal? bound)
    {
        bound = null;
        if (
            at is not { } column
            || string.IsNullOrWhiteSpace(row[column])
            || _marks.Find(row, new TableColumn(column, _header!.TextOf(column), "", null), row[column]) is not null
        )
            return true;
        bound = _table.Dialect.Read(row[column], row.KindOf(column));
        if (bound is null)
            _run.PutAside(NotNumber(row, column, _header!.TextOf(column)));
        return bound is not null;
    }

    /// <summary>The finding on a cell that should be a number.</summary>
    public Finding NotNumber(GridRow row, int column, string heading) =>
        NotCalculated.In(row, column, _header!.Cell(row, column), heading)
        ?? Finding.Blocking(
            FindingCodes.ValueNotNumber,
            _header!.Cell(row, column),
            ("value", row[column]),
            ("column", heading),
            ("expected", NumberExample())
        );

    private IReadOnlyList<Remark> RemarksOf(GridRow row, TableColumn column)
    {
        if (_table.Remarks.Count == 0)
            return _table.Remarks;
        return [.. _table.Remarks.Where(r => _marks.Include(r.Columns, column) && _conditions.Hold(r.Where, row))];
    }

    /// <summary>An example of a number in the form that the mapping gives for this table.</summary>
    private string NumberExample() =>
        $"1{_table.Numbers.GroupChar}234{(_table.Numbers.DecimalChar is { } separator ? separator + "5" : "")}";
}
