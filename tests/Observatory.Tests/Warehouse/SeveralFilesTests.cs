using System.Text;
using System.Text.Json;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Observatory.Core.Submissions;
using Observatory.Tests.Reading;
using Observatory.Tests.Support;
using Observatory.Warehouse.Records;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>Several files handed in as one submission.</summary>
public sealed class SeveralFilesTests : IAsyncLifetime
{
    private static readonly (string Name, byte[] Content) North = ("north.csv", SmallFeed.Csv("a,2020-01,hom,5", "b,2020-01,hom,7"));
    private static readonly (string Name, byte[] Content) South = (
        "south.csv",
        Encoding.UTF8.GetBytes("zone,month,amount\nc,2020-01,11\n")
    );

    private readonly TemporaryFolder _folder = new();
    private readonly TemporaryFolder _small = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync()
    {
        WritePair(_folder.Path);
        _warehouse = await TestWarehouse.CreateAsync(_folder.Path);
    }

    public async Task DisposeAsync()
    {
        await _warehouse.DisposeAsync();
        _folder.Dispose();
        _small.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("TST/pair")]
    public async Task Two_files_make_the_figures_of_one_submission(string? feed)
    {
        var loaded = await LoadAsync([South, North], feed);
        Assert.Equal(("TST/pair", "north.csv, south.csv", 3), (loaded.Feed, loaded.FileName, loaded.Observations));
        Assert.Equal(
            [5m, 7m, 11m],
            [
                (await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2020-01")).Value!.Value,
                (await _warehouse.FigureAsync("HOM_INC", "MX-BCN", "2020-01")).Value!.Value,
                (await _warehouse.FigureAsync("HOM_INC", "MX-BCS", "2020-01")).Value!.Value,
            ]
        );
    }

    [Theory]
    [InlineData("MX-AGU", "north.csv", "D2")]
    [InlineData("MX-BCS", "south.csv", "C2")]
    public async Task A_figure_is_explained_by_the_file_it_stands_in(string area, string file, string cell)
    {
        await LoadAsync([North, South], null);
        var explained = await _warehouse.Explaining.ExplainAsync(TestWarehouse.Ask("HOM_INC", area, "2020-01"), CancellationToken.None);
        var found = Assert.Single(explained.Cells);
        var content = file == North.Name ? North.Content : South.Content;
        Assert.Equal((file, "", cell, Sha(content), null), (found.FileName, found.Sheet, found.A1, found.Sha256, found.KeptSha256));
    }

    [Fact]
    public async Task The_order_and_the_names_of_the_files_make_no_other_submission()
    {
        var first = await _warehouse.ReceiveAsync([North, South]);
        var again = await _warehouse.ReceiveAsync([("x.csv", South.Content), ("y.csv", North.Content)]);
        Assert.Equal((first.Submission.SubmissionId, true, false), (again.Submission.SubmissionId, first.IsNew, again.IsNew));
    }

    [Fact]
    public async Task One_of_the_files_alone_is_another_submission()
    {
        await _warehouse.ReceiveAsync([North, South]);
        Assert.True((await _warehouse.ReceiveAsync([North])).IsNew);
        Assert.True((await _warehouse.ReceiveAsync([South])).IsNew);
    }

    [Fact]
    public async Task Twenty_senders_of_the_same_files_make_one_submission()
    {
        var receipts = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(i => _warehouse.ReceiveAsync(i % 2 == 0 ? [North, South] : [South, North], "TST/pair"))
        );
        Assert.Single(receipts, r => r.IsNew);
        Assert.Single(receipts.Select(r => r.Submission.SubmissionId).Distinct());
        Assert.Equal(
            2,
            (await _warehouse.Submissions.FilesAsync(Actor.Operator, receipts[0].Submission.SubmissionId, CancellationToken.None)).Count
        );
    }

    [Fact]
    public async Task Senders_of_sets_that_share_a_file_do_not_stand_in_each_others_way()
    {
        var receipts = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(i => _warehouse.ReceiveAsync([North, South, ($"more{i}.csv", SmallFeed.Csv($"a,2020-02,hom,{i}"))]))
        );
        Assert.All(receipts, r => Assert.True(r.IsNew));
    }

    [Fact]
    public async Task Two_files_of_one_name_are_refused()
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(() => _warehouse.ReceiveAsync([North, ("folder/north.csv", South.Content)]));
        Assert.Equal((RefusalCodes.FileNameTwice, "north.csv"), (refusal.Code, refusal.Arguments["file"]));
    }

    [Fact]
    public async Task A_finding_names_the_file_it_is_in()
    {
        var receipt = await _warehouse.ReceiveAsync(
            [North, ("south.csv", Encoding.UTF8.GetBytes("zone,month,amount\nz,2020-01,11\n"))],
            "TST/pair"
        );
        await _warehouse.Pipeline.ProcessAsync(receipt.Submission.SubmissionId, CancellationToken.None);
        Assert.Equal(SubmissionState.Rejected, (await _warehouse.FindAsync(receipt.Submission.SubmissionId)).State);
        var finding = Assert.Single(
            await _warehouse.Submissions.FindingsAsync(Actor.Operator, receipt.Submission.SubmissionId, 0, 10, CancellationToken.None)
        );
        Assert.Equal(
            (FindingCodes.AreaUnknown, new SubmittedSheet("south.csv", "")),
            (finding.Code, SubmittedSheet.Of(finding.Sheet!, ["north.csv", "south.csv"]))
        );
    }

    [Fact]
    public async Task A_lost_file_of_several_is_said_to_be_lost()
    {
        await LoadAsync([North, South], null);
        File.Delete(Path.Combine(_warehouse.Files.Root, Sha(South.Content)[..2], Sha(South.Content)[2..]));
        var refusal = await Assert.ThrowsAsync<Refusal>(() =>
            _warehouse.Explaining.ExplainAsync(TestWarehouse.Ask("HOM_INC", "MX-AGU", "2020-01"), CancellationToken.None)
        );
        Assert.Equal(RefusalCodes.SourceGone, refusal.Code);
    }

    [Fact]
    public async Task A_watched_folder_of_a_mapping_that_joins_files_is_one_submission()
    {
        Directory.CreateDirectory(Path.Combine(_warehouse.Inbox, "pair"));
        foreach (var (name, content) in new[] { North, South })
        {
            var path = Path.Combine(_warehouse.Inbox, "pair", name);
            await File.WriteAllBytesAsync(path, content);
            File.SetLastWriteTimeUtc(path, _warehouse.Clock.Now.ToDateTimeUtc().AddHours(-1));
        }
        var run = await _warehouse.Feeds.RunAsync("TST/pair", CancellationToken.None);
        Assert.Equal("north.csv, south.csv", Assert.Single(run.New).FileName);
        Assert.Empty((await _warehouse.Feeds.RunAsync("TST/pair", CancellationToken.None)).New);
    }

    [Fact]
    public async Task Workbooks_are_told_apart_by_file_and_sheet()
    {
        WriteBooks(_folder.Path);
        await using var warehouse = await TestWarehouse.CreateAsync(_folder.Path);
        static byte[] Book(string area, int value) =>
            Files
                .Xlsx($"<row r=\"1\">{Cells(1, "area", "month", "count")}</row><row r=\"2\">{Cells(2, area, "2020-01", $"{value}")}</row>")
                .ToArray();
        var receipt = await warehouse.ReceiveAsync([("b.xlsx", Book("b", 7)), ("a.xlsx", Book("a", 5))], "TST/books");
        await warehouse.Pipeline.ProcessAsync(receipt.Submission.SubmissionId, CancellationToken.None);
        await warehouse.LoadAsync(receipt.Submission.SubmissionId);
        var explained = await warehouse.Explaining.ExplainAsync(TestWarehouse.Ask("HOM_INC", "MX-BCN", "2020-01"), CancellationToken.None);
        Assert.Equal([("b.xlsx", "Datos", "C2", "7")], explained.Cells.Select(c => (c.FileName, c.Sheet, c.A1, c.Text)));
    }

    /// <summary>The mapping has one table and names neither files nor sheets.</summary>
    [Fact]
    public async Task Texts_of_one_layout_go_on_where_the_one_before_ends()
    {
        await using var warehouse = await SmallAsync();
        var receipt = await warehouse.ReceiveAsync([
            ("small1.csv", SmallFeed.Csv("a,2020-01,hom,5")),
            ("small2.csv", SmallFeed.Csv("b,2020-01,hom,7", "c,2020-01,hom,11")),
        ]);
        await warehouse.Pipeline.ProcessAsync(receipt.Submission.SubmissionId, CancellationToken.None);
        Assert.Equal(3, (await warehouse.LoadAsync(receipt.Submission.SubmissionId)).Observations);
        var explained = await warehouse.Explaining.ExplainAsync(TestWarehouse.Ask("HOM_INC", "MX-BCS", "2020-01"), CancellationToken.None);
        Assert.Equal([("small2.csv", "D3", "11")], explained.Cells.Select(c => (c.FileName, c.A1, c.Text)));
    }

    [Fact]
    public async Task A_column_that_the_mapping_does_not_know_is_told_of_each_file()
    {
        static byte[] Wide(string line) => Encoding.UTF8.GetBytes($"area,period,what,value,colour\n{line},red\n");
        await using var warehouse = await SmallAsync();
        var findings = await FindingsAsync(
            warehouse,
            [("small1.csv", Wide("a,2020-01,hom,5")), ("small2.csv", Wide("b,2020-01,hom,7"))],
            SubmissionState.Staged
        );
        Assert.Equal(
            ["small1.csv", "small2.csv"],
            findings.Where(f => f.Code == FindingCodes.ColumnUnknown).Select(f => f.Sheet).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task A_file_without_the_header_stops_the_others_and_is_named()
    {
        await using var warehouse = await SmallAsync();
        var findings = await FindingsAsync(
            warehouse,
            [("small1.csv", SmallFeed.Csv("a,2020-01,hom,5")), ("small2.csv", SmallFeed.Csv("b,2020-01,hom,7")[4..])],
            SubmissionState.Rejected
        );
        var finding = Assert.Single(findings);
        Assert.Equal((FindingCodes.FileNotRead, "small2.csv"), (finding.Code, Argument(finding, "file")));
        Assert.Contains("area", Argument(finding, "expected"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_the_mapping_does_not_name_is_said_to_be_unread()
    {
        var findings = await FindingsAsync(
            _warehouse,
            [North, South, ("terms.csv", Encoding.UTF8.GetBytes("word,meaning\nx,y\n"))],
            SubmissionState.Staged
        );
        Assert.Equal("terms.csv", Argument(Assert.Single(findings, f => f.Code == FindingCodes.FileNotRead), "file"));
    }

    [Fact]
    public async Task Of_each_workbook_the_first_sheet_with_the_header_is_read()
    {
        static byte[] Book(string area, int value) =>
            Files
                .Xlsx(
                    $"<row r=\"1\">{Cells(1, "area", "period", "what", "value")}</row><row "
                        + $"r=\"2\">{Cells(2, area, "2020-01", "hom", $"{value}")}</row>"
                )
                .ToArray();
        await using var warehouse = await SmallAsync("xlsx");
        var receipt = await warehouse.ReceiveAsync([("small1.xlsx", Book("a", 5)), ("small2.xlsx", Book("b", 7))], SmallFeed.Name);
        await warehouse.Pipeline.ProcessAsync(receipt.Submission.SubmissionId, CancellationToken.None);
        Assert.Equal(2, (await warehouse.LoadAsync(receipt.Submission.SubmissionId)).Observations);
    }

    /// <summary>A warehouse that knows the small feed, in this format.</summary>
    private Task<TestWarehouse> SmallAsync(string format = "csv")
    {
        SmallFeed.WriteTo(_small.Path);
        var mapping = Path.Combine(_small.Path, "TST", "small", "mapping.yaml");
        File.WriteAllText(mapping, File.ReadAllText(mapping).Replace("format: [csv]", $"format: [{format}]", StringComparison.Ordinal));
        return TestWarehouse.CreateAsync(_small.Path);
    }

    private static async Task<IReadOnlyList<StoredFinding>> FindingsAsync(
        TestWarehouse warehouse,
        IEnumerable<(string, byte[])> files,
        SubmissionState state
    )
    {
        var id = (await warehouse.ReceiveAsync(files)).Submission.SubmissionId;
        await warehouse.Pipeline.ProcessAsync(id, CancellationToken.None);
        Assert.Equal(state, (await warehouse.FindAsync(id)).State);
        return await warehouse.Submissions.FindingsAsync(Actor.Operator, id, 0, 20, CancellationToken.None);
    }

    private async Task<Submission> LoadAsync(IEnumerable<(string, byte[])> files, string? feed)
    {
        var receipt = await _warehouse.ReceiveAsync(files, feed);
        await _warehouse.Pipeline.ProcessAsync(receipt.Submission.SubmissionId, CancellationToken.None);
        return await _warehouse.LoadAsync(receipt.Submission.SubmissionId);
    }

    private static string Argument(StoredFinding finding, string name) =>
        JsonDocument.Parse(finding.Arguments).RootElement.GetProperty(name).GetString()!;

    private static string Cells(int row, params string[] texts) =>
        string.Concat(texts.Select((t, i) => $"<c r=\"{(char)('A' + i)}{row}\" t=\"inlineStr\"><is><t>{t}</t></is></c>"));

    private static string Sha(byte[] bytes) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));

    private static void WritePair(string root)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, "TST", "pair")).FullName;
        File.WriteAllText(Path.Combine(folder, "areas.csv"), "area,REF_AREA\na,MX-AGU\nb,MX-BCN\nc,MX-BCS\n");
        File.WriteAllText(
            Path.Combine(folder, "feed.yaml"),
            "schedule: \"0 5 * * *\"\ntimeZone: UTC\nsource: { folder: pair, files: \"*.csv\" }\n"
        );
        File.WriteAllText(
            Path.Combine(folder, "mapping.yaml"),
            """
            mapping: TST/pair
            version: 1
            title: { en: Pair, es: Par, fr: Paire, pt: Dupla }
            DATA_PROVIDER: MEX_SESNSP
            recognise: { format: [csv] }
            concepts:
              FREQ:        { value: M }
              INDICATOR:   { value: HOM_INC }
            tables:
              - file: "north*"
                ignore: { what: always the same }
                concepts:
                  TIME_PERIOD: { column: period }
                  REF_AREA:    { column: area, codes: areas.csv }
                  OBS_VALUE:   { column: value, type: integer }
              - file: "south*"
                concepts:
                  TIME_PERIOD: { column: month }
                  REF_AREA:    { column: zone, codes: areas.csv }
                  OBS_VALUE:   { column: amount, type: integer }
            """
        );
    }

    private static void WriteBooks(string root)
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, "TST", "books")).FullName;
        File.WriteAllText(Path.Combine(folder, "areas.csv"), "area,REF_AREA\na,MX-AGU\nb,MX-BCN\n");
        File.WriteAllText(
            Path.Combine(folder, "mapping.yaml"),
            """
            mapping: TST/books
            version: 1
            title: { en: Books, es: Libros, fr: Classeurs, pt: Pastas }
            DATA_PROVIDER: MEX_SESNSP
            recognise: { format: [xlsx] }
            concepts:
              FREQ:        { value: M }
              TIME_PERIOD: { column: month }
              REF_AREA:    { column: area, codes: areas.csv }
              INDICATOR:   { value: HOM_INC }
              OBS_VALUE:   { column: count, type: integer }
            tables:
              - { file: a.xlsx, sheet: Datos }
              - { file: b.xlsx, sheet: Datos }
            """
        );
    }
}
