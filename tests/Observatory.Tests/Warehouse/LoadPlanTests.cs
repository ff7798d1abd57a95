using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;
using Observatory.Core.Reading;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Loading;
using Observatory.Warehouse.Submissions;
using Observatory.Warehouse.Taxonomy;
using Xunit;
using Xunit.Abstractions;

namespace Observatory.Tests.Warehouse;

/// <summary>
/// What a load does is in proportion to what it brings, though the planner knows nothing of what has just been written: the star was looked
/// at when next to nothing stood in it, and temporary tables never are. Every statement is run against a long history, and the rows it goes
/// through are counted.
/// </summary>
public sealed class LoadPlanTests(ITestOutputHelper output) : IAsyncLifetime, IDisposable
{
    private const string States = "TST/states";
    private const string Other = "TST/other";
    private const string Beside = "TST/beside";
    private const string Yielding = "TST/yielding";
    private const int Months = 36;
    private const int EarlierLoads = 250;

    // Reference tables (periods, areas, indicators) are read through by some statements: so many rows a statement, whatever the load
    // brings.
    private const int Reference = 60_000;

    private static readonly string[] Areas =
    [
        "MX-AGU",
        "MX-BCN",
        "MX-BCS",
        "MX-CAM",
        "MX-CHH",
        "MX-CHP",
        "MX-CMX",
        "MX-COA",
        "MX-COL",
        "MX-DUR",
        "MX-GRO",
        "MX-GUA",
        "MX-HID",
        "MX-JAL",
        "MX-MEX",
        "MX-MIC",
        "MX-MOR",
        "MX-NAY",
        "MX-NLE",
        "MX-OAX",
        "MX-PUE",
        "MX-QUE",
        "MX-ROO",
        "MX-SIN",
        "MX-SLP",
        "MX-SON",
        "MX-TAB",
        "MX-TAM",
        "MX-TLA",
        "MX-VER",
        "MX-YUC",
        "MX-ZAC",
    ];

    private static readonly string[] What =
    [
        "HOM_INC",
        "ROBBERY",
        "ROBBERY_PERSON",
        "ROBBERY_ESTAB",
        "ROBBERY_VEHICLE",
        "ROBBERY_CARGO",
        "EXTORTION",
        "BURGLARY_HOME",
    ];

    // Steps that look at all that stands of one place, once: each row is passed by, and none is looked up.
    private static readonly HashSet<string> Passing = ["load/compare", "load/find_withdrawn", "load/late_cells"];

    private readonly TemporaryFolder _mappings = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync()
    {
        WriteFeed(States, "MEX_SESNSP");
        WriteFeed(Other, "MEX_INEGI");
        WriteFeed(Beside, "MEX_SESNSP");
        WriteFeed(Yielding, "MEX_SESNSP", "yieldsTo: " + States);
        _warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
    }

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    public void Dispose() => _mappings.Dispose();

    [Fact]
    public async Task Every_statement_of_a_load_goes_through_rows_in_proportion_to_what_it_brings()
    {
        using var explained = new ExplainedLoads(_warehouse);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var wrong = new List<string>();

        // As after a demo: a sample, of which the planner was told, and then all at once.
        var sample = await LoadAsync(States, new(2024, 1, 1), Lines(1, 1, status: "P", areas: 1));
        await KeepStatisticsAsync();
        explained.Take();
        var whole = await LoadAsync(States, new(2024, 1, 2), Lines(1, Months));
        Judge("the first file after a sample", whole, standing: sample);

        await RememberAsync(EarlierLoads);
        Judge("one month more", await LoadAsync(States, new(2024, 2, 1), Lines(Months + 1, Months + 1)), standing: whole);
        Judge(
            "one month revised",
            await LoadAsync(States, new(2024, 3, 1), Lines(Months + 1, Months + 1, add: 1, status: "P")),
            standing: whole
        );
        Judge(
            "the whole again, with other figures and attributes",
            await LoadAsync(States, new(2024, 4, 1), Lines(1, Months + 1, add: 2)),
            standing: whole
        );
        Judge("a part withdrawn", await LoadAsync(States, new(2024, 5, 1), [.. Lines(1, Months + 1, add: 2).Skip(500)]), standing: whole);
        Judge("an older publication that comes late", await LoadAsync(States, new(2024, 1, 20), Lines(13, 24, add: 3)), standing: whole);
        Judge(
            "another feed of the office, about other months",
            await LoadAsync(Beside, new(2024, 5, 2), Lines(Months + 10, Months + 11)),
            standing: whole
        );
        await File.WriteAllTextAsync(
            Path.Combine(_mappings.Path, "TST", "states", "parts.csv"),
            "area,REF_AREA\n" + string.Concat(Areas.Skip(1).Select(a => $"{a},{a}\n"))
        );
        Judge(
            "the same figures, of which other parts make the whole",
            await LoadAsync(States, new(2024, 6, 1), [.. Lines(1, Months + 1, add: 2).Skip(500).Reverse()], byNewRules: true),
            standing: whole
        );
        Judge("the first file of another office", await LoadAsync(Other, new(2024, 1, 1), Lines(1, 12)), standing: 0);

        await using (var connection = await _warehouse.Sources.Migrator.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await Rollups.RebuildAsync(connection, transaction, CancellationToken.None);
            await transaction.CommitAsync();
        }
        Judge("sums made anew", whole, standing: whole);

        Assert.Equal("", string.Join('\n', wrong));
        // Nothing passes by: each statement of a load that has a plan was seen.
        string[] expected =
        [
            "load/compare",
            "load/find_changes",
            "load/find_withdrawn",
            "load/keep_history",
            "load/replace_facts",
            "load/add_facts",
            "load/newer_loads",
            "load/late_cells",
            "load/find_late",
            "load/keep_late",
            "load/without_late",
            "load/other_loads",
            "load/taken_figures",
            "load/withdraw_samples",
            "load/withdraw_replaced",
            "load/differing",
            "load/is_compared",
            "rollups/rise_in_time",
            "rollups/rise_in_space",
            "rollups/risen",
            "rollups/expected",
            "rollups/gain",
            "rollups/add_to_sums",
            "rollups/new_sums",
            "rollups/drop_empty",
            "rollups/mixed_gains",
            "rollups/mixed_sums_of_staged",
            "rollups/mixed_parts",
            "rollups/mixed",
            "rollups/settled",
            "rollups/set_attributes",
            "rollups/judged",
            "rollups/rejudge",
            "rollups/united",
            "rollups/united_sets",
        ];
        Assert.Empty(expected.Except(names));

        void Judge(string load, int figures, int standing)
        {
            foreach (var statement in explained.Take())
            {
                names.Add(statement.Name);
                // A figure is touched by some dozen steps, and is in up to ten sums: its own year, and month, quarter, half and year of
                // each area above.
                var most = Reference + 60.0 * figures + (Passing.Contains(statement.Name) ? 12.0 * standing : 0);
                output.WriteLine(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{load}: {statement.Name} {statement.Rows:0} of {most:0}; {statement.Busiest}"
                    )
                );
                if (statement.Rows > most)
                    wrong.Add(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{load} ({figures} figures): {statement.Name} goes through {statement.Rows:0} rows, more than "
                                + $"{most:0}; {statement.Busiest}\n{statement.Plan}"
                        )
                    );
                // What loads and their figures pile up is found by an index, unless the load brings about as much.
                foreach (
                    var (table, rows) in statement.ReadThrough.Where(r =>
                        r.Rows > 5_000 && r.Rows > 10 * figures && !Passing.Contains(statement.Name)
                    )
                )
                    if (
                        table.StartsWith("fact_", StringComparison.Ordinal)
                        || table.StartsWith("rollup_", StringComparison.Ordinal)
                        || table is "load_content" or "load_scope" or "load"
                    )
                        wrong.Add(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{load} ({figures} figures): {statement.Name} reads {rows:0} rows of {table} from end to end"
                            )
                        );
            }
        }
    }

    /// <summary>
    /// Its loads speak at every load of a feed that yields to it, whatever their days: each of them gave all that there was by then.
    /// </summary>
    [Fact]
    public async Task Many_files_of_a_feed_with_precedence_are_not_taken_apart_for_one_that_yields()
    {
        using var explained = new ExplainedLoads(_warehouse);
        await LoadAsync(States, new(2024, 1, 2), Lines(1, Months));
        await KeepStatisticsAsync();
        await RememberAsync(EarlierLoads, whole: true);
        explained.Take();
        // A month that stands, and one of which nobody has spoken.
        var figures = await LoadAsync(Yielding, new(2024, 2, 1), Lines(Months, Months + 1));
        Assert.Equal(
            figures / 2,
            await LoadCounts.ScalarAsync<int>(_warehouse, $"select added from dw.load order by load_id desc limit 1")
        );
        string[] expected = ["load/newer_loads", "load/find_late", "load/taken_figures"];
        var statements = explained.Take().Where(s => expected.Contains(s.Name)).ToList();
        Assert.Empty(expected.Except(statements.Select(s => s.Name)));
        foreach (var statement in statements)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{statement.Name} {statement.Rows:0}; {statement.Busiest}"));
            Assert.True(
                statement.Rows < 60.0 * figures + 10.0 * EarlierLoads * What.Length,
                $"{statement.Name} goes through {statement.Rows} rows; {statement.Busiest}\n{statement.Plan}"
            );
        }
    }

    private async Task<int> LoadAsync(string feed, LocalDate published, IReadOnlyList<string> lines, bool byNewRules = false)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes("area,period,what,value,status\n" + string.Concat(lines.Select(l => l + "\n")));
        // A library looks again only after a while.
        var library = byNewRules ? new MappingLibrary([TestWarehouse.MappingsRoot, _mappings.Path]) : _warehouse.Library;
        var pipeline = new SubmissionPipeline(
            _warehouse.Sources,
            _warehouse.Files,
            library,
            _warehouse.Clock,
            ReadLimits.Default,
            NullLogger<SubmissionPipeline>.Instance
        );
        var receipt = await _warehouse.ReceiveAsync(bytes, "small.csv", feed, published);
        await pipeline.ProcessAsync(receipt.Submission.SubmissionId, CancellationToken.None);
        var submission = await _warehouse.LoadAsync(receipt.Submission.SubmissionId);
        Assert.True(submission.State == SubmissionState.Loaded, $"{submission.State} {submission.FindingCounts} {submission.Failure}");
        return lines.Count;
    }

    /// <summary>The lines of months, counted from January 2015; no two states have a month of the same value.</summary>
    private static List<string> Lines(int first, int last, int add = 0, string status = "A", int areas = 32) =>
        [
            .. from month in Enumerable.Range(first - 1, last - first + 1)
            from area in Areas.Take(areas)
            from what in What
            select string.Create(
                CultureInfo.InvariantCulture,
                $"{area},{2015 + month / 12}-{month % 12 + 1:00},{what},{(area[4] + month * 7 + what.Length) % 50 + 10 + add},{status}"
            ),
        ];

    /// <summary>The planner keeps what it knows now: the server's own look at tables is left to chance in no test.</summary>
    private Task KeepStatisticsAsync() =>
        LoadCounts.ExecuteAsync(
            _warehouse,
            $$"""
            do $do$
            declare
                place text;
            begin
                for place in select oid::regclass from pg_class where relnamespace in ('dw'::regnamespace, 'ref'::regnamespace)
                        and relkind = 'r' loop
                    execute format('alter table %s set (autovacuum_enabled = false)', place);
                end loop;
            end
            $do$;
            analyze;
            """
        );

    /// <summary>
    /// What earlier loads of the same office contained and covered, one month each, long ago; or each of them all that the newest one did.
    /// </summary>
    private Task RememberAsync(int loads, bool whole = false) =>
        LoadCounts.ExecuteAsync(
            _warehouse,
            $$"""
            with made as (
                insert into ingest.submission (submission_id, feed, file_name, sha256, state, state_since, received_at, received_by,
                    received_through, mapping_version_id, taxonomy_version_id, provider_id)
                select gen_random_uuid(), 'TST/states', 'x' || n, md5(n::text) || md5(n::text), 'Loaded', now(), now(), 'x', 'verb',
                    last.mapping_version_id, last.taxonomy_version_id, last.provider_id
                from generate_series(1, {{loads}}) as n,
                    (select * from ingest.submission where feed = 'TST/states' order by number desc limit 1) as last
                returning submission_id, provider_id, mapping_version_id, taxonomy_version_id
            ),
            loaded as (
                insert into dw.load (submission_id, provider_id, mapping_version_id, taxonomy_version_id, published_on, loaded_at,
                    loaded_by, vintage, provider_ids)
                select submission_id, provider_id, mapping_version_id, taxonomy_version_id,
                    date '2000-01-01' + (row_number() over ())::integer, now(), 'x', 1000 + (row_number() over ())::integer,
                    array[provider_id]
                from made
                returning load_id
            ),
            contents as (
                insert into dw.load_content (load_id, country_id, provider_id, indicator_id, area_level, freq, ordinal, breakdown_id,
                    period_ids, area_ids)
                select loaded.load_id, country_id, provider_id, indicator_id, area_level, freq, ordinal, breakdown_id, case when {{(
                whole ? 1 : 0
            )}} = 1 then period_ids else array[4000101 + (loaded.load_id % 12)] end, area_ids
                from loaded, dw.load_content
                where load_content.load_id = (select max(load_id) from dw.load)
                returning 1
            )
            insert into dw.load_scope (load_id, country_id, provider_id, indicator_id, freq, area_id, level, parts_expected,
                absent_is_zero, from_period, to_period)
            select loaded.load_id, country_id, provider_id, indicator_id, freq, area_id, level, parts_expected, absent_is_zero, 4000101,
                4000112
            from loaded, dw.load_scope
            where load_scope.load_id = (select max(load_id) from dw.load)
            """
        );

    private void WriteFeed(string name, string provider, string more = "")
    {
        SmallFeed.WriteTo(_mappings.Path, name, provider, more: more);
        var folder = Path.Combine([_mappings.Path, .. name.Split('/')]);
        foreach (var file in (string[])["areas.csv", "parts.csv"])
            File.WriteAllText(Path.Combine(folder, file), "area,REF_AREA\n" + string.Concat(Areas.Select(a => $"{a},{a}\n")));
        File.WriteAllText(
            Path.Combine(folder, "indicators.csv"),
            "what,INDICATOR,UNIT_MEASURE\n" + string.Concat(What.Select(w => $"{w},{w},INCIDENTS\n"))
        );
        var mapping = Path.Combine(folder, "mapping.yaml");
        File.WriteAllText(
            mapping,
            File.ReadAllText(mapping).Replace("OBS_STATUS:  { value: A }", "OBS_STATUS:  { column: status }", StringComparison.Ordinal)
        );
    }
}
