using System.Globalization;
using System.Text.Json;
using Observatory.Core.Access;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Records;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>Rules 39 and 40 of the methodology where a file is staged: what it says is held against its neighbours that stand.</summary>
public sealed class StandingChecksTests : IAsyncLifetime, IDisposable
{
    private readonly TemporaryFolder _mappings = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync()
    {
        SmallFeed.WriteTo(_mappings.Path);
        CountryFeed.WriteTo(_mappings.Path);
        _warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
    }

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    public void Dispose() => _mappings.Dispose();

    [Theory]
    // 30 per cent is not too much, 40 is.
    [InlineData(2021, 13, null)]
    [InlineData(2021, 14, "CHANGE_LARGE HOM_INC MX-AGU 2020 2021 120 168 3")]
    [InlineData(2019, 20, "CHANGE_LARGE HOM_INC MX-AGU 2019 2020 240 120 3")]
    [InlineData(2021, 10, "VALUE_REPEATED HOM_INC MX-AGU 2020 2021 120 120 3")]
    [InlineData(2021, 11, null)]
    [InlineData(2022, 40, null)]
    public async Task A_year_is_held_against_the_one_beside_it_that_stands(int year, int value, string? told)
    {
        await LoadAsync(SmallFeed.Csv(Year(2020, 10)), SmallFeed.Name);
        var found = await FindingsAsync(SmallFeed.Csv(Year(year, value)), SmallFeed.Name);
        Assert.Equal(
            told is null ? [] : [told],
            found.Select(f => Said(f, "indicator", "area", "previous", "period", "expected", "actual", "count"))
        );
    }

    [Fact]
    public async Task A_year_that_only_months_are_known_of_is_not_compared()
    {
        await LoadAsync(SmallFeed.Csv(Year(2020, 10).Take(33)), SmallFeed.Name);
        Assert.Empty(await FindingsAsync(SmallFeed.Csv(Year(2021, 40)), SmallFeed.Name));
    }

    [Theory]
    [InlineData("BRB,2020,HOM_FIREARM,42", "BRB,2020,HOM_VICT,41", true)]
    [InlineData("BRB,2020,HOM_FIREARM,41", "BRB,2020,HOM_VICT,41", false)]
    [InlineData("BRB,2020,HOM_VICT,41", "BRB,2020,HOM_FIREARM,42", true)]
    [InlineData("BRB,2020,HOM_VICT,41", "BRB,2020,HOM_FIREARM,41", false)]
    public async Task A_part_is_held_against_the_whole_that_stands_and_a_whole_against_the_part(string standing, string sent, bool isTold)
    {
        await LoadAsync(CountryFeed.Csv(standing), CountryFeed.Name);
        var found = await FindingsAsync(CountryFeed.Csv(sent), CountryFeed.Name);
        Assert.Equal(
            isTold ? ["PART_OVER_WHOLE HOM_FIREARM HOM_VICT BRB 2020 42 41 1"] : [],
            found.Select(f => Said(f, "indicator", "whole", "area", "period", "actual", "expected", "count"))
        );
    }

    [Fact]
    public async Task A_file_whose_parts_exceed_their_total_is_set_aside_whole_and_nothing_of_it_stays()
    {
        var read = await _warehouse.IngestAsync(
            CountryFeed.Csv("BRB,2020,HOM_VICT,41", "BRB,2020,HOM_VICT,30,M,_T,_T", "BRB,2020,HOM_VICT,12,F,_T,_T"),
            "countries.csv",
            CountryFeed.Name,
            approve: false
        );
        Assert.Equal((SubmissionState.Rejected, 1), (read.State, read.Blocking));
        var told = Assert.Single(
            await _warehouse.Submissions.FindingsAsync(Actor.Operator, read.SubmissionId, 0, 10, CancellationToken.None)
        );
        Assert.Equal(
            "PARTS_EXCEED HOM_VICT BRB 2020 SEX 41 42 1",
            Said(told, "indicator", "area", "period", "concept", "total", "actual", "difference")
        );
        Assert.Equal((2, 4), (told.RowNumber, told.ColumnNumber));
        await using var connection = await _warehouse.Sources.Migrator.OpenConnectionAsync();
        await using var left = new Npgsql.NpgsqlCommand(
            "select (select count(*) from ingest.staged_content) + (select count(*) from ingest.staged_code) + (select count(*) "
                + $"from ingest.staged_scope) + (to_regclass('ingest.staged_{read.Number}') is not null)::integer",
            connection
        );
        Assert.Equal(0L, await left.ExecuteScalarAsync());
        // The corrected file is another one.
        Assert.Equal(
            SubmissionState.Loaded,
            (
                await _warehouse.IngestAsync(
                    CountryFeed.Csv("BRB,2020,HOM_VICT,42", "BRB,2020,HOM_VICT,30,M,_T,_T", "BRB,2020,HOM_VICT,12,F,_T,_T"),
                    "countries.csv",
                    CountryFeed.Name
                )
            ).State
        );
    }

    private static IEnumerable<string> Year(int year, int value) =>
        Enumerable
            .Range(1, 12)
            .SelectMany(m => "abc".Select(a => string.Create(CultureInfo.InvariantCulture, $"{a},{year}-{m:00},hom,{value}")));

    private static string Said(StoredFinding finding, params string[] names) =>
        JsonDocument.Parse(finding.Arguments).RootElement is var said
            ? $"{finding.Code} {string.Join(' ', names.Select(n => said.GetProperty(n).GetString()))}"
            : "";

    private async Task LoadAsync(byte[] content, string feed) => await _warehouse.IngestAsync(content, NameOf(feed), feed);

    private async Task<IReadOnlyList<StoredFinding>> FindingsAsync(byte[] content, string feed)
    {
        var staged = await _warehouse.IngestAsync(content, NameOf(feed), feed, approve: false);
        Assert.Equal(SubmissionState.Staged, staged.State);
        return await _warehouse.Submissions.FindingsAsync(Actor.Operator, staged.SubmissionId, 0, 10, CancellationToken.None);
    }

    private static string NameOf(string feed) => feed == SmallFeed.Name ? "small.csv" : "countries.csv";
}
