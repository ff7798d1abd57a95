using System.Runtime.InteropServices;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>
/// Finds figures whose cell is merged with cells of other rows or columns: 30 over two provinces belongs to the first, to both or to
/// neither, and nobody can know. A workbook lists its merged cells after its rows, so each row is remembered by a checksum of its labels
/// until the sheet ends. Lines of one record, which repeat its labels or leave them empty, are not other figures.
/// </summary>
internal sealed class MergedFigures(MappingTable table, MappingRun run)
{
    // Beyond this many value columns the filled ones are not remembered, and all count as filled.
    private const int Remembered = 64;

    private readonly List<Block> _blocks = [];

    private readonly record struct Line(int Row, int Labels, ulong Filled);

    private sealed class Block(TableHeader header, int[] labels)
    {
        public TableHeader Header { get; } = header;
        public int[] Labels { get; } = labels;
        public List<Line> Lines { get; } = [];
        public MergedCells? Merged { get; set; }
        public string Sheet { get; set; } = "";
    }

    /// <param name="labels">The columns that say what a row's figures are about.</param>
    public void Bind(TableHeader header, int[] labels) => _blocks.Add(new Block(header, labels));

    /// <summary>Checks a row that is read for its figures.</summary>
    public void See(GridRow row)
    {
        if (row.Merged is null)
            return;
        var block = _blocks[^1];
        (block.Merged, block.Sheet) = (row.Merged, row.Sheet);
        var (hash, isBlank) = (new HashCode(), true);
        foreach (var at in block.Labels)
        {
            hash.Add(row[at], StringComparer.Ordinal);
            isBlank &= row[at].Length == 0;
        }
        var filled = 0UL;
        for (var i = 0; i < block.Header.Values.Count && i < Remembered; i++)
            if (row[block.Header.Values[i].At].Length > 0)
                filled |= 1UL << i;
        block.Lines.Add(new Line(row.Number, isBlank && block.Lines.Count > 0 ? block.Lines[^1].Labels : hash.ToHashCode(), filled));
    }

    /// <summary>Reports, at the end of a sheet, which figures are merged.</summary>
    public void Report()
    {
        foreach (var block in _blocks)
            if (block.Merged is { Ranges.Count: > 0 } merged && block.Lines.Count > 0)
                Report(block, merged);
        // The header applies to another sheet only after it is bound again.
        _blocks.Clear();
    }

    private void Report(Block block, MergedCells merged)
    {
        var lines = CollectionsMarshal.AsSpan(block.Lines);
        // For each line, the next one that is about something else.
        var next = new int[lines.Length];
        for (var i = lines.Length - 1; i >= 0; i--)
            next[i] = i + 1 < lines.Length && lines[i + 1].Labels == lines[i].Labels ? next[i + 1] : i + 1;
        var columns = new SortedList<int, int>();
        for (var i = 0; i < block.Header.Values.Count; i++)
            if (block.Header.Values[i].At is > 0 and var at && at <= block.Header.Width)
                columns.TryAdd(at, i);
        foreach (var range in merged.Ranges)
        {
            var (row, column, lastRow, lastColumn) = table.Dialect.Transpose
                ? (range.FirstColumn, range.FirstRow, range.LastColumn, range.LastRow)
                : (range.FirstRow, range.FirstColumn, range.LastRow, range.LastColumn);
            if (columns.IndexOfKey(column) is not (>= 0 and var at) || IndexOf(lines, row) is not (>= 0 and var line))
                continue;
            var index = columns.GetValueAtIndex(at);
            if (index < Remembered && (lines[line].Filled & (1UL << index)) == 0)
                continue;
            if (
                (at + 1 < columns.Count && columns.GetKeyAtIndex(at + 1) <= lastColumn)
                || (next[line] < lines.Length && lines[next[line]].Row <= lastRow)
            )
                run.Findings.Add(
                    Finding.Blocking(
                        FindingCodes.FigureMerged,
                        new CellRef(block.Sheet, range.FirstRow, range.FirstColumn),
                        ("cells", range.ToString()),
                        ("column", block.Header.FullNameOf(column))
                    )
                );
        }
    }

    private static int IndexOf(ReadOnlySpan<Line> lines, int row)
    {
        var (from, to) = (0, lines.Length - 1);
        while (from <= to)
        {
            var middle = (from + to) / 2;
            if (lines[middle].Row == row)
                return middle;
            (from, to) = lines[middle].Row < row ? (middle + 1, to) : (from, middle - 1);
        }
        return -1;
    }
}
