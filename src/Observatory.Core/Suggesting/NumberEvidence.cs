using System.Text.RegularExpressions;

namespace Observatory.Core.Suggesting;

/// <summary>
/// What the texts of a column prove about the marks in its numbers. A mark is proved only by a text that can be read in no other way:
/// <c>12.50</c> proves a decimal point and <c>1.234.567</c> a group mark, while <c>1.234</c> proves nothing.
/// </summary>
internal sealed partial class NumberEvidence
{
    /// <summary>No statistic is as large, and sums of such numbers would overflow.</summary>
    public const decimal TooLarge = 1_000_000_000_000_000;

    private readonly Dictionary<char, string> _decimal = [];
    private readonly Dictionary<char, string> _group = [];
    private readonly Dictionary<char, string> _open = [];

    /// <summary>The count of numbers without any mark.</summary>
    public int Whole { get; private set; }

    /// <summary>Marks whose meaning no text of the column proves, each with a text that has it.</summary>
    public IEnumerable<KeyValuePair<char, string>> Open =>
        _open.Where(o => !_decimal.ContainsKey(o.Key) && !_group.ContainsKey(o.Key) && !ImpliedGroup(o.Key));

    /// <summary>The decimal mark with the text that proves it; null if none is proved.</summary>
    public (char Mark, string Text)? Decimal => _decimal.Count == 1 ? (_decimal.First().Key, _decimal.First().Value) : null;

    public (char Mark, string Text)? Group => _group.Count == 1 ? (_group.First().Key, _group.First().Value) : ImpliedGroupMark();

    /// <summary>Two texts that prove opposite meanings; null if the column is consistent.</summary>
    public (string One, string Other)? Contradiction
    {
        get
        {
            if (_decimal.Count > 1)
                return (_decimal.Values.First(), _decimal.Values.Last());
            if (_group.Count > 1)
                return (_group.Values.First(), _group.Values.Last());
            foreach (var (mark, text) in _decimal)
                if (_group.TryGetValue(mark, out var other))
                    return (text, other);
            return null;
        }
    }

    public bool Any => _decimal.Count + _group.Count + _open.Count > 0;

    /// <summary>True if the text is written like a number, whatever its marks mean.</summary>
    public static bool LooksLikeNumber(string text)
    {
        var trimmed = text.AsSpan().Trim();
        return trimmed.Length is > 0 and < 40 && Shape().IsMatch(trimmed);
    }

    public void Add(string text)
    {
        text = text.Trim().TrimStart('-', '+', '\u2212').Replace('\u00A0', ' ').Replace('\u202F', ' ');
        if (text.Length == 0)
            return;
        if (text.All(char.IsAsciiDigit))
        {
            Whole++;
            return;
        }
        var marks = text.Where(c => !char.IsAsciiDigit(c)).ToArray();
        if (marks.Any(m => m is not ('.' or ',' or ' ' or '\'')))
            return;
        var last = marks[^1];
        var at = text.LastIndexOf(last);
        var (head, tail) = (text[..at], text[(at + 1)..]);
        if (marks.Distinct().Count() > 1)
        {
            _decimal.TryAdd(last, text);
            _group.TryAdd(marks[0], text);
        }
        else if (marks.Length > 1 || last is ' ' or '\'')
        {
            _group.TryAdd(last, text);
        }
        else if (tail.Length != 3 || head.Length is 0 or > 3 || head[0] == '0')
        {
            _decimal.TryAdd(last, text);
        }
        else
        {
            _open.TryAdd(last, text);
        }
    }

    public void Merge(NumberEvidence other)
    {
        Whole += other.Whole;
        foreach (var (mark, text) in other._decimal)
            _decimal.TryAdd(mark, text);
        foreach (var (mark, text) in other._group)
            _group.TryAdd(mark, text);
        foreach (var (mark, text) in other._open)
            _open.TryAdd(mark, text);
    }

    /// <summary>Records a proof by arithmetic: sums of the file are correct only if the mark separates groups.</summary>
    public void ProveGroup(char mark, string text) => _group.TryAdd(mark, text);

    // If one mark is proved to be the decimal mark, the other separates groups in texts that cannot be read otherwise; there is no third
    // meaning.
    private bool ImpliedGroup(char mark) => _decimal.Count == 1 && !_decimal.ContainsKey(mark);

    private (char, string)? ImpliedGroupMark()
    {
        foreach (var (mark, text) in _open)
            if (ImpliedGroup(mark))
                return (mark, text);
        return null;
    }

    [GeneratedRegex(@"^[-+\u2212]?(\d{1,3}([., '\u00A0\u202F]\d{3})*([.,]\d+)?|\d+([.,]\d+)?|[.,]\d+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
