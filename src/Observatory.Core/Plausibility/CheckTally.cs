using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Checking;

namespace Observatory.Core.Plausibility;

/// <summary>A figure about which a warning asks.</summary>
/// <param name="Size">How far the figure is from what is expected; the largest doubts are reported first.</param>
/// <param name="Before">The number with which it is compared; null if there is none.</param>
/// <param name="Previous">The period of that number; null if it is the figure's own period.</param>
/// <param name="Where">Its cell; null for a stored figure that the file does not contain.</param>
internal readonly record struct Doubt(
    decimal Size,
    string Area,
    string Period,
    decimal Value,
    decimal? Before,
    string? Previous,
    CellRef? Where
)
{
    public override string ToString() =>
        Before is { } before
            ? string.Create(CultureInfo.InvariantCulture, $"{Area} {Period}: {before} → {Value}")
            : string.Create(CultureInfo.InvariantCulture, $"{Area} {Period}: {Value}");
}

/// <summary>Figures in doubt for one reason: all are counted, only the largest are stored in full.</summary>
internal sealed class CheckTally
{
    // The message describes the first in full and lists the others after it.
    private const int MostKept = 5;

    private readonly List<Doubt> _largest = [];
    private readonly List<FigureRef> _all = [];

    public long Count { get; private set; }

    public Doubt Largest => _largest[0];

    /// <summary>All figures in doubt, in the order in which they were added.</summary>
    public IReadOnlyList<FigureRef> All => _all;

    /// <summary>The largest after the first, in one line; empty if there are none.</summary>
    public string Others => string.Join("; ", _largest.Skip(1));

    public void Add(Doubt doubt, long figures = 1)
    {
        Count += figures;
        _all.Add(new FigureRef(doubt.Area, doubt.Period));
        var at = _largest.FindIndex(d => d.Size < doubt.Size);
        if (at < 0)
            at = _largest.Count;
        if (at >= MostKept)
            return;
        _largest.Insert(at, doubt);
        if (_largest.Count > MostKept)
            _largest.RemoveAt(MostKept);
    }
}
