namespace Observatory.Core.Suggesting;

/// <summary>Finds the columns of areas, of places that are not in the taxonomy, and of their codes.</summary>
internal sealed class AreaColumns(TableEvidence table)
{
    private const double LeastSure = 0.4;

    public void AssignAreas()
    {
        var found = new List<(ColumnProfile Column, double Share, double Sure, bool IsCode)>();
        foreach (var column in table.Free.Where(c => c.Labels.Count is > 0 and < 3000 && !c.IsDate).ToList())
        {
            // The origin of a row is not the place of the event.
            if (column.TypedFractions > 0 || column.Numbers.Decimal is not null || Vocabulary.Says(column.FullHeading, "source") >= 0.75)
                continue;
            var labels = column.Labels.Keys.Take(400).ToList();
            var heading = Math.Max(Vocabulary.Says(column.FullHeading, "area"), Vocabulary.Says(column.FullHeading, "subdivision"));
            var byName = column.IsNumeric ? 0 : labels.Count(l => table.Areas.ByName(l) is { Confidence: >= 0.7 });
            var byCode = labels.Count(l => table.Areas.ByCode(l) is not null);
            var share = Math.Max(byName, byCode) / (double)labels.Count;
            // Codes of the whole world: only those of the Americas are known.
            var areCodes =
                byCode >= 5
                && !column.IsNumeric
                && labels.Count(l => l.Length is 2 or 3 && l.All(char.IsAsciiLetterUpper)) >= 0.8 * labels.Count;
            var isEnough =
                areCodes ? share >= 0.12
                : labels.Count == 1 ? share == 1 && heading > 0
                : share >= (heading > 0 ? 0.3 : 0.5) && Math.Max(byName, byCode) >= 2;
            if (!isEnough || (column.IsNumeric && heading == 0))
                continue;
            var sure =
                byCode > byName ? byCode
                : column.IsNumeric ? 0
                : labels.Count(l => table.Areas.ByName(l) is { Certainty: Certainty.Sure } or { Because.Key: "area.several" });
            found.Add((column, share + (heading * 0.3), sure / (double)labels.Count, byCode > byName));
        }
        // A column of places whose texts each contain the name of an area has words of areas, and none of their names.
        if (found.Exists(f => f.Sure >= LeastSure))
            found.RemoveAll(f => f.Sure < LeastSure && f.Sure < 0.5 * found.Max(o => o.Sure));
        // Of columns with the same content the name is used, because a person can check it; of nested ones the widest.
        foreach (var (column, share, _, isCode) in found.OrderByDescending(f => f.Share).ThenBy(f => f.IsCode))
        {
            if (table.Holder(ColumnRole.Area) is { } area)
            {
                if (table.Follows(column, area) && table.Follows(area, column))
                    table.SetRepeats(column, area, 0.9);
                else if (Vocabulary.Says(column.FullHeading, "municipality") > 0)
                    table.Set(column, ColumnRole.FineArea, 0.8, "column.fineArea");
                continue;
            }
            table.Set(column, ColumnRole.Area, Math.Min(0.99, 0.6 + (0.4 * share)), isCode ? "column.areaCode" : "column.area");
        }
        foreach (var column in table.Free.Where(c => !c.IsNumeric && c.Labels.Count > 1).ToList())
        {
            var says = Vocabulary.Says(column.FullHeading, "municipality");
            if (
                says >= 0.75
                || (
                    says == 0
                    && IsNameBesideCode(column)
                    && Vocabulary.Says(column.FullHeading, "area") + Vocabulary.Says(column.FullHeading, "subdivision") > 0
                    && table.Holder(ColumnRole.Area) is null
                )
            )
                table.Set(column, ColumnRole.FineArea, Math.Max(0.8, says), "column.fineArea");
        }
        foreach (
            var column in table
                .Free.Where(c => c.Labels.Count > 1 && !c.IsDate && c.Labels.Keys.All(l => l.Length < 24 && l.Any(char.IsAsciiDigit)))
                .ToList()
        )
        {
            if (column.Numbers.Any || column.TypedFractions > 0)
                continue;
            var code = TableEvidence.SaysCode(column);
            if (
                table.Holder(ColumnRole.Area) is { } area
                && table.Follows(column, area)
                && table.Follows(area, column)
                && (code > 0 || StandsBefore(column, area))
            )
                table.SetRepeats(column, area, 0.9);
            else if (
                table
                    .Holders(ColumnRole.FineArea)
                    .FirstOrDefault(f =>
                        table.Follows(column, f) && (code > 0 || StandsBefore(column, f)) && 1.3 * column.Labels.Count >= f.Labels.Count
                    ) is
                { } fine
            )
                table.Set(column, ColumnRole.FineAreaCode, 0.85, "column.fineAreaCode", ("other", fine.FullHeading));
        }
        // A name and a code that always occur together and repeat from period to period are places that are not in the taxonomy.
        if (
            table.Holder(ColumnRole.Area) is null
            && table.Holder(ColumnRole.FineArea) is null
            && table.Free.FirstOrDefault(c =>
                !c.IsNumeric
                && c.Heading.Length > 0
                && c.Labels.Count > 5
                && 3 * c.Labels.Count < c.Rows
                && c.LongestText < 60
                && IsNameBesideCode(c)
                && Vocabulary.Says(c.FullHeading, "offence") < 0.75
                && table.Indicators.CountOwn(c.Labels.Keys) == 0
                && ShareNamed(c) < 0.1
            )
                is { } place
        )
        {
            table.Set(place, ColumnRole.FineArea, 0.65, "column.fineArea");
            if (table.Free.FirstOrDefault(c => TableEvidence.Next(c, place) && c.IsWhole && table.Follows(c, place)) is { } number)
                table.Set(number, ColumnRole.FineAreaCode, 0.65, "column.fineAreaCode", ("other", place.FullHeading));
        }
        // Names without a heading beside codes: an unnamed label column on the left of a crosstab.
        if (table.Holder(ColumnRole.Area) is null && table.Holder(ColumnRole.FineArea) is null)
        {
            var unnamed = table.Free.Where(c => c.Heading.Length == 0 && !c.IsNumeric && c.At <= 3).ToList();
            foreach (var column in unnamed)
            {
                var areas = column.Labels.Keys.Take(3000).Count(l => table.Areas.ByName(l) is { Certainty: Certainty.Sure });
                if (areas >= 3)
                    table.Set(column, column.Labels.Count > 3 * areas ? ColumnRole.FineArea : ColumnRole.Area, 0.8, "column.area");
            }
            if (table.Holder(ColumnRole.FineArea) is { } names)
                foreach (
                    var column in table
                        .Free.Where(c =>
                            TableEvidence.Next(c, names)
                            && c.At < names.At
                            && c.Heading.Length == 0
                            && c.Labels.Keys.Take(50).Count(l => l.Any(char.IsAsciiDigit)) > 20
                        )
                        .ToList()
                )
                    table.Set(column, ColumnRole.FineAreaCode, 0.75, "column.fineAreaCode", ("other", names.FullHeading));
        }
    }

    /// <summary>
    /// True if the code comes before its name. With one row per place, a figure after the name would follow from the name as well.
    /// </summary>
    private static bool StandsBefore(ColumnProfile code, ColumnProfile name) =>
        code.At == name.At - 1 && !TableFinder.IsYear(code.Heading) && Vocabulary.Month(code.Heading) is null;

    private double ShareNamed(ColumnProfile column) =>
        column
            .Labels.Keys.Take(100)
            .Average(l => table.Indicators.Propose([l], null, UnitEvidence.None) is [{ Confidence: >= 0.55 }, ..] ? 1.0 : 0.0);

    private bool IsNameBesideCode(ColumnProfile column) =>
        table.Free.Any(c => c != column && TableEvidence.Next(c, column) && c.IsWhole && table.Follows(c, column));
}
