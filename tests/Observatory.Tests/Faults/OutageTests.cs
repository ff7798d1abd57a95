using System.Net.Sockets;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Observatory.Core.Checking;
using Observatory.Warehouse.Faults;
using Xunit;

namespace Observatory.Tests.Faults;

/// <summary>Failures of disks and of the database are told from those of files, senders and the program.</summary>
public sealed class OutageTests
{
    [Theory]
    [InlineData("53100", RefusalCodes.DatabaseFull)]
    [InlineData("53200", RefusalCodes.DatabaseBusy)]
    [InlineData("53300", RefusalCodes.DatabaseBusy)]
    [InlineData("53400", RefusalCodes.DatabaseBusy)]
    [InlineData("55006", RefusalCodes.DatabaseBusy)]
    [InlineData("55P03", RefusalCodes.DatabaseBusy)]
    [InlineData("57014", RefusalCodes.DatabaseBusy)]
    [InlineData("40P01", RefusalCodes.DatabaseBusy)]
    [InlineData("40001", RefusalCodes.DatabaseBusy)]
    [InlineData("57P01", RefusalCodes.DatabaseAway)]
    [InlineData("57P02", RefusalCodes.DatabaseAway)]
    [InlineData("57P03", RefusalCodes.DatabaseAway)]
    [InlineData("57P05", RefusalCodes.DatabaseAway)]
    [InlineData("08003", RefusalCodes.DatabaseAway)]
    [InlineData("08006", RefusalCodes.DatabaseAway)]
    [InlineData("58030", RefusalCodes.DatabaseAway)]
    [InlineData("22003", null)]
    [InlineData("23505", null)]
    [InlineData("42P01", null)]
    [InlineData("42501", null)]
    public void An_error_of_the_database_is_recognised_by_its_code_at_any_depth(string state, string? code)
    {
        var said = Said(state);
        Assert.Equal(code, Outage.Of(said)?.Code);
        Assert.Equal(code, Outage.Of(new DbUpdateException("", new InvalidOperationException("", said)))?.Code);
        Assert.Equal(code, Outage.Of(new AggregateException(said))?.Code);
    }

    [Fact]
    public void A_database_disk_that_may_not_be_written_is_told_from_a_right_that_was_not_granted()
    {
        Assert.Equal(RefusalCodes.DatabaseAway, Outage.Of(Said("42501", "md.c"))?.Code);
        Assert.Null(Outage.Of(Said("42501", "aclchk.c")));
    }

    [Fact]
    public void A_connection_that_breaks_or_that_nobody_gives_is_told()
    {
        Assert.Equal(RefusalCodes.DatabaseAway, Outage.Of(new NpgsqlException("", new SocketException(111)))?.Code);
        Assert.Equal(RefusalCodes.DatabaseAway, Outage.Of(new NpgsqlException("", new EndOfStreamException()))?.Code);
        Assert.Equal(RefusalCodes.DatabaseBusy, Outage.Of(new NpgsqlException("", new TimeoutException()))?.Code);
    }

    [Theory]
    [InlineData(28, RefusalCodes.StorageFull)]
    [InlineData(122, RefusalCodes.StorageFull)]
    [InlineData(5, RefusalCodes.StorageBroken)]
    [InlineData(30, RefusalCodes.StorageBroken)]
    public void An_error_of_a_disk_is_recognised_by_its_number_with_and_without_a_path(int number, string code)
    {
        var said = new IOException("no", number);
        Assert.Equal((code, null), (Outage.Of(said)?.Code, Outage.Of(said)?.Place));
        Assert.Equal(
            (code, "/files"),
            (Outage.Of(new StorageException("/files", said))?.Code, Outage.Of(new StorageException("/files", said))?.Place)
        );
    }

    [Fact]
    public void A_right_that_is_missing_in_the_store_is_an_outage() =>
        Assert.Equal(RefusalCodes.StorageBroken, Outage.Of(new StorageException("/files", new UnauthorizedAccessException()))?.Code);

    [Fact]
    public void Other_failures_are_not_outages()
    {
        Exception[] others =
        [
            new IOException("The client reset the request stream."),
            new InvalidDataException(),
            new InvalidOperationException(),
            new Refusal(RefusalCodes.NotFound),
            new SocketException(111),
            new OperationCanceledException("", Said("57014")),
            new HttpRequestException("", new SocketException(111)),
        ];
        Assert.All(others, o => Assert.Null(Outage.Of(o)));
    }

    [Fact]
    public void Every_outage_answers_that_the_fault_is_ours_and_may_pass() =>
        Assert.All(Enum.GetValues<OutageKind>(), k => Assert.Contains(RefusalCodes.Status[new Outage(k).Code], (int[])[503, 507]));

    private static PostgresException Said(string state, string? file = null) => new("no", "ERROR", "ERROR", state, file: file);
}
