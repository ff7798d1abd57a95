using System.Text.Json;
using NodaTime;
using NodaTime.Text;
using Npgsql;
using Observatory.Core.Languages;
using Observatory.Core.Taxonomy;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Loading;

namespace Observatory.Warehouse.Taxonomy;

/// <summary>The statements that update <c>ref</c> from the taxonomy files.</summary>
public static class TaxonomyQueries
{
    public static readonly Query<int?> Known = new("taxonomy/known");
    public static readonly Query<int> Begin = new("taxonomy/begin");
    public static readonly Statement KeepFile = new("taxonomy/keep_file");
    public static readonly Statement Units = new("taxonomy/units");
    public static readonly Statement Statuses = new("taxonomy/statuses");
    public static readonly Statement Iccs = new("taxonomy/iccs");
    public static readonly Statement Indicators = new("taxonomy/indicators");
    public static readonly Statement Dimensions = new("taxonomy/dimensions");
    public static readonly Statement Members = new("taxonomy/members");
    public static readonly Statement Countries = new("taxonomy/countries");
    public static readonly Statement Areas = new("taxonomy/areas");
    public static readonly Statement Groups = new("taxonomy/groups");
    public static readonly Statement ForgetGroupMembers = new("taxonomy/forget_group_members");
    public static readonly Statement GroupMembers = new("taxonomy/group_members");
    public static readonly Statement Providers = new("taxonomy/providers");
    public static readonly Statement ForgetPreferredSources = new("taxonomy/forget_preferred_sources");
    public static readonly Statement PreferredSources = new("taxonomy/preferred_sources");
    public static readonly Statement ForgetBreaks = new("taxonomy/forget_breaks");
    public static readonly Statement Breaks = new("taxonomy/breaks");
    public static readonly Query<InstantRow> Instant = new("taxonomy/instant");
    public static readonly Statement ClosePopulation = new("taxonomy/close_population");
    public static readonly Statement Population = new("taxonomy/population");
}

public sealed record InstantRow
{
    public required Instant At { get; init; }
}

/// <summary>Loads the taxonomy files into <c>ref</c> in one transaction; does nothing if this version is already there.</summary>
public sealed class TaxonomyLoader(DataSources sources)
{
    private const string PopulationProvider = "UN_WPP";

    /// <summary>Returns true if the version was new.</summary>
    public async Task<bool> LoadAsync(LibraryState state, CancellationToken cancellation)
    {
        await using var connection = await sources.Migrator.OpenConnectionAsync(cancellation);
        var taxonomy = state.Taxonomy;
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await LoadQueries.LockProvider.RunAsync(connection, new { provider = "taxonomy" }, cancellation, transaction);
        if (await TaxonomyQueries.Known.MaybeAsync(connection, new { checksum = taxonomy.Version }, cancellation, transaction) is not null)
            return false;
        var version = await TaxonomyQueries.Begin.OneAsync(connection, new { checksum = taxonomy.Version }, cancellation, transaction);
        foreach (var (name, content) in state.TaxonomyFiles.Files)
            await TaxonomyQueries.KeepFile.RunAsync(
                connection,
                new
                {
                    taxonomy_version_id = version,
                    name,
                    content = content.ToArray(),
                },
                cancellation,
                transaction
            );
        var structure = await RollupQueries.Structure.OneAsync(connection, null, cancellation, transaction);
        await WriteAsync(taxonomy, connection, transaction, cancellation);
        if (await RollupQueries.Structure.OneAsync(connection, null, cancellation, transaction) != structure)
            await Rollups.RebuildAsync(connection, transaction, cancellation);
        // Last, because its validity starts at an instant that must be close to the commit.
        await WritePopulationAsync(taxonomy, connection, transaction, cancellation);
        await transaction.CommitAsync(cancellation);
        sources.Vintages.Forget();
        return true;
    }

    private static async Task WriteAsync(
        TaxonomyCatalogue taxonomy,
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        CancellationToken cancellation
    )
    {
        Task Run<T>(Statement statement, IEnumerable<T> rows) =>
            statement.RunAsync(connection, new { rows = JsonSerializer.Serialize(rows) }, cancellation, transaction);

        await Run(TaxonomyQueries.Units, taxonomy.Units.Select(u => new { code = u.Code, label = Label(u.Label) }));
        await Run(
            TaxonomyQueries.Statuses,
            taxonomy.Statuses.Select(s => new
            {
                code = s.Code,
                isMissing = s.IsMissing,
                isPublishable = s.IsPublishable,
                label = Label(s.Label),
            })
        );
        await Run(
            TaxonomyQueries.Iccs,
            taxonomy.Iccs.Select(c => new
            {
                code = c.Code,
                level = c.Level,
                parent = c.Parent,
                label = Label(c.Label),
            })
        );
        await Run(
            TaxonomyQueries.Indicators,
            taxonomy.Indicators.Select(i => new
            {
                code = i.Code,
                theme = i.Theme,
                label = Label(i.Label),
                definition = Label(i.Definition),
                unit = i.Unit,
                countingUnit = i.CountingUnit,
                kind = i.Kind switch
                {
                    IndicatorKind.Count => "count",
                    IndicatorKind.Rate => "rate",
                    IndicatorKind.Percentage => "percentage",
                    IndicatorKind.Ratio => "ratio",
                    IndicatorKind.Index => "index",
                    _ => throw new InvalidOperationException(),
                },
                isStock = i.IsStock,
                formula = i.Formula,
                rateOf = i.RateOf,
                decimals = i.Decimals,
                higherIsWorse = i.HigherIsWorse,
                minValue = i.MinValue,
                maxValue = i.MaxValue,
                iccsCodes = i.IccsCodes,
                crosswalks = i.Crosswalks,
                dimensions = i.Dimensions,
            })
        );
        await Run(
            TaxonomyQueries.Dimensions,
            taxonomy.Dimensions.Select(
                (d, at) =>
                    new
                    {
                        code = d.Code,
                        codeList = d.CodeList,
                        isBreakdown = d.IsBreakdown,
                        sortOrder = at + 1,
                        label = Label(d.Label),
                    }
            )
        );
        await Run(
            TaxonomyQueries.Members,
            taxonomy
                .Dimensions.SelectMany(d => d.Members)
                .Select(m => new
                {
                    dimension = m.Dimension,
                    code = m.Code,
                    parent = m.Parent,
                    sortOrder = m.SortOrder,
                    inPartition = m.InPartition,
                    label = Label(m.Label),
                })
        );
        await Run(
            TaxonomyQueries.Countries,
            taxonomy.Countries.Select(c => new
            {
                iso3 = c.Iso3,
                iso2 = c.Iso2,
                m49 = c.M49,
                subregion = c.Subregion,
                oasStatus = c.OasStatus,
                statusNote = c.StatusNote,
            })
        );
        var areas = JsonSerializer.Serialize(
            taxonomy.Areas.Select(a => new
            {
                code = a.Code,
                country = a.Country,
                level = (short)a.Level,
                parent = a.Parent,
                label = Label(a.Label),
                type = a.Type,
            })
        );
        for (short level = 0; level <= 4; level++)
        {
            await TaxonomyQueries.Areas.RunAsync(connection, new { rows = areas, level }, cancellation, transaction);
            await LoadQueries.AreaPaths.RunAsync(connection, new { level }, cancellation, transaction);
        }
        await Run(TaxonomyQueries.Groups, taxonomy.Groups.Select(g => new { code = g.Code, label = Label(g.Label) }));
        await TaxonomyQueries.ForgetGroupMembers.RunAsync(connection, null, cancellation, transaction);
        await Run(
            TaxonomyQueries.GroupMembers,
            taxonomy
                .Groups.SelectMany(g => g.Members)
                .Select(m => new
                {
                    group = m.Group,
                    area = m.Area,
                    fromYear = m.FromYear,
                    toYear = m.ToYear,
                })
        );
        await Run(
            TaxonomyQueries.Providers,
            taxonomy.Providers.Select(p => new
            {
                code = p.Code,
                country = p.Country,
                label = Label(p.Name),
                sourceSystem = p.SourceSystem,
                countingRule = p.CountingRule,
                referenceDate = p.ReferenceDate,
                licence = p.Licence,
                url = p.Url,
            })
        );
        await TaxonomyQueries.ForgetPreferredSources.RunAsync(connection, null, cancellation, transaction);
        await Run(
            TaxonomyQueries.PreferredSources,
            taxonomy.PreferredSources.Select(s => new
            {
                area = s.Area,
                indicator = s.Indicator,
                provider = s.Provider,
                rank = s.Rank,
                fromYear = s.FromYear,
                toYear = s.ToYear,
            })
        );
        await TaxonomyQueries.ForgetBreaks.RunAsync(connection, null, cancellation, transaction);
        await Run(
            TaxonomyQueries.Breaks,
            taxonomy.Breaks.Select(b => new
            {
                code = b.NoteCode,
                area = b.Area,
                indicator = b.Indicator,
                provider = b.Provider == "*" ? null : b.Provider,
                period = b.Period.ToString(),
                firstDay = LocalDatePattern.Iso.Format(b.Period.FirstDay),
                kind = b.Kind,
                note = Label(b.Note),
                source = b.Source,
            })
        );
    }

    /// <summary>Figures of a replaced revision stay, with the time for which they were valid.</summary>
    private static async Task WritePopulationAsync(
        TaxonomyCatalogue taxonomy,
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        CancellationToken cancellation
    )
    {
        var population = new
        {
            rows = JsonSerializer.Serialize(
                taxonomy.Population.Select(p => new
                {
                    area = p.Area,
                    year = p.Year,
                    sex = p.Sex,
                    age = p.Age,
                    persons = p.Persons,
                    obsStatus = p.ObsStatus,
                })
            ),
            provider = PopulationProvider,
            revision = taxonomy.FindProvider(PopulationProvider)?.Revision,
            at = (await TaxonomyQueries.Instant.OneAsync(connection, null, cancellation, transaction)).At,
        };
        await TaxonomyQueries.ClosePopulation.RunAsync(connection, population, cancellation, transaction);
        await TaxonomyQueries.Population.RunAsync(connection, population, cancellation, transaction);
    }

    private static Dictionary<string, string> Label(LocalText text) =>
        LanguageCodes.All.ToDictionary(l => l.Code(), text.In, StringComparer.Ordinal);
}
