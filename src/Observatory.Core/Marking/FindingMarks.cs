using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Reading;

namespace Observatory.Core.Marking;

/// <summary>One cause: all findings of a file with the same code and severity.</summary>
public sealed class MarkedCause(string code, Severity severity)
{
    private readonly List<Finding> _told = [];

    public string Code { get; } = code;

    public Severity Severity { get; } = severity;

    /// <summary>How many findings have this cause, described or not.</summary>
    public int Count { get; internal set; }

    /// <summary>The findings that are described, in the order in which they were added.</summary>
    public IReadOnlyList<Finding> Told => _told;

    internal void Tell(Finding finding) => _told.Add(finding);

    internal int TellNoMoreThan(int most)
    {
        var dropped = Math.Max(0, _told.Count - most);
        _told.RemoveRange(_told.Count - dropped, dropped);
        return dropped;
    }
}

/// <summary>
/// The findings of one file, as they are written into it. None is lost: all are counted and all their cells are known. Texts are limited to
/// what spreadsheet programs can handle as comments and links, to the first ones of each cause.
/// </summary>
public sealed class FindingMarks
{
    /// <summary>With more links on a sheet or comments in a workbook, spreadsheet programs fail or become very slow.</summary>
    public const int MaxTold = 65_000;

    /// <summary>The number of findings described for each cause if there are too many to describe all.</summary>
    public const int ToldOfEach = 1000;

    private readonly Dictionary<(string, Severity), int> _numbers = [];
    private readonly List<MarkedCause> _causes = [];
    private readonly Dictionary<string, int> _sheetNumbers = new(StringComparer.Ordinal);
    private readonly List<string> _sheets = [];
    private readonly List<Place> _places = [];
    private int _told;

    /// <summary>The number of findings.</summary>
    public int Total { get; private set; }

    /// <summary>
    /// The number of findings that were counted when the file was read and are missing here, because they could not be reproduced.
    /// </summary>
    public int Missing { get; set; }

    /// <summary>True if not every finding is described.</summary>
    public bool IsAbridged => Total > MaxTold;

    /// <summary>Blocking causes first, then warnings and notes; by code.</summary>
    public IReadOnlyList<MarkedCause> Causes => [.. _causes.OrderByDescending(c => c.Severity).ThenBy(c => c.Code, StringComparer.Ordinal)];

    /// <summary>Every marked cell, once for each of its findings; column 0 for a whole row.</summary>
    internal IEnumerable<(CellRef Cell, MarkedCause Cause)> Places =>
        _places.Select(p => (new CellRef(_sheets[p.Sheet], p.Row, p.Column), _causes[p.Cause]));

    /// <param name="finding">Its sheet has the name inside the file: empty for a text file.</param>
    public void Add(Finding finding)
    {
        Total++;
        if (!_numbers.TryGetValue((finding.Code, finding.Severity), out var number))
        {
            _numbers.Add((finding.Code, finding.Severity), number = _causes.Count);
            _causes.Add(new MarkedCause(finding.Code, finding.Severity));
        }

        var cause = _causes[number];
        cause.Count++;
        if (Total == MaxTold + 1)
        {
            foreach (var told in _causes)
                _told -= told.TellNoMoreThan(ToldOfEach);
        }

        if (cause.Told.Count < ToldOfEach || (!IsAbridged && _told < MaxTold))
        {
            cause.Tell(finding);
            _told++;
        }

        if (finding.Where is not { Row: > 0, Column: >= 0 and <= WorkbookParts.MaxColumn } where)
            return;
        if (!_sheetNumbers.TryGetValue(where.Sheet, out var sheet))
        {
            _sheetNumbers.Add(where.Sheet, sheet = _sheets.Count);
            _sheets.Add(where.Sheet);
        }

        _places.Add(new Place(sheet, where.Row, (short)where.Column, (short)number));
        // If several cells together are wrong, mark each of them.
        if (finding.Arguments.TryGetValue("cells", out var cells))
            foreach (var cell in cells.Split(", ").Select(CellRef.TryA1).OfType<(int Row, int Column)>())
                if (cell != (where.Row, where.Column) && cell.Column <= WorkbookParts.MaxColumn)
                    _places.Add(new Place(sheet, cell.Row, (short)cell.Column, (short)number));
    }

    public static FindingMarks Of(IEnumerable<Finding> findings)
    {
        var marks = new FindingMarks();
        foreach (var finding in findings)
            marks.Add(finding);
        return marks;
    }

    private readonly record struct Place(int Sheet, int Row, short Column, short Cause);
}
