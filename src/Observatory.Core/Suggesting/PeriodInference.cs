namespace Observatory.Core.Suggesting;

/// <summary>Finds out what periods the figures of a table are about.</summary>
internal sealed class PeriodInference(TableEvidence table)
{
    /// <summary>True if the years of the table are not calendar years.</summary>
    public bool IsFiscal => table.HasFiscalColumn || table.Facets.Values.Any(f => f.IsFiscal);

    /// <summary>The month in which such years begin, if the file names it; null if it does not or has no such years.</summary>
    public int? FiscalStart => IsFiscal ? Periods.StartIn(table.Surroundings) : null;

    /// <summary>The frequency of the figures as its SDMX code.</summary>
    public string Frequency()
    {
        if (
            table.Facets.Values.Any(f => f.Month is not null)
            || table.Holder(ColumnRole.Month) is not null
            || table.Holder(ColumnRole.Date) is not null
        )
            return "M";
        if (table.Facets.Values.Any(f => f.Quarter is not null) || table.Holder(ColumnRole.Quarter) is not null)
            return "Q";
        if (
            table.Holder(ColumnRole.Period) is { } quarters
            && table.Holder(ColumnRole.Year) is null
            && quarters.Labels.Keys.All(l => Periods.YearQuarter(l) is not null)
        )
            return "Q";
        return
            table.Holder(ColumnRole.Period) is { } period
            && table.Holder(ColumnRole.Year) is null
            && period.Labels.Keys.All(l => Periods.Of(l) is (_, not null))
            ? "M"
            : "A";
    }

    /// <summary>The one year that titles, sheet or file name give, and which of them; null if they give none or several.</summary>
    public (int Year, string Place)? FactYear()
    {
        if (
            table.Holder(ColumnRole.Year) is not null
            || table.Holder(ColumnRole.Date) is not null
            || table.Holder(ColumnRole.Period) is not null
            || table.Facets.Values.Any(f => f.Year is not null)
        )
            return null;
        var titles = string.Join(' ', table.Bounds.Titles.SelectMany(r => Enumerable.Range(1, r.Count).Select(c => r[c])));
        // A sheet named after a year is about that year, whatever its titles say.
        var ofSheet = ("sheetName", table.Bounds.Sheet.Name);
        var places = Periods.LoneYear(table.Bounds.Sheet.Name) is not null
            ? new[] { ofSheet, ("title", titles) }
            : [("title", titles), ofSheet];
        foreach (var (place, text) in places.Append(("fileName", table.FileWords)))
        {
            var years = Periods.YearsIn(text).Distinct().ToList();
            if (years.Count == 1)
                return (years[0], place);
        }
        return null;
    }
}
