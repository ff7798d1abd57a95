using Observatory.Core.Deriving;

namespace Observatory.Warehouse.Series;

/// <summary>Makes shares and ratios of two series of the star, of the same area, period and breakdown.</summary>
internal sealed class ShareDeriver(DerivedIndicator indicator)
{
    /// <param name="denominator">Null where nothing fit is known.</param>
    public ObservationRow Of(ObservationRow numerator, ObservationRow? denominator)
    {
        var share = numerator.Emptied() with
        {
            Indicator = indicator.Row.Code,
            Unit = indicator.Row.Unit,
            Derived = true,
            Derivation = new(),
        };
        if (numerator.Value is not { } above || !numerator.Complete)
            return numerator.Complete ? share : share with { Notes = RowRemarks.Notes(numerator.Notes, [DerivingNotes.CountIncomplete]) };
        if (denominator?.Value is not { } below || !denominator.Complete)
            return share with
            {
                Statuses = RowRemarks.Statuses(denominator is { Value: null, Complete: true } ? denominator.EachStatus() : ["O"]),
                Notes = RowRemarks.Notes(
                    numerator.Notes,
                    [denominator is { Complete: false } ? DerivingNotes.CountIncomplete : DerivingNotes.NoDenominator]
                ),
            };
        var statuses = numerator.EachStatus().Concat(denominator.EachStatus());
        var notes = RowRemarks.Notes(numerator.Notes, denominator.Notes?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? []);
        if (below == 0)
            return share with { Statuses = "M", Notes = RowRemarks.Notes(notes, [DerivingNotes.DenominatorZero]) };
        return share with
        {
            Value = indicator.Formula.ValueOf(above, below),
            Statuses = RowRemarks.Statuses(indicator.IsOfFew(above, below) ? statuses.Append("U") : statuses),
            Notes = numerator.Source == denominator.Source ? notes : RowRemarks.Notes(notes, [DerivingNotes.TwoSources]),
            IsMixed = numerator.IsMixed || denominator.IsMixed,
            LoadedAt = numerator.LoadedAt > denominator.LoadedAt ? numerator.LoadedAt : denominator.LoadedAt,
            Derivation = new()
            {
                Numerator = above,
                Denominator = below,
                DenominatorSource = denominator.Source,
            },
        };
    }
}
