using Observatory.Core.Cells;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>
/// A sheet read with rows and columns swapped. It has to be in memory whole, so it must be small: a report, not a register.
/// </summary>
internal static class TransposedRows
{
    private const int MaxCells = 2_000_000;

    /// <summary>A row for each column of the sheet; its number is the column's, and its columns are the sheet's rows.</summary>
    public static IEnumerable<GridRow> Of(IEnumerable<GridRow> sheet)
    {
        var rows = new List<GridRow>();
        var (width, height) = (0, 0);
        foreach (var row in sheet)
        {
            rows.Add(row);
            width = Math.Max(width, row.Count);
            height = Math.Max(height, row.Number);
            if ((long)width * height > MaxCells)
                throw Refusals.Limit(row.At(0), "area", MaxCells);
        }
        for (var column = 1; column <= width; column++)
        {
            var (cells, kinds, traits) = (new string[height], new CellKind[height], new CellTraits[height]);
            Array.Fill(cells, "");
            foreach (var row in rows)
                (cells[row.Number - 1], kinds[row.Number - 1], traits[row.Number - 1]) = (
                    row[column],
                    row.KindOf(column),
                    row.TraitsOf(column)
                );
            yield return new GridRow(
                rows[0].Sheet,
                column,
                cells,
                kinds,
                Array.TrueForAll(traits, t => t == CellTraits.None) ? null : traits,
                rows[0].Merged
            );
        }
    }
}
