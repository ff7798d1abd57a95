using System.Text;

namespace Observatory.Core.Checking;

/// <summary>
/// Counts findings by their cause while a file is read. None is lost: where a file has more causes than are told apart, those that come
/// later are
/// counted together by code.
/// </summary>
/// <param name="most">Causes told apart.</param>
public sealed class CauseTally(int most = 2000)
{
    private const string ShapedArgument = "value";

    private readonly Dictionary<string, FindingGroup> _groups = new(StringComparer.Ordinal);

    /// <summary>What blocks first, then by how many; those counted together last among their equals.</summary>
    public IReadOnlyList<FindingGroup> Groups =>
        [
            .. _groups
                .Values.OrderByDescending(g => g.Severity)
                .ThenBy(g => g.IsRest)
                .ThenByDescending(g => g.Count)
                .ThenBy(g => g.Code, StringComparer.Ordinal)
                .ThenBy(g => string.Join('\u001f', g.Cause.Values), StringComparer.Ordinal),
        ];

    public void Add(Finding finding)
    {
        var names = FindingCatalogue.Find(finding.Code)?.Cause ?? [];
        var key = new StringBuilder(finding.Code).Append('\u001f').Append((int)finding.Severity);
        foreach (var name in names)
            key.Append('\u001f').Append(Of(finding, name));
        var text = key.ToString();
        if (!_groups.TryGetValue(text, out var group))
        {
            var isRest = _groups.Count >= most;
            if (isRest)
                text = $"{finding.Code}\u001e{(int)finding.Severity}";
            if (!isRest || !_groups.TryGetValue(text, out group))
                _groups.Add(text, group = new FindingGroup(finding, isRest ? new Dictionary<string, string>() : CauseOf(finding), isRest));
        }
        group.Add(finding);
    }

    /// <summary>The arguments of a finding that say what is behind it, and are not empty.</summary>
    public static IReadOnlyDictionary<string, string> CauseOf(Finding finding)
    {
        var cause = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in FindingCatalogue.Find(finding.Code)?.Cause ?? [])
            if (Of(finding, name) is { Length: > 0 } value)
                cause.Add(name, value);
        return cause;
    }

    private static string Of(Finding finding, string name) =>
        !finding.Arguments.TryGetValue(name, out var value) ? ""
        : name == ShapedArgument ? Shape(value)
        : value;

    /// <summary>
    /// A text with a 0 for each run of digits: <c>1.234,5</c> and <c>20.118,7</c> are wrong for the same reason, <c>n/d</c> for another.
    /// </summary>
    private static string Shape(string value)
    {
        if (!value.AsSpan().ContainsAnyInRange('0', '9'))
            return value;
        var shape = new StringBuilder(value.Length);
        foreach (var letter in value)
            if (!char.IsAsciiDigit(letter))
                shape.Append(letter);
            else if (shape.Length == 0 || shape[^1] != '0')
                shape.Append('0');
        return shape.ToString();
    }
}
