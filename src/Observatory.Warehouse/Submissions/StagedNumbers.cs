using Npgsql;
using Observatory.Core.Mappings;
using Observatory.Core.Series;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Loading;

namespace Observatory.Warehouse.Submissions;

/// <summary>
/// Maps the numbers of a file's code books to those of the warehouse. New areas and breakdowns get numbers in a short transaction before
/// any figure is written, so that files that are staged at the same time never wait for one another.
/// </summary>
internal sealed class StagedNumbers
{
    private readonly DataSources _sources;
    private readonly IndicatorNumberRow[] _indicators;
    private readonly AreaNumberRow[] _areas;
    private readonly int[] _breakdowns;
    private readonly int[] _providers;
    private readonly List<int?> _attributes = [];

    private StagedNumbers(DataSources sources, IndicatorNumberRow[] indicators, AreaNumberRow[] areas, int[] breakdowns, int[] providers) =>
        (_sources, _indicators, _areas, _breakdowns, _providers) = (sources, indicators, areas, breakdowns, providers);

    /// <summary>The provider and area level of all figures; null if there are several.</summary>
    public (int Provider, int Level)? OnlyPlace =>
        _providers.Length == 1 && _areas.Length > 0 && _areas.All(a => a.Level == _areas[0].Level)
            ? (_providers[0], _areas[0].Level)
            : null;

    /// <param name="writeCodes">Writes the file's code books to the staging table.</param>
    public static async Task<StagedNumbers> GiveAsync(
        DataSources sources,
        int submission,
        string? feed,
        MappedFile file,
        Func<NpgsqlConnection, Task> writeCodes,
        CancellationToken cancellation
    )
    {
        await using var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var of = new
        {
            submission_number = submission,
            feed,
            level = (short)0,
        };
        await Staging.ClearAsync(connection, transaction, submission, cancellation);
        await writeCodes(connection);
        for (short level = 1; level <= 4; level++)
        {
            await LoadQueries.BringAreas.RunAsync(connection, of with { level = level }, cancellation, transaction);
            await LoadQueries.AreaPaths.RunAsync(connection, new { level }, cancellation, transaction);
        }
        await LoadQueries.Breakdowns.RunAsync(connection, of, cancellation, transaction);
        var numbers = new StagedNumbers(
            sources,
            [.. await LoadQueries.IndicatorNumbers.ListAsync(connection, of, cancellation, transaction)],
            [.. (await LoadQueries.AreaNumbers.ListAsync(connection, of, cancellation, transaction)).Take(file.Areas.Count)],
            await NumbersAsync(LoadQueries.BreakdownNumbers, file.Breakdowns.Count),
            await NumbersAsync(LoadQueries.ProviderNumbers, file.Providers.Count)
        );
        if (numbers._indicators.Length != file.Indicators.Count)
            throw Unresolved(submission, "indicators", file.Indicators.Count, numbers._indicators.Length);
        if (numbers._areas.Length != file.Areas.Count)
            throw Unresolved(submission, "areas", file.Areas.Count, numbers._areas.Length);
        await transaction.CommitAsync(cancellation);
        return numbers;

        async Task<int[]> NumbersAsync(Query<NumberRow> query, int expected)
        {
            var rows = await query.ListAsync(connection, of, cancellation, transaction);
            return rows.Count == expected ? [.. rows.Select(r => r.Id)] : throw Unresolved(submission, query.Name, expected, rows.Count);
        }
    }

    public StagedSeries Of(in ObservationKey key)
    {
        var area = _areas[key.Area];
        return new StagedSeries(
            _indicators[key.Indicator].Id,
            area.Id,
            area.CountryId,
            area.Level,
            _providers[key.Provider],
            _breakdowns[key.Breakdown]
        );
    }

    /// <summary>How the figures of a series add up: over time, and to which parent area, if any.</summary>
    public Addition AdditionOf(in ObservationKey key)
    {
        var (indicator, area) = (_indicators[key.Indicator], _areas[key.Area]);
        return new Addition(indicator.AddsUpOverTime, indicator.AddsUp ? area.ParentId : null, !area.IsUnspecified);
    }

    /// <summary>The warehouse's number of a set of attributes; null if it has not been requested yet.</summary>
    public int? HasAttributes(int number) => number < _attributes.Count ? _attributes[number] : null;

    /// <summary>
    /// Requests the warehouse's number of a set of attributes. A sum may have a set that no single figure has, so they are not known in
    /// advance.
    /// </summary>
    public async ValueTask<int> GiveAttributesAsync(int number, MappedFile file, CancellationToken cancellation)
    {
        var said = file.Attributes[number];
        await using var connection = await _sources.Writer.OpenConnectionAsync(cancellation);
        var id = await LoadQueries.AttributeSet.OneAsync(
            connection,
            new
            {
                statuses = said.Statuses,
                counting_unit = said.CountingUnit,
                confidentiality = said.Confidentiality,
                notes = said.Notes,
                notes_say = NoteMeaning.Of(said.Notes, file.Mapping),
            },
            cancellation
        );
        while (_attributes.Count <= number)
            _attributes.Add(null);
        _attributes[number] = id;
        return id;
    }

    private static InvalidOperationException Unresolved(int submission, string what, int expected, int found) =>
        new($"Submission {submission} has {expected} {what}, and {found} of them have a number in the warehouse.");
}
