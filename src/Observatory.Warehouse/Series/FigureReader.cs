using System.Runtime.CompilerServices;
using Observatory.Core.Checking;
using Observatory.Core.Deriving;
using Observatory.Core.Languages;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.Warehouse.Series;

/// <summary>
/// Answers with figures of the star and with those made of them: rates over the declared population, shares, aggregates of groups of
/// States.
/// What the star holds is asked of <see cref="MarkedSeries"/>, always by the same question: so breaks and changes of source come with the
/// figures, and what is made of them carries them on.
/// </summary>
/// <remarks>
/// A rate that an office reports is on its own population, and a series of its own (methodology section 4, rule 20): it is answered beside
/// ours,
/// with a note, where a source is named or all are asked, and never in place of ours. Where there is no count to derive from, the
/// answer says by a row without a value that the office has a rate. How a derived figure changed is said of the derived figures, not of
/// what they
/// are made of; an aggregate carries no change between years whose members with data differ, which under a fixed panel there are none of.
/// </remarks>
public sealed class FigureReader(DataSources sources, MarkedSeries series, CatalogueReader catalogue, MappingLibrary library)
{
    public const string GroupPrefix = "group:";
    private const string Every = "*";
    private const int FirstYear = 1800;
    private const int LastYear = 2199;

    private readonly SpeakingSources _speaking = new(sources);

    /// <summary>
    /// The figures asked for, as a stream: by indicator, and after the areas of each indicator the aggregates. A question without derived
    /// indicators and groups goes straight to the marked series of the star.
    /// </summary>
    /// <exception cref="Refusal">CODE_UNKNOWN, PARAMETER_VALUE, PARAMETER_MISSING; derived indicators are of years only.</exception>
    public async IAsyncEnumerable<ObservationRow> ReadAsync(ObservationQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        // Which page a derived figure stands on is known only when the newest are.
        var whole = query.LastNObservations is null ? query : query with { Skip = 0, Take = null, LastNObservations = null };
        var rows =
            await PlanAsync(whole, cancellation) is not { } plan ? series.ReadAsync(query, cancellation)
            : query.LastNObservations is { } count ? NewestOfSeries.PageAsync(DeriveAsync(plan, cancellation), count, query, cancellation)
            : DeriveAsync(plan, cancellation);
        await foreach (var row in rows.WithCancellation(cancellation))
            yield return row;
    }

    /// <summary>The question about what stands above the line of a derived figure; null where the figure asked for is none.</summary>
    /// <exception cref="Refusal">PARAMETER_VALUE for an aggregate: it is made of its members' figures, and each of those has a line of its
    /// own.</exception>
    public ObservationQuery? NumeratorOf(ObservationQuery query)
    {
        var taxonomy = library.Current().Taxonomy;
        if (GroupsOf(query.Areas, taxonomy) is [var group, ..])
            throw new Refusal(
                RefusalCodes.ParameterValue,
                ("column", "area"),
                ("value", query.Areas[0]),
                ("expected", string.Join(", ", group.Members.Take(3).Select(m => m.Area)))
            );
        return
            query is { Indicators: [var code], Frequency: Frequency.Annual }
            && DerivedFormula.TryParse(taxonomy.FindIndicator(code)?.Formula) is { } formula
            ? HeldTo(formula.Numerator, query)
            : null;
    }

    /// <summary>What has to be found out before the first row; null where nothing is derived.</summary>
    private async Task<Plan?> PlanAsync(ObservationQuery query, CancellationToken cancellation)
    {
        var taxonomy = library.Current().Taxonomy;
        var groups = GroupsOf(query.Areas, taxonomy);
        await catalogue.DemandGroupsAsync(
            [.. query.Areas.Where(a => a != CodeOf(a)).Select(CodeOf).Where(code => !groups.Exists(g => g.Code == code))],
            cancellation
        );
        if (query.FixedPanel && groups.Count == 0)
            throw new Refusal(
                RefusalCodes.ParameterValue,
                ("column", "area"),
                ("value", string.Join(',', query.Areas)),
                ("expected", "OAS, group:CARICOM")
            );
        if (
            groups.Count == 0
            && query.Indicators.All(code => code != DerivingPolicy.PopulationIndicator && taxonomy.FindIndicator(code)?.Formula is null)
        )
            return null;
        var known = (await catalogue.IndicatorsAsync(Language.En, null, cancellation)).ToDictionary(i => i.Code, StringComparer.Ordinal);
        if (!query.Indicators.All(known.ContainsKey))
            await catalogue.DemandIndicatorsAsync(query.Indicators, cancellation);
        var asked = query.Indicators.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(code => known[code]).ToList();
        if (query.Frequency != Frequency.Annual && query.Sources.Count == 0 && asked.Find(i => i.Formula is not null) is { } yearly)
            throw new Refusal(
                RefusalCodes.ParameterValue,
                ("column", "freq"),
                ("value", query.Frequency.Code()),
                ("expected", $"A ({yearly.Code})")
            );

        var plain = query with { Areas = [.. query.Areas.Where(a => !groups.Exists(g => a == g.Code || a == GroupPrefix + g.Code))] };
        IReadOnlyList<string> areas =
            plain.Areas.Count > 0 || query.Parent is not null || query.Level is not null || groups.Count == 0
                ? await catalogue.AreasOfAsync(plain, cancellation)
                : [];
        var members = groups.SelectMany(g => g.Members).Select(m => m.Area).Distinct(StringComparer.Ordinal).ToList();
        string[] all = [.. areas.Union(members, StringComparer.Ordinal)];
        var inner = query with
        {
            Areas = all,
            Parent = null,
            Level = null,
            Skip = 0,
            Take = null,
            Statuses = [],
            FixedPanel = false,
            Growth = false,
        };
        if (query.Growth && query.From is { } first)
            inner = inner with { From = first with { Year = first.Year - 1 } };
        return new Plan(
            query,
            inner,
            [.. asked.Select(i => (i, DerivedOf(i, known)))],
            groups,
            areas.ToHashSet(StringComparer.Ordinal),
            members,
            taxonomy
        )
        {
            Population = await PopulationAsync(inner, all, asked, cancellation),
        };
    }

    private static DerivedIndicator? DerivedOf(IndicatorRow indicator, Dictionary<string, IndicatorRow> known)
    {
        if (DerivedFormula.TryParse(indicator.Formula) is not { } formula)
            return null;
        return new DerivedIndicator(
            indicator,
            formula,
            known[formula.Numerator.Indicator],
            formula.IsOverPopulation ? null : known[formula.Denominator.Indicator]
        );
    }

    private static List<AskedGroup> GroupsOf(IReadOnlyList<string> areas, TaxonomyCatalogue taxonomy) =>
        [
            .. areas
                .Select(CodeOf)
                .Distinct(StringComparer.Ordinal)
                .Select(code => taxonomy.Groups.FirstOrDefault(g => g.Code == code))
                .OfType<AreaGroup>()
                .Select(g => new AskedGroup(g.Code, areas.Contains(GroupPrefix + g.Code), g.Members)),
        ];

    private static string CodeOf(string area) => area.StartsWith(GroupPrefix, StringComparison.Ordinal) ? area[GroupPrefix.Length..] : area;

    private async Task<Population> PopulationAsync(
        ObservationQuery query,
        string[] areas,
        List<IndicatorRow> asked,
        CancellationToken cancellation
    )
    {
        var held = asked
            .Select(i => DerivedFormula.TryParse(i.Formula))
            .OfType<DerivedFormula>()
            .Where(f => f.IsOverPopulation)
            .SelectMany(f => f.Denominator.Members)
            .ToLookup(m => m.Key, m => m.Value);
        // Who asks for the people themselves is answered with just what they ask for.
        if (
            query.AsOf is not null
            || !IsOfTotal("SEX")
            || !IsOfTotal("AGE")
            || asked.Any(i => i.Code == DerivingPolicy.PopulationIndicator)
        )
            return await ReadAsync(areas, query.From?.Year ?? FirstYear, query.To?.Year ?? LastYear);
        // Nearly every question is about everybody: of all States and years that is little, and it is kept.
        var states = (await catalogue.AreasAsync(Language.En, 0, null, null, 0, null, cancellation)).Select(a => a.Code).ToArray();
        return await sources.Kept.OfAsync(
            $"population {string.Join(' ', held.Select(m => $"{m.Key}={string.Join(',', m)}"))} {library.Current().Taxonomy.Version}",
            () => ReadAsync(states, FirstYear, LastYear),
            cancellation
        );

        bool IsOfTotal(string dimension) => (query.Breakdown.GetValueOrDefault(dimension) ?? []).All(m => m == BreakdownDimensions.Total);

        async Task<Population> ReadAsync(string[] of, int fromYear, int toYear) =>
            new(
                await sources.Kept.ReadAsync(
                    DerivingQueries.Population,
                    new
                    {
                        areas = of,
                        from_year = fromYear,
                        to_year = toYear,
                        sex = Members("SEX"),
                        age = Members("AGE"),
                        as_of = query.AsOf,
                    },
                    cancellation
                )
            );

        // The totals come always; null asks for every member.
        string[]? Members(string dimension)
        {
            var members = query.Breakdown.GetValueOrDefault(dimension) ?? [];
            return members.Contains(Every) ? null : [.. members, .. held[dimension]];
        }
    }

    private async IAsyncEnumerable<ObservationRow> DeriveAsync(Plan plan, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var (skipped, given) = (0, 0);
        await foreach (var row in AllAsync(plan, cancellation))
        {
            // What was read only to be compared with is not part of the answer.
            if (plan.Query.From is { } first && TimePeriod.TryParse(row.Period)!.Value.FirstDay < first.FirstDay)
                continue;
            if (plan.Query.Statuses.Count > 0 && !row.EachStatus().Any(plan.Query.Statuses.Contains))
                continue;
            if (skipped < plan.Query.Skip)
            {
                skipped++;
                continue;
            }
            if (given == plan.Query.Take)
                yield break;
            given++;
            yield return row;
        }
    }

    private async IAsyncEnumerable<ObservationRow> AllAsync(Plan plan, [EnumeratorCancellation] CancellationToken cancellation)
    {
        foreach (var (indicator, derived) in plan.Indicators)
        {
            var growth = plan.Query.Growth ? new RowGrowth(plan.Taxonomy) : null;
            var sums = plan.SumsOf(indicator, derived, plan.BySource);
            await foreach (var figure in FiguresAsync(plan, plan.Inner, indicator, derived, cancellation))
            {
                foreach (var sum in sums)
                    sum.Add(figure);
                var compared = growth?.Next(figure) ?? figure;
                if (plan.Shows(compared))
                    yield return compared;
            }
            var mixed = await MixedAsync(plan, indicator, derived, cancellation);
            foreach (var sum in sums)
            {
                var first = mixed.GetValueOrDefault(sum.Group.Code) ?? [];
                foreach (var row in first)
                    yield return row;
                // Where the preferred sources are one source, its aggregate is the same figure.
                foreach (
                    var row in plan.Compared(sum.Rows())
                        .Where(r => !first.Exists(f => (f.Period, f.Source) == (r.Period, r.Source) && f.Breakdown().Equals(r.Breakdown())))
                )
                    yield return row;
            }
        }
    }

    /// <summary>
    /// The aggregates of the sources that speak for each State, by group: asked apart where all sources are answered side by side.
    /// </summary>
    private async Task<Dictionary<string, List<ObservationRow>>> MixedAsync(
        Plan plan,
        IndicatorRow indicator,
        DerivedIndicator? derived,
        CancellationToken cancellation
    )
    {
        if (plan.Groups.Count == 0 || !plan.Query.Sources.Contains(Every))
            return [];
        var sums = plan.SumsOf(indicator, derived, false);
        await foreach (
            var figure in FiguresAsync(plan, plan.Inner with { Sources = [], Areas = plan.Members }, indicator, derived, cancellation)
        )
        foreach (var sum in sums)
            sum.Add(figure);
        return sums.ToDictionary(s => s.Group.Code, s => plan.Compared(s.Rows()).ToList(), StringComparer.Ordinal);
    }

    /// <summary>The figures of areas: those of the star, or those derived and after them those that offices report themselves.</summary>
    private async IAsyncEnumerable<ObservationRow> FiguresAsync(
        Plan plan,
        ObservationQuery query,
        IndicatorRow indicator,
        DerivedIndicator? derived,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var own = series.ReadAsync(query with { Indicators = [indicator.Code] }, cancellation);
        if (indicator.Code == DerivingPolicy.PopulationIndicator)
        {
            await foreach (var row in PeopleAsync(plan.Population, query, own, cancellation))
                yield return row;
            yield break;
        }
        if (derived is null)
        {
            await foreach (var row in own)
                yield return row;
            yield break;
        }
        // No office reports most of what is derived; whether the question can be asked at all is found out with the numerator.
        var isReported =
            query.Frequency != Frequency.Annual
            || HeldTo(derived.Formula.Numerator, query) is null
            || (await _speaking.WithFiguresAsync([indicator.Code], null, cancellation)).Count > 0;
        var answered = new HashSet<(string Area, string Period, Breakdown Breakdown)>();
        if (query.Frequency == Frequency.Annual)
        {
            var rows = derived.Formula.IsOverPopulation
                ? RatesAsync(plan, query, derived, cancellation)
                : SharesAsync(query, derived, cancellation);
            var marks = await series.MarksOfDerivedAsync(cancellation);
            await foreach (var row in rows)
            {
                if (isReported)
                    answered.Add((row.Area, row.Period, row.Breakdown()));
                yield return marks.Next(row) ?? row;
            }
        }
        if (!isReported)
            yield break;
        await foreach (var row in own)
        {
            if (query.Sources.Count > 0)
                yield return row with
                {
                    Notes = RowRemarks.Notes(row.Notes, [DerivingNotes.RateOfOffice]),
                };
            else if (answered.Add((row.Area, row.Period, row.Breakdown())))
                yield return row.Emptied() with
                {
                    Statuses = "O",
                    Notes = RowRemarks.Notes(null, [DerivingNotes.OnlyRateOfOffice]),
                };
        }
    }

    /// <summary>
    /// The declared population, and after it what offices give of areas and periods that it does not have; of all sources, everything.
    /// </summary>
    private static async IAsyncEnumerable<ObservationRow> PeopleAsync(
        Population population,
        ObservationQuery query,
        IAsyncEnumerable<ObservationRow> own,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var answered = new HashSet<(string Area, string Period, Breakdown Breakdown)>();
        if (
            query.Frequency == Frequency.Annual
            && (
                query.Sources.Count == 0
                || query.Sources.Contains(Every)
                || (population.Provider is { } provider && query.Sources.Contains(provider))
            )
        )
        {
            foreach (var row in population.Figures(query))
            {
                answered.Add((row.Area, row.Period, row.Breakdown()));
                yield return row;
            }
        }
        await foreach (var row in own.WithCancellation(cancellation))
            if (query.Sources.Count > 0 || !answered.Contains((row.Area, row.Period, row.Breakdown())))
                yield return row;
    }

    private async IAsyncEnumerable<ObservationRow> RatesAsync(
        Plan plan,
        ObservationQuery query,
        DerivedIndicator derived,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var deriver = new RateDeriver(derived, plan.Population, plan.Taxonomy);
        await foreach (var count in TermAsync(derived.Formula.Numerator, query, cancellation))
            yield return deriver.Of(count);
    }

    private async IAsyncEnumerable<ObservationRow> SharesAsync(
        ObservationQuery query,
        DerivedIndicator derived,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var bySource = new Dictionary<(string Area, string Period, Breakdown Breakdown, string Source), ObservationRow>();
        await foreach (var row in TermAsync(derived.Formula.Denominator, query with { Sources = [Every] }, cancellation))
            bySource[(row.Area, row.Period, row.Breakdown(), row.Source)] = row;
        var speaking = new Dictionary<(string Area, string Period, Breakdown Breakdown), ObservationRow>();
        if (!derived.IsShareOfCounts)
            await foreach (var row in TermAsync(derived.Formula.Denominator, query with { Sources = [] }, cancellation))
                speaking[(row.Area, row.Period, row.Breakdown())] = row;
        var deriver = new ShareDeriver(derived);
        await foreach (var row in TermAsync(derived.Formula.Numerator, query, cancellation))
            yield return deriver.Of(
                row,
                bySource.GetValueOrDefault((row.Area, row.Period, row.Breakdown(), row.Source))
                    ?? speaking.GetValueOrDefault((row.Area, row.Period, row.Breakdown()))
            );
    }

    /// <summary>
    /// The figures of one side of a formula. A member that the formula holds it to is no breakdown of the answer: there it is the total,
    /// and
    /// of no other member is there anything.
    /// </summary>
    private async IAsyncEnumerable<ObservationRow> TermAsync(
        FormulaTerm term,
        ObservationQuery query,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        if (HeldTo(term, query) is not { } held)
            yield break;
        await foreach (var row in series.ReadAsync(held, cancellation))
            yield return term.Members.Count == 0
                ? row
                : row.With(term.Members.Keys.Aggregate(row.Breakdown(), (b, dimension) => b.With(dimension, BreakdownDimensions.Total)));
    }

    /// <summary>The question about one side of a formula; null where the answer is about others than the formula.</summary>
    private static ObservationQuery? HeldTo(FormulaTerm term, ObservationQuery query)
    {
        var breakdown = new Dictionary<string, IReadOnlyList<string>>(query.Breakdown, StringComparer.Ordinal);
        foreach (var (dimension, member) in term.Members)
        {
            if (breakdown.TryGetValue(dimension, out var asked) && !asked.Contains(Every) && !asked.Contains(BreakdownDimensions.Total))
                return null;
            breakdown[dimension] = [member];
        }
        return query with { Indicators = [term.Indicator], Breakdown = breakdown };
    }

    /// <summary>A question, taken apart.</summary>
    /// <param name="Inner">The same for all areas that are needed, whole: neither paged nor kept to statuses, and with the year before the
    /// first where growth is asked for.</param>
    /// <param name="Areas">Areas that are asked for by themselves.</param>
    /// <param name="Members">All States of the groups.</param>
    private sealed record Plan(
        ObservationQuery Query,
        ObservationQuery Inner,
        IReadOnlyList<(IndicatorRow Indicator, DerivedIndicator? Derived)> Indicators,
        IReadOnlyList<AskedGroup> Groups,
        IReadOnlySet<string> Areas,
        IReadOnlyList<string> Members,
        TaxonomyCatalogue Taxonomy
    )
    {
        public required Population Population { get; init; }

        public bool BySource => Query.Sources.Count > 1 || Query.Sources.Contains(Every);

        public bool Shows(ObservationRow row) =>
            Areas.Contains(row.Area) || Groups.Any(g => g.IsListed && g.HasMember(row.Area, row.Year()));

        public List<GroupSum> SumsOf(IndicatorRow indicator, DerivedIndicator? derived, bool bySource)
        {
            var counted = derived?.Numerator ?? indicator;
            var addsUp = counted.Kind == "count" && counted.Unit != DerivingPolicy.LocalMoney;
            return [.. Groups.Select(g => new GroupSum(g, derived, addsUp, bySource, Query, Population, Taxonomy))];
        }

        /// <summary>Aggregates with their change since the year before, where that is asked for.</summary>
        public IEnumerable<ObservationRow> Compared(IEnumerable<ObservationRow> aggregates) =>
            Query.Growth ? aggregates.Select(new RowGrowth(Taxonomy).Next) : aggregates;
    }
}
