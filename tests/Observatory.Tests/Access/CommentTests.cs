using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Access;
using Xunit;

namespace Observatory.Tests.Access;

/// <summary>Office and reviewers talk about a submission where both see it, and nobody else does.</summary>
public sealed class CommentTests
{
    [Fact]
    public async Task Office_and_reviewers_talk_in_order_and_reasons_are_part_of_it()
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual);
        Assert.Equal(201, await SayAsync(world, "uploader A", "The <b>last</b> month\r\nis preliminary."));
        Assert.Equal(201, await SayAsync(world, "approver A", "¿Cuándo llega el definitivo?"));
        Assert.Equal(201, await SayAsync(world, "editor", "Same as last year."));
        using (
            var returned = await world
                .As("approver A")
                .PostAsJsonAsync(
                    new Uri($"/v1/submissions/{world.Own}/return", UriKind.Relative),
                    new { reason = "Send it with December." }
                )
        )
            returned.EnsureSuccessStatusCode();
        var thread = (await world.As("uploader A").GetFromJsonAsync<JsonElement>(Address(world.Own)))
            .GetProperty("data")
            .EnumerateArray()
            .ToList();
        Assert.Equal(
            [
                ("comment", "The <b>last</b> month\nis preliminary."),
                ("comment", "¿Cuándo llega el definitivo?"),
                ("comment", "Same as last year."),
                ("returned", "Send it with December."),
            ],
            thread.Select(s => (s.GetProperty("kind").GetString()!, s.GetProperty("text").GetString()!))
        );
        Assert.Equal(["MEX_SESNSP", "MEX_SESNSP", "OBSERVATORY", null], thread.Select(s => s.GetProperty("office").GetString()));
        var acts = await world.Platform.Audit.ListAsync(Actor.Operator, null, world.Own.ToString(), null, 100, CancellationToken.None);
        Assert.Equal(3, acts.Count(a => a.Act == "submission.comment" && a.Country == "MEX"));
        Assert.Empty((await world.Platform.Audit.VerifyAsync(CancellationToken.None)).Faults);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_actor_of_another_country_or_without_the_right_writes_or_reads_a_comment(bool programAsks)
    {
        await using var world = await AccessWorld.OpenAsync(programAsks ? AccessRules.Usual : AccessRules.DatabaseAlone);
        Assert.Equal(201, await SayAsync(world, "approver A", "Only for us."));
        foreach (var caller in (string[])["anonymous", "analyst", "uploader B", "admin"])
        {
            Assert.True(await SayAsync(world, caller, "x") is 401 or 403 or 404, caller);
            using var read = await world.As(caller).GetAsync(Address(world.Own));
            Assert.True((int)read.StatusCode is 401 or 403 or 404, caller);
        }
        Assert.Single(await world.Platform.Comments.ThreadAsync(Actor.Operator, world.Own, CancellationToken.None));
    }

    [Theory]
    [InlineData("DELETE FROM ingest.submission_comment")]
    [InlineData("UPDATE ingest.submission_comment SET text = 'other'")]
    [InlineData(
        "INSERT INTO ingest.submission_comment (submission_id, at, actor, office, text) SELECT submission_id, now(), 'somebody "
            + "else', 'MEX_SESNSP', 'x' FROM ingest.submission"
    )]
    public async Task No_role_of_the_program_changes_a_comment_or_speaks_for_another(string done)
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual);
        Assert.Equal(201, await SayAsync(world, "approver A", "As it was said."));
        await using (
            var desk = await world.Platform.Sources.OpenDeskAsync(
                new Actor("a", [Role.Approver], "MEX_SESNSP", "MEX"),
                Permission.Comment,
                CancellationToken.None
            )
        )
        {
            await using var command = new NpgsqlCommand(done, desk);
            Assert.Equal(
                PostgresErrorCodes.InsufficientPrivilege,
                (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState
            );
        }
        await using var writer = await world.Platform.Sources.Writer.OpenConnectionAsync();
        await using var again = new NpgsqlCommand(done, writer);
        Assert.Equal(
            PostgresErrorCodes.InsufficientPrivilege,
            (await Assert.ThrowsAsync<PostgresException>(() => again.ExecuteNonQueryAsync())).SqlState
        );
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("  \r\n ", false)]
    [InlineData("bell \a", false)]
    [InlineData("\u001b[31mred", false)]
    [InlineData("turned \u202e round", false)]
    [InlineData("half a pair \ud83d", false)]
    [InlineData("a line\nand another, ñ and 👩‍👧", true)]
    public void A_comment_is_plain_text(string text, bool isFit)
    {
        if (isFit)
            Assert.Equal(text, CommentText.Of(text));
        else
            Assert.Equal(RefusalCodes.CommentUnfit, Assert.Throws<Refusal>(() => CommentText.Of(text)).Code);
    }

    [Fact]
    public void A_comment_has_its_longest()
    {
        Assert.Equal(CommentText.Longest, CommentText.Of(new string('a', CommentText.Longest)).Length);
        Assert.Throws<Refusal>(() => CommentText.Of(new string('a', CommentText.Longest + 1)));
    }

    private static Uri Address(Guid id) => new($"/v1/submissions/{id}/comments", UriKind.Relative);

    private static async Task<int> SayAsync(AccessWorld world, string caller, string text)
    {
        using var answer = await world.As(caller).PostAsJsonAsync(Address(world.Own), new { text });
        return (int)answer.StatusCode;
    }
}
