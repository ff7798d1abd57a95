namespace Observatory.Core.Suggesting;

/// <summary>Finds the columns of figures, those that become rows, and what their headings or labels say is counted.</summary>
internal sealed class MeasureColumns(TableEvidence table)
{
    /// <summary>Columns that become rows: their headings are periods, areas, sexes, or several offences.</summary>
    public void AssignWide()
    {
        var candidates = table
            .Free.Where(c => c.Parts.Any(p => p.Length > 0) && (c.IsNumeric || c.Said == 0 || (c.Figures > 0 && c.Figures >= 0.5 * c.Said)))
            .ToList();
        var parts = candidates
            .SelectMany(c => c.Parts)
            .Where(p => p.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .Where(p => p.Length < 12 && Periods.YearsIn(p).Any())
            .ToList();
        var facets = candidates.ToDictionary(c => c.At, c => table.FacetOf(c, parts));
        if (
            facets.Values.Count(f => f.Area is not null) < 3
            && facets.Values.All(f => f.Month is null && f.Quarter is null)
            && AbbreviatedAreas.Of([.. candidates.Select(c => c.Heading)], table.Country, table.Taxonomy) is { } abbreviated
        )
            for (var i = 0; i < candidates.Count; i++)
                if (abbreviated[i] is { } area)
                    facets[candidates[i].At] = facets[candidates[i].At] with { Area = area, IsAbbreviated = true, Sex = null };
        var months = facets.Values.Count(f => f.Month is not null);
        var years = facets.Values.Count(f => f.Year is not null);
        var areas = facets.Values.Count(f => f.Area is not null && f.Month is null);
        var sexes = facets.Values.Count(f => f.Sex is not null);
        var quarters = facets.Values.Count(f => f.Quarter is not null);
        var byTime = months >= 3 || years >= 2 || quarters >= 2;
        var byArea = areas >= 3 && table.Holder(ColumnRole.Area) is null;
        // A year that heads a column of other figures ("Población 2020") is not a period of the table unless its neighbours are.
        bool IsOne(Facet facet) =>
            (byTime && (facet.Month is not null || facet.Year is not null || facet.Quarter is not null))
            || (byArea && facet.Area is not null);
        var ones = candidates.Where(c => IsOne(facets[c.At])).ToList();
        foreach (var column in candidates)
        {
            var facet = facets[column.At];
            var isOne = IsOne(facet);
            if (facet.IsTotal && (byTime || byArea))
            {
                // Only arithmetic shows that a column is the sum of others: of those of its own period, of the months of its year, or of
                // all.
                var summed = ones.Where(o =>
                        o != column
                        && !facets[o.At].IsTotal
                        && (
                            !isOne
                            || (
                                facets[o.At].Year == facet.Year
                                && (facet.Month is null || facets[o.At].Month == facet.Month)
                                && (facet.Quarter is null || facets[o.At].Quarter == facet.Quarter)
                            )
                        )
                    )
                    .ToList();
                if (table.SetTotal(column, summed))
                    continue;
                var isOfParts =
                    isOne
                    && summed.Count > 0
                    && !summed.Exists(p => facets[p.At].Month == facet.Month && facets[p.At].Quarter == facet.Quarter);
                if (!isOne || isOfParts)
                {
                    table.Set(column, ColumnRole.Unknown, 0.4, "column.totalUnproved");
                    table.Questions.Add(new Question(column.FullHeading, 2, Reason.Of("ask.totalColumn", ("column", column.FullHeading))));
                    continue;
                }
                table.Questions.Add(new Question(column.FullHeading, 2, Reason.Of("ask.totalKept", ("column", column.FullHeading))));
            }
            if (!isOne)
                continue;
            table.Facets[column.At] = facet;
            table.Set(column, ColumnRole.Value, 0.95, byTime ? "column.widePeriod" : "column.wideArea");
        }
        if (table.Facets.Count > 0)
            return;
        if (sexes >= 2 && table.Holder(ColumnRole.Sex) is null)
        {
            // Sexes with their total, or measures with their sexes: hechos, víctimas, víctimas masc, víctimas fem.
            foreach (var column in candidates)
            {
                var facet = facets[column.At];
                if (facet.IsTotal && facet.Sex is null && facet.Unit is null)
                {
                    if (table.SetTotal(column, [.. candidates.Where(c => facets[c.At] is { Sex: not null, IsRate: false })]))
                        continue;
                    facet = facet with { Sex = "_T" };
                    table.Questions.Add(new Question(column.FullHeading, 2, Reason.Of("ask.totalKept", ("column", column.FullHeading))));
                }
                if (facet.Sex is null && facet.Unit is null && !facet.IsRate)
                    continue;
                table.Facets[column.At] = facet;
                table.Set(column, facet.IsRate ? ColumnRole.Rate : ColumnRole.Value, 0.9, facet.IsRate ? "column.rate" : "column.wideSex");
            }
        }
    }

    /// <summary>Assigns the columns of labels that say what is counted, or the headings of value columns that do.</summary>
    public void AssignIndicators()
    {
        AssignClasses();
        if (
            table.Holder(ColumnRole.Indicator) is null
            && table.Facets.Count > 0
            && table.Facets.Values.Any(f => f.Year is not null || f.Month is not null || f.Area is not null)
        )
            ReadOffencesInHeadings();
    }

    /// <summary>Under a header of several rows a column may have a period and an offence: 2021 over homicides.</summary>
    private void ReadOffencesInHeadings()
    {
        var said = new Dictionary<int, LabelSuggestion>();
        foreach (var column in table.Columns.Where(c => table.Facets.ContainsKey(c.At)))
        {
            var rest = column.Parts.Where(p => p.Length > 2 && !SaysNoOffence(p)).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
            // A total that is not the sum of its neighbours is a figure of its own.
            if (rest.Count == 0 && table.Facets[column.At].IsTotal)
                rest = [.. column.Parts.Where(p => Vocabulary.Is(p, "total")).Take(1)];
            if (rest.Count > 0)
                said[column.At] = new LabelSuggestion("INDICATOR", rest, null, 1, table.Indicators.Propose(rest, null, UnitEvidence.None));
        }
        // What distinguishes two columns of one period is what they count, even if that is unknown.
        var isNeeded =
            table.Facets.Values.Select(f => (f.Year, f.Month, f.Quarter, f.Area, f.Sex, f.Unit)).Distinct().Count() < table.Facets.Count;
        if (said.Count < table.Facets.Count || !(isNeeded || said.Values.Any(l => l.Proposals.Count > 0)))
            return;
        foreach (var (at, label) in said)
            table.Facets[at] = table.Facets[at] with { Indicator = label };
    }

    private bool SaysNoOffence(string part) =>
        TableFinder.IsYear(part)
        || Vocabulary.Month(part) is not null
        || Periods.YearMonth(part) is not null
        || Periods.LoneYear(part) is not null
        || Periods.Quarter(part) is not null
        || Periods.YearQuarter(part) is not null
        || Periods.Fiscal(part, []) is not null
        || Vocabulary.Is(part, "total")
        || BreakdownLabels.Sex(part, ["M", "F"]) is not null
        || Vocabulary.Says(part, "year") >= 0.95
        || table.Areas.ByName(part) is { Confidence: >= 0.9 };

    private void AssignClasses()
    {
        var found = new List<(ColumnProfile Column, double Score)>();
        foreach (
            var column in table
                .Free.Where(c => c.Labels.Count is > 0 and <= 2500 && c.Figures < 0.5 * Math.Max(1, c.Said) && !c.IsDate)
                .ToList()
        )
        {
            var says = Vocabulary.Says(column.FullHeading, "offence");
            var labels = column.Labels.Keys.Take(300).ToList();
            var share =
                labels.Count(l => table.Indicators.Propose([l], null, UnitEvidence.None) is [{ Confidence: >= 0.55 }, ..])
                / (double)labels.Count;
            if (table.Bounds.Data.Count > 4 && column.Labels.Count == 1 && share == 0)
                continue;
            // The heading of a class column names offences; short lists of other things (flags, codes) do not look like offences.
            var reads = column.Labels.Keys.Take(50).Average(l => l.Length) > 4;
            if ((says >= 0.8 && reads && (share >= 0.04 || labels.Count > 2)) || (share >= 0.4 && labels.Count > 1))
                found.Add((column, (says * 0.5) + share));
        }
        if (found.Count > 0)
        {
            var best = found.MaxBy(f => f.Score);
            var enough = found
                .Where(f => f.Score >= Math.Min(0.45, 0.6 * best.Score) || f == best)
                .Select(f => f.Column)
                .OrderBy(c => c.At)
                .ToList();
            // If one column already has the country's own words for offences, the columns below it only break them down.
            if (enough.FirstOrDefault(c => table.Indicators.CountOwn(c.Labels.Keys) >= Math.Max(2, 0.6 * c.Labels.Count)) is { } own)
                enough = [own];
            // Neighbouring columns belong to one classification only if the narrower one is nested in the wider.
            var kept = new List<ColumnProfile>();
            foreach (var column in enough)
                if (kept.Count == 0 || kept.Count < 4)
                    kept.Add(column);
            foreach (var column in kept)
                table.Order.Add(column.At);
            // A category that comes after the name that it groups is nevertheless the wider class.
            if (
                kept.Count > 1
                && kept.OrderBy(c => c.Labels.Count)
                    .Zip(kept.OrderBy(c => c.Labels.Count).Skip(1))
                    .All(p => table.Follows(p.Second, p.First))
            )
                table.Order.Sort((a, b) => table.Columns[a - 1].Labels.Count.CompareTo(table.Columns[b - 1].Labels.Count));
            foreach (var column in kept)
                table.Set(
                    column,
                    ColumnRole.Indicator,
                    Math.Min(0.97, 0.55 + (0.4 * found.First(f => f.Column == column).Score)),
                    "column.offence"
                );
            foreach (var column in table.Free.Where(c => c.Labels.Count > 1 && c.LongestText <= 24 && !c.IsDate).ToList())
                if (
                    kept.FirstOrDefault(k =>
                        table.Follows(column, k) && table.Follows(k, column) && Vocabulary.Says(column.FullHeading, "code") > 0
                    ) is
                    { } named
                )
                    table.SetRepeats(column, named, 0.9);
            return;
        }
        if (table.Facets.Count > 0)
            return;
        var measures = table
            .Free.Where(c => c.IsNumeric && c.Heading.Length > 0 && !TableEvidence.LooksLikeKey(c))
            .Select(c => (Column: c, Proposals: table.Indicators.Propose([c.FullHeading], null, UnitEvidence.None)))
            .ToList();
        var named2 = measures.Where(m => m.Proposals is [{ Confidence: >= 0.5 }, ..]).ToList();
        if (named2.Count < 2 && !(named2.Count == 1 && measures.Count == 1))
            return;
        var (first, last) = (named2.Min(m => m.Column.At), named2.Max(m => m.Column.At));
        foreach (var (column, proposals) in measures)
        {
            // Columns between those that name offences are of the same kind, even if nothing is known of them.
            var isNamed = proposals is [{ Confidence: >= 0.5 }, ..];
            if (!isNamed && (column.At < first || column.At > last + 12))
                continue;
            if (
                Vocabulary.Is(column.FullHeading, "total")
                && table.SetTotal(column, [.. measures.Select(m => m.Column).Where(c => c != column && c.At >= first && c.At <= last)])
            )
                continue;
            if (proposals is [{ Code: "POP_TOT" }, ..])
            {
                table.Set(column, ColumnRole.Unknown, 0.6, "column.population");
                continue;
            }
            var facet = table.FacetOf(column);
            table.Facets[column.At] = facet with { Indicator = new LabelSuggestion("INDICATOR", [column.FullHeading], null, 1, proposals) };
            table.Set(column, ColumnRole.Value, isNamed ? 0.9 : 0.6, "column.wideOffence");
        }
    }

    public void AssignValues()
    {
        if (table.Facets.Count > 0)
        {
            foreach (var column in table.Free.Where(c => c.IsNumeric && Vocabulary.Says(c.FullHeading, "rate") > 0).ToList())
                table.Set(column, ColumnRole.Rate, 0.85, "column.rate");
            return;
        }
        var candidates = table
            .Free.Where(c =>
                (c.IsNumeric || (c.Figures > 0 && c.Figures >= 0.3 * c.Said && Vocabulary.Says(c.FullHeading, "count") > 0.9))
                && !TableEvidence.LooksLikeKey(c)
                && c.Said > 0
            )
            .ToList();
        foreach (var (kind, role) in new[] { ("lower", ColumnRole.LowerBound), ("upper", ColumnRole.UpperBound) })
            if (candidates.Count > 1 && candidates.FirstOrDefault(c => Vocabulary.Says(c.FullHeading, kind) >= 0.95) is { } bound)
            {
                table.Set(bound, role, 0.85, "column.bound");
                candidates.Remove(bound);
            }
        var ranked = candidates
            .Select(c =>
                (
                    Column: c,
                    Score: (Vocabulary.Says(c.FullHeading, "count") * 0.6)
                        + (Vocabulary.Says(c.FullHeading, "rate") > 0 ? 0.2 : 0)
                        + (Vocabulary.Says(c.FullHeading, "victims") > 0 || Vocabulary.Says(c.FullHeading, "incidents") > 0 ? 0.4 : 0)
                        + (c.Numbers.Decimal is not null || c.TypedFractions > 0 ? 0.15 : 0)
                        - (c.Labels.Count == 1 && c.Rows > 10 ? 0.3 : 0)
                        + (c.At / (double)table.Bounds.Width * 0.2)
                        + (c.IsNumeric ? 0.1 : 0)
                )
            )
            .OrderByDescending(c => c.Score)
            .ToList();
        var units = ranked
            .Where(r => UnitEvidence.Of(r.Column.FullHeading).IsProved || Vocabulary.Says(r.Column.FullHeading, "rate") > 0)
            .ToList();
        if (units.Count >= 2 && units.Any(u => UnitEvidence.Of(u.Column.FullHeading) is { IsProved: true, IsRate: false }))
        {
            foreach (var (column, _) in units)
            {
                var facet = table.FacetOf(column);
                table.Facets[column.At] = facet;
                table.Set(column, facet.IsRate ? ColumnRole.Rate : ColumnRole.Value, 0.9, facet.IsRate ? "column.rate" : "column.measure");
            }
            return;
        }
        // In a register, an age or a record number is not a figure: the heading has to say that it counts.
        var isRegister = table.Holder(ColumnRole.Date) is not null && table.Holder(ColumnRole.Year) is null;
        if (ranked.Count == 0 || (ranked[0].Score < (isRegister ? 0.5 : 0.12)))
            return;
        table.Set(ranked[0].Column, ColumnRole.Value, Math.Min(0.95, 0.6 + (ranked[0].Score / 2)), "column.value");
        if (ranked.Count > 1 && ranked[1].Score > 0.8 * ranked[0].Score && ranked[1].Column.Labels.Count > 1)
            table.Questions.Add(
                new Question(
                    "OBS_VALUE",
                    3,
                    Reason.Of("value.several", ("column", ranked[0].Column.FullHeading), ("other", ranked[1].Column.FullHeading))
                )
            );
    }
}
