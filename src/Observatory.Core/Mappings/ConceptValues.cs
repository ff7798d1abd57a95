using Observatory.Core.Series;

namespace Observatory.Core.Mappings;

/// <summary>What each concept of a series is for the current cell; null for a concept that nothing gives.</summary>
internal sealed class ConceptValues
{
    public static readonly int Indicator = PlaceOf(Concepts.Indicator);
    public static readonly int RefArea = PlaceOf(Concepts.RefArea);
    public static readonly int TimePeriod = PlaceOf(Concepts.TimePeriod);
    public static readonly int UnitMeasure = PlaceOf(Concepts.UnitMeasure);
    public static readonly int UnitMult = PlaceOf(Concepts.UnitMult);
    public static readonly int ObsStatus = PlaceOf(Concepts.ObsStatus);
    public static readonly int ConfStatus = PlaceOf(Concepts.ConfStatus);
    public static readonly int DataProvider = PlaceOf(Concepts.DataProvider);
    public static readonly int Note = PlaceOf(Concepts.Note);

    /// <summary>A note in the words of the file.</summary>
    public static readonly int FreeNote = Concepts.All.Count;

    /// <summary>The statuses of a period that is covered only in part.</summary>
    public static readonly int PeriodStatus = Concepts.All.Count + 1;

    /// <summary>The note on a year that is not a calendar year.</summary>
    public static readonly int PeriodNote = Concepts.All.Count + 2;

    /// <summary>The place of the first dimension of a breakdown; the others follow in their order.</summary>
    public static readonly int FirstDimension = PlaceOf(BreakdownDimensions.All[0]);

    private readonly string?[] _values = new string?[Concepts.All.Count + 3];

    public string? this[int place]
    {
        get => _values[place];
        set => _values[place] = value;
    }

    public void Clear() => Array.Clear(_values);

    public static int PlaceOf(string concept)
    {
        for (var i = 0; i < Concepts.All.Count; i++)
            if (Concepts.All[i] == concept)
                return i;
        throw new ArgumentOutOfRangeException(nameof(concept), concept, "No such concept.");
    }
}
