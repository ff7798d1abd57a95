namespace Observatory.Core.Suggesting;

/// <summary>Finds the columns by which figures are broken down, and those that say their unit, source, status or notes.</summary>
internal sealed class BreakdownColumns(TableEvidence table)
{
    private static readonly (ColumnRole Role, string Kind, string Dimension)[] Breakdowns =
    [
        (ColumnRole.Mechanism, "mechanism", "MECHANISM"),
        (ColumnRole.Relationship, "relationship", "RELATIONSHIP"),
        (ColumnRole.Motive, "motive", "MOTIVE"),
        (ColumnRole.Place, "place", "PLACE"),
        (ColumnRole.Urban, "urban", "AREA"),
    ];

    public void AssignSexAndAge()
    {
        AssignSex();
        AssignAge();
    }

    private void AssignSex()
    {
        foreach (var column in table.Free.Where(c => !c.IsNumeric && c.Labels.Count is > 0 and <= 12).ToList())
        {
            var known = column.Labels.Keys.Count(l => BreakdownLabels.Sex(l, column.Labels.Keys) is not null);
            var says = Vocabulary.Says(column.FullHeading, "sex");
            if (
                known >= 2
                && known >= 0.6 * column.Labels.Count
                && column.Labels.Keys.Any(l => BreakdownLabels.Sex(l, column.Labels.Keys) is "F" or "M")
            )
                table.Set(column, ColumnRole.Sex, says > 0 ? 0.98 : 0.88, "column.sex");
            else if (says >= 0.85 && known > 0)
                table.Set(column, ColumnRole.Sex, 0.9, "column.sex");
        }
        foreach (var other in table.Holders(ColumnRole.Sex).OrderByDescending(c => table.Roles[c.At].Confidence).Skip(1).ToList())
            table.Set(other, ColumnRole.Unknown, 0.4, "column.otherSex");
    }

    private void AssignAge()
    {
        foreach (var column in table.Free.Where(c => c.Labels.Count > 0).ToList())
        {
            var says = Vocabulary.Says(column.FullHeading, "age");
            if (says == 0)
                continue;
            var known = column.Labels.Keys.Take(300).Count(l => BreakdownLabels.Age(l) is not null || NumberEvidence.LooksLikeNumber(l));
            if (says >= 0.85 || known >= 0.5 * Math.Min(300, column.Labels.Count))
                table.Set(column, ColumnRole.Age, Math.Max(says, 0.8), "column.age");
        }
    }

    /// <summary>Columns of other breakdowns, and those that say something of a figure beside it.</summary>
    public void AssignOthers()
    {
        AssignMembers();
        AssignRemarks();
    }

    private void AssignMembers()
    {
        foreach (var (role, kind, dimension) in Breakdowns)
        {
            var best = table
                .Free.Where(c => !c.IsNumeric && c.Labels.Count is > 1 and < 400)
                .Select(c => (Column: c, Says: Vocabulary.Says(c.FullHeading, kind), Share: ShareOfMembers(c, dimension)))
                .Where(c =>
                    (
                        c.Says >= 0.75
                        && c.Share >= (role is ColumnRole.Mechanism or ColumnRole.Motive or ColumnRole.Relationship ? 0.1 : 0.3)
                    ) || (c.Share >= 0.75 && c.Says > 0)
                )
                .Where(c => table.Indicators.CountOwn(c.Column.Labels.Keys) < 0.5 * c.Column.Labels.Count)
                .OrderByDescending(c => c.Says + c.Share)
                .ToList();
            if (best.Count > 0)
                table.Set(
                    best[0].Column,
                    role,
                    Math.Min(0.95, 0.5 + (0.25 * best[0].Says) + (0.25 * best[0].Share)),
                    "column.breakdown",
                    ("dimension", dimension)
                );
        }
    }

    private void AssignRemarks()
    {
        foreach (var column in table.Free.Where(c => !c.IsNumeric).ToList())
        {
            if (Vocabulary.Says(column.FullHeading, "citizenship") >= 0.85)
                table.Set(column, ColumnRole.Citizenship, 0.85, "column.breakdown", ("dimension", "CITIZENSHIP"));
            else if (Vocabulary.Says(column.FullHeading, "unit") >= 0.75 && column.Labels.Count < 20 && column.Labels.Keys.All(SaysUnit))
                table.Set(column, ColumnRole.Unit, 0.8, "column.unit");
            else if (Vocabulary.Says(column.FullHeading, "unit") >= 0.9 && column.Labels.Count < 20)
                table.Set(column, ColumnRole.Unit, 0.8, "column.unit");
            else if (Vocabulary.Says(column.FullHeading, "note") >= 0.85)
                table.Set(column, ColumnRole.Note, 0.85, "column.note");
            else if (Vocabulary.Says(column.FullHeading, "source") >= 0.85 && column.Labels.Count < 40)
                table.Set(column, ColumnRole.Source, 0.85, "column.source");
        }
        foreach (var column in table.Free.Where(c => c.Labels.Count is > 0 and < 12).ToList())
            if (Vocabulary.Says(column.FullHeading, "status") >= 0.85)
                table.Set(column, ColumnRole.Status, 0.8, "column.status");
    }

    private static bool SaysUnit(string label) =>
        Vocabulary.Says(label, "rate") > 0
        || Vocabulary.Says(label, "count") > 0
        || Vocabulary.Says(label, "victims") > 0
        || Vocabulary.Says(label, "incidents") > 0;

    private static double ShareOfMembers(ColumnProfile column, string dimension)
    {
        var labels = column.Labels.Keys.Take(300).ToList();
        return labels.Count(l => Vocabulary.Member(dimension, l) is { Confidence: >= 0.65 }) / (double)labels.Count;
    }
}
