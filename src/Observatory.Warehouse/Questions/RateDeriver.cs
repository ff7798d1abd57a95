using Observatory.Core.Deriving;
using Observatory.Core.Figures;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Warehouse.Questions;

/// <summary>Derives rates from counts: each divided by the declared population of the same State, year, sex and age.</summary>
internal sealed class RateDeriver(DerivedIndicator indicator, Population population, TaxonomyCatalogue taxonomy)
{
    private static readonly StatusSet Impossible = StatusSet.Of(["M"]);

    /// <summary>The rate of a year's count. If there is none, its status and notes say why.</summary>
    public Figure Of(Figure count)
    {
        var rate = count.Emptied() with { Indicator = indicator.Row.Code, Unit = indicator.Row.Unit, Derived = true, Derivation = new() };
        if (count.Value is not { } events || !count.Complete)
            // A count of part of a year is neither shown as a year's nor extrapolated to one (rule 14).
            return count.Complete ? rate : rate with { Notes = count.Notes.With(DerivingNotes.CountIncomplete) };
        if (PeopleOf(count, out var reason) is not { } people)
            return rate with { Statuses = Impossible, Notes = count.Notes.With(reason) };

        var notes = new List<string>();
        if (people.IsProjected)
            notes.Add(DerivingNotes.PopulationProjected);
        var (lower, upper) = BoundsOf(count, events, notes);
        return rate with
        {
            Value = indicator.Formula.ValueOf(events, people.Persons),
            LowerBound = lower is { } least ? indicator.Formula.ValueOf(least, people.Persons) : null,
            UpperBound = upper is { } most ? indicator.Formula.ValueOf(most, people.Persons) : null,
            Statuses = indicator.IsOfFew(events, people.Persons) ? count.Statuses.With("U") : count.Statuses,
            Notes = count.Notes.With(notes),
            Derivation = new()
            {
                Numerator = events,
                Denominator = people.Persons,
                DenominatorSource = population.Source,
            },
        };
    }

    /// <summary>
    /// The source's own interval if its count is an estimate with one; otherwise the Poisson interval of a whole count of events.
    /// </summary>
    private (decimal? Lower, decimal? Upper) BoundsOf(Figure count, decimal events, List<string> notes)
    {
        if (count.LowerBound is not null || count.UpperBound is not null)
        {
            notes.Add(DerivingNotes.IntervalOfSource);
            return (count.LowerBound, count.UpperBound);
        }
        if (!indicator.IsOfEvents || events < 0 || events != decimal.Truncate(events))
            return (null, null);
        var interval = PoissonInterval.Of(events);
        return ((decimal)interval.Lower, (decimal)interval.Upper);
    }

    private (long Persons, bool IsProjected)? PeopleOf(Figure count, out string reason)
    {
        reason = DerivingNotes.NoPopulationOfArea;
        if (taxonomy.FindArea(count.Area) is not { Level: AreaLevel.Country })
            return null;
        reason = DerivingNotes.NoPopulationOfYear;
        if (population.AllOf(count.Area, count.Period.Year) is null)
            return null;
        reason = DerivingNotes.NoPopulationOfMember;
        var breakdown = count.Breakdown;
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var dimension in DerivingPolicy.OfPopulation)
        {
            if (MemberOf(dimension, breakdown[dimension]) is not { } member)
                return null;
            members.Add(dimension, member);
        }
        // The population series is not broken down by urban and rural areas or by citizenship.
        if (members["AREA"] != BreakdownDimensions.Total || members["CITIZENSHIP"] != BreakdownDimensions.Total)
            return null;
        return population.Find(count.Area, count.Period.Year, members["SEX"], members["AGE"]) is { Persons: > 0 } found ? found : null;
    }

    /// <summary>
    /// The category of the denominator: that of the count, within the one to which the formula is limited; null if it lies outside.
    /// </summary>
    private string? MemberOf(string dimension, string member)
    {
        if (!indicator.Formula.Denominator.Members.TryGetValue(dimension, out var limit))
            return member;
        if (member == BreakdownDimensions.Total)
            return limit;
        for (var at = member; at is not null; at = taxonomy.FindMember(dimension, at)?.Parent)
            if (at == limit)
                return member;
        return null;
    }
}
