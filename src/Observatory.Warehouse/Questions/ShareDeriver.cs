using Observatory.Core.Deriving;
using Observatory.Core.Figures;
using Observatory.Core.Series;

namespace Observatory.Warehouse.Questions;

/// <summary>Derives shares and ratios from two stored series of the same area, period and breakdown.</summary>
internal sealed class ShareDeriver(DerivedIndicator indicator)
{
    /// <param name="denominator">Null if there is no suitable figure.</param>
    public Figure Of(Figure numerator, Figure? denominator)
    {
        var share = numerator.Emptied() with
        {
            Indicator = indicator.Row.Code,
            Unit = indicator.Row.Unit,
            Derived = true,
            Derivation = new(),
        };
        if (numerator.Value is not { } above || !numerator.Complete)
            return numerator.Complete ? share : share with { Notes = numerator.Notes.With(DerivingNotes.CountIncomplete) };
        if (denominator?.Value is not { } below || !denominator.Complete)
            return share with
            {
                Statuses = denominator is { Value: null, Complete: true } ? denominator.Statuses : StatusSet.Of([StatusSet.MissingCode]),
                Notes = numerator.Notes.With(
                    denominator is { Complete: false } ? DerivingNotes.CountIncomplete : DerivingNotes.NoDenominator
                ),
            };
        var statuses = StatusSet.Of(numerator.Statuses.Codes.Concat(denominator.Statuses.Codes));
        var notes = numerator.Notes.With(denominator.Notes.Notes);
        if (below == 0)
            return share with { Statuses = StatusSet.Of(["M"]), Notes = notes.With(DerivingNotes.DenominatorZero) };
        return share with
        {
            Value = indicator.Formula.ValueOf(above, below),
            Statuses = indicator.IsOfFew(above, below) ? statuses.With("U") : statuses,
            Notes = numerator.Source == denominator.Source ? notes : notes.With(DerivingNotes.TwoSources),
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
