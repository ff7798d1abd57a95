using Observatory.Core.Checking;

namespace Observatory.Core.Marking;

/// <summary>What is marked at one cell.</summary>
internal sealed class CellMark
{
    // Where a file has more findings than are told one by one, most cells only have a colour: they share these.
    private static readonly CellMark[] Coloured = [.. Enum.GetValues<Severity>().Order().Select(s => new CellMark { Severity = s })];

    private List<Finding>? _told;

    /// <summary>The gravest of its findings: it gives the colour.</summary>
    public Severity Severity { get; private init; }

    /// <summary>The findings that its comment tells, the gravest first; empty where there are too many in the file to tell all.</summary>
    public IReadOnlyList<Finding> Told => _told ?? (IReadOnlyList<Finding>)[];

    /// <param name="mark">What is marked there already; null for nothing.</param>
    public static CellMark Weigh(CellMark? mark, Severity severity) =>
        mark is null ? Coloured[(int)severity]
        : mark.Severity >= severity ? mark
        : new CellMark { Severity = severity, _told = mark._told };

    /// <inheritdoc cref="Weigh"/>
    public static CellMark Tell(CellMark? mark, Finding finding)
    {
        var told = Weigh(mark, finding.Severity);
        if (told._told is null)
            told = new CellMark { Severity = told.Severity, _told = [] };
        // Findings of one cell are few, and come nearly in order.
        var at = told._told!.FindIndex(t => t.Severity < finding.Severity);
        told._told.Insert(at < 0 ? told._told.Count : at, finding);
        return told;
    }

    public static CellMark Join(CellMark? mark, CellMark other)
    {
        var joined = Weigh(mark, other.Severity);
        foreach (var finding in other.Told)
            joined = Tell(joined, finding);
        return joined;
    }
}
