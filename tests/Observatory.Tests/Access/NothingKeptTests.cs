using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Submissions;
using Xunit;

namespace Observatory.Tests.Access;

/// <summary>What is refused when it is sent leaves no file behind.</summary>
public sealed class NothingKeptTests : IAsyncLifetime, IDisposable
{
    private static readonly Actor Mexico = new("sender@mex.test", [Role.Uploader], "MEX_SESNSP", "MEX");
    private static readonly Actor Population = new("sender@un.test", [Role.Uploader], "UN_WPP", null);

    private readonly TemporaryFolder _mappings = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync()
    {
        RegisterFeed.WriteTo(_mappings.Path);
        SmallFeed.WriteTo(_mappings.Path);
        _warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
    }

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    public void Dispose() => _mappings.Dispose();

    [Fact]
    public async Task A_file_of_another_office_s_feed_that_is_recognised_by_itself_is_refused_before_it_is_kept()
    {
        var register = RegisterFeed.Csv("Equis,a,2020-01,1,1");
        Assert.Equal(
            RefusalCodes.CountryForeign,
            (await Assert.ThrowsAsync<Refusal>(() => SendAsync(Population, register, "register.csv"))).Code
        );
        Assert.Empty(_warehouse.Files.Kept());
        Assert.True((await SendAsync(Mexico, register, "register.csv")).IsNew);
        Assert.Single(_warehouse.Files.Kept());
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(null, 10L)]
    public async Task A_file_that_is_more_than_an_office_may_send_is_refused_before_it_is_kept(int? files, long? bytes)
    {
        var content = SmallFeed.Csv(SmallFeed.Months("abc", 2, 1));
        await SetAsync(files, bytes);
        Assert.Equal(RefusalCodes.UploadsEnough, (await Assert.ThrowsAsync<Refusal>(() => SendAsync(Mexico, content, "small.csv"))).Code);
        Assert.Empty(_warehouse.Files.Kept());
        await SetAsync(1, content.Length);
        Assert.True((await SendAsync(Mexico, content, "small.csv")).IsNew);
    }

    [Theory]
    [InlineData("x\u202efdp.csv", "xfdp.csv")]
    [InlineData("folder\\a\u2028b\u0007.csv", "ab.csv")]
    [InlineData("\u2066\r\n", "file")]
    [InlineData("\ud83dx.csv", "x.csv")]
    [InlineData("Añó–2020.csv", "Añó–2020.csv")]
    public async Task A_file_s_name_has_nothing_that_turns_what_stands_beside_it(string name, string kept)
    {
        var sent = await SendAsync(Mexico, SmallFeed.Csv(SmallFeed.Months("abc", 2, 1)), name);
        Assert.Equal(
            kept,
            Assert.Single(await _warehouse.Submissions.FilesAsync(Mexico, sent.Submission.SubmissionId, CancellationToken.None)).Name
        );
    }

    [Fact]
    public async Task A_long_name_is_cut_between_letters()
    {
        var sent = await SendAsync(
            Mexico,
            SmallFeed.Csv(SmallFeed.Months("abc", 2, 1)),
            $"x{string.Concat(Enumerable.Repeat("😀", 126))}.csv"
        );
        Assert.Equal(
            125 * 2 + 4,
            Assert.Single(await _warehouse.Submissions.FilesAsync(Mexico, sent.Submission.SubmissionId, CancellationToken.None)).Name.Length
        );
    }

    [Theory]
    [InlineData("a\u202eb")]
    [InlineData("a\nb")]
    [InlineData("a\u2029b")]
    [InlineData("a\u0007b")]
    [InlineData("a\u2067b")]
    [InlineData("a\ud800b")]
    public async Task Labels_of_keys_and_names_of_people_have_neither(string text)
    {
        var keys = new KeyDesk(_warehouse.Sources, AccessRules.Usual, _warehouse.Clock);
        var people = new PeopleDesk(_warehouse.Sources, AccessRules.Usual, _warehouse.Clock);
        foreach (
            var (column, work) in ((string, Func<Task>)[])
                [
                    ("label", () => keys.CreateAsync(Actor.Operator, "MEX_SESNSP", Role.Uploader, text, null, CancellationToken.None)),
                    ("name", () =>
                        people.AddAsync(Actor.Operator, "x@mex.test", text, "MEX_SESNSP", [Role.Uploader], CancellationToken.None)
                    ),
                    ("address", () =>
                        people.AddAsync(Actor.Operator, text + "@mex.test", "x", "MEX_SESNSP", [Role.Uploader], CancellationToken.None)
                    ),
                ]
        )
        {
            var refusal = await Assert.ThrowsAsync<Refusal>(work);
            Assert.Equal((RefusalCodes.ParameterValue, column), (refusal.Code, refusal.Arguments["column"]));
            Assert.True(CommentText.IsPlainLine(refusal.Arguments["value"]));
        }
    }

    private Task<Receipt> SendAsync(Actor sender, byte[] content, string name) =>
        _warehouse.Submissions.ReceiveAsync(
            new Delivery { Files = [new DeliveredFile(name, new MemoryStream(content))], Through = "upload" },
            sender,
            CancellationToken.None
        );

    private Task SetAsync(int? files, long? bytes) =>
        new UploadLimitDesk(_warehouse.Sources, AccessRules.Usual, _warehouse.Clock, UploadLimits.Usual).SetAsync(
            Actor.Operator,
            "MEX_SESNSP",
            null,
            files,
            bytes,
            CancellationToken.None
        );
}
