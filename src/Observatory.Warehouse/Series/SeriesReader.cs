using System.Runtime.CompilerServices;
using NodaTime;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Series;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Series;

/// <summary>The statements behind every answer with figures.</summary>
public static class SeriesQueries
{
    public static readonly Query<ObservationRow> Observations = new("series/observations");
    public static readonly Query<ObservationRow> Versions = new("series/versions");
    public static readonly Query<VintageRow> Vintages = new("catalogue/vintages");
    public static readonly Query<DeclaredPartition> Partitions = new("series/partitions");
    public static readonly Query<NewestLoadRow> NewestLoad = new("catalogue/newest_load");
}

public sealed record VintageRow
{
    public required int Vintage { get; init; }
    public required Instant LoadedAt { get; init; }
}

/// <summary>Answers with figures: the same for the API and for the verbs.</summary>
public sealed class SeriesReader(DataSources sources, CatalogueReader catalogue)
{
    private readonly DeclaredPartitions _partitions = new(sources);

    /// <summary>The figures asked for, as a stream.</summary>
    /// <exception cref="Refusal">CODE_UNKNOWN, PARAMETER_VALUE, PARAMETER_MISSING.</exception>
    public async IAsyncEnumerable<ObservationRow> ReadAsync(ObservationQuery query, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var sum = await SumOfAsync(query, cancellation);
        var rows = sum is null
            ? StoredAsync(query, query.Take is not null, cancellation)
            : sum.OfAsync(StoredAsync(sum.Question, query.Take is not null, cancellation), cancellation);
        await foreach (var row in rows)
            if (query.Statuses.Count == 0 || row.Statuses.Split(';').Any(query.Statuses.Contains))
                yield return row;
    }

    /// <summary>What makes the totals over breakdowns that no office gives; null where none could be made.</summary>
    private async Task<PartitionSum?> SumOfAsync(ObservationQuery query, CancellationToken cancellation)
    {
        var declared = await _partitions.OfAsync(query.Indicators, cancellation);
        if (declared.Count == 0)
            return null;
        var vintage = await VintageAtAsync(query.AsOf, cancellation);
        var sum = new PartitionSum(
            query,
            [.. declared.Where(p => p.Vintage <= vintage && (query.PublishedBy is not { } day || p.PublishedOn <= day))]
        );
        return sum.IsNeeded ? sum : null;
    }

    /// <summary>What the star holds, and its sums over time and areas.</summary>
    private async IAsyncEnumerable<ObservationRow> StoredAsync(
        ObservationQuery query,
        bool isPage,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var parameters = await ParametersAsync(query, cancellation);
        // Who takes everything may take long: a page is over in time or not at all.
        await using var connection = !isPage
            ? await sources.Reader.OpenPatientConnectionAsync(cancellation)
            : await sources.Reader.OpenConnectionAsync(cancellation);
        var asked = query.AsOf is null && query.PublishedBy is null ? SeriesQueries.Observations : SeriesQueries.Versions;
        await foreach (var row in asked.StreamAsync(connection, parameters, cancellation))
            yield return Tidy(row.Statuses, row.Complete) is var statuses && statuses == row.Statuses
                ? row
                : row with
                {
                    Statuses = statuses,
                };
    }

    /// <summary>The newest load: answers change only when it does.</summary>
    public ValueTask<NewestLoadRow> NewestLoadAsync(CancellationToken cancellation) => sources.Vintages.NewestAsync(cancellation);

    /// <summary>The vintage that was answered at an instant; the newest that can be for null.</summary>
    internal async Task<int> VintageAtAsync(Instant? at, CancellationToken cancellation)
    {
        if (at is not { } instant)
            return int.MaxValue;
        var vintages = await sources.Kept.ListAsync(SeriesQueries.Vintages, new { }, cancellation);
        return vintages.Where(v => v.LoadedAt <= instant).Max(v => (int?)v.Vintage) ?? 0;
    }

    /// <summary>What the statement is given for a question.</summary>
    internal async Task<object> ParametersAsync(ObservationQuery query, CancellationToken cancellation)
    {
        if (query.Indicators.Count == 0)
            throw new Refusal(RefusalCodes.ParameterMissing, ("value", "indicator"));
        await catalogue.DemandIndicatorsAsync(query.Indicators, cancellation);
        var areas = await catalogue.AreasOfAsync(query, cancellation);
        var all = query.Sources.Contains("*");
        if (!all)
            await catalogue.DemandProvidersAsync(query.Sources, cancellation);
        foreach (var dimension in query.Breakdown.Keys)
            if (BreakdownDimensions.IndexOf(dimension) < 0)
                throw new Refusal(
                    RefusalCodes.ParameterUnknown,
                    ("value", dimension),
                    ("nearest", NearestWord.To(dimension, BreakdownDimensions.All) ?? "")
                );
        foreach (var (dimension, members) in query.Breakdown)
            await catalogue.DemandMembersAsync(dimension, members, cancellation);
        if (query.From is { } first && query.To is { } last && first.FirstDay > last.LastDay)
            throw new Refusal(RefusalCodes.ParameterValue, ("column", "from"), ("value", first.ToString()), ("expected", $"≤ {last}"));

        return new
        {
            areas = areas.ToArray(),
            indicators = query.Indicators.ToArray(),
            freq = query.Frequency.Code(),
            from_period = FirstOf(query.Frequency, query.From?.FirstDay ?? new LocalDate(1800, 1, 1)),
            to_period = LastOf(query.Frequency, query.To?.LastDay ?? new LocalDate(2199, 12, 31)),
            sex = Members("SEX"),
            age = Members("AGE"),
            mechanism = Members("MECHANISM"),
            relationship = Members("RELATIONSHIP"),
            motive = Members("MOTIVE"),
            place = Members("PLACE"),
            urban = Members("AREA"),
            citizenship = Members("CITIZENSHIP"),
            exploitation = Members("EXPLOITATION"),
            drug = Members("DRUG"),
            offence = Members("OFFENCE"),
            sources = query.Sources.Count == 0 || all ? null : query.Sources.ToArray(),
            all_sources = all,
            as_of = await VintageAtAsync(query.AsOf, cancellation),
            published_by = query.PublishedBy,
            last_n_observations = query.LastNObservations,
            skip = query.Skip,
            take = query.Take,
        };

        string[]? Members(string dimension) =>
            !query.Breakdown.TryGetValue(dimension, out var members) ? [BreakdownDimensions.Total]
            : members.Contains("*") ? null
            : [.. members];
    }

    /// <summary>The number of the first period of a frequency that begins on a day or later.</summary>
    private static int FirstOf(Frequency frequency, LocalDate day)
    {
        var period = TimePeriod.OfMonth(day.Year, day.Month).Within(frequency)!.Value;
        return period.FirstDay < day ? period.Id + 1 : period.Id;
    }

    /// <summary>The number of the last period of a frequency that ends on a day or earlier.</summary>
    private static int LastOf(Frequency frequency, LocalDate day)
    {
        var period = TimePeriod.OfMonth(day.Year, day.Month).Within(frequency)!.Value;
        return period.LastDay > day ? period.Id - 1 : period.Id;
    }

    /// <summary>
    /// Each status once; what says nothing beside another is dropped; an incomplete figure is missing (O), whatever its parts are.
    /// </summary>
    private static string Tidy(string statuses, bool complete)
    {
        if (complete && statuses.Length > 0 && !statuses.Contains(';', StringComparison.Ordinal))
            return statuses;
        var each = statuses
            .Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (!complete && !each.Contains("O"))
            each.Add("O");
        if (each.Count > 1)
            each.Remove("A");
        return string.Join(';', each.Order(StringComparer.Ordinal));
    }
}
