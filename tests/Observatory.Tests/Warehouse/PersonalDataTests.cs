using System.Text;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Tests.Reading;
using Observatory.Tests.Support;
using Observatory.Warehouse.Files;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Submissions;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>Columns about persons: taken out before anything is kept, or nothing is kept.</summary>
public sealed class PersonalDataTests : IAsyncLifetime
{
    private const string Secret = "Zoraida Quispe";

    private static readonly byte[] Register = RegisterFeed.Csv(
        $"{Secret},a,2020-01,99887766,1",
        "\"Zeta, Equis\",a,2020-01,2,1",
        "\"Zeta, Equis\",a,2020-01,2,1",
        $"{Secret},b,2020-02,99887766,3"
    );

    private readonly TemporaryFolder _folder = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync()
    {
        RegisterFeed.WriteTo(_folder.Path);
        SmallFeed.WriteTo(_folder.Path);
        _warehouse = await TestWarehouse.CreateAsync(_folder.Path);
    }

    public async Task DisposeAsync()
    {
        await _warehouse.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(RegisterFeed.Name)]
    public async Task A_register_is_loaded_and_explained_and_names_nobody(string? feed)
    {
        var loaded = await _warehouse.IngestAsync(Register, "register.csv", feed);
        Assert.Equal((SubmissionState.Loaded, RegisterFeed.Name), (loaded.State, loaded.Feed));
        Assert.Equal(3m, (await _warehouse.FigureAsync("HOM_INC", "MX-AGU", "2020-01")).Value);

        var explained = await _warehouse.Explaining.ExplainAsync(TestWarehouse.Ask("HOM_INC", "MX-AGU", "2020-01"), CancellationToken.None);
        Assert.Equal(["E2", "E3", "E4"], explained.Cells.Select(c => c.A1));
        Assert.All(explained.Cells, c => Assert.Equal((FileSetOf(Register), true), (c.Sha256, c.KeptSha256 is not null)));
        AssertNobodyIsNamed();
        Assert.Equal(
            "Víctima,area,mes,Documento,hechos\n,a,2020-01,,1\n,a,2020-01,,1\nidentical-row,a,2020-01,,1\n,b,2020-02,,3\n",
            await KeptAsync(loaded)
        );
    }

    [Fact]
    public async Task A_workbook_is_kept_without_the_columns_under_its_own_name()
    {
        static string Cell(char column, int row, string text) => $"<c r=\"{column}{row}\" t=\"inlineStr\"><is><t>{text}</t></is></c>";
        string[][] rows =
        [
            ["Víctima", "area", "mes", "Documento", "hechos"],
            [Secret, "a", "2020-01", "99887766", "1"],
            [Secret, "a", "2020-01", "99887766", "1"],
        ];
        var bytes = Files
            .Xlsx(
                string.Concat(
                    rows.Select(
                        (cells, r) => $"<row r=\"{r + 1}\">{string.Concat(cells.Select((c, i) => Cell((char)('A' + i), r + 1, c)))}</row>"
                    )
                )
            )
            .ToArray();
        var loaded = await _warehouse.IngestAsync(bytes, "register.xlsx");
        var explained = await _warehouse.Explaining.ExplainAsync(TestWarehouse.Ask("HOM_INC", "MX-AGU", "2020-01"), CancellationToken.None);
        Assert.Equal(
            [("register.xlsx", "Datos", "E2"), ("register.xlsx", "Datos", "E3")],
            explained.Cells.Select(c => (c.FileName, c.Sheet, c.A1))
        );
        AssertNobodyIsNamed();
        var file = Assert.Single(await _warehouse.Submissions.FilesAsync(Actor.Operator, loaded.SubmissionId, CancellationToken.None));
        Assert.Equal((FileSetOf(bytes), true), (file.Sha256, file.IsRedacted));
        Assert.NotEqual(file.Sha256, file.StoredSha256);
    }

    [Fact]
    public async Task A_redacted_file_that_is_sent_again_is_recognised_by_its_original_bytes()
    {
        var first = await _warehouse.ReceiveAsync(Register, "register.csv");
        var again = await _warehouse.ReceiveAsync(Register, "other.csv", RegisterFeed.Name);
        Assert.Equal((first.Submission.SubmissionId, false), (again.Submission.SubmissionId, again.IsNew));
        Assert.Equal(FileSetOf(Register), first.Submission.Sha256);
    }

    [Fact]
    public async Task Registers_that_differ_only_in_what_is_not_kept_are_two_submissions_of_one_kept_file()
    {
        var one = await _warehouse.ReceiveAsync(RegisterFeed.Csv("Equis,a,2020-01,1,1"), "register.csv");
        var two = await _warehouse.ReceiveAsync(RegisterFeed.Csv("Theta,a,2020-01,2,1"), "register.csv");
        Assert.True(one.IsNew && two.IsNew);
        var kept = new List<SubmissionFileRow>();
        foreach (var receipt in (Receipt[])[one, two])
            kept.AddRange(await _warehouse.Submissions.FilesAsync(Actor.Operator, receipt.Submission.SubmissionId, CancellationToken.None));
        Assert.Single(kept.Select(k => k.StoredSha256).Distinct());
    }

    public static TheoryData<string, string?, string, string> Refused =>
        new()
        {
            {
                "register.csv",
                RegisterFeed.Name,
                $"Víctima,area,mes,Documento\n{Secret},a,2020-01,1\n",
                RefusalCodes.PersonalDataUnreadable
            },
            {
                "register.csv",
                RegisterFeed.Name,
                $"Víctima,area,mes,Documento,hechos\n{Secret},a,2020-01,1,1\n\"{Secret},a,2020-01,1,1\n",
                RefusalCodes.PersonalDataUnreadable
            },
            {
                "register.csv",
                null,
                $"Víctima,area,mes,Documento,hechos\n{Secret},a,2020-01,1,1\n\"{Secret},a,2020-01,1,1\n",
                RefusalCodes.PersonalDataStrange
            },
            {
                "register.csv",
                RegisterFeed.Name,
                $"Nombre,area,mes,Documento,hechos\n{Secret},a,2020-01,1,1\n",
                RefusalCodes.PersonalDataUnreadable
            },
            { "register.txt.pdf", RegisterFeed.Name, $"{Secret}", RefusalCodes.PersonalDataUnreadable },
            { "list.csv", null, $"id,victima\n1,{Secret}\n", RefusalCodes.PersonalDataStrange },
            { "list.csv", SmallFeed.Name, $"id,victima\n1,{Secret}\n", RefusalCodes.PersonalDataStrange },
            { "list.xlsx", null, $"id,victima\n1,{Secret}\n", RefusalCodes.PersonalDataStrange },
        };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_file_whose_personal_columns_cannot_be_removed_is_not_stored(string name, string? feed, string text, string code)
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(() => _warehouse.ReceiveAsync(Encoding.UTF8.GetBytes(text), name, feed));
        Assert.Equal(code, refusal.Code);
        Assert.DoesNotContain(refusal.Arguments.Values, v => v.Contains(Secret, StringComparison.Ordinal));
        Assert.Empty(await _warehouse.Submissions.ListAsync(Actor.Operator, 0, 10, CancellationToken.None));
        Assert.Empty(OpenedFiles());
    }

    [Fact]
    public async Task A_heading_that_another_mapping_must_not_store_stays_where_the_files_own_mapping_reads_it()
    {
        var small = SmallFeed.Csv("a,2020-01,hom,5");
        var receipt = await _warehouse.ReceiveAsync(small, "small.csv");
        Assert.False(
            Assert
                .Single(await _warehouse.Submissions.FilesAsync(Actor.Operator, receipt.Submission.SubmissionId, CancellationToken.None))
                .IsRedacted
        );
    }

    [Fact]
    public async Task A_refused_file_of_a_watched_folder_does_not_hold_up_those_after_it()
    {
        var inbox = Directory.CreateDirectory(Path.Combine(_warehouse.Inbox, "register")).FullName;
        foreach (
            var (name, content, hours) in new[]
            {
                ("1.csv", Encoding.UTF8.GetBytes($"id,victima\n1,{Secret}\n"), 2),
                ("2.csv", Register, 1),
            }
        )
        {
            await File.WriteAllBytesAsync(Path.Combine(inbox, name), content);
            File.SetLastWriteTimeUtc(Path.Combine(inbox, name), _warehouse.Clock.Now.ToDateTimeUtc().AddHours(-hours));
        }
        var refusal = await Assert.ThrowsAsync<Refusal>(() => _warehouse.Feeds.RunAsync(RegisterFeed.Name, CancellationToken.None));
        Assert.Equal(RefusalCodes.PersonalDataUnreadable, refusal.Code);
        Assert.Equal(
            "2.csv",
            Assert.Single(await _warehouse.Submissions.ListAsync(Actor.Operator, 0, 10, CancellationToken.None)).FileName
        );
        AssertNobodyIsNamed();
    }

    [Fact]
    public async Task Findings_show_no_cell_of_the_columns()
    {
        var read = await _warehouse.IngestAsync(
            RegisterFeed.Csv($"{Secret},nowhere,2020-01,99887766,1", $"{Secret},a,never,99887766,x", $"{Secret},a,2020-01,99887766"),
            "register.csv",
            approve: false
        );
        Assert.Equal(SubmissionState.Rejected, read.State);
        var findings = await _warehouse.Submissions.FindingsAsync(Actor.Operator, read.SubmissionId, 0, 100, CancellationToken.None);
        Assert.Equal(3, findings.Count);
        Assert.All(findings, f => Assert.DoesNotMatch($"{Secret}|99887766", f.Arguments));
        AssertNobodyIsNamed();
    }

    private void AssertNobodyIsNamed()
    {
        foreach (var file in OpenedFiles())
        {
            var bytes = File.ReadAllBytes(file);
            foreach (var text in (string[])[Secret, "99887766", "Zeta"])
                Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) < 0, $"{text} is in {file}");
        }
    }

    private string[] OpenedFiles() =>
        Directory.Exists(_warehouse.Files.Root) ? Directory.GetFiles(_warehouse.Files.Root, "*", SearchOption.AllDirectories) : [];

    private async Task<string> KeptAsync(Submission submission)
    {
        var file = Assert.Single(await _warehouse.Submissions.FilesAsync(Actor.Operator, submission.SubmissionId, CancellationToken.None));
        await using var content = _warehouse.Files.Open(file.StoredSha256);
        using var reader = new StreamReader(content);
        return await reader.ReadToEndAsync();
    }

    private static string FileSetOf(byte[] bytes) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes));
}
