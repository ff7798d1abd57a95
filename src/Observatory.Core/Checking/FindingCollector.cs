namespace Observatory.Core.Checking;

/// <summary>
/// Collects findings while a file is read. It counts all of them, but stores only the first ones of each code, so that a file with a
/// million faults needs no more memory than one with a thousand.
/// </summary>
/// <param name="keepOfEach">The number of findings stored for each code.</param>
/// <param name="onEach">Called with every finding, stored or not; may be null.</param>
public sealed class FindingCollector(int keepOfEach = 1000, Action<Finding>? onEach = null)
{
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly List<Finding> _stored = [];
    private readonly CauseTally _causes = new();

    public IReadOnlyList<Finding> Kept => _stored;

    /// <summary>The number of findings of each code, stored or not.</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    /// <summary>All findings by their cause, stored or not; blocking ones first.</summary>
    public IReadOnlyList<FindingGroup> Groups => _causes.Groups;

    public bool IsBlocked { get; private set; }

    public int Total => _counts.Values.Sum();

    public void Add(Finding finding)
    {
        var count = _counts.GetValueOrDefault(finding.Code);
        _counts[finding.Code] = count + 1;
        if (finding.Severity == Severity.Blocking)
            IsBlocked = true;
        if (count < keepOfEach)
            _stored.Add(finding);
        _causes.Add(finding);
        onEach?.Invoke(finding);
    }

    public void AddRange(IEnumerable<Finding> findings)
    {
        foreach (var finding in findings)
            Add(finding);
    }
}
