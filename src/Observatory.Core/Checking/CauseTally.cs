using System.Text;

namespace Observatory.Core.Checking;

/// <summary>
/// Counts findings by their cause while a file is read. Nothing is lost: if a file has more causes than this distinguishes, later ones are
/// counted together by code.
/// </summary>
/// <param name="most">The number of causes to distinguish.</param>
public sealed class CauseTally(int most = 2000)
{
    private const string ShapedArgument = "value";

    private readonly Dictionary<string, FindingGroup> _groups = new(StringComparer.Ordinal);

    /// <summary>
    /// Blocking findings first, then by count; within the same severity and count, causes that are counted together come last.
    /// </summary>
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

    /// <summary>The non-empty arguments of a finding that describe its cause.</summary>
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
    /// The text with every run of digits replaced by a 0: <c>1.234,5</c> and <c>20.118,7</c> have the same cause, <c>n/d</c> another.
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
