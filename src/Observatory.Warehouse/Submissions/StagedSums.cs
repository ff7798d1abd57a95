using System.Runtime.InteropServices;
using Npgsql;
using Observatory.Core.Series;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Loading;

namespace Observatory.Warehouse.Submissions;

/// <summary>How the figures of a series add up.</summary>
/// <param name="Above">The parent area, of which they are parts; null if there is none.</param>
/// <param name="IsPart">False for an unspecified place, which counts in the sum but is not a part that could be missing.</param>
internal readonly record struct Addition(bool OverTime, int? Above, bool IsPart);

/// <summary>
/// Sums of a submission that can be attached as it is, calculated while its figures pass: the years of each area as rows of
/// <c>dw.rollup_observation</c>, and the gains of parent areas, which the load propagates further. They equal what the statements of
/// <see cref="Rollups"/> would calculate from the same figures; a property test checks that.
/// </summary>
internal sealed class StagedSums : IAsyncDisposable
{
    // The number of sums in memory before they are written. A sum that recurs later is another row, and the load adds them up.
    private const int MostKept = 100_000;

    // Dividing by this removes trailing zeros of a decimal and changes nothing else.
    private const decimal One = 1.0000000000000000000000000000m;

    private readonly DataSources _sources;
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly BinaryCopy _years;
    private readonly int _number;
    private readonly int _level;
    private readonly Dictionary<AboveKey, Sum> _above = [];
    private StagedSeries _series = new(-1, -1, -1, -1, -1, -1);
    private int _year;
    private Sum _ofYear;

    private StagedSums(
        DataSources sources,
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        BinaryCopy years,
        int number,
        int level
    )
    {
        (_sources, _connection, _transaction, _years) = (sources, connection, transaction, years);
        (_number, _level) = (number, level);
    }

    /// <param name="submission">Number of the submission.</param>
    public static async Task<StagedSums> BeginAsync(
        DataSources sources,
        int submission,
        int provider,
        int level,
        CancellationToken cancellation
    )
    {
        var connection = await sources.Writer.OpenConnectionAsync(cancellation);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellation);
            await LoadQueries.OpenSums.RunAsync(
                connection,
                new
                {
                    submission_number = submission,
                    provider_id = provider,
                    area_level = level,
                },
                cancellation,
                transaction
            );
            var years = await BinaryCopy.BeginAsync(
                connection,
                $"copy ingest.staged_{submission}_sums from stdin (format binary, freeze)",
                cancellation
            );
            return new StagedSums(sources, connection, transaction, years, submission, level);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Adds a figure. Figures of a series are contiguous, with periods in ascending order of their numbers.</summary>
    public async ValueTask AddAsync(
        StagedSeries series,
        Addition addition,
        int period,
        decimal? value,
        int attributes,
        CancellationToken cancellation
    )
    {
        var fineness = period / 1_000_000;
        if (addition.OverTime && fineness > 1)
        {
            var year = (fineness * 10_000) + (period % 1_000_000 / 100);
            if (year != _year || series != _series)
            {
                await EndYearAsync(cancellation);
                (_series, _year) = (series, year);
            }
            _ofYear.Add(value, attributes, isPart: true);
        }
        if (addition.Above is not { } above)
            return;
        CollectionsMarshal
            .GetValueRefOrAddDefault(_above, new AboveKey(series with { Area = above }, period), out _)
            .Add(value, attributes, addition.IsPart);
        if (_above.Count >= MostKept)
            await WriteAboveAsync(cancellation);
    }

    public async Task CompleteAsync(CancellationToken cancellation)
    {
        await EndYearAsync(cancellation);
        await _years.CompleteAsync(cancellation);
        await WriteAboveAsync(cancellation);
        await _transaction.CommitAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await _years.DisposeAsync();
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private async ValueTask EndYearAsync(CancellationToken cancellation)
    {
        if (_ofYear.Figures == 0)
            return;
        var fineness = _year / 10_000;
        await _years.StartRowAsync(17, cancellation);
        _years.Write(_series.Area);
        _years.Write(TimePeriod.OfYear(_year % 10_000).Id);
        _years.Write(_series.Breakdown);
        _years.Write(_ofYear.LeastSet);
        _years.Write(_ofYear.Figures);
        _years.Write(_ofYear.Missing);
        _years.Write(_ofYear.Parts);
        _years.Write(
            fineness switch
            {
                2 => 2,
                3 => 4,
                _ => 12,
            }
        );
        _years.Write((short)_series.Country);
        _years.Write((short)_series.Indicator);
        _years.Write((short)_series.Provider);
        _years.Write((short)_series.Level);
        _years.Write((short)_series.Level);
        _years.Write("ASQM"[fineness - 1]);
        _years.Write(false);
        _years.Write(_ofYear.IsMixed);
        _years.Write((decimal?)(_ofYear.Value / One));
        _ofYear = default;
    }

    private async Task WriteAboveAsync(CancellationToken cancellation)
    {
        if (_above.Count == 0)
            return;
        await using (var connection = await _sources.Writer.OpenConnectionAsync(cancellation))
        {
            await using var copy = await BinaryCopy.BeginAsync(
                connection,
                "copy ingest.staged_sum (submission_number, country_id, indicator_id, provider_id, area_id, breakdown_id, "
                    + "part_level, period_id, figures, figures_missing, parts, least_set, greatest_set, value) from stdin (format "
                    + "binary)",
                cancellation
            );
            foreach (var (key, sum) in _above)
            {
                await copy.StartRowAsync(14, cancellation);
                copy.Write(_number);
                copy.Write((short)key.Series.Country);
                copy.Write((short)key.Series.Indicator);
                copy.Write((short)key.Series.Provider);
                copy.Write(key.Series.Area);
                copy.Write(key.Series.Breakdown);
                copy.Write((short)_level);
                copy.Write(key.Period);
                copy.Write(sum.Figures);
                copy.Write(sum.Missing);
                copy.Write(sum.Parts);
                copy.Write(sum.LeastSet);
                copy.Write(sum.GreatestSet);
                copy.Write((decimal?)sum.Value);
            }
            await copy.CompleteAsync(cancellation);
        }
        _above.Clear();
    }

    private readonly record struct AboveKey(StagedSeries Series, int Period);

    private struct Sum
    {
        public int Figures;
        public int Missing;
        public int Parts;
        public int LeastSet;
        public int GreatestSet;
        public decimal Value;

        public readonly bool IsMixed => LeastSet != GreatestSet;

        public void Add(decimal? value, int attributes, bool isPart)
        {
            LeastSet = Figures == 0 ? attributes : Math.Min(LeastSet, attributes);
            GreatestSet = Math.Max(GreatestSet, attributes);
            Figures++;
            if (isPart)
                Parts++;
            if (value is { } number)
                Value = Exact.Sum(Value, number);
            else
                Missing++;
        }
    }
}
