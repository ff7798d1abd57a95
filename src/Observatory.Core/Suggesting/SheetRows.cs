using Observatory.Core.Cells;
using Observatory.Core.Reading;

namespace Observatory.Core.Suggesting;

/// <summary>The rows of one sheet, up to a limit; equal texts share one string.</summary>
internal sealed class SheetRows(string name)
{
    public string Name { get; } = name;

    public List<GridRow> Rows { get; } = [];

    /// <summary>The number of rows of the sheet beyond those kept.</summary>
    public int Beyond { get; private set; }

    /// <summary>Reads every sheet. Cells beyond <paramref name="maxCells"/> are counted and not kept.</summary>
    public static List<SheetRows> Read(SourceFile file, int maxCells, CancellationToken cancellation)
    {
        var sheets = new List<SheetRows>();
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        var cells = 0;
        foreach (var row in file.Rows(cancellation))
        {
            if (sheets.Count == 0 || sheets[^1].Name != row.Sheet)
                sheets.Add(new SheetRows(row.Sheet));
            if (cells > maxCells)
            {
                sheets[^1].Beyond++;
                continue;
            }
            cells += row.Count + 4;
            sheets[^1].Rows.Add(Kept(row, texts));
        }
        return sheets;
    }

    private static GridRow Kept(GridRow row, Dictionary<string, string> texts)
    {
        var cells = new string[row.Count];
        CellKind[]? kinds = null;
        for (var i = 0; i < cells.Length; i++)
        {
            var text = row[i + 1];
            if (texts.TryGetValue(text, out var known))
                text = known;
            else if (texts.Count < 500_000)
                texts[text] = text;
            cells[i] = text;
            if (row.KindOf(i + 1) is not (CellKind.Text or CellKind.Empty) and var kind)
                (kinds ??= Plain(cells.Length))[i] = kind;
        }
        return new GridRow(row.Sheet, row.Number, cells, kinds);
    }

    private static CellKind[] Plain(int count)
    {
        var kinds = new CellKind[count];
        Array.Fill(kinds, CellKind.Text);
        return kinds;
    }
}
