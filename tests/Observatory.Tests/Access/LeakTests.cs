using Npgsql;
using Observatory.Core.Access;
using Observatory.Warehouse.Access;
using Xunit;

namespace Observatory.Tests.Access;

/// <summary>Connections are shared by turns: what one was told must be gone before the next has it.</summary>
public sealed class LeakTests
{
    [Fact]
    public async Task A_thousand_mixed_turns_on_few_connections_show_nobody_what_is_another_s()
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual);
        var who = new[]
        {
            (Actor: new Actor("a", [Role.Uploader], AccessWorld.OwnOffice, "MEX"), Sees: (string?)"MEX"),
            (Actor: new Actor("b", [Role.Uploader], AccessWorld.OtherOffice, "ARG"), Sees: "ARG"),
            (Actor: Actor.Anonymous, Sees: null),
        };
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 1000),
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            async (turn, cancellation) =>
            {
                var (actor, sees) = who[turn % who.Length];
                await using var connection = await world.Platform.Sources.OpenDeskAsync(actor, Permission.ReadSubmission, cancellation);
                await using var command = new NpgsqlCommand(
                    "select coalesce(string_agg(distinct country, ','), '') from ingest.submission",
                    connection
                );
                Assert.Equal(sees ?? "", (string)(await command.ExecuteScalarAsync(cancellation))!);
            }
        );
        // One that was told nothing shows nothing.
        await using var untold = await world.Platform.Sources.Desk.OpenConnectionAsync();
        await using var all = new NpgsqlCommand("select count(*) from ingest.submission", untold);
        Assert.Equal(0L, await all.ExecuteScalarAsync());
    }

    [Fact]
    public async Task The_roles_of_the_program_cannot_pass_the_walls()
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual);
        Assert.Empty(await world.Platform.Sources.WrongRolesAsync(CancellationToken.None));
        await world.Platform.DemandSafeRolesAsync(CancellationToken.None);
    }
}
