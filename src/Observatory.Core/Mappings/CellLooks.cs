using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Reading;

namespace Observatory.Core.Mappings;

/// <summary>
/// Counts the figures of a table whose cells have formatting that a reader should know: hidden, shown as nothing, struck out, raised, or
/// marked for recalculation. Each kind is reported once per sheet, with its first cell.
/// </summary>
internal sealed class CellLooks
{
    private static readonly (CellTraits Trait, string Code, string Argument, string Word)[] Told =
    [
        (CellTraits.Stale, FindingCodes.FormulaStale, "", ""),
        (CellTraits.Struck, FindingCodes.FiguresStruck, "look", "struck"),
        (CellTraits.Raised, FindingCodes.FiguresStruck, "look", "raised"),
        (CellTraits.HiddenSheet, FindingCodes.FiguresHidden, "place", "sheet"),
        (CellTraits.HiddenRow, FindingCodes.FiguresHidden, "place", "row"),
        (CellTraits.HiddenColumn, FindingCodes.FiguresHidden, "place", "column"),
        (CellTraits.Invisible, FindingCodes.FiguresHidden, "place", "format"),
    ];

    private const CellTraits OfRow = CellTraits.Struck | CellTraits.Raised | CellTraits.Stale;

    private readonly Dictionary<(string Sheet, CellTraits Trait), (CellRef First, string Text, int Count)> _seen = [];
    private TableHeader? _header;
    private int[] _labels = [];

    /// <param name="labels">The columns that say what a row's figures are about.</param>
    public void Bind(TableHeader header, int[] labels) => (_header, _labels) = (header, labels);

    /// <summary>Checks a row that is read for its figures.</summary>
    public void See(GridRow row)
    {
        if (!row.HasTraits)
            return;
        // Hidden code columns are common and mean nothing; a struck-out label strikes out its whole row.
        var shared = CellTraits.None;
        foreach (var at in _labels)
            shared |= row.TraitsOf(at) & OfRow;
        foreach (var column in _header!.Values)
        {
            if (row[column.At].Length > 0 && (row.TraitsOf(column.At) | shared) is not CellTraits.None and var traits)
                Add(traits, _header.Cell(row, column.At), row[column.At]);
        }
    }

    private void Add(CellTraits traits, CellRef cell, string text)
    {
        foreach (var (trait, _, _, _) in Told)
        {
            if ((traits & trait) == 0)
                continue;
            var key = (cell.Sheet, trait);
            _seen[key] = _seen.TryGetValue(key, out var seen) ? seen with { Count = seen.Count + 1 } : (cell, text, 1);
        }
    }

    public void Report(FindingCollector findings)
    {
        foreach (var (trait, code, argument, word) in Told)
        {
            foreach (var (key, seen) in _seen.Where(s => s.Key.Trait == trait).OrderBy(s => s.Key.Sheet, StringComparer.Ordinal))
            {
                List<(string, string)> arguments =
                [
                    ("value", seen.Text),
                    ("sheet", key.Sheet),
                    ("count", seen.Count.ToString(CultureInfo.InvariantCulture)),
                ];
                if (argument.Length > 0)
                    arguments.Add((argument, word));
                findings.Add(
                    Finding.Of(code, code == FindingCodes.FiguresHidden ? Severity.Note : Severity.Warning, seen.First, [.. arguments])
                );
            }
        }

        _seen.Clear();
    }
}
