using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Plausibility;
using Observatory.Core.Series;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Loading;

namespace Observatory.Warehouse.Submissions;

/// <summary>
/// Writes the figures of a mapped file into a table of their own, with the numbers of the warehouse. If there are no figures of their
/// provider and area level yet, that table can become a partition of the star as it is; otherwise it is only compared with the current
/// figures.
/// </summary>
internal sealed class Staging(DataSources sources, int number)
{
    /// <summary>Stages a file, replacing what was staged of the submission before.</summary>
    /// <param name="connection">In a transaction: the figures are visible when it commits.</param>
    /// <param name="checks">Receives every figure as it passes.</param>
    /// <returns>The numbers of the warehouse for the file's code books.</returns>
    public async Task<StagedNumbers> WriteAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        MappedFile file,
        string? feed,
        FigureChecks checks,
        CancellationToken cancellation
    )
    {
        var sheets = new CodeBook<string>(StringComparer.Ordinal);
        var numbers = await StagedNumbers.GiveAsync(
            sources,
            number,
            feed,
            file,
            c => WriteCodesAsync(c, number, file, cancellation),
            cancellation
        );
        await WriteObservationsAsync(connection, transaction, file, numbers, sheets, checks, cancellation);
        await WriteSheetsAsync(connection, number, sheets, cancellation);
        await WriteScopesAsync(connection, number, file, cancellation);
        foreach (var scope in file.Partitions)
            await LoadQueries.StagePartition.RunAsync(
                connection,
                new
                {
                    submission_number = number,
                    provider = scope.Provider,
                    indicator = scope.Indicator,
                    dimension = scope.Dimension,
                    members = scope.Members.ToArray(),
                    absent_is_zero = scope.AbsentIsZero,
                    first_day = scope.From.FirstDay,
                    last_day = scope.To.LastDay,
                },
                cancellation,
                transaction
            );
        return numbers;
    }

    public static async Task ClearAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        int number,
        CancellationToken cancellation
    )
    {
        var of = new { submission_number = number };
        await LoadQueries.DropStaging.RunAsync(connection, of, cancellation, transaction);
        await LoadQueries.ClearContent.RunAsync(connection, of, cancellation, transaction);
        await LoadQueries.ClearSums.RunAsync(connection, of, cancellation, transaction);
        await LoadQueries.ClearCodes.RunAsync(connection, of, cancellation, transaction);
        await LoadQueries.ClearScopes.RunAsync(connection, of, cancellation, transaction);
        await LoadQueries.ClearPartitions.RunAsync(connection, of, cancellation, transaction);
    }

    private async Task WriteObservationsAsync(
        NpgsqlConnection connection,
        NpgsqlTransaction transaction,
        MappedFile file,
        StagedNumbers numbers,
        CodeBook<string> sheets,
        FigureChecks checks,
        CancellationToken cancellation
    )
    {
        var place = numbers.OnlyPlace;
        if (
            place is { } only
            && await LoadQueries.PlaceStands.OneAsync(
                connection,
                new { provider_id = only.Provider, area_level = only.Level },
                cancellation,
                transaction
            )
        )
            place = null;
        await LoadQueries.OpenStaging.RunAsync(
            connection,
            new
            {
                submission_number = number,
                provider_id = (int?)place?.Provider,
                area_level = (int?)place?.Level,
            },
            cancellation,
            transaction
        );
        var content = await StagedContent.BeginAsync(await sources.Writer.OpenConnectionAsync(cancellation), number, cancellation);
        var sums = place is { } attachable
            ? await StagedSums.BeginAsync(sources, number, attachable.Provider, attachable.Level, cancellation)
            : null;
        await using (content)
        await using ((sums ?? (IAsyncDisposable)Nothing.ToDispose))
        {
            // Frozen: nobody can have seen the table before this transaction, so no later scan has to check the visibility of its rows.
            await using (
                var copy = await BinaryCopy.BeginAsync(
                    connection,
                    $"copy ingest.staged_{number} from stdin (format binary, freeze)",
                    cancellation
                )
            )
            {
                foreach (var figure in file.Observations)
                {
                    checks.See(figure);
                    var series = numbers.Of(figure.Key);
                    var attributes = numbers.HasAttributes(figure.Attributes)
                        ?? await numbers.GiveAttributesAsync(figure.Attributes, file, cancellation);
                    await content.AddAsync(series, figure.Key.Period, cancellation);
                    if (sums is not null)
                        await sums.AddAsync(
                            series,
                            numbers.AdditionOf(figure.Key),
                            figure.Key.Period,
                            figure.Value,
                            attributes,
                            cancellation
                        );
                    await copy.StartRowAsync(15, cancellation);
                    copy.Write(series.Area);
                    copy.Write(figure.Key.Period);
                    copy.Write(series.Breakdown);
                    copy.Write(attributes);
                    copy.Write(figure.FirstCell.Row);
                    copy.Write(figure.Cells);
                    copy.Write((short)series.Country);
                    copy.Write((short)series.Indicator);
                    copy.Write((short)series.Provider);
                    copy.Write((short)series.Level);
                    copy.Write((short)figure.FirstCell.Column);
                    copy.Write((short)sheets.NumberOf(figure.FirstCell.Sheet));
                    copy.Write(figure.Value);
                    copy.Write(figure.Lower);
                    copy.Write(figure.Upper);
                }
                await copy.CompleteAsync(cancellation);
            }
            await content.CompleteAsync(cancellation);
            if (sums is not null)
                await sums.CompleteAsync(cancellation);
        }
        await LoadQueries.CloseStaging.RunAsync(connection, new { submission_number = number }, cancellation, transaction);
    }

    private sealed class Nothing : IAsyncDisposable
    {
        public static readonly Nothing ToDispose = new();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private static Task WriteSheetsAsync(
        NpgsqlConnection connection,
        int number,
        CodeBook<string> sheets,
        CancellationToken cancellation
    ) =>
        WriteCodesAsync(
            connection,
            number,
            Enumerable.Range(0, sheets.Count).Select(i => ("S", i, sheets[i], (string?)null)),
            cancellation
        );

    private static Task WriteCodesAsync(NpgsqlConnection connection, int number, MappedFile file, CancellationToken cancellation) =>
        WriteCodesAsync(connection, number, Codes(file), cancellation);

    private static async Task WriteCodesAsync(
        NpgsqlConnection connection,
        int number,
        IEnumerable<(string Book, int Number, string Code, string? Detail)> codes,
        CancellationToken cancellation
    )
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy ingest.staged_code (submission_number, book, number, code, detail) from stdin (format binary)",
            cancellation
        );
        foreach (var (book, at, code, detail) in codes)
        {
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(number, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(book, NpgsqlDbType.Char, cancellation);
            await copy.WriteAsync(at, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(code, NpgsqlDbType.Text, cancellation);
            if (detail is null)
                await copy.WriteNullAsync(cancellation);
            else
                await copy.WriteAsync(detail, NpgsqlDbType.Jsonb, cancellation);
        }
        await copy.CompleteAsync(cancellation);
    }

    private static IEnumerable<(string Book, int Number, string Code, string? Detail)> Codes(MappedFile file)
    {
        for (var i = 0; i < file.Indicators.Count; i++)
            yield return ("I", i, file.Indicators[i], null);
        for (var i = 0; i < file.Areas.Count; i++)
            yield return (
                "A",
                i,
                file.Areas[i],
                file.BroughtAreas.TryGetValue(file.Areas[i], out var brought) ? AreaDetail(brought) : null
            );
        // Areas that only contain others have no number among the figures, but must exist.
        var beside = file.Areas.Count;
        foreach (
            var parent in file.BroughtAreas.Values.Where(a =>
                !file.Areas.Contains(a.Code) && file.Areas.Any(x => file.BroughtAreas.TryGetValue(x, out var of) && of.Parent == a.Code)
            )
        )
            yield return ("A", beside++, parent.Code, AreaDetail(parent));
        for (var i = 0; i < file.Breakdowns.Count; i++)
        {
            var members = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var d = 0; d < BreakdownDimensions.All.Count; d++)
                members[BreakdownDimensions.All[d]] = file.Breakdowns[i][d];
            yield return ("B", i, file.Breakdowns[i].ToString(), JsonSerializer.Serialize(members));
        }
        for (var i = 0; i < file.Providers.Count; i++)
            yield return ("P", i, file.Providers[i], null);
        var at = 0;
        foreach (var member in file.Mapping.Brought.Members.Values)
            yield return (
                "M",
                at++,
                member.Code,
                JsonSerializer.Serialize(
                    new
                    {
                        dimension = member.Dimension,
                        parent = member.Parent,
                        sortOrder = member.SortOrder,
                        inPartition = member.InPartition,
                        label = Label(member.Label),
                    }
                )
            );
    }

    private static async Task WriteScopesAsync(NpgsqlConnection connection, int number, MappedFile file, CancellationToken cancellation)
    {
        await using var copy = await connection.BeginBinaryImportAsync(
            "copy ingest.staged_scope (submission_number, provider, indicator, freq, area, level, parts_expected, absent_is_zero, "
                + "from_period, to_period) from stdin (format binary)",
            cancellation
        );
        foreach (var scope in file.Scopes)
        {
            await copy.StartRowAsync(cancellation);
            await copy.WriteAsync(number, NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(scope.Provider, NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync(scope.Indicator, NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync(scope.Frequency.Code(), NpgsqlDbType.Char, cancellation);
            await copy.WriteAsync(scope.Area, NpgsqlDbType.Text, cancellation);
            await copy.WriteAsync((short)scope.Level, NpgsqlDbType.Smallint, cancellation);
            if (scope.PartsExpected is { } parts)
                await copy.WriteAsync(parts, NpgsqlDbType.Integer, cancellation);
            else
                await copy.WriteNullAsync(cancellation);
            await copy.WriteAsync(scope.AbsentIsZero, NpgsqlDbType.Boolean, cancellation);
            await copy.WriteAsync(At(scope.From.FirstMonth, scope.Frequency), NpgsqlDbType.Integer, cancellation);
            await copy.WriteAsync(At(scope.To.LastMonth, scope.Frequency), NpgsqlDbType.Integer, cancellation);
        }
        await copy.CompleteAsync(cancellation);
    }

    private static string AreaDetail(Core.Taxonomy.Area area) =>
        JsonSerializer.Serialize(
            new
            {
                country = area.Country,
                parent = area.Parent,
                level = (short)area.Level,
                type = area.Type,
                label = Label(area.Label),
            }
        );

    private static Dictionary<string, string> Label(LocalText text) =>
        LanguageCodes.All.ToDictionary(l => l.Code(), text.In, StringComparer.Ordinal);

    /// <summary>The number of the period of a frequency that contains a month.</summary>
    private static int At(NodaTime.YearMonth month, Frequency frequency) =>
        TimePeriod.OfMonth(month.Year, month.Month).Within(frequency)!.Value.Id;
}
