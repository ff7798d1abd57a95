using System.Security.Cryptography;
using System.Text;
using NodaTime;
using Npgsql;
using Observatory.Core.Series;
using Observatory.Tests.Support;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Loading;
using Observatory.Warehouse.Questions;
using Observatory.Warehouse.Series;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>
/// A star with several loads in it, put back into the form it had after the sixth migration, and brought up from there: it answers as
/// before, now and as of every load. What had been published by a day it could not be asked then, and did not keep all that takes: a
/// withdrawal was no row.
/// </summary>
public sealed class MigratedStarTests : IAsyncLifetime, IDisposable
{
    private const int LastOld = 6;

    private readonly TemporaryFolder _mappings = new();
    private readonly List<Instant> _loads = [];
    private TestWarehouse _warehouse = null!;
    private TestDatabase _old = null!;
    private DataSources _migrated = null!;

    public async Task InitializeAsync()
    {
        SmallFeed.WriteTo(_mappings.Path);
        CountryFeed.WriteTo(_mappings.Path);
        _warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
        await LoadAsync([.. SmallFeed.Months("abc", 12, 2), "n,2020-01,hom,7"], new LocalDate(2021, 1, 1));
        await LoadAsync(
            [
                .. SmallFeed
                    .Months("abc", 12, 2)
                    .Select(l => l == "b,2020-05,hom,2" ? "b,2020-05,hom,9" : l)
                    .Where(l => !l.StartsWith("c,2020-07", StringComparison.Ordinal)),
            ],
            new LocalDate(2021, 3, 1)
        );
        await LoadAsync([.. SmallFeed.Months("a", 12, 1)], new LocalDate(2021, 2, 1));
        await LoadAsync([.. SmallFeed.Months("abc", 12, 3)], new LocalDate(2021, 6, 1));
        await _warehouse.IngestAsync(
            CountryFeed.Csv("MEX,2020,HOM_VICT,500", "MEX,2020,HOM_VICT,40,F"),
            "countries.csv",
            CountryFeed.Name,
            new LocalDate(2021, 7, 1)
        );
        // One that waits: the migration has its files read again.
        await _warehouse.IngestAsync(
            SmallFeed.Csv(SmallFeed.Months("abc", 12, 4)),
            "small.csv",
            SmallFeed.Name,
            new LocalDate(2021, 8, 1),
            approve: false
        );

        _old = await TestCluster.CreateEmptyAsync();
        await BuildOldAsync();
        await FillOldAsync();
        _migrated = new DataSources(_old.ConnectionString);
        await new Migrations(_migrated).ApplyAsync(CancellationToken.None);
        await Rollups.RebuildWhereMissingAsync(_migrated, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _migrated.DisposeAsync();
        await _old.DisposeAsync();
        await _warehouse.DisposeAsync();
    }

    public void Dispose() => _mappings.Dispose();

    [Fact]
    public async Task A_migrated_database_answers_as_before_now_and_as_of_every_load()
    {
        var questions = new List<ObservationQuery>();
        foreach (var frequency in Enum.GetValues<Frequency>())
        {
            var all = new ObservationQuery
            {
                Indicators = ["HOM_INC", "HOM_VICT"],
                Areas = [.. SmallFeed.States, "MEX"],
                Frequency = frequency,
                Sources = ["*"],
                Breakdown = new Dictionary<string, IReadOnlyList<string>> { ["SEX"] = ["*"] },
            };
            questions.AddRange([all, .. _loads.Select(at => all with { AsOf = at })]);
        }
        var answers = 0;
        foreach (var question in questions)
        {
            var (before, after) = (await SaidAsync(_warehouse.Sources, question), await SaidAsync(_migrated, question));
            Assert.Equal(before, after);
            answers += before.Count;
        }
        Assert.True(answers > 300, $"{answers}");
    }

    [Fact]
    public async Task Rates_and_population_are_those_of_before_with_their_revision()
    {
        var asked = TestWarehouse.Ask("HOM_RATE", "MEX", "2020") with { AsOf = _loads[^1] };
        var rate = (await FiguresAsync(_migrated, asked with { AsOf = null }))[0];
        Assert.Equal(
            ("UN_WPP:2024", (await FiguresAsync(_warehouse.Sources, asked with { AsOf = null }))[0].Value),
            (rate.Derivation!.DenominatorSource, rate.Value)
        );
        Assert.Equal(
            "\"UN_WPP:2024",
            Assert.Single(await FiguresAsync(_migrated, TestWarehouse.Ask("POP_TOT", "MEX", "2020") with { AsOf = _loads[0] })).Notes
        );
    }

    [Fact]
    public async Task No_load_of_an_office_is_taken_for_a_sample_by_what_it_repeated()
    {
        await using var command = _migrated.Migrator.CreateCommand(
            "select (select count(*) from dw.load where is_sample) + (select count(*) from ingest.submission where is_sample)"
        );
        Assert.Equal(0L, await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task A_submission_that_waited_for_review_is_read_again_after_the_migration_with_a_remark()
    {
        await using var command = _migrated.Migrator.CreateCommand(
            "select state || ' ' || (select detail from ingest.submission_event as event where event.submission_id = "
                + "submission.submission_id order by submission_event_id desc limit 1) from ingest.submission where load_id is null"
        );
        Assert.Equal("Received STAGING_RENEWED", await command.ExecuteScalarAsync());
    }

    private async Task LoadAsync(IEnumerable<string> lines, LocalDate published)
    {
        var loaded = await _warehouse.IngestAsync(SmallFeed.Csv(lines), "small.csv", SmallFeed.Name, published);
        _loads.Add(await LoadCounts.ScalarAsync<Instant>(_warehouse, $"select loaded_at from dw.load where load_id = {loaded.LoadId}"));
    }

    private async Task<IReadOnlyList<string>> SaidAsync(DataSources sources, ObservationQuery question)
    {
        var said = new List<string>();
        await foreach (var row in ReaderOf(sources).StoredAsync(question, CancellationToken.None))
            // Which load a sum last changed with the old star does not tell, where a part had gone and came back: it kept no row for that
            // time.
            said.Add(
                string.Create(
                    System.Globalization.CultureInfo.InvariantCulture,
                    $"{row.Indicator} {row.Area} {row.Period} {row.Breakdown} {row.Source} {row.Value} {row.PartialValue} "
                        + $"{row.Statuses} {row.Derived} {row.Complete} {row.PartsPresent}/{row.PartsExpected} "
                        + $"{(row.Derived ? 0 : row.Submission)}"
                )
            );
        return said;
    }

    private async Task<IReadOnlyList<FigureText>> FiguresAsync(DataSources sources, ObservationQuery question)
    {
        var rows = new List<FigureText>();
        await foreach (var row in ReaderOf(sources).ReadAsync(question, CancellationToken.None))
            rows.Add(FigureText.From(row));
        return rows;
    }

    private FigureReader ReaderOf(DataSources sources)
    {
        var catalogue = new CatalogueReader(sources);
        return new FigureReader(sources, catalogue, new QuestionResolver(sources, catalogue, _warehouse.Library, _warehouse.Clock));
    }

    /// <summary>The schema after the sixth migration, with its journal.</summary>
    private async Task BuildOldAsync()
    {
        await TestCluster.ExecuteAsync(_old.ConnectionString, SqlText.Of("journal/create.sql"));
        foreach (
            var name in SqlText
                .Names.Where(n => n.StartsWith("migrations/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Take(LastOld)
        )
        {
            await TestCluster.ExecuteAsync(_old.ConnectionString, SqlText.Of(name));
            await TestCluster.ExecuteAsync(
                _old.ConnectionString,
                $"insert into public.schema_journal (name, checksum) values ('{name}', "
                    + $"'{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(SqlText.Of(name))))}')"
            );
        }
    }

    /// <summary>
    /// What stands in the star of now, in the form of then: one row a version, open or closed, with the numbers that periods had.
    /// </summary>
    private async Task FillOldAsync()
    {
        const string period = "(period_id % 1000000 + case period_id / 1000000 when 2 then 30 when 3 then 20 else 0 end)";
        await using var from = await _warehouse.Sources.Migrator.OpenConnectionAsync();
        await using var to = new NpgsqlConnection(_old.ConnectionString);
        await to.OpenAsync();
        // Tables are filled in any order: their foreign keys go, and come back when all is there.
        var keys = await NamesAsync(
            to,
            "select format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) from "
                + "pg_constraint where contype = 'f' and conparentid = 0"
        );
        foreach (
            var drop in await NamesAsync(
                to,
                "select format('alter table %s drop constraint %I', conrelid::regclass, conname) from pg_constraint where contype "
                    + "= 'f' and conparentid = 0"
            )
        )
            await new NpgsqlCommand(drop, to).ExecuteNonQueryAsync();
        foreach (
            var table in await NamesAsync(
                to,
                "select schemaname || '.' || tablename from pg_tables where schemaname in ('ref', 'ingest', 'dw') and tablename !~ "
                    + "'^staged_' and tablename not in ('period', 'fact_observation', 'load_scope')"
            )
        )
        {
            var kept = (await ColumnsAsync(to, table)).Intersect(await ColumnsAsync(from, table), StringComparer.Ordinal).ToList();
            await CopyAsync(from, $"select {string.Join(", ", kept)} from {table}", to, $"{table} ({string.Join(", ", kept)})");
        }
        await CopyAsync(
            from,
            "select load_id, country_id, provider_id, indicator_id, freq, area_id, level, parts_expected, absent_is_zero, "
                + $"{period.Replace("period_id", "from_period", StringComparison.Ordinal)}, "
                + $"{period.Replace("period_id", "to_period", StringComparison.Ordinal)} from dw.load_scope",
            to,
            "dw.load_scope (load_id, country_id, provider_id, indicator_id, freq, area_id, level, parts_expected, absent_is_zero, "
                + "from_period, to_period)"
        );
        const string columns =
            "area_id, period_id, breakdown_id, load_from, load_to, attribute_set_id, source_row, cells, country_id, provider_id, "
            + "indicator_id, source_column, source_sheet, value, lower_bound, upper_bound";
        var said = columns.Replace("period_id", period, StringComparison.Ordinal);
        await CopyAsync(
            from,
            $"select {said.Replace("load_to", "null", StringComparison.Ordinal)} from dw.fact_observation where not is_withdrawn "
                + $"union all select {said} from dw.fact_history where not is_withdrawn",
            to,
            $"dw.fact_observation ({columns})"
        );
        // A version that was never the answer may have the attributes of what its load repeated, those of a sample among them.
        await new NpgsqlCommand(
            """
            with marked as (
                insert into dw.attribute_set (attribute_set_id, statuses, counting_unit, confidentiality, notes) overriding system value
                select (select max(attribute_set_id) + 1 from dw.attribute_set), statuses, counting_unit, confidentiality,
                    'OBSERVATORY#sample'
                from dw.attribute_set
                limit 1
                returning attribute_set_id
            )
            update dw.fact_observation set attribute_set_id = marked.attribute_set_id from marked where load_to = load_from
            """,
            to
        ).ExecuteNonQueryAsync();
        foreach (var key in keys)
            await new NpgsqlCommand(key, to).ExecuteNonQueryAsync();
        foreach (
            var number in await NamesAsync(
                to,
                "select format('select setval(pg_get_serial_sequence(''%s'', ''%s''), (select coalesce(max(%2$I), 0) + 1 from "
                    + "%1$s))', attrelid::regclass, attname) from pg_attribute join pg_class on pg_class.oid = attrelid where "
                    + "attidentity <> '' and relkind = 'r'"
            )
        )
            await new NpgsqlCommand(number, to).ExecuteNonQueryAsync();
    }

    private static async Task<List<string>> NamesAsync(NpgsqlConnection connection, string query)
    {
        await using var reader = await new NpgsqlCommand(query, connection).ExecuteReaderAsync();
        var names = new List<string>();
        while (await reader.ReadAsync())
            names.Add(reader.GetString(0));
        return names;
    }

    private static Task<List<string>> ColumnsAsync(NpgsqlConnection connection, string table) =>
        NamesAsync(
            connection,
            $"select attname::text from pg_attribute where attrelid = '{table}'::regclass and attnum > 0 and not attisdropped and "
                + "attgenerated = '' order by attnum"
        );

    private static async Task CopyAsync(NpgsqlConnection from, string query, NpgsqlConnection to, string table)
    {
        using var reader = await from.BeginTextExportAsync($"copy ({query}) to stdout");
        await using var writer = await to.BeginTextImportAsync($"copy {table} from stdin");
        await writer.WriteAsync(await reader.ReadToEndAsync());
    }
}
