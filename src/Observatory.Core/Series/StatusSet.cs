using System.Collections.Concurrent;

namespace Observatory.Core.Series;

/// <summary>
/// The observation statuses of one figure (codes of CL_OBS_STATUS): each once, in ordinal order. <c>A</c> (normal) excludes all others.
/// </summary>
public sealed class StatusSet : IEquatable<StatusSet>
{
    public const string NormalCode = "A";
    public const string MissingCode = "O";
    public const string BreakCode = "B";

    private const char Separator = ';';
    private const int MostKnown = 4_096;

    // Millions of figures share a few sets, so each set is created once.
    private static readonly ConcurrentDictionary<string, StatusSet> Known = new(StringComparer.Ordinal);

    private readonly string _text;

    private StatusSet(string[] codes) => (Codes, _text) = (codes, string.Join(Separator, codes));

    public static StatusSet Normal { get; } = Of([NormalCode]);

    /// <summary>The codes in ordinal order; never empty.</summary>
    public IReadOnlyList<string> Codes { get; }

    /// <param name="text">Codes joined by <c>;</c>, repeats allowed; an empty text gives <see cref="Normal"/>.</param>
    public static StatusSet Parse(string text)
    {
        if (Known.TryGetValue(text, out var known))
            return known;
        var made = Of(text.Split(Separator, StringSplitOptions.RemoveEmptyEntries));
        if (Known.Count < MostKnown)
            Known[text] = made;
        return made;
    }

    /// <param name="codes">In any order, repeats allowed; no code gives <see cref="Normal"/>.</param>
    public static StatusSet Of(IEnumerable<string> codes)
    {
        var special = codes.Where(c => c != NormalCode).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        return new StatusSet(special.Length == 0 ? [NormalCode] : special);
    }

    public bool Contains(string code) => Codes.Contains(code);

    public StatusSet With(string code) => Contains(code) ? this : Parse($"{_text}{Separator}{code}");

    public StatusSet Without(string code) => Contains(code) ? Of(Codes.Where(c => c != code)) : this;

    public bool Equals(StatusSet? other) => other is not null && _text == other._text;

    public override bool Equals(object? obj) => Equals(obj as StatusSet);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_text);

    /// <summary>The codes joined by <c>;</c>, such as <c>B;P</c>.</summary>
    public override string ToString() => _text;
}
