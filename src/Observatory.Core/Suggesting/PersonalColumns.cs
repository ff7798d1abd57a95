namespace Observatory.Core.Suggesting;

/// <summary>Finds columns about single persons, which are never stored.</summary>
internal sealed class PersonalColumns(TableEvidence table)
{
    public void AssignPersonal()
    {
        foreach (var column in table.Free.ToList())
        {
            var says = Vocabulary.Says(column.FullHeading, "personal");
            if (says >= 0.85 || IsNamesOfPersons(column))
                table.Set(column, ColumnRole.Personal, Math.Max(0.7, says), "column.personal");
        }
    }

    /// <summary>
    /// True for texts of several words, without digits, hardly any of them twice, under a heading about names or victims.
    /// </summary>
    private bool IsNamesOfPersons(ColumnProfile column)
    {
        if (column.Filled < 5 || column.Labels.Count < 0.6 * column.Filled || column.Figures > 0 || column.IsDate)
            return false;
        if (Vocabulary.Says(column.FullHeading, "name") < 0.75 && Vocabulary.Says(column.FullHeading, "victims") < 0.75)
            return false;
        if (
            Vocabulary.Says(column.FullHeading, "municipality") > 0
            || Vocabulary.Says(column.FullHeading, "area") > 0
            || Vocabulary.Says(column.FullHeading, "offence") > 0
        )
            return false;
        var labels = column.Labels.Keys.Take(100).ToList();
        return labels.Count(l => l.Trim().Contains(' ', StringComparison.Ordinal) && !l.Any(char.IsAsciiDigit)) >= 0.8 * labels.Count
            && labels.Count(l => table.Areas.ByName(l) is not null || table.Indicators.Propose([l], null, UnitEvidence.None).Count > 0)
                < 0.3 * labels.Count;
    }
}
