using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Series;
using Observatory.Warehouse.Loading;

namespace Observatory.Warehouse.Submissions;

/// <summary>Writes the figures of a mapped file into the staging tables by binary COPY, with the submission's own code books beside them.</summary>
internal static class Staging
{
    public static async Task WriteAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, int number, MappedFile file, CancellationToken cancellation)
    {
        await ClearAsync(connection, transaction, number, cancellation).ConfigureAwait(false);
        var sheets = new CodeBook<string>(StringComparer.Ordinal);
        await WriteObservationsAsync(connection, number, file, sheets, cancellation).ConfigureAwait(false);
        await WriteCodesAsync(connection, number, file, sheets, cancellation).ConfigureAwait(false);
        await WriteScopesAsync(connection, number, file, cancellation).ConfigureAwait(false);
    }

    public static async Task ClearAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, int number, CancellationToken cancellation)
    {
        var of = new { submission_number = number };
        await LoadQueries.ClearObservations.RunAsync(connection, of, cancellation, transaction).ConfigureAwait(false);
        await LoadQueries.ClearCodes.RunAsync(connection, of, cancellation, transaction).ConfigureAwait(false);
        await LoadQueries.ClearScopes.RunAsync(connection, of, cancellation, transaction).ConfigureAwait(false);
    }

    private static async Task WriteObservationsAsync(NpgsqlConnection connection, int number, MappedFile file, CodeBook<string> sheets, CancellationToken cancellation)
    {
        var copy = await connection.BeginBinaryImportAsync(
            "copy ingest.staged_observation (submission_number, indicator, area, period_id, breakdown, provider, attributes, source_row, cells, source_column, source_sheet, value, lower_bound, upper_bound) from stdin (format binary)",
            cancellation).ConfigureAwait(false);
        await using (copy.ConfigureAwait(false))
        {
            foreach (var figure in file.Observations)
            {
                await copy.StartRowAsync(cancellation).ConfigureAwait(false);
                await copy.WriteAsync(number, NpgsqlDbType.Integer, cancellation).ConfigureAwait(false);
                await copy.WriteAsync(figure.Key.Indicator, NpgsqlDbType.Integer, cancellation).ConfigureAwait(false);
                await copy.WriteAsync(figure.Key.Area, NpgsqlDbType.Integer, cancellation).ConfigureAwait(false);
                await copy.WriteAsync(figure.Key.Period, NpgsqlDbType.Integer, cancellation).ConfigureAwait(false);
                await copy.WriteAsync(figure.Key.Breakdown, NpgsqlDbType.Integer, cancellation).ConfigureAwait(false);
                await copy.WriteAsync(figure.Key.Provider, NpgsqlDbType.Integer, cancellation).ConfigureAwait(false);
                await copy.WriteAsync(figure.Attributes, NpgsqlDbType.Integer, cancellation).ConfigureAwait(false);
                await copy.WriteAsync(figure.FirstCell.Row, NpgsqlDbType.Integer, cancellation).ConfigureAwait(false);
                await copy.WriteAsync(figure.Cells, NpgsqlDbType.Integer, cancellation).ConfigureAwait(false);
                await copy.WriteAsync((short)figure.FirstCell.Column, NpgsqlDbType.Smallint, cancellation).ConfigureAwait(false);
                await copy.WriteAsync((short)sheets.NumberOf(figure.FirstCell.Sheet), NpgsqlDbType.Smallint, cancellation).ConfigureAwait(false);
                await WriteAsync(copy, figure.Value, cancellation).ConfigureAwait(false);
                await WriteAsync(copy, figure.Lower, cancellation).ConfigureAwait(false);
                await WriteAsync(copy, figure.Upper, cancellation).ConfigureAwait(false);
            }
            await copy.CompleteAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static async Task WriteCodesAsync(NpgsqlConnection connection, int number, MappedFile file, CodeBook<string> sheets, CancellationToken cancellation)
    {
        var copy = await connection.BeginBinaryImportAsync(
            "copy ingest.staged_code (submission_number, book, number, code, detail) from stdin (format binary)", cancellation).ConfigureAwait(false);
        await using (copy.ConfigureAwait(false))
        {
            foreach (var (book, at, code, detail) in Codes(file, sheets))
            {
                await copy.StartRowAsync(cancellation).ConfigureAwait(false);
                await copy.WriteAsync(number, NpgsqlDbType.Integer, cancellation).ConfigureAwait(false);
                await copy.WriteAsync(book, NpgsqlDbType.Char, cancellation).ConfigureAwait(false);
                await copy.WriteAsync(at, NpgsqlDbType.Integer, cancellation).ConfigureAwait(false);
                await copy.WriteAsync(code, NpgsqlDbType.Text, cancellation).ConfigureAwait(false);
                if (detail is null)
                    await copy.WriteNullAsync(cancellation).ConfigureAwait(false);
                else
                    await copy.WriteAsync(detail, NpgsqlDbType.Jsonb, cancellation).ConfigureAwait(false);
            }
            await copy.CompleteAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static IEnumerable<(string Book, int Number, string Code, string? Detail)> Codes(MappedFile file, CodeBook<string> sheets)
    {
        for (var i = 0; i < file.Indicators.Count; i++)
            yield return ("I", i, file.Indicators[i], null);
        for (var i = 0; i < file.Areas.Count; i++)
            yield return ("A", i, file.Areas[i], file.BroughtAreas.TryGetValue(file.Areas[i], out var brought) ? AreaDetail(brought) : null);
        // Areas that only contain others have no number among the figures, but have to exist.
        var beside = file.Areas.Count;
        foreach (var parent in file.BroughtAreas.Values.Where(a => !file.Areas.Contains(a.Code) && file.Areas.Any(x => file.BroughtAreas.TryGetValue(x, out var of) && of.Parent == a.Code)))
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
        for (var i = 0; i < file.Attributes.Count; i++)
        {
            var said = file.Attributes[i];
            yield return ("T", i, said.Statuses, JsonSerializer.Serialize(new
            {
                statuses = said.Statuses,
                countingUnit = said.CountingUnit,
                confidentiality = said.Confidentiality,
                notes = said.Notes,
            }));
        }
        for (var i = 0; i < sheets.Count; i++)
            yield return ("S", i, sheets[i], null);
        var at = 0;
        foreach (var member in file.Mapping.Brought.Members.Values)
            yield return ("M", at++, member.Code, JsonSerializer.Serialize(new
            {
                dimension = member.Dimension,
                parent = member.Parent,
                sortOrder = member.SortOrder,
                inPartition = member.InPartition,
                label = Label(member.Label),
            }));
    }

    private static async Task WriteScopesAsync(NpgsqlConnection connection, int number, MappedFile file, CancellationToken cancellation)
    {
        var copy = await connection.BeginBinaryImportAsync(
            "copy ingest.staged_scope (submission_number, provider, indicator, freq, area, level, parts_expected, absent_is_zero, from_period, to_period) from stdin (format binary)",
            cancellation).ConfigureAwait(false);
        await using (copy.ConfigureAwait(false))
        {
            foreach (var scope in file.Scopes)
            {
                await copy.StartRowAsync(cancellation).ConfigureAwait(false);
                await copy.WriteAsync(number, NpgsqlDbType.Integer, cancellation).ConfigureAwait(false);
                await copy.WriteAsync(scope.Provider, NpgsqlDbType.Text, cancellation).ConfigureAwait(false);
                await copy.WriteAsync(scope.Indicator, NpgsqlDbType.Text, cancellation).ConfigureAwait(false);
                await copy.WriteAsync(scope.Frequency.Code(), NpgsqlDbType.Char, cancellation).ConfigureAwait(false);
                await copy.WriteAsync(scope.Area, NpgsqlDbType.Text, cancellation).ConfigureAwait(false);
                await copy.WriteAsync((short)scope.Level, NpgsqlDbType.Smallint, cancellation).ConfigureAwait(false);
                if (scope.PartsExpected is { } parts)
                    await copy.WriteAsync(parts, NpgsqlDbType.Integer, cancellation).ConfigureAwait(false);
                else
                    await copy.WriteNullAsync(cancellation).ConfigureAwait(false);
                await copy.WriteAsync(scope.AbsentIsZero, NpgsqlDbType.Boolean, cancellation).ConfigureAwait(false);
                await copy.WriteAsync(scope.From.Id, NpgsqlDbType.Integer, cancellation).ConfigureAwait(false);
                await copy.WriteAsync(scope.To.Id, NpgsqlDbType.Integer, cancellation).ConfigureAwait(false);
            }
            await copy.CompleteAsync(cancellation).ConfigureAwait(false);
        }
    }

    private static string AreaDetail(Core.Taxonomy.Area area) => JsonSerializer.Serialize(new
    {
        country = area.Country,
        parent = area.Parent,
        level = (short)area.Level,
        type = area.Type,
        label = Label(area.Label),
    });

    private static Dictionary<string, string> Label(LocalText text) => LanguageCodes.All.ToDictionary(l => l.Code(), text.In, StringComparer.Ordinal);

    private static async Task WriteAsync(NpgsqlBinaryImporter copy, decimal? value, CancellationToken cancellation)
    {
        if (value is { } number)
            await copy.WriteAsync(number, NpgsqlDbType.Numeric, cancellation).ConfigureAwait(false);
        else
            await copy.WriteNullAsync(cancellation).ConfigureAwait(false);
    }
}
