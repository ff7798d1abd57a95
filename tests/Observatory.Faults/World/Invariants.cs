using System.Globalization;
using System.Text.Json;
using Npgsql;
using Observatory.Hosting.Cluster;

namespace Observatory.Faults.World;

/// <summary>What must hold after every fault. Each check returns the violations it found, in words; none is good.</summary>
internal sealed class Invariants(ServedHome home)
{
    /// <summary>The figures that were published, by State and month: what the public must be answered, and nothing else.</summary>
    public Dictionary<(string Area, string Period), int> Published { get; } = [];

    public void Publish(MonthlyFile file)
    {
        foreach (var (key, value) in file.Values)
            Published[key] = value;
    }

    /// <summary>Every check; what a sweep clears has two minutes for it.</summary>
    public async Task<List<string>> CheckAsync() =>
        [
            .. await FiguresAsync(),
            .. await OneCurrentFigureEachAsync(),
            .. await AuditAsync(),
            .. await NothingLeftAsync(),
            .. await PagesAsync(),
        ];

    /// <summary>I1, I5, I6: the public is answered every published figure as it was published, and no other.</summary>
    private async Task<List<string>> FiguresAsync()
    {
        var violations = new List<string>();
        var answered = new Dictionary<(string, string), int>();
        var next = string.Create(
            CultureInfo.InvariantCulture,
            $"/v1/observations?indicator={MonthlyFile.Indicator}&area={string.Join(',', MonthlyFile.States)}&freq=M&from=1950&to=203"
                + $"0&limit=100000"
        );
        for (string? cursor = ""; cursor is not null; )
        {
            var (page, text) = (new Uri(next + (cursor.Length > 0 ? "&cursor=" + cursor : ""), UriKind.Relative), "");
            // Asked again where the service says 503, as a careful client does.
            await ServedHome.UntilAsync(
                async () => (text = await home.Client.GetStringAsync(page)).Length > 0,
                "the public is answered",
                patience: TimeSpan.FromMinutes(1)
            );
            using var json = JsonDocument.Parse(text);
            foreach (var row in json.RootElement.GetProperty("data").EnumerateArray())
                if (row.GetProperty("value").ValueKind == JsonValueKind.Number)
                    answered[(row.GetProperty("area").GetString()!, row.GetProperty("period").GetString()!)] = (int)
                        row.GetProperty("value").GetDecimal();
            cursor = json.RootElement.GetProperty("meta").GetProperty("nextCursor") is { ValueKind: JsonValueKind.String } more
                ? more.GetString()
                : null;
        }
        foreach (var (key, value) in Published)
            if (!answered.TryGetValue(key, out var found))
                violations.Add($"I5: {key} is not answered; published was {value}");
            else if (found != value)
                violations.Add($"I5: {key} is answered {found}; published was {value}");
        foreach (var key in answered.Keys.Where(k => !Published.ContainsKey(k)))
            violations.Add($"I1: {key} is answered and was never published");
        return Few(violations);
    }

    /// <summary>I3: one current figure for each provider, indicator, area, period and breakdown.</summary>
    private async Task<List<string>> OneCurrentFigureEachAsync() =>
        [
            .. (
                await RowsAsync(
                    """
                    select concat_ws(' ', provider_id, indicator_id, area_id, period_id, breakdown_id) || ' has ' || count(*)
                        || ' current figures'
                    from dw.fact_observation group by provider_id, indicator_id, area_id, period_id, breakdown_id
                    having count(*) > 1 limit 5
                    """
                )
            ).Select(r => "I3: " + r),
        ];

    /// <summary>I4: the chain of the audit is whole, and each loaded submission has its approval and its load in it.</summary>
    private async Task<List<string>> AuditAsync()
    {
        var (code, output, error) = await home.VerbAsync(["audit", "verify", "--json"]);
        List<string> broken = code == 0 ? [] : [$"I4: audit verify ended with {code}: {output} {error}"];
        broken.AddRange(
            await RowsAsync(
                """
                select 'I4: submission ' || number || ' is loaded and the audit has no ' || act
                from ingest.submission, unnest(array['submission.received', 'submission.approved', 'submission.loaded']) as act
                where state = 'Loaded' and not exists (
                    select from audit.entry where entry.subject = submission_id::text and entry.act = act.act)
                order by number, act
                limit 5
                """
            )
        );
        return broken;
    }

    /// <summary>I7: no staged table and no arriving file that belongs to nobody. A sweep may still be on its way.</summary>
    private async Task<List<string>> NothingLeftAsync()
    {
        List<string> left = [];
        try
        {
            await ServedHome.UntilAsync(
                async () => (left = await LeftAsync()).Count == 0,
                "what is left over is cleared",
                patience: TimeSpan.FromMinutes(2)
            );
        }
        catch (ViolationException)
        {
            // The list says it better.
        }
        return left;
    }

    private async Task<List<string>> LeftAsync()
    {
        var tables = await RowsAsync(
            """
            select 'I7: staged table ' || c.relname || ' of a submission that is ' || coalesce(s.state, 'unknown')
            from pg_class c join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'ingest'
            left join ingest.submission s on s.number = (regexp_match(c.relname, '_([0-9]+)(?:_|$)'))[1]::int
            where c.relkind = 'r' and c.relname ~ '^staged_.*[0-9]+'
                and (s.state is null or s.state not in ('Processing', 'Staged', 'Approved', 'Loading', 'Failed'))
            """
        );
        var arriving = Path.Combine(home.Home, "files", "arriving");
        var files = Directory.Exists(arriving) ? Directory.GetFiles(arriving) : [];
        return [.. tables, .. files.Select(f => $"I7: {Path.GetFileName(f)} is still arriving")];
    }

    /// <summary>
    /// I8: every page of every figure is read, and none fails its checksum. PostgreSQL's own tool for more (<c>pg_amcheck</c>) needs a
    /// superuser, and the private cluster lets none in.
    /// </summary>
    private async Task<List<string>> PagesAsync()
    {
        await RowsAsync(
            "select (count(*) + coalesce(sum(value), 0))::text from dw.fact_observation union all select count(*)::text from "
                + "dw.fact_history union all select count(*)::text from dw.rollup_observation"
        );
        return await RowsAsync(
            "select 'I8: ' || checksum_failures || ' pages of the database fail their checksum' from pg_stat_database where "
                + "datname = current_database() and checksum_failures > 0"
        );
    }

    public async Task<List<string>> RowsAsync(string sql)
    {
        await using var lease = await PrivateCluster.UseAsync(home.Home, CancellationToken.None);
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(lease.ConnectionString) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }

    private static List<string> Few(List<string> violations) =>
        violations.Count <= 5 ? violations : [.. violations.Take(5), $"… {violations.Count - 5} more"];
}
