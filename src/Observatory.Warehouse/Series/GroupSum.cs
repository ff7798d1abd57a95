using Observatory.Core.Deriving;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Warehouse.Series;

/// <summary>
/// Gathers the figures of a group's members and makes the group's own of them: sum over sum, never a mean of rates (rule 27), and only
/// where
/// those with data are enough (rule 28).
/// </summary>
/// <param name="derived">The formula of a rate or share; null for a count.</param>
/// <param name="addsUp">Whether figures of it add up over States: else each aggregate says that they do not.</param>
/// <param name="bySource">Whether each source is an aggregate of its own; else there is one figure a member, whoever speaks for it.</param>
/// <param name="asked">The question as it was asked: what was read of before its first period, to compare with, decides nothing of the
/// rest.</param>
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
    private static readonly string[] Missing = ["O"];

    private readonly Dictionary<(Breakdown Breakdown, string Source), SortedDictionary<int, List<ObservationRow>>> _series = [];

    public AskedGroup Group => group;

    public void Add(ObservationRow row)
    {
        // A rate that an office published is no sum over sum, and a category of one office's own classification is of one State.
        if (
            (derived is not null && row.Derivation is null)
            || row.Offence != BreakdownDimensions.Total
            || !group.HasMember(row.Area, row.Year())
        )
            return;
        var key = (row.Breakdown(), bySource ? row.Source : "");
        if (!_series.TryGetValue(key, out var periods))
            _series.Add(key, periods = []);
        var period = TimePeriod.TryParse(row.Period)!.Value.Id;
        if (!periods.TryGetValue(period, out var rows))
            periods.Add(period, rows = []);
        rows.Add(row);
    }

    /// <summary>One row a breakdown and period in which any member has a row, in their order.</summary>
    public IEnumerable<ObservationRow> Rows()
    {
        foreach (
            var ((_, source), periods) in _series
                .OrderBy(s => s.Key.Source, StringComparer.Ordinal)
                .ThenBy(s => string.Join('\n', s.Key.Breakdown.Members), StringComparer.Ordinal)
        )
        {
            // Beside each other only sources that are of more than one State: a national office is no aggregate.
            var within = periods
                .Values.Where(p => asked.From is not { } first || TimePeriod.TryParse(p[0].Period)!.Value.FirstDay >= first.FirstDay)
                .ToList();
            if (bySource && within.SelectMany(p => p).DistinctBy(r => r.Area).Count() < 2)
                continue;
            var panel = asked.FixedPanel
                ? FixedPanel.Of(within.Select(p => Present(p).Select(r => r.Area).ToHashSet(StringComparer.Ordinal)))
                : null;
            foreach (var rows in periods.Values)
                yield return Aggregate(rows, [.. Present(rows).Where(r => panel is null || panel.Contains(r.Area))], source);
        }
    }

    private IEnumerable<ObservationRow> Present(IEnumerable<ObservationRow> rows) =>
        rows.Where(r => r.Complete && r.Value is not null && !r.EachStatus().Any(s => taxonomy.FindStatus(s) is { IsMissing: true }));

    private ObservationRow Aggregate(IReadOnlyList<ObservationRow> rows, IReadOnlyList<ObservationRow> present, string source)
    {
        var year = rows[0].Year();
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
            IsMixed = present.Any(r => r.IsMixed),
            Derivation = new() { Coverage = coverage },
        };
        if (!addsUp)
            return row with { Complete = true, Statuses = "M", Notes = RowRemarks.Notes(null, [DerivingNotes.DoesNotAddUp]) };
        if (!coverage.Suffices)
            return row with
            {
                Statuses = RowRemarks.Statuses(Missing),
                Notes = RowRemarks.Notes(null, [.. notes, DerivingNotes.CoverageTooLow]),
            };
        if (coverage.Missing.Count > 0)
            notes.Add(DerivingNotes.MembersMissing);
        row = row with
        {
            Complete = true,
            Notes = RowRemarks.Notes(string.Join('\n', present.Select(r => r.Notes).Where(n => n is not null)), notes),
            // That a member's own figure is of few events says nothing of the sum.
            Statuses = RowRemarks.Statuses(present.SelectMany(r => r.EachStatus()).Where(s => derived is null || s != "U")),
        };
        return derived is null ? row with { Value = present.Sum(r => r.Value!.Value) } : SumOverSum(row, present, coverage, derived);
    }

    private static ObservationRow SumOverSum(
        ObservationRow row,
        IReadOnlyList<ObservationRow> present,
        Coverage coverage,
        DerivedIndicator derived
    )
    {
        var (above, below) = (present.Sum(r => r.Derivation!.Numerator!.Value), present.Sum(r => r.Derivation!.Denominator!.Value));
        // Intervals of several sources' estimates do not add up to one, and an estimate is no count of events.
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
            Statuses = RowRemarks.Statuses(derived.IsOfFew(above, below) ? row.EachStatus().Append("U") : row.EachStatus()),
            Notes = RowRemarks.Notes(string.Join('\n', row.Notes!.Split('\n').Where(n => n != DerivingNotes.IntervalOfSource)), []),
            Derivation = new()
            {
                Numerator = above,
                Denominator = below,
                DenominatorSource = Joined(present, r => r.Derivation!.DenominatorSource!),
                Coverage = coverage,
            },
        };
    }

    private static bool HasOwnInterval(ObservationRow row) => row.Notes?.Split('\n').Contains(DerivingNotes.IntervalOfSource) == true;

    private static string Joined(IEnumerable<ObservationRow> rows, Func<ObservationRow, string> of) =>
        string.Join(';', rows.SelectMany(r => of(r).Split(';')).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
}
