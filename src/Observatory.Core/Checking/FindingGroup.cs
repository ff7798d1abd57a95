using Observatory.Core.Reading;

namespace Observatory.Core.Checking;

/// <summary>All findings of one cause: the same code, the same weight, and the same arguments that say what is behind it.</summary>
/// <param name="first">The first of them.</param>
/// <param name="isRest">Whether it holds all findings of a code whose causes were too many to be told apart.</param>
public sealed class FindingGroup(Finding first, IReadOnlyDictionary<string, string> cause, bool isRest)
{
    /// <summary>Addresses that are kept of each.</summary>
    public const int MostPlaces = 10;

    private readonly List<CellRef> _places = [];

    public Finding First { get; } = first;

    public string Code => First.Code;

    public Severity Severity => First.Severity;

    /// <summary>The arguments that its findings share; of a text that differs only in its digits, its shape.</summary>
    public IReadOnlyDictionary<string, string> Cause { get; } = cause;

    public bool IsRest { get; } = isRest;

    /// <summary>All of them, kept one by one or not.</summary>
    public int Count { get; private set; }

    /// <summary>The first addresses, in reading order; empty where they are about no cell.</summary>
    public IReadOnlyList<CellRef> Places => _places;

    internal void Add(Finding finding)
    {
        Count++;
        if (finding.Where is { } where && _places.Count < MostPlaces)
            _places.Add(where);
    }
}
