using Observatory.Core.Normalising;
using Observatory.Core.Reading;
using Observatory.Core.Series;

namespace Observatory.Core.Mappings;

/// <summary>Finds the mark of a mapping that a cell has: a text instead of its number, or a suffix after it.</summary>
/// <param name="series">The series of the table; the first that knows the period of a cell decides which marks apply to it.</param>
internal sealed class CellMarks(MappingTable table, RowConditions conditions, IReadOnlyList<SeriesMapper> series)
{
    private readonly Dictionary<IReadOnlyList<string>, HashSet<int>> _namedColumns = new(ReferenceEqualityComparer.Instance);
    private TableHeader? _header;

    public void Bind(TableHeader header)
    {
        _header = header;
        _namedColumns.Clear();
    }

    /// <summary>The first mark that fits the cell; null for none.</summary>
    public Mark? Find(GridRow row, TableColumn column, string text)
    {
        foreach (var mark in table.Marks)
            if (
                IsIn(mark, text)
                && Include(mark.Columns, column)
                && conditions.Hold(mark.Where, row)
                && ((mark.From is null && mark.To is null) || HoldsFor(mark, PeriodOf(row, column)))
            )
                return mark;
        return null;
    }

    /// <summary>The text before the suffix of a mark that was found in it.</summary>
    public static string Before(Mark mark, string text)
    {
        var trimmed = text.TrimEnd();
        var suffix = mark.Suffixes.Where(s => trimmed.EndsWith(s, StringComparison.Ordinal)).MaxBy(s => s.Length)!;
        return trimmed[..^suffix.Length];
    }

    /// <summary>True if the headings include this column; an empty list includes every column. The result is cached per list.</summary>
    public bool Include(IReadOnlyList<string> headings, TableColumn column)
    {
        if (headings.Count == 0)
            return true;
        if (!_namedColumns.TryGetValue(headings, out var named))
            _namedColumns.Add(headings, named = ColumnsOf(headings));
        return named.Contains(column.At);
    }

    private HashSet<int> ColumnsOf(IReadOnlyList<string> headings)
    {
        var keys = headings.Select(LabelText.Key).ToHashSet(StringComparer.Ordinal);
        HashSet<int> columns =
        [
            .. headings.Select(_header!.ColumnOf),
            .. _header.Values.Where(v => keys.Contains(LabelText.Key(v.Heading))).Select(v => v.At),
        ];
        foreach (var bound in new[] { _header.Lower, _header.Upper })
            if (bound is { } at && keys.Contains(LabelText.Key(_header.TextOf(at))))
                columns.Add(at);
        return columns;
    }

    private static bool IsIn(Mark mark, string text) =>
        mark.Suffixes.Count > 0 ? EndsWithAny(mark.Suffixes, text) : IsAny(mark.Texts, text);

    private static bool EndsWithAny(IReadOnlyList<string> suffixes, string text)
    {
        var trimmed = text.AsSpan().TrimEnd();
        for (var i = 0; i < suffixes.Count; i++)
            if (trimmed.Length > suffixes[i].Length && trimmed.EndsWith(suffixes[i], StringComparison.Ordinal))
                return true;
        return false;
    }

    private static bool IsAny(IReadOnlyList<string> texts, string text)
    {
        var trimmed = text.AsSpan().Trim();
        for (var i = 0; i < texts.Count; i++)
            if (texts[i].Length == 0 ? trimmed.Length == 0 : trimmed.Equals(texts[i], StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }

    private static bool HoldsFor(Mark mark, TimePeriod? period) =>
        period is { } known
        && (mark.From is not { } from || known.FirstDay >= from.FirstDay)
        && (mark.To is not { } to || known.LastDay <= to.LastDay);

    private TimePeriod? PeriodOf(GridRow row, TableColumn column)
    {
        foreach (var one in series)
            if (one.PeriodOf(row, column) is { } period)
                return period;
        return null;
    }
}
