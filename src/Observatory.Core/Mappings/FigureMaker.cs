using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Mappings;

/// <summary>Makes the figures of a cell from the values of its concepts.</summary>
internal sealed class FigureMaker(SeriesSources series, Frequency frequency, ConceptValues values, MappingRun run)
{
    private const string DefinitionDiffers = "D";

    private readonly ConceptSource? _source = series.Value;
    private readonly int[] _totalOver = [.. series.TotalOver.Select(d => ConceptValues.PlaceOf(d) - ConceptValues.FirstDimension)];

    /// <summary>Adds the cell's figure and its totals, or returns why it has none.</summary>
    public SeriesOutcome Make(CellRef where, in ValueCell cell, List<Emission> into)
    {
        if (
            values[ConceptValues.Indicator] is not { } indicatorCode
            || values[ConceptValues.RefArea] is not { } area
            || values[ConceptValues.TimePeriod] is not { } periodText
        )
            return SeriesOutcome.SetAside(
                Finding.Blocking(FindingCodes.LabelUnknown, where, ("label", series.Name), ("column", Concepts.Indicator), ("nearest", ""))
            );
        if (TimePeriod.TryParse(periodText)?.Within(frequency) is not { } period)
            return SeriesOutcome.SetAside(
                Finding.Blocking(FindingCodes.PeriodUnknown, where, ("value", periodText), ("expected", frequency.Code()))
            );
        var indicator = run.Taxonomy.FindIndicator(indicatorCode)!;
        var provider = values[ConceptValues.DataProvider];
        var figure = new Emission(
            new ObservationKey(
                run.Indicators.NumberOf(indicatorCode),
                run.Areas.NumberOf(area),
                period.Id,
                0,
                provider is null ? 0 : run.Providers.NumberOf(provider)
            ),
            Multiplied(cell.Value),
            run.Attributes.NumberOf(AttributesOf(cell, period, indicator)),
            _source?.Fractions ?? false,
            _source?.Distinct ?? false
        );
        AddWithTotals(figure, Members(), 0, indicator.AddsUp, into);
        return default;
    }

    private ValueAttributes AttributesOf(in ValueCell cell, TimePeriod period, Indicator indicator)
    {
        var unit = values[ConceptValues.UnitMeasure] ?? indicator.CountingUnit;
        var statuses = (cell.Status ?? values[ConceptValues.ObsStatus] ?? "A").Split(';').ToList();
        var notes = new List<string>();
        AddNote(notes, values[ConceptValues.Note]);
        AddNote(notes, cell.Note);
        AddStatuses(statuses, values[ConceptValues.PeriodStatus]);
        if (values[ConceptValues.PeriodNote] is { } fiscal)
        {
            AddStatuses(statuses, DefinitionDiffers);
            AddNote(notes, fiscal);
        }
        // A rate of households or of women beside one of the whole population: it is stored, and compared with none.
        if (_source?.Base is { } ofBase)
        {
            AddStatuses(statuses, DefinitionDiffers);
            AddNote(notes, ofBase);
        }
        foreach (var remark in cell.Remarks)
        {
            if (!remark.HoldsFor(period))
                continue;
            AddStatuses(statuses, remark.Status);
            AddNote(notes, remark.Note);
        }
        // Methodology rule 1: a unit other than the indicator's is loaded only with status "definition differs".
        if (unit != indicator.CountingUnit)
            AddStatuses(statuses, DefinitionDiffers);
        if (statuses.Count > 1)
            statuses.Remove("A");
        if (values[ConceptValues.FreeNote] is { } words && !string.IsNullOrWhiteSpace(words))
            notes.Add("\"" + words.Trim());
        if (run.NoteOnAll is { } onAll)
            notes.Add(onAll);
        return new ValueAttributes(
            string.Join(';', statuses.Order(StringComparer.Ordinal)),
            unit,
            values[ConceptValues.ConfStatus] ?? "F",
            string.Join('\n', notes)
        );
    }

    private void AddNote(List<string> notes, string? named)
    {
        if (named is not null && $"{run.Mapping.Id}#{named}" is var note && !notes.Contains(note))
            notes.Add(note);
    }

    private static void AddStatuses(List<string> statuses, string? codes)
    {
        foreach (var code in codes?.Split(';') ?? [])
            if (!statuses.Contains(code))
                statuses.Add(code);
    }

    private decimal? Multiplied(decimal? value)
    {
        if (value is not null && values[ConceptValues.UnitMult] is [>= '1' and <= '9' and var power])
            for (var i = '0'; i < power; i++)
                value *= 10;
        return value;
    }

    private string[] Members()
    {
        var members = new string[BreakdownDimensions.All.Count];
        for (var i = 0; i < members.Length; i++)
            members[i] = values[ConceptValues.FirstDimension + i] ?? BreakdownDimensions.Total;
        return members;
    }

    /// <summary>Adds a figure as it is, and as a part of the total over each of the remaining dimensions.</summary>
    private void AddWithTotals(in Emission figure, string[] members, int from, bool addsUp, List<Emission> into)
    {
        if (from == _totalOver.Length)
        {
            into.Add(figure with { Key = figure.Key with { Breakdown = run.Breakdowns.NumberOf(new Breakdown(members)) } });
            return;
        }
        AddWithTotals(figure, members, from + 1, addsUp, into);
        var dimension = _totalOver[from];
        var member = members[dimension];
        // An indicator that does not add up has only the total that the office gives.
        if (member == BreakdownDimensions.Total || !addsUp)
            return;
        members[dimension] = BreakdownDimensions.Total;
        AddWithTotals(figure, members, from + 1, addsUp, into);
        members[dimension] = member;
    }
}
