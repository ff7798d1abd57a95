using System.Runtime.CompilerServices;
using NodaTime;
using Observatory.Core.Figures;
using Observatory.Core.Series;
using Observatory.Warehouse.Database;

namespace Observatory.Warehouse.Questions;

/// <summary>The statements that fetch figures.</summary>
public static class FigureQueries
{
    public static readonly Query<FetchedRow> Observations = new("series/observations");
    public static readonly Query<FetchedRow> Versions = new("series/versions");
    public static readonly Query<DeclaredPartition> Partitions = new("series/partitions");
}

/// <summary>A figure as the statement returns it.</summary>
public sealed record FetchedRow
{
    public required string Indicator { get; init; }
    public required string Area { get; init; }

    /// <summary>See <see cref="TimePeriod.Id"/>.</summary>
    public required int PeriodId { get; init; }

    /// <summary>See <see cref="KnownBreakdowns"/>.</summary>
    public required int BreakdownId { get; init; }
    public required string Source { get; init; }

    /// <summary>In the indicator's unit; null if the status says why there is no value, or if a sum is incomplete.</summary>
    public decimal? Value { get; init; }

    /// <summary>Lower bound that the source gives with an estimate; null if it gives none, and for a sum.</summary>
    public decimal? LowerBound { get; init; }

    /// <summary>Upper bound that the source gives with an estimate; null if it gives none, and for a sum.</summary>
    public decimal? UpperBound { get; init; }
    public required string Unit { get; init; }

    /// <summary>Codes of CL_OBS_STATUS joined by <c>;</c>; repeated if parts have different ones.</summary>
    public required string Statuses { get; init; }

    /// <summary>Notes as <see cref="NoteSet.Parse"/> reads them; null for none.</summary>
    public string? Notes { get; init; }
    public required bool Derived { get; init; }
    public required bool Complete { get; init; }

    /// <summary>The sum of the present parts, if some are absent; otherwise null.</summary>
    public decimal? PartialValue { get; init; }
    public required long PartsPresent { get; init; }

    /// <summary>Null if absent parts count as zero.</summary>
    public int? PartsExpected { get; init; }

    /// <summary>Level of the areas, and frequency of the periods, that were summed; for any other figure its own.</summary>
    public required short PartLevel { get; init; }
    public required string PartFreq { get; init; }

    /// <summary>True if the parts of a sum are figures of the area itself.</summary>
    public required bool PartIsArea { get; init; }
    public required int Submission { get; init; }
    public required Instant LoadedAt { get; init; }
    public required string Mapping { get; init; }

    /// <summary>The newest vintage visible to the statement.</summary>
    public required int Vintage { get; init; }
}

/// <summary>Fetches stored figures, and the stored or computed sums of them over time and areas.</summary>
public sealed class FigureFetch(DataSources sources)
{
    private static readonly LocalDate FirstDay = new(1800, 1, 1);
    private static readonly LocalDate LastDay = new(2199, 12, 31);

    /// <summary>
    /// The requested figures, ordered by indicator, area, source, breakdown and period, all of the question's vintage. If a load became
    /// visible after the question was resolved, the statement for older vintages is used instead of the one for current figures.
    /// </summary>
    public async IAsyncEnumerable<Figure> ReadAsync(FetchQuestion question, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var known = await KnownBreakdowns.OfAsync(sources, cancellation);
        var parameters = ParametersOf(question, known);
        // A question without a limit may run long; a page that runs long is cancelled.
        await using var connection = question.Take is null
            ? await sources.Reader.OpenPatientConnectionAsync(cancellation)
            : await sources.Reader.OpenConnectionAsync(cancellation);
        if (question.IsNow)
        {
            var isOvertaken = false;
            await foreach (var row in FigureQueries.Observations.StreamAsync(connection, parameters, cancellation))
            {
                // All rows are of one statement, so the first row shows it for all.
                isOvertaken = row.Vintage > question.Vintage;
                if (isOvertaken)
                    break;
                yield return FigureOf(row, known[row.BreakdownId]);
            }
            if (!isOvertaken)
                yield break;
        }
        await foreach (var row in FigureQueries.Versions.StreamAsync(connection, parameters, cancellation))
            yield return FigureOf(row, known[row.BreakdownId]);
    }

    private static Figure FigureOf(FetchedRow row, Breakdown breakdown)
    {
        var statuses = StatusSet.Parse(row.Statuses);
        return new Figure
        {
            Indicator = row.Indicator,
            Area = row.Area,
            Period = TimePeriod.FromId(row.PeriodId),
            Breakdown = breakdown,
            Source = row.Source,
            Value = row.Value,
            LowerBound = row.LowerBound,
            UpperBound = row.UpperBound,
            Unit = row.Unit,
            // An incomplete figure has status missing, whatever its parts have.
            Statuses = row.Complete ? statuses : statuses.With(StatusSet.MissingCode),
            Notes = NoteSet.Parse(row.Notes),
            Derived = row.Derived,
            Complete = row.Complete,
            PartialValue = row.PartialValue,
            PartsPresent = row.PartsPresent,
            PartsExpected = row.PartsExpected,
            Origin = row.Derived ? new FigureOrigin(row.PartLevel, row.PartIsArea, FrequencyCodes.TryParse(row.PartFreq)!.Value) : null,
            Submission = row.Submission,
            LoadedAt = row.LoadedAt,
            Mapping = row.Mapping,
        };
    }

    /// <summary>The parameters of both statements.</summary>
    internal static object ParametersOf(FetchQuestion question, KnownBreakdowns known)
    {
        var all = question.Sources.Contains(ObservationQuery.Every);
        return new
        {
            areas = question.Areas.ToArray(),
            indicators = question.Indicators.ToArray(),
            freq = question.Frequency.Code(),
            from_period = FirstOf(question.Frequency, question.From?.FirstDay ?? FirstDay),
            to_period = LastOf(question.Frequency, question.To?.LastDay ?? LastDay),
            breakdowns = known.IdsOf(question.Breakdown),
            total_breakdown = known.Total,
            sources = question.Sources.Count == 0 || all ? null : question.Sources.ToArray(),
            all_sources = all,
            as_of = question.Vintage,
            published_by = question.PublishedBy,
            last_n_observations = question.LastNObservations,
            after_indicator = question.After?.Indicator,
            after_area = question.After?.Area,
            after_source = question.After?.Source,
            take = question.Take,
        };
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
}
