using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;
using Observatory.Core.Series;

namespace Observatory.Warehouse.Submissions;

/// <summary>A series of a submission in the numbers of the warehouse, without its periods.</summary>
internal readonly record struct StagedSeries(int Indicator, int Area, int Country, int Level, int Provider, int Breakdown);

/// <summary>
/// Writes which figures a submission contains, while they pass in the order of their series: areas with the same periods share a row, so
/// that a file of millions of figures takes some thousand rows. Memory is limited to one indicator.
/// </summary>
internal sealed class StagedContent : IAsyncDisposable
{
    // Beyond this, series with periods of their own are grouped by period instead, which bounds memory.
    private const int MostGroups = 100_000;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlBinaryImporter _copy;
    private readonly int _number;
    private readonly Dictionary<Group, List<int>> _groups = [];
    private readonly Dictionary<int, List<int[]>> _periodSets = [];
    private readonly List<int> _periods = [];
    private StagedSeries _series = new(-1, -1, -1, -1, -1, -1);
    private int _fineness;
    private int _ordinal;

    private StagedContent(NpgsqlConnection connection, NpgsqlBinaryImporter copy, int number)
    {
        _connection = connection;
        _copy = copy;
        _number = number;
    }

    /// <param name="connection">In use until this is completed; closed with it.</param>
    public static async Task<StagedContent> BeginAsync(NpgsqlConnection connection, int number, CancellationToken cancellation) =>
        new(
            connection,
            await connection.BeginBinaryImportAsync(
                "copy ingest.staged_content (submission_number, country_id, provider_id, indicator_id, area_level, freq, ordinal, "
                    + "breakdown_id, period_ids, area_ids) from stdin (format binary)",
                cancellation
            ),
            number
        );

    /// <summary>Records a figure. Figures of a series are contiguous, with periods in ascending order of their numbers.</summary>
    public ValueTask AddAsync(in StagedSeries series, int period, CancellationToken cancellation)
    {
        var fineness = period / 1_000_000;
        if (series == _series && fineness == _fineness)
        {
            _periods.Add(period);
            return ValueTask.CompletedTask;
        }
        EndSeries();
        var isFull = series.Indicator != _series.Indicator || _groups.Count > MostGroups;
        (_series, _fineness) = (series, fineness);
        _periods.Add(period);
        return isFull ? new(FlushAsync(cancellation)) : ValueTask.CompletedTask;
    }

    public async Task CompleteAsync(CancellationToken cancellation)
    {
        EndSeries();
        await FlushAsync(cancellation);
        await _copy.CompleteAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _copy.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private void EndSeries()
    {
        if (_periods.Count == 0)
            return;
        var group = new Group(_series with { Area = 0 }, _fineness, Shared());
        ref var areas = ref CollectionsMarshal.GetValueRefOrAddDefault(_groups, group, out _);
        (areas ??= []).Add(_series.Area);
        _periods.Clear();
    }

    // Each set of periods has one array, so that groups can be compared by reference.
    private int[] Shared()
    {
        var periods = CollectionsMarshal.AsSpan(_periods);
        var hash = new HashCode();
        hash.AddBytes(MemoryMarshal.AsBytes(periods));
        ref var alike = ref CollectionsMarshal.GetValueRefOrAddDefault(_periodSets, hash.ToHashCode(), out _);
        alike ??= [];
        foreach (var set in alike)
            if (periods.SequenceEqual(set))
                return set;
        int[] added = [.. periods];
        alike.Add(added);
        return added;
    }

    private async Task FlushAsync(CancellationToken cancellation)
    {
        var alone = new Dictionary<(StagedSeries Series, int Fineness, int Period), List<int>>();
        foreach (var (group, areas) in _groups)
        {
            if (areas.Count > 1)
            {
                await WriteAsync(group.Series, group.Fineness, group.Periods, areas, cancellation);
                continue;
            }
            foreach (var period in group.Periods)
            {
                ref var of = ref CollectionsMarshal.GetValueRefOrAddDefault(alone, (group.Series, group.Fineness, period), out _);
                (of ??= []).Add(areas[0]);
            }
        }
        foreach (var ((series, fineness, period), areas) in alone)
            await WriteAsync(series, fineness, [period], areas, cancellation);
        _groups.Clear();
        _periodSets.Clear();
    }

    private async Task WriteAsync(StagedSeries series, int fineness, int[] periods, List<int> areas, CancellationToken cancellation)
    {
        await _copy.StartRowAsync(cancellation);
        await _copy.WriteAsync(_number, NpgsqlDbType.Integer, cancellation);
        await _copy.WriteAsync((short)series.Country, NpgsqlDbType.Smallint, cancellation);
        await _copy.WriteAsync((short)series.Provider, NpgsqlDbType.Smallint, cancellation);
        await _copy.WriteAsync((short)series.Indicator, NpgsqlDbType.Smallint, cancellation);
        await _copy.WriteAsync((short)series.Level, NpgsqlDbType.Smallint, cancellation);
        await _copy.WriteAsync(TimePeriod.FromId(periods[0]).Frequency.Code()[0], NpgsqlDbType.InternalChar, cancellation);
        await _copy.WriteAsync(_ordinal++, NpgsqlDbType.Integer, cancellation);
        await _copy.WriteAsync(series.Breakdown, NpgsqlDbType.Integer, cancellation);
        await _copy.WriteAsync(periods, NpgsqlDbType.Array | NpgsqlDbType.Integer, cancellation);
        await _copy.WriteAsync(areas.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer, cancellation);
    }

    private readonly record struct Group(StagedSeries Series, int Fineness, int[] Periods);
}
