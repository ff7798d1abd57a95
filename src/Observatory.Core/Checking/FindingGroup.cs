using System.Globalization;
using Observatory.Core.Cells;

namespace Observatory.Core.Checking;

/// <summary>All findings of one cause: the same code, the same severity, and the same arguments that describe the cause.</summary>
/// <param name="first">The first finding of the cause.</param>
/// <param name="isRest">Whether this counts all findings of a code that has too many causes to distinguish.</param>
public sealed class FindingGroup(Finding first, IReadOnlyDictionary<string, string> cause, bool isRest)
{
    /// <summary>The number of addresses stored for each cause.</summary>
    public const int MostPlaces = 10;

    private readonly List<CellRef> _places = [];
    private readonly List<FigureRef> _askedAbout = [];

    public Finding First { get; } = first;

    public string Code => First.Code;

    public Severity Severity => First.Severity;

    /// <summary>The arguments that the findings share; a text that differs only in its digits is reduced to its shape.</summary>
    public IReadOnlyDictionary<string, string> Cause { get; } = cause;

    public bool IsRest { get; } = isRest;

    /// <summary>The number of findings, stored or not.</summary>
    public int Count { get; private set; }

    /// <summary>How many figures the findings are about: one finding may stand for many figures, and then gives their number.</summary>
    public long Figures { get; private set; }

    /// <summary>The arguments of the first finding; if it gives a number of figures, that number is the sum for the whole group.</summary>
    public IReadOnlyDictionary<string, string> Arguments =>
        CountedBy is { } name && First.Arguments.ContainsKey(name)
            ? new Dictionary<string, string>(First.Arguments, StringComparer.Ordinal)
            {
                [name] = Figures.ToString(CultureInfo.InvariantCulture),
            }
            : First.Arguments;

    /// <summary>The figures that a warning asks about: those that its findings list, or name by an area and a period.</summary>
    public IReadOnlyList<FigureRef> AskedAbout => _askedAbout;

    private string? CountedBy => FindingCatalogue.Find(Code)?.Counted;

    /// <summary>The first addresses, in reading order; empty if the findings are about no cell.</summary>
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
        // Only warnings ask a question.
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
