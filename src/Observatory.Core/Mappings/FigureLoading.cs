using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Observatory.Core.Series;

namespace Observatory.Core.Mappings;

/// <summary>Adds the figures of a table's cells to the store, unless a rule forbids it, and accounts for each cell.</summary>
internal sealed class FigureLoading(MappingRun run, FigureRules rules, CellReader reader, CoveredSpans spans)
{
    private const string RepeatedRule = "repeated";
    private const string CountedRule = "counted-before";

    private TableHeader? _header;

    public void Bind(TableHeader header) => _header = header;

    /// <summary>Adds all the figures of a cell, or none of them.</summary>
    public void Add(GridRow row, TableColumn column, List<Emission> emitted)
    {
        var text = row[column.At];
        var cell = _header!.Cell(row, column.At);
        foreach (var emission in emitted)
        {
            if (rules.Refusal(emission, cell, text) is not { } refusal)
                continue;
            run.PutAside(refusal);
            return;
        }
        if (rules.StopsRepeats && IsRepeated(emitted, column, cell, text))
            return;
        if (!reader.TryBound(row, _header.Lower, out var lower) || !reader.TryBound(row, _header.Upper, out var upper))
            return;
        if (rules.CountsDistinct && WereCounted(emitted, text.Trim()))
        {
            run.Accounting.LeaveOut(CountedRule, column.Heading);
            return;
        }
        foreach (var emission in emitted)
        {
            if (!run.Store.Add(emission.Key, emission.Value, lower, upper, emission.Attributes, cell))
                ReportTwice(cell, emission.Key, text);
            run.Trace?.Invoke(new Contribution(emission.Key, cell, text, emission.Value));
            spans.Of(emission.Key)?.Take(emission.Key.Period);
        }
        run.Accounting.Loaded();
    }

    /// <summary>Reports a second cell of a figure that may have only one.</summary>
    public void ReportTwice(CellRef cell, ObservationKey key, string text) =>
        run.Findings.Add(
            Finding.Blocking(
                FindingCodes.MappingDuplicate,
                cell,
                ("file", MappingReader.FileName),
                ("label", rules.Describe(key)),
                ("value", text)
            )
        );

    /// <summary>Removes the figures in which this text counted before; true if none is left.</summary>
    private bool WereCounted(List<Emission> emitted, string text) =>
        emitted.RemoveAll(e => e.Distinct && !run.CountsAnew(e.Key, text)) > 0 && emitted.Count == 0;

    /// <summary>
    /// True if the figure was given before. The same value is left out; a different value stops the figure, and neither is loaded.
    /// </summary>
    private bool IsRepeated(List<Emission> emitted, TableColumn column, CellRef cell, string text)
    {
        foreach (var emission in emitted)
        {
            if (!run.Store.Contains(emission.Key))
                continue;
            var given = run.Store.Find(emission.Key)!.Value;
            if (!run.IsStopped(emission.Key) && given.Value == emission.Value)
            {
                run.Accounting.LeaveOut(RepeatedRule, column.Heading);
                return true;
            }
            if (run.Stop(emission.Key))
                run.Accounting.TakeBack(FindingCodes.KeyConflict);
            run.PutAside(
                Finding.Warning(
                    FindingCodes.KeyConflict,
                    cell,
                    ("value", text),
                    ("label", rules.Describe(emission.Key)),
                    ("actual", given.FirstCell.ToString()),
                    ("expected", given.Value is { } first ? first.ToString(CultureInfo.InvariantCulture) : "")
                )
            );
            return true;
        }
        return false;
    }
}
