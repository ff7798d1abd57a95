using Observatory.Core.Checking;

namespace Observatory.Core.Marking;

/// <summary>The marks of one cell.</summary>
internal sealed class CellMark
{
    // If a file has too many findings to describe each, most cells only have a colour and share these marks.
    private static readonly CellMark[] Coloured = [.. Enum.GetValues<Severity>().Order().Select(s => new CellMark { Severity = s })];

    private List<Finding>? _told;

    /// <summary>The highest severity of its findings, which gives the colour.</summary>
    public Severity Severity { get; private init; }

    /// <summary>The findings in its comment, most severe first; empty if the file has too many to describe each.</summary>
    public IReadOnlyList<Finding> Told => _told ?? (IReadOnlyList<Finding>)[];

    /// <param name="mark">The existing marks of the cell; null for none.</param>
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
        // A cell has few findings, and they arrive nearly in order.
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
