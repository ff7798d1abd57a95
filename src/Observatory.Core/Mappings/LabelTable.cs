using Observatory.Core.Normalising;

namespace Observatory.Core.Mappings;

/// <summary>
/// A table from the labels of a file to codes. One label may have several rows: its cell then goes into each of those series.
/// <c>*</c> in a label column stands for any label that no other row names; <c>-</c> as a code leaves the cell out.
/// </summary>
public sealed class LabelTable(string file, IReadOnlyList<string> labelColumns, IReadOnlyList<string> concepts, IReadOnlyList<LabelRow> rows)
{
    private readonly Dictionary<string, IReadOnlyList<LabelRow>> _rows = rows
        .GroupBy(r => Key(r.Labels), StringComparer.Ordinal)
        .ToDictionary(g => g.Key, g => (IReadOnlyList<LabelRow>)[.. g], StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyList<LabelRow>> _asWritten = new(StringComparer.Ordinal);
    // Only the patterns of wildcards that a row has are tried: fewest first, and among equals those further right.
    private readonly string[] _masks = [.. rows
        .Select(r => string.Concat(r.Labels.Select(l => IsAny(l) ? '*' : '=')))
        .Distinct(StringComparer.Ordinal)
        .OrderBy(m => m.Count(c => c == '*'))
        .ThenByDescending(m => m, StringComparer.Ordinal)];

    public string File { get; } = file;
    public IReadOnlyList<string> LabelColumns { get; } = labelColumns;
    public IReadOnlyList<string> Concepts { get; } = concepts;
    public IReadOnlyList<LabelRow> Rows { get; } = rows;

    /// <summary>The rows for these labels, in the order of <see cref="LabelColumns"/>; empty where the labels are unknown.</summary>
    public IReadOnlyList<LabelRow> Find(ReadOnlySpan<string> labels)
    {
        // Labels repeat by the thousand exactly as written: normalise each spelling once.
        var written = labels.Length == 1 ? labels[0] : string.Join('\u001f', labels!);
        if (_asWritten.TryGetValue(written, out var known))
            return known;
        var found = FindKey([.. labels.ToArray().Select(LabelText.Key)]);
        if (_asWritten.Count < 100_000)
            _asWritten[written] = found;
        return found;
    }

    public bool Knows(ReadOnlySpan<string> labels) => Find(labels).Count > 0;

    /// <summary>The row with the fewest wildcards wins; among equals the one that names the labels further left.</summary>
    private IReadOnlyList<LabelRow> FindKey(string[] keys)
    {
        foreach (var mask in _masks)
        {
            var tried = keys.Select((key, at) => at < mask.Length && mask[at] == '*' ? "*" : key);
            if (_rows.TryGetValue(string.Join('\u001f', tried), out var rows))
                return rows;
        }
        return [];
    }

    private static string Key(IReadOnlyList<string> labels) => string.Join('\u001f', labels.Select(l => IsAny(l) ? "*" : LabelText.Key(l)));

    private static bool IsAny(string label) => label.Trim() == "*";
}

/// <summary>One row of a label table.</summary>
/// <param name="Codes">A code for each of the table's concepts, in order; empty text where the row says nothing of it.</param>
/// <param name="LeftOut">True where the row leaves the cell out on purpose.</param>
/// <param name="Note">Why, or a remark; empty for none.</param>
/// <param name="Line">Line in the table's file, from 1.</param>
public sealed record LabelRow(IReadOnlyList<string> Labels, IReadOnlyList<string> Codes, bool LeftOut, string Note, int Line);
