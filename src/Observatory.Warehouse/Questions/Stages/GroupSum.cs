using Observatory.Core.Deriving;
using Observatory.Core.Figures;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Warehouse.Questions.Stages;

/// <summary>
/// Gathers the figures of a group's members and computes the group's own figures: sum divided by sum, never a mean of rates (rule 27), and
/// only if enough members have data (rule 28).
/// </summary>
/// <param name="derived">The formula of a rate or share; null for a count.</param>
/// <param name="addsUp">Whether its figures can be summed over States; if not, each aggregate has a note that says so.</param>
/// <param name="bySource">True for a separate aggregate of each source; false for one figure of each member, whatever its source.</param>
/// <param name="asked">
/// The question as it was asked: periods before its first one were read only for comparisons, and do not affect the rest.
/// </param>
internal sealed class GroupSum(
    AskedGroup group,
    DerivedIndicator? derived,
    bool addsUp,
    bool bySource,
    ObservationQuery asked,
    Population population,
    TaxonomyCatalogue taxonomy
)
{
    private static readonly StatusSet Missing = StatusSet.Of([StatusSet.MissingCode]);

    private readonly Dictionary<(Breakdown Breakdown, string Source), SortedDictionary<int, List<Figure>>> _series = [];

    public AskedGroup Group => group;

    public void Add(Figure row)
    {
        // A rate that an office published cannot be summed, and a category of an office's own classification belongs to one State.
        if (
            (derived is not null && row.Derivation is null)
            || row.Breakdown[BreakdownDimensions.Offence] != BreakdownDimensions.Total
            || !group.HasMember(row.Area, row.Period.Year)
        )
            return;
        var key = (row.Breakdown, bySource ? row.Source : "");
        if (!_series.TryGetValue(key, out var periods))
            _series.Add(key, periods = []);
        var period = row.Period.Id;
        if (!periods.TryGetValue(period, out var rows))
            periods.Add(period, rows = []);
        rows.Add(row);
    }

    /// <summary>One row for each breakdown and period in which any member has a row, in order.</summary>
    public IEnumerable<Figure> Rows()
    {
        foreach (
            var ((_, source), periods) in _series
                .OrderBy(s => s.Key.Source, StringComparer.Ordinal)
                .ThenBy(s => string.Join('\n', s.Key.Breakdown.Members), StringComparer.Ordinal)
        )
        {
            // By source, only sources with more than one State make an aggregate: a national office does not.
            var within = periods.Values.Where(p => asked.From is not { } first || p[0].Period.FirstDay >= first.FirstDay).ToList();
            if (bySource && within.SelectMany(p => p).DistinctBy(r => r.Area).Count() < 2)
                continue;
            var panel = asked.FixedPanel
                ? FixedPanel.Of(within.Select(p => Present(p).Select(r => r.Area).ToHashSet(StringComparer.Ordinal)))
                : null;
            foreach (var rows in periods.Values)
                yield return Aggregate(rows, [.. Present(rows).Where(r => panel is null || panel.Contains(r.Area))], source);
        }
    }

    private IEnumerable<Figure> Present(IEnumerable<Figure> rows) =>
        rows.Where(r => r.Complete && r.Value is not null && !r.Statuses.Codes.Any(s => taxonomy.FindStatus(s) is { IsMissing: true }));

    private Figure Aggregate(IReadOnlyList<Figure> rows, IReadOnlyList<Figure> present, string source)
    {
        var year = rows[0].Period.Year;
        var coverage = Coverage.Of(group.MembersIn(year), present.Select(r => r.Area).ToHashSet(StringComparer.Ordinal), state =>
            population.AllOf(state, year)
        );
        var newest = rows.MaxBy(r => r.LoadedAt)!;
        List<string> notes = [group.MembershipNote];
        if (asked.FixedPanel)
            notes.Add(DerivingNotes.PanelFixed);
        var row = newest.Emptied() with
        {
            Area = group.Code,
            Source = source.Length > 0 ? source : Joined(present.Count > 0 ? present : rows, r => r.Source),
            Derived = true,
            Complete = false,
            PartsPresent = coverage.Members,
            PartsExpected = coverage.MembersExpected,
            Origin = null,
            IsMixed = present.Any(r => r.IsMixed),
            Derivation = new() { Coverage = coverage },
        };
        if (!addsUp)
            return row with { Complete = true, Statuses = StatusSet.Of(["M"]), Notes = NoteSet.Of(DerivingNotes.DoesNotAddUp) };
        if (!coverage.Suffices)
            return row with { Statuses = Missing, Notes = NoteSet.Of([.. notes, DerivingNotes.CoverageTooLow]) };
        if (coverage.Missing.Count > 0)
            notes.Add(DerivingNotes.MembersMissing);
        row = row with
        {
            Complete = true,
            Notes = NoteSet.Of(present.SelectMany(r => r.Notes.Notes).Concat(notes)),
            // If a member's own figure is based on few events, the sum need not be.
            Statuses = StatusSet.Of(present.SelectMany(r => r.Statuses.Codes).Where(s => derived is null || s != "U")),
        };
        return derived is null ? row with { Value = present.Sum(r => r.Value!.Value) } : SumOverSum(row, present, coverage, derived);
    }

    private static Figure SumOverSum(Figure row, IReadOnlyList<Figure> present, Coverage coverage, DerivedIndicator derived)
    {
        var (above, below) = (present.Sum(r => r.Derivation!.Numerator!.Value), present.Sum(r => r.Derivation!.Denominator!.Value));
        // Intervals of several estimates cannot be summed, and an estimate is not a count of events.
        var interval =
            derived.IsOfEvents
            && present.All(r => r.Derivation!.Numerator == decimal.Truncate(r.Derivation!.Numerator!.Value) && !HasOwnInterval(r))
                ? PoissonInterval.Of(above)
                : (PoissonInterval?)null;
        return row with
        {
            Value = derived.Formula.ValueOf(above, below),
            LowerBound = interval is { } least ? derived.Formula.ValueOf((decimal)least.Lower, below) : null,
            UpperBound = interval is { } most ? derived.Formula.ValueOf((decimal)most.Upper, below) : null,
            Statuses = derived.IsOfFew(above, below) ? row.Statuses.With("U") : row.Statuses,
            Notes = NoteSet.Of(row.Notes.Notes.Where(n => n != DerivingNotes.IntervalOfSource)),
            Derivation = new()
            {
                Numerator = above,
                Denominator = below,
                DenominatorSource = Joined(present, r => r.Derivation!.DenominatorSource!),
                Coverage = coverage,
            },
        };
    }

    private static bool HasOwnInterval(Figure row) => row.Notes.Contains(DerivingNotes.IntervalOfSource);

    private static string Joined(IEnumerable<Figure> rows, Func<Figure, string> of) =>
        string.Join(';', rows.SelectMany(r => of(r).Split(';')).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
}
