using Microsoft.AspNetCore.Http;
using Observatory.App.Limits;
using Observatory.Core.Checking;
using Observatory.Tests.Support;
using Observatory.Warehouse.Files;
using Xunit;

namespace Observatory.Tests.Limits;

/// <summary>What waits for readers is counted, and is given back whatever fails.</summary>
public sealed class ResponseSpoolTests : IDisposable
{
    private const string Caller = "somebody";

    private static readonly SpoolSettings Small = new()
    {
        MemoryOfOne = 64 << 10,
        BytesOfAll = 256 << 10,
        Patience = TimeSpan.FromMinutes(5),
    };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_that_cannot_be_made_is_not_counted()
    {
        await File.WriteAllTextAsync(_folder["files"], "no folder");
        var spool = new ResponseSpool(Small, new FileStore(_folder["files"]));
        await using (var body = new SpooledBody(spool, Caller, CancellationToken.None))
            for (var turn = 0; turn < 3; turn++)
                await Assert.ThrowsAnyAsync<IOException>(async () => await body.WriteAsync(new byte[96 << 10]));
        Assert.Equal((0, 0L), (spool.FilesInUse, spool.BytesInUse));
    }

    [Fact]
    public async Task An_answer_has_room_for_its_beginning_however_little_there_is()
    {
        var spool = Spool(Small with { MemoryOfAll = 0, Files = 0, Patience = TimeSpan.Zero });
        var context = new DefaultHttpContext();
        using var sent = new MemoryStream();
        context.Response.Body = sent;
        await spool.SendAsync(context, Caller, async (to, stop) => await to.WriteAsync(new byte[1000], stop), CancellationToken.None);
        Assert.Equal((1000, 1000), (sent.Length, context.Response.ContentLength));
        Assert.Equal(0, spool.BytesInUse);
    }

    [Fact]
    public async Task A_write_without_a_cancellation_token_ends_when_the_response_is_abandoned()
    {
        var spool = Spool(Small);
        using var stop = new CancellationTokenSource();
        await using (var body = new SpooledBody(spool, Caller, stop.Token))
        {
            // More than memory and its file hold, and nobody reads.
            var writing = Task.Run(async () => await body.WriteAsync(new byte[(64 << 10) + Small.BytesOfOne + 1]));
            await Task.WhenAny(writing, WrittenAsync(spool, (64 << 10) + Small.BytesOfOne));
            Assert.False(writing.IsCompleted);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await body.WriteAsync(new byte[1]));
        }
        Assert.Equal((0, 0L), (spool.FilesInUse, spool.BytesInUse));
    }

    [Fact]
    public async Task A_caller_who_used_up_their_share_is_refused_at_once_and_others_are_not()
    {
        var spool = Spool(Small);
        await using var first = new SpooledBody(spool, Caller, CancellationToken.None);
        await using var second = new SpooledBody(spool, Caller, CancellationToken.None);
        foreach (var body in (SpooledBody[])[first, second])
            await body.WriteAsync(new byte[(64 << 10) + Small.BytesOfOne]);
        await using var third = new SpooledBody(spool, Caller, CancellationToken.None);
        var refused = third.WriteAsync(new byte[96 << 10]);
        Assert.True(refused.IsCompleted, "It waits.");
        Assert.Equal(RefusalCodes.AnswersWait, (await Assert.ThrowsAsync<Refusal>(async () => await refused)).Code);
        await using var other = new SpooledBody(spool, "another", CancellationToken.None);
        await other.WriteAsync(new byte[(64 << 10) + Small.BytesOfOne]);
    }

    [Theory]
    [InlineData(0, 120)]
    [InlineData(4L << 20, 120 + 1024)]
    [InlineData(1L << 40, 3600)]
    [InlineData(long.MaxValue, 3600)]
    public void A_reader_has_time_for_what_is_made_and_never_more_than_an_hour(long bytes, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), new SpoolSettings().TimeFor(bytes));

    [Fact]
    public async Task A_reader_who_exceeds_the_longest_time_is_cut_off()
    {
        var spool = Spool(Small with { Grace = TimeSpan.FromDays(1), Longest = TimeSpan.FromMilliseconds(1) });
        var context = new DefaultHttpContext();
        using var stuck = new StuckStream();
        context.Response.Body = stuck;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            spool.SendAsync(context, Caller, async (to, stop) => await to.WriteAsync(new byte[1000], stop), CancellationToken.None)
        );
        Assert.Equal((0, 0L), (spool.FilesInUse, spool.BytesInUse));
    }

    private ResponseSpool Spool(SpoolSettings settings) => new(settings, new FileStore(_folder["files"]));

    private static async Task WrittenAsync(ResponseSpool spool, long bytes)
    {
        while (spool.BytesInUse < bytes)
            await Task.Delay(5);
    }

    /// <summary>A reader who takes nothing.</summary>
    private sealed class StuckStream : MemoryStream
    {
        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            await Task.Delay(Timeout.Infinite, cancellationToken);
    }
}
