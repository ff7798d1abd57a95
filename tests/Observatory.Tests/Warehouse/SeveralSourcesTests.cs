using Npgsql;
using Observatory.Core.Access;
using Observatory.Core.Cells;
using Observatory.Core.Mappings;
using Observatory.Core.Plausibility;
using Observatory.Core.Reading;
using Observatory.Core.Series;
using Observatory.Core.Submissions;
using Observatory.Core.Taxonomy;
using Observatory.Tests.Support;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Submissions;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>One file with figures of two providers: side by side, never added, each withdrawn and revised by itself.</summary>
public sealed class SeveralSourcesTests : IAsyncLifetime
{
    private const string Own = "MEX_SESNSP";
    private const string Other = "COL_PONAL";

    private readonly TemporaryFolder _folder = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync()
    {
        SmallFeed.WriteTo(_folder.Path);
        _warehouse = await TestWarehouse.CreateAsync(_folder.Path);
    }

    public async Task DisposeAsync()
    {
        await _warehouse.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Each_provider_has_its_own_figure()
    {
        var loaded = await LoadAsync(1, (Own, "a", 5), (Other, "a", 8));
        Assert.Equal([(Other, 8m), (Own, 5m)], await SidesAsync("MX-AGU"));
        Assert.Equal([(Other, "added", 8m), (Own, "added", 5m)], await ChangesAsync(loaded));
    }

    [Fact]
    public async Task A_revision_of_one_provider_leaves_the_other()
    {
        await LoadAsync(1, (Own, "a", 5), (Other, "a", 8));
        var second = await LoadAsync(2, (Own, "a", 5), (Other, "a", 9));
        Assert.Equal([(Other, "revised", 9m)], await ChangesAsync(second));
        Assert.Equal([(Other, 9m), (Own, 5m)], await SidesAsync("MX-AGU"));
    }

    [Fact]
    public async Task What_one_provider_covers_and_no_longer_has_is_withdrawn_of_that_provider_only()
    {
        await LoadAsync(1, (Own, "a", 5), (Own, "b", 6), (Other, "a", 8), (Other, "b", 9));
        var second = await LoadAsync(2, (Own, "a", 5), (Own, "b", 6), (Other, "a", 8));
        Assert.Equal([(Other, "withdrawn", null)], await ChangesAsync(second));
        Assert.Equal([(Own, 6m)], await SidesAsync("MX-BCN"));
    }

    [Fact]
    public async Task The_load_stays_the_mappings_own()
    {
        var loaded = await LoadAsync(1, (Other, "a", 8));
        Assert.Equal(
            $"{Own} {Other}",
            await ScalarAsync(
                "select p.code || ' ' || string_agg(distinct q.code, ',') from dw.load join ref.provider p using (provider_id) "
                    + "join dw.fact_observation f on f.load_from = load_id join ref.provider q on q.provider_id = f.provider_id where "
                    + "load_id = $1 group by p.code",
                loaded.LoadId!.Value
            )
        );
        Assert.Equal(
            Other,
            await ScalarAsync(
                "select string_agg(p.code, ',') from dw.load_scope join ref.provider p using (provider_id) where load_id = $1",
                loaded.LoadId!.Value
            )
        );
        Assert.Equal(
            Other,
            await ScalarAsync(
                "select string_agg(p.code, ',') from dw.series_source join ref.provider p using (provider_id) where first_load = $1",
                loaded.LoadId!.Value
            )
        );
    }

    [Fact]
    public async Task Loads_that_share_providers_in_other_orders_end_both()
    {
        var staged = new List<Submission>();
        for (var i = 1; i <= 6; i++)
            staged.Add(await StageAsync(i, i % 2 == 0 ? [(Own, "a", i), (Other, "a", i)] : [(Other, "b", i), (Own, "b", i)]));
        foreach (var submission in staged)
            await _warehouse.Review.ApproveAsync(submission.SubmissionId, TestWarehouse.Reviewer, null, CancellationToken.None);
        await Task.WhenAll(staged.Select(s => _warehouse.Loader.LoadAsync(s.SubmissionId, CancellationToken.None)));
        // Of versions of the same, one that is older than what is loaded by then goes back to its reviewer; none waits for ever.
        var ended = new List<SubmissionState>();
        foreach (var submission in staged)
            ended.Add((await _warehouse.FindAsync(submission.SubmissionId)).State);
        Assert.All(ended, s => Assert.Contains(s, new[] { SubmissionState.Loaded, SubmissionState.Staged }));
        Assert.Equal(SubmissionState.Loaded, ended[^1]);
    }

    [Fact]
    public async Task Lineage_follows_a_figure_to_cells_of_its_own_provider_only()
    {
        // The kept file speaks for the mapping's own provider: for the other one no cell may be shown.
        await LoadAsync(1, (Own, "a", 5), (Other, "a", 5));
        var own = await _warehouse.Explaining.ExplainAsync(
            TestWarehouse.Ask("HOM_INC", "MX-AGU", "2020-01") with
            {
                Sources = [Own],
            },
            CancellationToken.None
        );
        var other = await _warehouse.Explaining.ExplainAsync(
            TestWarehouse.Ask("HOM_INC", "MX-AGU", "2020-01") with
            {
                Sources = [Other],
            },
            CancellationToken.None
        );
        Assert.Equal((1, 0), (own.Cells.Count, other.Cells.Count));
    }

    private async Task<Submission> LoadAsync(int turn, params (string Provider, string Area, int Value)[] figures)
    {
        var staged = await StageAsync(turn, figures);
        return await _warehouse.LoadAsync(staged.SubmissionId);
    }

    /// <summary>Receives a small file, and puts in the place of its figures those of several providers.</summary>
    private async Task<Submission> StageAsync(int turn, params (string Provider, string Area, int Value)[] figures)
    {
        var content = SmallFeed.Csv("a,2020-01,hom,5", $"c,2021-01,hom,{turn}");
        var id = (await _warehouse.ReceiveAsync(content, $"small{turn}.csv", SmallFeed.Name)).Submission.SubmissionId;
        await _warehouse.Pipeline.ProcessAsync(id, CancellationToken.None);
        var submission = await _warehouse.FindAsync(id);
        var state = _warehouse.Library.Current();
        var reading = FileReading
            .Of(
                new MemoryStream(content),
                "small.csv",
                state.Find(SmallFeed.Name)!.Mapping,
                state.Mappings,
                state.Taxonomy,
                new NodaTime.LocalDate(2030, 1, 1),
                ReadLimits.Default,
                CancellationToken.None
            )
            .Mapped!;
        string[] areas = ["MX-AGU", "MX-BCN"];
        string[] providers = [Own, Other];
        var month = TimePeriod.TryParse("2020-01")!.Value;
        var mapped = new MappedFile
        {
            Mapping = reading.Mapping,
            Findings = reading.Findings,
            Accounting = reading.Accounting,
            Indicators = ["HOM_INC"],
            Areas = areas,
            Breakdowns = reading.Breakdowns,
            Providers = providers,
            Attributes = reading.Attributes,
            BroughtAreas = reading.BroughtAreas,
            Facts = reading.Facts,
            PublicationDate = null,
            ObservationCount = figures.Length,
            Scopes =
            [
                .. figures
                    .Select(f => f.Provider)
                    .Distinct()
                    .Select(p => new CoverageScope(p, "HOM_INC", Frequency.Monthly, "MEX", AreaLevel.Subdivision, 3, false, month, month)),
            ],
            Observations =
            [
                .. figures.Select(
                    (f, i) =>
                        new Observation
                        {
                            Key = new ObservationKey(0, f.Area == "a" ? 0 : 1, month.Id, 0, Array.IndexOf(providers, f.Provider)),
                            Value = f.Value,
                            Attributes = 0,
                            FirstCell = new CellRef("", i + 2, 4),
                            Cells = 1,
                        }
                ),
            ],
        };
        await using var connection = await _warehouse.Sources.Writer.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await new Staging(_warehouse.Sources, submission.Number).WriteAsync(
            connection,
            transaction,
            mapped,
            SmallFeed.Name,
            new FigureChecks(mapped, _warehouse.Library.Current().Taxonomy),
            CancellationToken.None
        );
        await using var count = new NpgsqlCommand(
            "update ingest.submission set observations = $1 where number = $2",
            connection,
            transaction
        )
        {
            Parameters =
            {
                new() { Value = figures.Length },
                new() { Value = submission.Number },
            },
        };
        await count.ExecuteNonQueryAsync();
        await transaction.CommitAsync();
        return await _warehouse.FindAsync(id);
    }

    private async Task<IEnumerable<(string, decimal?)>> SidesAsync(string area)
    {
        var rows = await _warehouse.ReadAsync(TestWarehouse.Ask("HOM_INC", area, "2020-01") with { Sources = [Own, Other] });
        return rows.Select(r => (r.Source, r.Value)).OrderBy(r => r.Source, StringComparer.Ordinal);
    }

    private async Task<IEnumerable<(string, string, decimal?)>> ChangesAsync(Submission loaded)
    {
        var changes = await _warehouse.Submissions.ChangesAsync(Actor.Operator, loaded.SubmissionId, null, 0, 100, CancellationToken.None);
        return changes.Select(c => (c.Source, c.Kind, c.NewValue)).OrderBy(c => c.Source, StringComparer.Ordinal);
    }

    private async Task<string> ScalarAsync(string question, int load)
    {
        await using var command = _warehouse.Sources.Migrator.CreateCommand(question);
        command.Parameters.Add(new NpgsqlParameter { Value = load });
        return (string)(await command.ExecuteScalarAsync())!;
    }
}
