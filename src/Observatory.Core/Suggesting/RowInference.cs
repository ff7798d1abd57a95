namespace Observatory.Core.Suggesting;

/// <summary>Finds out which rows of a table are wholes, parts or repeats of others.</summary>
internal sealed class RowInference(TableEvidence table)
{
    /// <summary>The label of the whole among the places, if there is one, and whether places of several levels are mixed.</summary>
    public (string? Whole, bool IsNested) Whole(NumberFormat numbers)
    {
        if (table.Holder(ColumnRole.FineArea) is not { } place)
            return (null, false);
        ColumnRole[] keys =
        [
            ColumnRole.Year,
            ColumnRole.Month,
            ColumnRole.Quarter,
            ColumnRole.Period,
            ColumnRole.Indicator,
            ColumnRole.Sex,
            ColumnRole.Age,
        ];
        return AreaLevels.Of(
            table.Bounds.Data,
            place.At,
            [.. table.Columns.Where(c => keys.Contains(table.Roles[c.At].Role)).Select(c => c.At)],
            [.. table.Holders(ColumnRole.Value).Select(v => v.At)],
            numbers
        );
    }

    /// <summary>
    /// The number of rows that share their key with an earlier one, so that their figures have to be added up or are repeated.
    /// </summary>
    public int RepeatedKeys()
    {
        var keys = table
            .Columns.Where(c =>
                table.Roles[c.At].Role
                    is ColumnRole.Year
                        or ColumnRole.Month
                        or ColumnRole.Quarter
                        or ColumnRole.Date
                        or ColumnRole.Period
                        or ColumnRole.Area
                        or ColumnRole.Indicator
                        or ColumnRole.Sex
            )
            .Select(c => c.At)
            .ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return table.Bounds.Data.Count(row => !seen.Add(string.Join('\u001f', keys.Select(k => row[k].Trim()))));
    }

    /// <summary>
    /// Labels such as "Total" among others of a column of unknown meaning: the rows of the other labels are parts of theirs.
    /// </summary>
    public Dictionary<int, IReadOnlyList<string>> WholeMembers() =>
        table
            .Columns.Where(c =>
                !c.IsNumeric
                && c.Labels.Count is > 1 and <= DraftLabels.Most
                && (
                    table.Roles[c.At].Role is ColumnRole.Unknown or ColumnRole.Status or ColumnRole.Note
                    || DraftConcepts.Breakdowns.Any(b => b.Role == table.Roles[c.At].Role)
                )
            )
            .Select(c =>
                (c.At, Wholes: (IReadOnlyList<string>)[.. c.Labels.Keys.Where(l => Vocabulary.Is(l, "total") || Vocabulary.Is(l, "both"))])
            )
            .Where(c => c.Wholes.Count > 0)
            .ToDictionary(c => c.At, c => c.Wholes);

    /// <summary>
    /// True if a total is given more than once for the same labels: the figures contradict each other, and their sum is neither.
    /// </summary>
    public bool HasTwins()
    {
        if (table.Holder(ColumnRole.Date) is not null)
            return false;
        var said = table
            .Columns.Where(c =>
                table.Roles[c.At].Role
                    is not (ColumnRole.Value or ColumnRole.Rate or ColumnRole.LowerBound or ColumnRole.UpperBound or ColumnRole.Total)
            )
            .Select(c => c.At)
            .ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return said.Count > 0
            && table.Bounds.Data.Any(row =>
                !seen.Add(string.Join('\u001f', said.Select(s => row[s].Trim())))
                && said.Exists(s => Vocabulary.Is(row[s], "total") || Vocabulary.Is(row[s], "both"))
            );
    }

    /// <summary>
    /// The column that says which of several sources a row comes from, and the source of most rows; null if there is none.
    /// </summary>
    public (int Column, string Label)? MainSource() =>
        table.Holder(ColumnRole.Source) is { Labels.Count: > 1 } column
            ? (column.At, column.Labels.OrderByDescending(l => l.Value).ThenBy(l => l.Key, StringComparer.Ordinal).First().Key)
            : null;
}
