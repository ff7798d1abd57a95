using System.Globalization;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;
using Observatory.Core.Series;

namespace Observatory.Core.Mappings;

/// <summary>Resolves TIME_PERIOD from the text of a cell, for the frequency of a series.</summary>
internal sealed class PeriodResolver(Frequency frequency, ConceptTexts texts, ConceptFindings findings, ConceptValues values)
{
    /// <summary>Gives the concept its period, or returns why the cell has none.</summary>
    public SeriesOutcome Resolve(ConceptPlan plan, GridRow row, TableColumn? column)
    {
        if (YearAsDate(plan, row) is { } wrong)
            return SeriesOutcome.SetAside(wrong);
        var text = texts.Of(plan, row, column);
        var (found, isPartial) = PeriodOf(plan.Source, text);
        if (found is not { } period)
        {
            var (blamed, others) = findings.Blame(plan, row, column, findings.CellOf(plan, row, column));
            return SeriesOutcome.SetAside(
                Finding.Blocking(FindingCodes.PeriodUnknown, blamed, [("value", text), ("expected", frequency.Code()), .. others])
            );
        }
        if (isPartial && plan.Source.Partial is null)
            return SeriesOutcome.SetAside(
                Finding.Blocking(
                    FindingCodes.PeriodPartial,
                    findings.CellOf(plan, row, column),
                    ("value", text),
                    ("period", period.ToString())
                )
            );
        values[ConceptValues.TimePeriod] = period.ToString();
        values[ConceptValues.PeriodStatus] = isPartial ? plan.Source.Partial : null;
        values[ConceptValues.PeriodNote] = plan.Source.Fiscal?.Note;
        return default;
    }

    /// <summary>The period of a cell, without reporting anything; null if it has none. It may be covered only in part.</summary>
    public (TimePeriod? Period, bool IsPartial) PeriodOf(ConceptPlan plan, GridRow row, TableColumn column) =>
        PeriodOf(plan.Source, texts.Of(plan, row, column));

    private (TimePeriod? Period, bool IsPartial) PeriodOf(ConceptSource source, string text)
    {
        if (source.Fiscal is { } fiscal && frequency == Frequency.Annual)
            return (PeriodText.TryFiscalYear(text, fiscal.NamedByEnd), false);
        if (PeriodText.TryParse(text, frequency, source.DateFormat) is { } period)
            return (period, false);
        return PeriodText.TryRange(text, frequency) is { } range ? (range.Period, range.IsPartial) : (null, false);
    }

    /// <summary>
    /// Detects a year typed into a cell that is formatted as a date: 2023 becomes 15 July 1905, or 1909 in a workbook that counts from
    /// 1904. No office has dates of those summers beside its years. Null if the cells of the period are no such dates.
    /// </summary>
    private Finding? YearAsDate(ConceptPlan plan, GridRow row)
    {
        foreach (var origin in plan.Origins)
        {
            var at = origin.Column;
            if (at <= 0 || row.KindOf(at) != CellKind.Date || PeriodText.TypedYear(row[at]) is not { } year)
                continue;
            return Finding.Blocking(
                FindingCodes.YearAsDate,
                texts.Header.Cell(row, at),
                ("value", row[at]),
                ("actual", year.ToString(CultureInfo.InvariantCulture)),
                ("column", texts.Header.TextOf(at))
            );
        }
        return null;
    }
}
