using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>Compares the totals that rows of a table print with the sums of its columns.</summary>
internal sealed class PrintedTotals(MappingTable table, MappingRun run, RowConditions conditions, CellReader reader)
{
    private const string TotalRowRule = "total";

    private readonly RunningTotal[] _totals = [.. table.Totals.Select(t => new RunningTotal(t))];
    private TableHeader? _header;

    /// <summary>The running sums, one for each rule.</summary>
    public IReadOnlyList<RunningTotal> All => _totals;

    /// <summary>Begins a sheet.</summary>
    public void Restart()
    {
        foreach (var total in _totals)
            total.Restart();
    }

    /// <summary>Begins a block below a header.</summary>
    public void Bind(TableHeader header)
    {
        _header = header;
        foreach (var total in _totals)
            total.Begin(header.Values.Count);
    }

    /// <summary>The total that a row prints; null if it prints none.</summary>
    public RunningTotal? Find(GridRow row)
    {
        foreach (var total in _totals)
            if (conditions.Select(total.Rule.Where, row))
                return total;
        return null;
    }

    /// <summary>Compares a row of totals with the sums, and accounts for its cells.</summary>
    public void Compare(RunningTotal total, GridRow row)
    {
        total.BeginRow(Report);
        for (var i = 0; i < _header!.Values.Count; i++)
        {
            var column = _header.Values[i];
            if (!reader.TryNumber(row, column, out var printed))
            {
                run.PutAside(reader.NotNumber(row, column.At, column.Heading));
                continue;
            }
            run.Accounting.LeaveOut(TotalRowRule, column.Heading);
            if (printed is { } number)
                total.Print(i, number, _header.Cell(row, column.At), column.Heading, Report);
        }
        total.EndRow();
        foreach (var column in _header.NotUsed)
            run.Accounting.LeaveOut(TotalRowRule, column.Heading);
    }

    /// <summary>Reports, at the end of a block, totals above their parts that differ from them, and a total that is missing.</summary>
    public void End()
    {
        foreach (var total in _totals)
            if (total.Rule.Below)
                total.Settle(Report);
        if (table.Totals.Any(t => t.Required) && !Array.Exists(_totals, t => t.Rule.Required && t.WasSeen))
            run.Findings.Add(
                Finding.Blocking(
                    FindingCodes.TotalMissing,
                    _header!.Row.At(0),
                    ("sheet", _header.Row.Sheet),
                    ("label", string.Join(", ", table.Totals.SelectMany(t => t.Where).SelectMany(w => w.Texts)))
                )
            );
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

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
