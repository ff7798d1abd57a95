using Observatory.Core.Cells;

namespace Observatory.Core.Mappings;

/// <summary>The sums of a table's columns for one rule of <c>totals</c>, and the totals that the rows of that rule print.</summary>
internal sealed class RunningTotal(TotalRule rule)
{
    /// <summary>Called with a printed total and the sum of its parts.</summary>
    public delegate void Comparison(CellRef cell, string heading, decimal printed, decimal summed);

    private decimal[] _sums = [];
    private readonly Dictionary<int, (decimal Printed, CellRef Cell, string Heading)> _waiting = [];

    public TotalRule Rule => rule;

    /// <summary>True if a row of the rule had a number.</summary>
    public bool WasSeen { get; private set; }

    public void Restart() => (WasSeen, _sums) = (false, []);

    public void Begin(int columns)
    {
        _sums = new decimal[columns];
        _waiting.Clear();
    }

    public void Add(int column, decimal value) => _sums[column] += value;

    /// <summary>Before a row of the rule: the rows above it belong to the last one.</summary>
    public void BeginRow(Comparison compare)
    {
        if (!rule.Below)
            return;
        Settle(compare);
        Array.Clear(_sums);
    }

    public void Print(int column, decimal printed, CellRef cell, string heading, Comparison compare)
    {
        WasSeen = true;
        if (rule.Below)
            _waiting[column] = (printed, cell, heading);
        else
            compare(cell, heading, printed, _sums[column]);
    }

    /// <summary>After a row of the rule: the rows below it belong to the next one.</summary>
    public void EndRow()
    {
        if (rule.SinceLast)
            Array.Clear(_sums);
    }

    /// <summary>At the end of the table: compares totals that are above their parts.</summary>
    public void Settle(Comparison compare)
    {
        foreach (var (column, (printed, cell, heading)) in _waiting)
            compare(cell, heading, printed, _sums[column]);
        _waiting.Clear();
    }
}
