using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>Checks a row beside its figures: its printed sum against its cells, and the form that the mapping expects of a cell.</summary>
internal sealed class RowChecks(MappingTable table, MappingRun run, RowConditions conditions)
{
    private TableHeader? _header;

    public void Bind(TableHeader header) => _header = header;

    /// <summary>Compares each sum that a row prints with the cells of the row.</summary>
    public void CompareTotals(GridRow row)
    {
        foreach (var total in table.RowTotals)
            Compare(row, total);
    }

    /// <summary>Reports each cell that has not the form that the mapping expects.</summary>
    public void CheckForms(GridRow row)
    {
        foreach (var expected in table.Expect)
            CheckForm(row, expected);
    }

    private void Compare(GridRow row, RowTotal total)
    {
        var at = _header!.ColumnOf(total.Column);
        conditions.ReportNotCalculated(row, at);
        if (NumberIn(row, at) is not { } number)
            return;
        var parts = (total.Of.Count == 0 ? _header.Values.Select(v => v.At) : total.Of.Select(_header.ColumnOf)).ToList();
        // A missing value in a value column is reported when that cell is read.
        foreach (var part in parts.Where(p => !_header.Values.Any(v => v.At == p)))
            conditions.ReportNotCalculated(row, part);
        var sum = parts.Sum(p => NumberIn(row, p) ?? 0);
        if (Math.Abs(number - sum) > total.Tolerance && !FloatNoise.IsNoise(number - sum, number, sum))
            run.Findings.Add(
                Finding.Of(
                    FindingCodes.RowTotalDiffers,
                    total.Severity,
                    _header.Cell(row, at),
                    ("column", total.Column),
                    ("total", Text(number)),
                    ("actual", Text(sum)),
                    ("difference", Text(number - sum))
                )
            );
    }

    private void CheckForm(GridRow row, CellExpectation expected)
    {
        var at = _header!.ColumnOf(expected.Column);
        var text = row[at].Trim();
        if (row.KindOf(at) == CellKind.Formula)
            conditions.ReportNotCalculated(row, at);
        else if (text.Length > 0 && BrokenForm(expected, text, row.KindOf(at)) is { } form)
            // The text of a column that is not a figure may be about a person, so report only its address.
            run.Findings.Add(
                Finding.Of(
                    FindingCodes.CellUnexpected,
                    expected.Severity,
                    _header.Cell(row, at),
                    ("column", expected.Column),
                    ("expected", form)
                )
            );
    }

    /// <summary>The form that the text should have; null if it has it.</summary>
    private string? BrokenForm(CellExpectation expected, string text, CellKind kind)
    {
        if (expected.Pattern is { } pattern && !pattern.IsMatch(text))
            return pattern.ToString();
        if ((expected.Min ?? expected.Max) is null)
            return null;
        return table.Dialect.Read(text, kind) is not { } number || number < expected.Min || number > expected.Max
            ? $"{Text(expected.Min)}..{Text(expected.Max)}"
            : null;
    }

    private decimal? NumberIn(GridRow row, int column) => table.Dialect.Read(row[column], row.KindOf(column));

    private static string Text(decimal? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
