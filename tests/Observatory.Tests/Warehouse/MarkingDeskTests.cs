using System.Globalization;
using System.Text;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Reading;
using Observatory.Core.Submissions;
using Observatory.Tests.Marking;
using Observatory.Tests.Support;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Submissions;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>The files of submissions, given back with what was found.</summary>
public sealed class MarkingDeskTests
{
    [Fact]
    public async Task Findings_that_were_only_counted_are_found_again_and_marked()
    {
        using var folder = new TemporaryFolder();
        SmallFeed.WriteTo(folder.Path);
        await using var warehouse = await TestWarehouse.CreateAsync(folder.Path);
        var lines = Enumerable.Range(1, 1500).Select(i => string.Create(CultureInfo.InvariantCulture, $"nowhere{i},2020-01,hom,5"));
        var submission = await warehouse.IngestAsync(SmallFeed.Csv(lines), "small.csv", SmallFeed.Name, approve: false);
        Assert.Equal(SubmissionState.Rejected, submission.State);
        using var desk = new MarkingDesk(warehouse.Sources, warehouse.Files, ReadLimits.Default, AccessRules.Usual);
        await using var marked = await desk.MarkAsync(Actor.Operator, submission, null, false, Language.En, CancellationToken.None);
        var rows = Marked.Rows(Bytes(marked), "a.csv");
        Assert.Equal(
            1500,
            rows.Skip(1).Take(1500).Count(r => r[7].Length > 0 && r[8].Contains($"nowhere{r.Number - 1}", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task Each_file_of_a_submission_has_its_own_findings_and_has_to_be_named()
    {
        await using var warehouse = await TestWarehouse.CreateAsync();
        var receipt = await warehouse.Submissions.ReceiveAsync(
            new Delivery
            {
                Files =
                [
                    new DeliveredFile("b.csv", new MemoryStream("q,r\n1,2\n"u8.ToArray())),
                    new DeliveredFile("a.csv", new MemoryStream("s,\"t\n"u8.ToArray())),
                ],
                Through = "verb",
            },
            TestWarehouse.Clerk,
            CancellationToken.None
        );
        using var desk = new MarkingDesk(warehouse.Sources, warehouse.Files, ReadLimits.Default, AccessRules.Usual);
        Assert.Equal(
            RefusalCodes.Busy,
            (
                await Assert.ThrowsAsync<Refusal>(() =>
                    desk.MarkAsync(Actor.Operator, receipt.Submission, "a.csv", false, Language.En, CancellationToken.None)
                )
            ).Code
        );
        await warehouse.Pipeline.ProcessAsync(receipt.Submission.SubmissionId, CancellationToken.None);
        var submission = await warehouse.Submissions.FindAsync(Actor.Operator, receipt.Submission.SubmissionId, CancellationToken.None);
        Assert.Equal(
            RefusalCodes.ParameterMissing,
            (
                await Assert.ThrowsAsync<Refusal>(() =>
                    desk.MarkAsync(Actor.Operator, submission, null, false, Language.En, CancellationToken.None)
                )
            ).Code
        );
        Assert.Equal(
            RefusalCodes.ParameterValue,
            (
                await Assert.ThrowsAsync<Refusal>(() =>
                    desk.MarkAsync(Actor.Operator, submission, "c.csv", false, Language.En, CancellationToken.None)
                )
            ).Code
        );
        await using var whole = await desk.MarkAsync(Actor.Operator, submission, "b.csv", false, Language.En, CancellationToken.None);
        Assert.StartsWith("q,r,finding_cell", Encoding.UTF8.GetString(Bytes(whole)), StringComparison.Ordinal);
        await using var torn = await desk.MarkAsync(Actor.Operator, submission, "a.csv", false, Language.En, CancellationToken.None);
        Assert.Equal("a-marked.xlsx", torn.Result.Name);
    }

    [Fact]
    public async Task A_marked_register_of_persons_is_the_stored_copy_and_says_so()
    {
        using var folder = new TemporaryFolder();
        RegisterFeed.WriteTo(folder.Path);
        await using var warehouse = await TestWarehouse.CreateAsync(folder.Path);
        var submission = await warehouse.IngestAsync(
            RegisterFeed.Csv("Equis Zeta,a,2020-01,77,1", "Theta,nowhere,2020-01,78,1"),
            "register.csv",
            RegisterFeed.Name,
            approve: false
        );
        using var desk = new MarkingDesk(warehouse.Sources, warehouse.Files, ReadLimits.Default, AccessRules.Usual);
        await using var marked = await desk.MarkAsync(Actor.Operator, submission, null, true, Language.En, CancellationToken.None);
        var rows = Marked.Rows(Bytes(marked), "a.xlsx");
        Assert.DoesNotContain(rows, r =>
            Enumerable
                .Range(1, r.Count)
                .Any(c => r[c].Contains("Equis", StringComparison.Ordinal) || r[c].Contains("Theta", StringComparison.Ordinal))
        );
        Assert.Contains(rows, r => r[2] == FindingCodes.AreaUnknown && r[4] == "B3");
        Assert.Contains(rows, r => r[5].StartsWith("Columns with personal data are empty here", StringComparison.Ordinal));
    }

    private static byte[] Bytes(MarkedDelivery marked)
    {
        using var bytes = new MemoryStream();
        marked.Content.CopyTo(bytes);
        return bytes.ToArray();
    }
}
