using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Normalising;
using Observatory.Core.Series;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Series;

public static class CatalogueQueries
{
    public static readonly Query<IndicatorRow> Indicators = new("catalogue/indicators");
    public static readonly Query<AreaRow> Areas = new("catalogue/areas");
    public static readonly Query<string> AreaCodes = new("catalogue/area_codes");
    public static readonly Query<GroupRow> Groups = new("catalogue/groups");
    public static readonly Query<ProviderRow> Providers = new("catalogue/providers");
    public static readonly Query<MemberRow> Members = new("catalogue/members");
}

public sealed record IndicatorRow
{
    public required short IndicatorId { get; init; }
    public required string Code { get; init; }
    public required string Theme { get; init; }
    public required string Label { get; init; }
    public required string Definition { get; init; }
    public required string Unit { get; init; }
    public required string UnitLabel { get; init; }
    public required string CountingUnit { get; init; }
    public required string Kind { get; init; }
    public required bool IsStock { get; init; }

    /// <summary>As <see cref="Core.Deriving.DerivedFormula"/> parses it; null if the indicator is not derived.</summary>
    public string? Formula { get; init; }

    /// <summary>The indicator of which it is a rate; null if it is no rate.</summary>
    public string? RateOf { get; init; }
    public required int Decimals { get; init; }
    public required bool HigherIsWorse { get; init; }
    public required string[] IccsCodes { get; init; }

    /// <summary>A JSON object: framework to codes.</summary>
    public required string Crosswalks { get; init; }
    public required string[] Dimensions { get; init; }

    /// <summary>The number of States that have any figure of it.</summary>
    public required int States { get; init; }
}

public sealed record AreaRow
{
    public required string Code { get; init; }
    public required string Country { get; init; }
    public required int Level { get; init; }

    /// <summary>The area that directly contains it; null for a State.</summary>
    public string? Parent { get; init; }
    public required string Label { get; init; }

    /// <summary>The kind of area; null if not given.</summary>
    public string? Type { get; init; }

    /// <summary>The feed that defines it; null for areas of the shared taxonomy.</summary>
    public string? BroughtBy { get; init; }
}

public sealed record GroupRow
{
    public required string Code { get; init; }
    public required string Label { get; init; }
}

public sealed record ProviderRow
{
    public required string Code { get; init; }

    /// <summary>ISO 3166 alpha-3; null for a provider without a country.</summary>
    public string? Country { get; init; }
    public required string Label { get; init; }
    public required string SourceSystem { get; init; }
    public required string CountingRule { get; init; }
    public required string ReferenceDate { get; init; }
    public required string Licence { get; init; }

    /// <summary>The address of the source; null if not given.</summary>
    public string? Url { get; init; }
}

public sealed record MemberRow
{
    public required string Dimension { get; init; }
    public required string DimensionLabel { get; init; }
    public required string Code { get; init; }

    /// <summary>The category of which it is a part; null if there is none.</summary>
    public string? Parent { get; init; }
    public required string Label { get; init; }
    public required bool InPartition { get; init; }

    /// <summary>The feed that defines it; null for categories of the shared taxonomy.</summary>
    public string? BroughtBy { get; init; }
}

/// <summary>Reads code lists, and refuses unknown codes with the nearest known one.</summary>
public sealed class CatalogueReader(DataSources sources)
{
    private const int MostNearest = 3;

    // Whole lists are cached by their parameters. Selections that a caller can vary freely, such as a code or a page, are made from the
    // cached list; otherwise requests for thousands of pages or unknown codes would fill the cache.

    /// <param name="code">One indicator; null for all.</param>
    public async Task<IReadOnlyList<IndicatorRow>> IndicatorsAsync(Language language, string? code, CancellationToken cancellation)
    {
        var all = await ListAsync(CatalogueQueries.Indicators, new { lang = language.Code() }, cancellation);
        return code is null ? all : [.. all.Where(i => i.Code == code)];
    }

    public Task<IReadOnlyList<GroupRow>> GroupsAsync(Language language, CancellationToken cancellation) =>
        ListAsync(CatalogueQueries.Groups, new { lang = language.Code() }, cancellation);

    public Task<IReadOnlyList<ProviderRow>> ProvidersAsync(Language language, CancellationToken cancellation) =>
        ListAsync(CatalogueQueries.Providers, new { lang = language.Code() }, cancellation);

    /// <param name="dimension">One dimension; null for all.</param>
    public Task<IReadOnlyList<MemberRow>> MembersAsync(Language language, string? dimension, CancellationToken cancellation) =>
        ListAsync(CatalogueQueries.Members, new { lang = language.Code(), dimension }, cancellation);

    /// <summary>Areas of a level, below a parent, or of a group; all if no parameter is given.</summary>
    /// <exception cref="Refusal">CODE_UNKNOWN for a parent or group that does not exist.</exception>
    public async Task<IReadOnlyList<AreaRow>> AreasAsync(
        Language language,
        int? level,
        string? parent,
        string? group,
        int skip,
        int? take,
        CancellationToken cancellation
    )
    {
        if (parent is not null)
            await DemandAreasAsync([parent], cancellation);
        if (group is not null)
            await DemandGroupsAsync([group], cancellation);
        var all = await ListAsync(
            CatalogueQueries.Areas,
            new
            {
                lang = language.Code(),
                level,
                parent,
                group,
            },
            cancellation
        );
        return skip == 0 && (take is null || take >= all.Count) ? all : [.. all.Skip(skip).Take(take ?? all.Count)];
    }

    /// <summary>The labels of all areas and groups, by code.</summary>
    public Task<IReadOnlyDictionary<string, string>> AreaLabelsAsync(Language language, CancellationToken cancellation) =>
        sources.Lists.OfAsync<IReadOnlyDictionary<string, string>>(
            $"labels of areas {language.Code()}",
            async () =>
                (await AreasAsync(language, null, null, null, 0, null, cancellation))
                    .Select(a => (a.Code, a.Label))
                    .Concat((await GroupsAsync(language, cancellation)).Select(g => (g.Code, g.Label)))
                    .ToDictionary(a => a.Code, a => a.Label, StringComparer.Ordinal),
            cancellation
        );

    /// <exception cref="Refusal">CODE_UNKNOWN with the nearest code.</exception>
    public async Task DemandIndicatorsAsync(IReadOnlyList<string> codes, CancellationToken cancellation) =>
        Demand(
            "indicator",
            codes,
            await CodesAsync(
                "codes of indicators",
                async () => (await IndicatorsAsync(Language.En, null, cancellation)).Select(i => i.Code),
                cancellation
            )
        );

    /// <exception cref="Refusal">CODE_UNKNOWN with the nearest code.</exception>
    public async Task DemandProvidersAsync(IReadOnlyList<string> codes, CancellationToken cancellation)
    {
        if (codes.Count > 0)
            Demand(
                "source",
                codes,
                await CodesAsync(
                    "codes of providers",
                    async () => (await ProvidersAsync(Language.En, cancellation)).Select(p => p.Code),
                    cancellation
                )
            );
    }

    /// <exception cref="Refusal">CODE_UNKNOWN with the nearest code.</exception>
    public async Task DemandMembersAsync(string dimension, IReadOnlyList<string> codes, CancellationToken cancellation)
    {
        if (!codes.Contains("*"))
            Demand(
                dimension,
                codes,
                await CodesAsync(
                    $"codes of {dimension}",
                    async () => (await MembersAsync(Language.En, dimension, cancellation)).Select(m => m.Code),
                    cancellation
                )
            );
    }

    /// <summary>
    /// The areas of a question: the named ones, members of groups, those of a level below a parent; all States if it names none.
    /// </summary>
    /// <param name="areas">Codes of areas, and <c>group:CODE</c> for the members of a group.</param>
    /// <exception cref="Refusal">CODE_UNKNOWN with the nearest code.</exception>
    public async Task<IReadOnlyList<string>> AreasOfAsync(
        IReadOnlyList<string> areas,
        string? parent,
        int? level,
        CancellationToken cancellation
    )
    {
        var codes = new List<string>();
        var named = new List<string>();
        foreach (var area in areas)
        {
            if (area.StartsWith("group:", StringComparison.Ordinal))
                codes.AddRange((await AreasAsync(Language.En, null, null, area[6..], 0, null, cancellation)).Select(a => a.Code));
            else
                named.Add(area);
        }
        await DemandAreasAsync(named, cancellation);
        codes.AddRange(named);
        if (parent is not null || level is not null)
            codes.AddRange((await AreasAsync(Language.En, level, parent, null, 0, null, cancellation)).Select(a => a.Code));
        else if (areas.Count == 0)
            codes.AddRange((await AreasAsync(Language.En, 0, null, null, 0, null, cancellation)).Select(a => a.Code));
        return [.. codes.Distinct(StringComparer.Ordinal)];
    }

    /// <exception cref="Refusal">CODE_UNKNOWN with the nearest code of an area or a group.</exception>
    internal async Task DemandAreasAsync(IReadOnlyList<string> codes, CancellationToken cancellation)
    {
        if (codes.Count == 0)
            return;
        if (codes.All((await AreaCodesAsync(cancellation)).Contains))
            return;
        // Another process may have loaded the area a moment ago.
        sources.Vintages.Forget();
        var known = await AreaCodesAsync(cancellation);
        foreach (var code in codes.Where(c => !known.Contains(c)))
            if (await AreaOfLabelAsync(code, cancellation) is { } meant)
                throw new Refusal(RefusalCodes.CodeUnknown, ("column", "area"), ("value", code), ("nearest", meant));
        var groups = await GroupsAsync(Language.En, cancellation);
        // A group's code can be given in place of an area's, so suggest groups for a misspelt one too.
        Demand("area", [.. codes.Where(c => !known.Contains(c))], known, groups.Select(g => g.Code));
    }

    /// <summary>The area or group whose name, in any language, was given in place of its code; null if the text is no such name.</summary>
    private async Task<string?> AreaOfLabelAsync(string name, CancellationToken cancellation)
    {
        // Half a surrogate pair cannot be normalised, and no name contains even a whole pair.
        if (name.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
            return null;
        var key = LabelText.Key(name);
        foreach (var language in Enum.GetValues<Language>())
        foreach (var (code, label) in await AreaLabelsAsync(language, cancellation))
            if (LabelText.Key(label) == key)
                return code;
        return null;
    }

    private Task<IReadOnlySet<string>> AreaCodesAsync(CancellationToken cancellation) =>
        CodesAsync(
            "codes of areas",
            async () => await sources.Lists.ReadAsync(CatalogueQueries.AreaCodes, new { }, cancellation),
            cancellation
        );

    /// <exception cref="Refusal">CODE_UNKNOWN with the nearest code.</exception>
    public async Task DemandGroupsAsync(IReadOnlyList<string> codes, CancellationToken cancellation)
    {
        if (codes.Count > 0)
            Demand(
                "group",
                codes,
                await CodesAsync(
                    "codes of groups",
                    async () => (await GroupsAsync(Language.En, cancellation)).Select(g => g.Code),
                    cancellation
                )
            );
    }

    /// <param name="near">Further codes to suggest, although they are not valid here.</param>
    private static void Demand(string parameter, IReadOnlyList<string> codes, IReadOnlySet<string> known, params IEnumerable<string> near)
    {
        foreach (var code in codes)
            if (!known.Contains(code))
                throw new Refusal(
                    RefusalCodes.CodeUnknown,
                    ("column", parameter),
                    ("value", code),
                    ("nearest", string.Join(", ", NearestWord.Always(code, [.. known, .. near.Except([code])], MostNearest)))
                );
    }

    private Task<IReadOnlyList<T>> ListAsync<T>(Query<T> query, object parameters, CancellationToken cancellation) =>
        sources.Lists.ListAsync(query, parameters, cancellation);

    /// <summary>Codes in the order of the list: of two equally near codes, the first is suggested.</summary>
    private Task<IReadOnlySet<string>> CodesAsync(string name, Func<Task<IEnumerable<string>>> list, CancellationToken cancellation) =>
        sources.Lists.OfAsync<IReadOnlySet<string>>(name, async () => (await list()).ToHashSet(StringComparer.Ordinal), cancellation);
}
