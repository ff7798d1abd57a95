using Observatory.Core.Normalising;

namespace Observatory.Core.Mappings;

/// <summary>
/// A table from the labels of a file to codes. One label may have several rows: its cell then goes into each of those series. In a label
/// column <c>*</c> matches any label that no other row names, and <c>15..29</c> every number from 15 to 29 (<c>60..</c> and <c>..17</c> are
/// open); <c>-</c> as a code leaves the cell out.
/// </summary>
public sealed class LabelTable(
    string file,
    IReadOnlyList<string> labelColumns,
    IReadOnlyList<string> concepts,
    IReadOnlyList<LabelRow> rows
)
{
    private readonly Dictionary<string, IReadOnlyList<LabelRow>> _rows = rows.Where(r =>
            !r.Labels.Any(l => NumberRange.TryParse(l) is not null)
        )
        .GroupBy(r => Key(r.Labels), StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => (IReadOnlyList<LabelRow>)[.. g], StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<LabelRow>> _asWritten = new(StringComparer.Ordinal);
    private readonly List<(NumberRange?[] Ranges, string[] Keys, LabelRow Row)> _ranged =
    [
        .. rows.Select(r =>
                (r.Labels.Select(NumberRange.TryParse).ToArray(), r.Labels.Select(l => IsAny(l) ? "*" : LabelText.Key(l)).ToArray(), r)
            )
            .Where(r => r.Item1.Any(x => x is not null))
            .OrderBy(r => r.Item2.Count(k => k == "*")),
    ];

    // Only wildcard patterns that some row has are tried: fewest wildcards first, then those further right.
    private readonly string[] _masks =
    [
        .. rows.Where(r => !r.Labels.Any(l => NumberRange.TryParse(l) is not null))
            .Select(r => string.Concat(r.Labels.Select(l => IsAny(l) ? '*' : '=')))
            .Distinct(StringComparer.Ordinal)
            .OrderBy(m => m.Count(c => c == '*'))
            .ThenByDescending(m => m, StringComparer.Ordinal),
    ];

    public string File { get; } = file;
    public IReadOnlyList<string> LabelColumns { get; } = labelColumns;
    public IReadOnlyList<string> Concepts { get; } = concepts;
    public IReadOnlyList<LabelRow> Rows { get; } = rows;

    /// <summary>The rows for these labels, in the order of <see cref="LabelColumns"/>; empty if the labels are unknown.</summary>
    public IReadOnlyList<LabelRow> Find(ReadOnlySpan<string> labels)
    {
        // Labels repeat by the thousand exactly as written, so normalise each spelling once.
        var written = labels.Length == 1 ? labels[0] : string.Join('\u001f', labels!);
        if (_asWritten.TryGetValue(written, out var known))
            return known;
        var found = FindKey([.. labels.ToArray().Select(LabelText.Key)]);
        if (_asWritten.Count < 100_000)
            _asWritten[written] = found;
        return found;
    }

    /// <summary>
    /// True if any row matches this label in the column, by the label itself, a range or a wildcard, whatever its other columns have.
    /// </summary>
    public bool KnowsAlone(int column, string label)
    {
        var key = LabelText.Key(label);
        return Rows.Any(r =>
            IsAny(r.Labels[column])
            || (NumberRange.TryParse(r.Labels[column]) is { } range ? range.Holds(key) : LabelText.Key(r.Labels[column]) == key)
        );
    }

    public bool Knows(ReadOnlySpan<string> labels) => Find(labels).Count > 0;

    /// <summary>
    /// A row that names every label wins, then one whose range includes the number, then the one with the fewest wildcards; among equals,
    /// the one that names labels further left.
    /// </summary>
    private IReadOnlyList<LabelRow> FindKey(string[] keys)
    {
        var named = _masks.Length > 0 && !_masks[0].Contains('*', StringComparison.Ordinal) ? 1 : 0;
        return Masked(keys, 0, named) ?? InRange(keys) ?? Masked(keys, named, _masks.Length) ?? [];
    }

    private List<LabelRow>? InRange(string[] keys)
    {
        var found = _ranged
            .Where(r =>
                r.Keys.Select((k, at) => r.Ranges[at] is { } range ? range.Holds(keys[at]) : k == "*" || k == keys[at]).All(holds => holds)
            )
            .ToList();
        if (found.Count == 0)
            return null;
        // Several rows of the same labels are several series; a less specific row gives way.
        return [.. found.Where(f => Key(f.Row.Labels) == Key(found[0].Row.Labels)).Select(f => f.Row)];
    }

    private IReadOnlyList<LabelRow>? Masked(string[] keys, int from, int to)
    {
        foreach (var mask in _masks[from..to])
        {
            var tried = keys.Select((key, at) => at < mask.Length && mask[at] == '*' ? "*" : key);
            if (_rows.TryGetValue(string.Join('\u001f', tried), out var rows))
                return rows;
        }
        return null;
    }

    private static string Key(IReadOnlyList<string> labels) => string.Join('\u001f', labels.Select(l => IsAny(l) ? "*" : LabelText.Key(l)));

    private static bool IsAny(string label) => label.Trim() == "*";
}

/// <summary>One row of a label table.</summary>
/// <param name="Codes">A code for each of the table's concepts, in order; empty text if the row says nothing about it.</param>
/// <param name="LeftOut">True if the row leaves the cell out on purpose.</param>
/// <param name="Note">Why, or a remark; empty for none.</param>
/// <param name="Line">Line in the table's file, from 1.</param>
public sealed record LabelRow(IReadOnlyList<string> Labels, IReadOnlyList<string> Codes, bool LeftOut, string Note, int Line);
