using System.Globalization;
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
    private readonly List<FigureRef> _askedAbout = [];

    public Finding First { get; } = first;

    public string Code => First.Code;

    public Severity Severity => First.Severity;

    /// <summary>The arguments that its findings share; of a text that differs only in its digits, its shape.</summary>
    public IReadOnlyDictionary<string, string> Cause { get; } = cause;

    public bool IsRest { get; } = isRest;

    /// <summary>All of them, kept one by one or not.</summary>
    public int Count { get; private set; }

    /// <summary>How many figures they are about: a finding may stand for many, and says for how many.</summary>
    public long Figures { get; private set; }

    /// <summary>The arguments of the first; where it says for how many figures it stands, for how many all of them do.</summary>
    public IReadOnlyDictionary<string, string> Arguments =>
        CountedBy is { } name && First.Arguments.ContainsKey(name)
            ? new Dictionary<string, string>(First.Arguments, StringComparer.Ordinal)
            {
                [name] = Figures.ToString(CultureInfo.InvariantCulture),
            }
            : First.Arguments;

    /// <summary>
    /// Of a warning the figures that it asks about: those that its findings list, or that they name by an area and a period.
    /// </summary>
    public IReadOnlyList<FigureRef> AskedAbout => _askedAbout;

    private string? CountedBy => FindingCatalogue.Find(Code)?.Counted;

    /// <summary>The first addresses, in reading order; empty where they are about no cell.</summary>
    public IReadOnlyList<CellRef> Places => _places;

    internal void Add(Finding finding)
    {
        Count++;
        Figures +=
            CountedBy is { } name
            && finding.Arguments.TryGetValue(name, out var text)
            && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var figures)
                ? figures
                : 1;
        // Only warnings are questions.
        if (Severity == Severity.Warning)
            _askedAbout.AddRange(finding.AskedAbout.Count > 0 ? finding.AskedAbout : NamedBy(finding));
        if (finding.Where is { } where && _places.Count < MostPlaces)
            _places.Add(where);
    }

    private static IReadOnlyList<FigureRef> NamedBy(Finding finding) =>
        finding.Arguments.TryGetValue("area", out var area)
        && area.Length > 0
        && finding.Arguments.TryGetValue("period", out var period)
        && period.Length > 0
            ? [new FigureRef(area, period)]
            : [];
}
