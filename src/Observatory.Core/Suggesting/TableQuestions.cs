using System.Globalization;

namespace Observatory.Core.Suggesting;

/// <summary>Asks a person what the file of a table leaves open, with what is found about it.</summary>
internal sealed class TableQuestions(TableEvidence table, UnitRows? units, PeriodInference periods)
{
    private string SheetName => table.Bounds.Sheet.Name.Length > 0 ? table.Bounds.Sheet.Name : table.FileName;

    /// <param name="shape">Whether the table is a list, a register, wide or long.</param>
    /// <param name="areas">What its labels of areas mean.</param>
    public void Ask(UnitEvidence unit, List<LabelSuggestion> labels, List<LabelSuggestion> areas, NumberFormat numbers, string shape)
    {
        if (shape == "list")
        {
            Question("OBS_VALUE", 3, "ask.list", ("sheet", SheetName));
            return;
        }
        AskOfLayout();
        AskOfNumbers(numbers);
        AskOfPeriod(table.Holder(ColumnRole.Date));
        AskOfUnit(unit);
        AskOfLabels(labels, areas);
        AskOfRows(shape);
    }

    private void AskOfLayout()
    {
        if (table.Bounds.FirstRow is not null)
            Question("dialect", 3, "ask.noHeader", ("sheet", SheetName));
        if (table.Bounds.Unproved > 0)
            Question("totals", 2, "ask.totalUnproved", ("row", N(table.Bounds.Unproved)));
        if (units is not null)
            Question(
                "UNIT_MEASURE",
                2,
                "ask.rateRows",
                ("column", table.Columns[units.Column - 1].FullHeading),
                ("labels", string.Join(", ", units.Rates))
            );
        if (periods.IsFiscal)
            Question("TIME_PERIOD", 3, periods.FiscalStart is null ? "ask.fiscal" : "ask.fiscalNamed");
        if (table.Bounds.Subtotals.Count > 0)
            Question("totals", 1, "ask.totals", ("row", N(table.Bounds.Subtotals[0].Row.Number)));
        if (table.Bounds.Sheet.Beyond > 0)
            Question("rows", 1, "ask.rows", ("count", N(table.Bounds.Sheet.Rows.Count)), ("more", N(table.Bounds.Sheet.Beyond)));
    }

    private void AskOfNumbers(NumberFormat numbers)
    {
        if (numbers.IsContradictory)
            Question("dialect", 3, "ask.numbersContradict");
        else if (numbers.Open.Count > 0)
            Question("dialect", 3, "ask.numbers", ("text", numbers.Open[0]));
    }

    private void AskOfPeriod(ColumnProfile? date)
    {
        if (date is not null && !date.IsDateProved)
            Question(
                "TIME_PERIOD",
                3,
                date.Dates.Contradicts ? "ask.dateContradicts"
                    : date.Dates.LooksTurned || date.TurnedBy is not null ? "ask.dateTurned"
                    : "ask.date",
                ("column", date.FullHeading),
                ("text", date.Dates.Sample ?? ""),
                ("other", date.TurnedBy ?? "")
            );
        var hasPeriod =
            table.Holder(ColumnRole.Year) is not null
            || date is not null
            || table.Holder(ColumnRole.Period) is not null
            || table.Facets.Values.Any(f => f.Year is not null);
        if (!hasPeriod && periods.FactYear() is var (year, _))
            Question("TIME_PERIOD", 2, "ask.yearOutside", ("year", N(year)));
        else if (!hasPeriod)
            Question("TIME_PERIOD", 3, "ask.noPeriod");
    }

    private void AskOfUnit(UnitEvidence unit)
    {
        if (unit.IsRate)
            Question("OBS_VALUE", 3, "ask.rate", ("reason", unit.Because?.Key ?? ""));
        else if (unit.Unit is null && table.Facets.Values.All(f => f.Unit is null))
            Question("UNIT_MEASURE", 3, "ask.unit");
        else if (!unit.IsProved && unit.Unit is not null)
            Question("UNIT_MEASURE", 2, "ask.unitUnproved", ("unit", unit.Unit));
    }

    private void AskOfLabels(List<LabelSuggestion> labels, List<LabelSuggestion> areas)
    {
        var open = labels.Count(l => l.Sure is null);
        if (open > 0)
            Question("INDICATOR", 2, "ask.labels", ("count", N(open)), ("of", N(labels.Count)));
        if (table.Holder(ColumnRole.Area) is null && !table.Facets.Values.Any(f => f.Area is not null))
            Question(
                "REF_AREA",
                2,
                table.Holder(ColumnRole.FineArea) is null ? "ask.noArea" : "ask.fineArea",
                ("column", table.Holder(ColumnRole.FineArea)?.FullHeading ?? ""),
                ("country", table.Country)
            );
        var unknownAreas = areas.Where(a => a.Sure is null).ToList();
        if (unknownAreas.Count > 0)
            Question(
                "REF_AREA",
                2,
                "ask.areas",
                ("count", N(unknownAreas.Count)),
                ("labels", string.Join(", ", unknownAreas.Take(5).Select(a => a.Text)))
            );
    }

    private void AskOfRows(string shape)
    {
        foreach (var source in table.Holders(ColumnRole.Source).Where(s => s.Labels.Count > 1))
            Question("DATA_PROVIDER", 3, "ask.sources", ("column", source.FullHeading), ("count", N(source.Labels.Count)));
        if (shape == "register")
            Question("OBS_VALUE", 2, "ask.register");
        foreach (var total in table.Bounds.Totals.Take(1))
            Question("totals", 1, "ask.totals", ("row", N(total.Row.Number)));
        foreach (var personal in table.Holders(ColumnRole.Personal))
            Question("neverStore", 2, "ask.personal", ("column", personal.FullHeading));
    }

    private void Question(string about, int weight, string key, params (string, string)[] arguments) =>
        table.Questions.Add(new Question(about, weight, Reason.Of(key, arguments)));

    private static string N(int number) => number.ToString(CultureInfo.InvariantCulture);
}
