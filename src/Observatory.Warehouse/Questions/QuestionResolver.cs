using NodaTime;
using Observatory.Core.Checking;
using Observatory.Core.Deriving;
using Observatory.Core.Languages;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Series;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.Warehouse.Questions;

/// <summary>
/// Turns a question in codes into one that can be answered. All refusals of questions are thrown here, before anything is fetched.
/// </summary>
public sealed class QuestionResolver(DataSources sources, CatalogueReader catalogue, MappingLibrary library, IClock clock)
{
    /// <exception cref="Refusal">
    /// PARAMETER_MISSING without an indicator; CODE_UNKNOWN with the nearest code; PARAMETER_UNKNOWN for an unknown dimension;
    /// PARAMETER_VALUE for a combination that cannot be answered, such as months of a rate; CURSOR_UNFIT for the cursor of another
    /// question, or of a taxonomy that has changed since.
    /// </exception>
    public async Task<ResolvedQuestion> ResolveAsync(ObservationQuery query, CancellationToken cancellation)
    {
        var taxonomy = library.Current().Taxonomy;
        if (query.Indicators.Count == 0)
            throw new Refusal(RefusalCodes.ParameterMissing, ("value", "indicator"));
        await catalogue.DemandIndicatorsAsync(query.Indicators, cancellation);
        var groups = GroupsOf(query.Areas, taxonomy);
        var own = await OwnAreasAsync(query, groups, cancellation);
        if (!query.Sources.Contains(ObservationQuery.Every))
            await catalogue.DemandProvidersAsync(query.Sources, cancellation);
        var breakdowns = await BreakdownsAsync(query, cancellation);
        if (query.From is { } first && query.To is { } last && first.FirstDay > last.LastDay)
            throw new Refusal(RefusalCodes.ParameterValue, ("column", "from"), ("value", first.ToString()), ("expected", $"≤ {last}"));
        if (query.FixedPanel && groups.Count == 0)
            throw new Refusal(
                RefusalCodes.ParameterValue,
                ("column", "area"),
                ("value", string.Join(',', query.Areas)),
                ("expected", "OAS, group:CARICOM")
            );

        var known = (await catalogue.IndicatorsAsync(Language.En, null, cancellation)).ToDictionary(i => i.Code, StringComparer.Ordinal);
        var asked = query.Indicators.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(code => known[code]).ToList();
        if (query.Frequency != Frequency.Annual && query.Sources.Count == 0 && asked.Find(i => i.Formula is not null) is { } yearly)
            throw new Refusal(
                RefusalCodes.ParameterValue,
                ("column", "freq"),
                ("value", query.Frequency.Code()),
                ("expected", $"A ({yearly.Code})")
            );

        var fingerprint = PageCursor.FingerprintOf(query, taxonomy.Version);
        if (query.After is { } after && after.Question != fingerprint)
            throw new Refusal(RefusalCodes.CursorUnfit, ("value", after.ToString()));
        var newest = await sources.Vintages.NewestAsync(cancellation);
        var (vintage, at) = await VintageAsync(query, newest.Vintage, cancellation);
        var members = groups.SelectMany(g => g.Members).Select(m => m.Area).Distinct(StringComparer.Ordinal).ToList();
        string[] areas = [.. own.Union(members, StringComparer.Ordinal)];
        return new ResolvedQuestion
        {
            Asked = query,
            Indicators = [.. asked.Select(i => new AskedIndicator(i, DerivedOf(i, known)))],
            Areas = areas,
            OwnAreas = own.ToHashSet(StringComparer.Ordinal),
            Groups = groups,
            Members = members,
            Vintage = vintage,
            IsNewest = at is null,
            At = at,
            Fingerprint = fingerprint,
            Size = SizeOf(query, asked.Count, areas.Length, breakdowns),
            Taxonomy = taxonomy,
        };
    }

    private static List<AskedGroup> GroupsOf(IReadOnlyList<string> areas, TaxonomyCatalogue taxonomy) =>
        [
            .. areas
                .Select(CodeOf)
                .Distinct(StringComparer.Ordinal)
                .Select(code => taxonomy.Groups.FirstOrDefault(g => g.Code == code))
                .OfType<AreaGroup>()
                .Select(g => new AskedGroup(g.Code, areas.Contains(ObservationQuery.GroupPrefix + g.Code), g.Members)),
        ];

    /// <summary>Areas that the question names directly; empty if it names only groups.</summary>
    private async Task<IReadOnlyList<string>> OwnAreasAsync(ObservationQuery query, List<AskedGroup> groups, CancellationToken cancellation)
    {
        await catalogue.DemandGroupsAsync(
            [.. query.Areas.Where(IsGroup).Select(CodeOf).Where(code => !groups.Exists(g => g.Code == code))],
            cancellation
        );
        string[] named = [.. query.Areas.Where(a => !groups.Exists(g => a == g.Code || a == ObservationQuery.GroupPrefix + g.Code))];
        return named.Length > 0 || query.Parent is not null || query.Level is not null || groups.Count == 0
            ? await catalogue.AreasOfAsync(named, query.Parent, query.Level, cancellation)
            : [];
    }

    /// <summary>The number of requested combinations of categories, at most <see cref="QuestionSize.MostBreakdowns"/>.</summary>
    private async Task<int> BreakdownsAsync(ObservationQuery query, CancellationToken cancellation)
    {
        var breakdowns = 1L;
        foreach (var (dimension, members) in query.Breakdown)
        {
            if (BreakdownDimensions.IndexOf(dimension) < 0)
                throw new Refusal(
                    RefusalCodes.ParameterUnknown,
                    ("value", dimension),
                    ("nearest", NearestWord.To(dimension, BreakdownDimensions.All) ?? "")
                );
            await catalogue.DemandMembersAsync(dimension, members, cancellation);
            var count = members.Contains(ObservationQuery.Every)
                ? (await catalogue.MembersAsync(Language.En, dimension, cancellation)).Count
                : members.Distinct(StringComparer.Ordinal).Count();
            breakdowns = Math.Min(QuestionSize.MostBreakdowns, breakdowns * Math.Max(1, count));
        }
        return (int)breakdowns;
    }

    /// <summary>The vintage of the answer, and when it was loaded; null for the newest.</summary>
    private async Task<(int Vintage, Instant? At)> VintageAsync(ObservationQuery query, int newest, CancellationToken cancellation)
    {
        if (query.AsOf is null && (query.After is null || query.After.Vintage == newest))
            return (newest, null);
        var vintages = await sources.Lists.ListAsync(SeriesQueries.Vintages, new { }, cancellation);
        if (query.AsOf is { } instant)
            return (vintages.Where(v => v.LoadedAt <= instant).Max(v => (int?)v.Vintage) ?? 0, instant);
        return vintages.FirstOrDefault(v => v.Vintage == query.After!.Vintage) is { } page
            ? (page.Vintage, page.LoadedAt)
            : throw new Refusal(RefusalCodes.CursorUnfit, ("value", query.After!.ToString()));
    }

    private QuestionSize SizeOf(ObservationQuery query, int indicators, int areas, int breakdowns)
    {
        // No figure is later than this year.
        var thisYear = clock.GetCurrentInstant().InUtc().Year;
        var last = Math.Min(query.To?.Year ?? thisYear, thisYear);
        var years = Math.Clamp(last - (query.From?.Year ?? last - QuestionSize.UsualYears + 1) + 1, 1, QuestionSize.MostYears);
        var periods = years * query.Frequency.PerYear();
        return new QuestionSize(indicators, areas, Math.Min(periods, query.LastNObservations ?? periods), breakdowns);
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

    private static bool IsGroup(string area) => area.StartsWith(ObservationQuery.GroupPrefix, StringComparison.Ordinal);

    private static string CodeOf(string area) => IsGroup(area) ? area[ObservationQuery.GroupPrefix.Length..] : area;
}
