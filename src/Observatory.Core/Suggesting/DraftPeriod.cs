using System.Globalization;
using Observatory.Core.Normalising;
using Observatory.Core.Series;

namespace Observatory.Core.Suggesting;

/// <summary>Writes how the draft of a table finds the period of a figure.</summary>
internal sealed class DraftPeriod(
    DraftPages pages,
    TableSuggestion table,
    ColumnNames columns,
    HashSet<int> used,
    string prefix,
    bool perColumn
)
{
    public (string Line, string? Remark) Concept()
    {
        ColumnSuggestion? Use(ColumnRole role)
        {
            if (table.First(role) is not { } column)
                return null;
            used.Add(column.At);
            return column;
        }

        var fiscal = table.IsFiscal
            ? $", fiscalYear: {{ startMonth: {DraftText.N(table.FiscalStart ?? 4)}, namedBy: start, NOTE: fiscal }}"
            : "";
        var factYear = "{fact." + FactName(table.FactOrigin) + "}";
        var hasYearColumns = table.Wide.Any(w => w.Facet!.Year is not null);
        if (perColumn && (hasYearColumns || (table.FactYear is not null && table.Wide.Any(w => w.Facet!.Month is not null))))
            return ($"TIME_PERIOD: {{ unpivoted: true, codes: {prefix}columns.csv{fiscal} }}", null);
        if (hasYearColumns)
            return ($"TIME_PERIOD: {{ unpivoted: true{fiscal} }}", pages.Text.Sure(table.Wide[0].Because));
        var step =
            table.Wide.Any(w => w.Facet!.Month is not null) ? "-{unpivoted}"
            : table.Wide.Any(w => w.Facet!.Quarter is not null) ? "-Q{unpivoted}"
            : "";
        if (step.Length > 0 && !perColumn && Use(ColumnRole.Year) is { } yearOfRow)
            return ($"TIME_PERIOD: {{ pattern: {DraftText.Q("{" + columns.Of(yearOfRow) + "}" + step)} }}", Remark(yearOfRow));
        if (!perColumn && table.FactYear is { } fact && table.First(ColumnRole.Month) is null)
            return (
                $"TIME_PERIOD: {{ pattern: {DraftText.Q(factYear + step)} }}",
                pages.Text.Ask(Reason.Of("ask.yearOutside", ("year", DraftText.N(fact))))
            );
        if (table.First(ColumnRole.Date) is not null && Use(ColumnRole.Date) is { } date)
        {
            if (table.Questions.FirstOrDefault(q => q.Asks.Key is "ask.date" or "ask.dateContradicts" or "ask.dateTurned") is { } open)
            {
                used.Remove(date.At);
                return None(open.Asks);
            }
            if (Readable(date, d => Periods.WordedDay(d)) is { } asWritten)
                return (asWritten, Remark(date));
            if (pages.Labels.Of(table, date) is { Count: > 0 } days && days.All(d => d.Length == 0 || Periods.WordedDay(d) is not null))
            {
                pages.Files[prefix + "periods.csv"] = DraftText.Table(
                    days.Where(d => d.Length > 0)
                        .Order(StringComparer.Ordinal)
                        .Select(d =>
                            (IReadOnlyList<string>)
                                [d, $"{DraftText.N(Periods.WordedDay(d)!.Value.Year)}-{Periods.WordedDay(d)!.Value.Month:00}"]
                        )
                        .Prepend([DraftText.Heading(columns.Of(date)), "TIME_PERIOD"])
                );
                return ($"TIME_PERIOD: {{ column: {DraftText.Q(columns.Of(date))}, codes: {prefix}periods.csv }}", Remark(date));
            }
            if (table.First(ColumnRole.Year) is not null)
                Use(ColumnRole.Year);
            return (
                $"TIME_PERIOD: {{ column: {DraftText.Q(columns.Of(date))}"
                    + $"{(table.DateFormat is { } format ? $", dateFormat: {format}" : "")} }}",
                Remark(date)
            );
        }
        if (Use(ColumnRole.Year) is { } year)
        {
            if (Use(ColumnRole.Month) is { } month)
                return ($"TIME_PERIOD: {{ pattern: {DraftText.Q($"{{{columns.Of(year)}}}-{{{columns.Of(month)}}}")} }}", Remark(month));
            if (
                Use(ColumnRole.Quarter) is { } quarter
                && pages.Labels.Of(table, quarter).All(l => Periods.Quarter(l) is not null || l is "1" or "2" or "3" or "4")
            )
                return (
                    $"TIME_PERIOD: {{ pattern: {DraftText.Q($"{{{columns.Of(year)}}}-Q{{{columns.Of(quarter)}}}")} }}",
                    Remark(quarter)
                );
            return ($"TIME_PERIOD: {{ column: {DraftText.Q(columns.Of(year))} }}", Remark(year));
        }
        if (table.IsFiscal && Use(ColumnRole.Period) is { } years)
            return (
                $"TIME_PERIOD: {{ column: {DraftText.Q(columns.Of(years))}{fiscal} }}",
                pages.Text.Ask(Reason.Of(table.FiscalStart is null ? "ask.fiscal" : "ask.fiscalNamed"))
            );
        if (
            table.First(ColumnRole.Period) is { } quarters
            && table.Frequency == "Q"
            && pages.Labels.Of(table, quarters).All(l => Periods.YearQuarter(l) is not null)
        )
        {
            used.Add(quarters.At);
            if (
                pages
                    .Labels.Of(table, quarters)
                    .All(l =>
                        PeriodText.TryParse(l, Frequency.Quarterly, null) is { } read && (read.Year, read.Ordinal) == Periods.YearQuarter(l)
                    )
            )
                return ($"TIME_PERIOD: {{ column: {DraftText.Q(columns.Of(quarters))} }}", Remark(quarters));
            pages.Files[prefix + "periods.csv"] = DraftText.Table(
                pages
                    .Labels.Of(table, quarters)
                    .Select(l =>
                        (IReadOnlyList<string>)
                            [l, $"{DraftText.N(Periods.YearQuarter(l)!.Value.Year)}-Q{DraftText.N(Periods.YearQuarter(l)!.Value.Quarter)}"]
                    )
                    .Prepend([DraftText.Heading(columns.Of(quarters)), "TIME_PERIOD"])
            );
            return ($"TIME_PERIOD: {{ column: {DraftText.Q(columns.Of(quarters))}, codes: {prefix}periods.csv }}", Remark(quarters));
        }
        if (Use(ColumnRole.Period) is { } period && pages.Labels.Of(table, period).All(l => Periods.Of(l) is not null))
        {
            if (Readable(period, l => Periods.Of(l) is (var of, { } month) ? (of, month) : null) is { } asWritten)
                return (asWritten, Remark(period));
            var file = prefix + "periods.csv";
            pages.Files[file] = DraftText.Table(
                pages
                    .Labels.Of(table, period)
                    .Select(l =>
                        (IReadOnlyList<string>)
                            [l, Periods.Of(l) is (var y, { } m) ? $"{DraftText.N(y)}-{m:00}" : DraftText.N(Periods.Of(l)!.Value.Year)]
                    )
                    .Prepend([DraftText.Heading(columns.Of(period)), "TIME_PERIOD"])
            );
            return ($"TIME_PERIOD: {{ column: {DraftText.Q(columns.Of(period))}, codes: {file} }}", Remark(period));
        }
        if (table.FactYear is { } only)
            return (
                $"TIME_PERIOD: {{ pattern: {DraftText.Q(factYear)} }}",
                pages.Text.Ask(Reason.Of("ask.yearOutside", ("year", DraftText.N(only))))
            );
        return None(Reason.Of("ask.noPeriod"));
    }

    /// <summary>Cells show that they are years or days; only the heading says that these are the periods of the figures.</summary>
    private string Remark(ColumnSuggestion column) =>
        Vocabulary.SaysTime(column.Heading)
            ? pages.Text.Sure(column.Because)
            : pages.Text.Ask(Reason.Of("ask.period", ("column", columns.Of(column))));

    /// <summary>
    /// The concept without a label table, if the reader understands every text of the column as the right month; null if it does not.
    /// </summary>
    private string? Readable(ColumnSuggestion column, Func<string, (int Year, int Month)?> month)
    {
        var labels = pages.Labels.Of(table, column).Where(l => l.Length > 0).ToList();
        foreach (var form in new[] { null, "MMM-yy" })
            if (
                labels.Count > 0
                && labels.All(l => PeriodText.TryParse(l, Frequency.Monthly, form) is { } read && (read.Year, read.Ordinal) == month(l))
            )
                return $"TIME_PERIOD: {{ column: {DraftText.Q(columns.Of(column))}{(form is null ? "" : $", dateFormat: {form}")} }}";
        return null;
    }

    private (string, string?) None(Reason asks)
    {
        var file = prefix + "periods.csv";
        pages.Files[file] = DraftText.Table([
            ["period", "TIME_PERIOD", "note"],
            ["?", "-", pages.Text.Ask(asks)],
        ]);
        return ($"TIME_PERIOD: {{ pattern: \"?\", codes: {file} }}", pages.Text.Ask(asks));
    }

    /// <summary>The mapping's name for a year outside the table.</summary>
    public static string FactName(string? place) =>
        place switch
        {
            "sheetName" => "sheetYear",
            "fileName" => "fileYear",
            _ => "year",
        };

    /// <summary>Whether headings give a time and nothing else.</summary>
    public static bool IsPlainTime(TableSuggestion table)
    {
        var wide = table.Wide;
        return wide.All(w =>
                w.Facet is { Area: null, Sex: null, Unit: null, Indicator: null } f
                && (f.Month is not null || f.Quarter is not null || f.Year is not null)
            ) && (table.First(ColumnRole.Year) is not null || table.FactYear is not null || wide.All(w => w.Facet!.Year is not null));
    }

    public static string TimeText(Facet facet)
    {
        if (facet.IsFiscal)
            return FiscalText(facet);
        var month =
            facet.Month is { } m ? m.ToString("00", CultureInfo.InvariantCulture)
            : facet.Quarter is { } q ? (facet.Year is null ? "" : "Q") + DraftText.N(q)
            : "";
        return facet.Year is { } year
            ? month.Length > 0
                ? $"{DraftText.N(year)}-{month}"
                : DraftText.N(year)
            : month;
    }

    public static string FiscalText(Facet facet) =>
        $"{DraftText.N(facet.Year!.Value)}/{((facet.Year.Value + 1) % 100).ToString("00", CultureInfo.InvariantCulture)}";
}
