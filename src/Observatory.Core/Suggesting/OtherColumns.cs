namespace Observatory.Core.Suggesting;

/// <summary>Classifies the columns that are left: empty, constant, identifiers, repeats of another column, or unknown.</summary>
internal sealed class OtherColumns(TableEvidence table)
{
    public void AssignEmpty()
    {
        foreach (var column in table.Free.ToList())
            if (column.Filled == 0)
                table.Set(column, ColumnRole.Empty, 1, "column.empty");
    }

    public void AssignRest()
    {
        foreach (var column in table.Free.ToList())
        {
            if (column.IsConstant)
                table.Set(column, ColumnRole.Constant, 0.9, "column.constant", ("text", column.Labels.Keys.First()));
            else if (TableEvidence.SaysCode(column) > 0 && column.Labels.Count > 0.9 * column.Filled && column.Filled > 5)
                table.Set(column, ColumnRole.Identifier, 0.8, "column.identifier");
            else if (
                (!column.IsNumeric || 2 * column.Labels.Count < column.Rows)
                && table.Columns.FirstOrDefault(c =>
                    c != column
                    && table.Roles.TryGetValue(c.At, out var r)
                    && r.Role
                        is not (ColumnRole.Value or ColumnRole.Repeats or ColumnRole.Unknown or ColumnRole.Constant or ColumnRole.Empty)
                    && c.Labels.Count > 1
                    && table.SaySame(column, c)
                )
                    is { } same
            )
                table.SetRepeats(column, same, 0.8);
            else
                table.Set(column, ColumnRole.Unknown, 0.3, "column.unknown");
        }
    }
}
