using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Checking;

namespace Observatory.Core.Plausibility;

/// <summary>A figure that is worth a question.</summary>
/// <param name="Size">How much it is off; the largest are told first.</param>
/// <param name="Before">The number it is held against; null for none.</param>
/// <param name="Previous">The period of that number; null where it is of the same.</param>
/// <param name="Where">Its cell; null where it stands and was not sent.</param>
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

/// <summary>Figures in doubt for one reason: all are counted, the largest are kept.</summary>
internal sealed class CheckTally
{
    // The first is told in full, the others in a row behind it.
    private const int MostKept = 5;

    private readonly List<Doubt> _largest = [];
    private readonly List<FigureRef> _all = [];

    public long Count { get; private set; }

    public Doubt Largest => _largest[0];

    /// <summary>All of them, in the order in which they came.</summary>
    public IReadOnlyList<FigureRef> All => _all;

    /// <summary>The next ones in one line; empty where there are none.</summary>
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
