using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Observatory.Core.Access;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Access;
using Xunit;

namespace Observatory.Tests.Access;

/// <summary>What many do at once comes out as if one had done it.</summary>
public sealed class ManyAtOnceTests : IAsyncLifetime
{
    private AccessWorld _world = null!;

    public async Task InitializeAsync() => _world = await AccessWorld.OpenAsync(AccessRules.Usual);

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Fact]
    public async Task Fifty_who_send_the_same_file_make_one_submission()
    {
        var content = await File.ReadAllBytesAsync(
            Path.Combine(TestWarehouse.MappingsRoot, "MEX/sesnsp-state-offences/sample-with-mistakes.csv")
        );
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 50)
                .Select(async n =>
                {
                    using var form = new MultipartFormDataContent
                    {
                        { new ByteArrayContent(content), "file", $"name {n}.csv" },
                        { new StringContent("MEX/sesnsp-state-offences"), "feed" },
                    };
                    using var answer = await _world.As("uploader A").PostAsync(new Uri("/v1/submissions", UriKind.Relative), form);
                    Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
                    var document = await answer.Content.ReadFromJsonAsync<JsonElement>();
                    return (
                        Id: document.GetProperty("data")[0].GetProperty("id").GetString(),
                        IsNew: document.GetProperty("data")[0].GetProperty("isNew").GetBoolean()
                    );
                })
        );
        Assert.Single(answers.Select(a => a.Id).Distinct());
        Assert.Single(answers, a => a.IsNew);
    }

    [Fact]
    public async Task Twenty_who_approve_at_once_make_one_load()
    {
        var statuses = await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(async _ =>
                {
                    using var answer = await _world
                        .As("approver A")
                        .PostAsJsonAsync(new Uri($"/v1/submissions/{_world.Own}/approve", UriKind.Relative), new { });
                    return answer.StatusCode;
                })
        );
        Assert.Single(statuses, s => s == HttpStatusCode.OK);
        Assert.All(statuses.Where(s => s != HttpStatusCode.OK), s => Assert.Equal(HttpStatusCode.Conflict, s));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _world.Platform.Loader.LoadAsync(_world.Own, CancellationToken.None)));
        Assert.Equal(
            SubmissionState.Loaded,
            (await _world.Platform.Submissions.FindAsync(Actor.Operator, _world.Own, CancellationToken.None)).State
        );
        await using var connection = await _world.Platform.Sources.Migrator.OpenConnectionAsync();
        await using var loads = new NpgsqlCommand("select count(*) from dw.load", connection);
        Assert.Equal(1L, await loads.ExecuteScalarAsync());
    }

    [Fact]
    public async Task The_sender_of_a_submission_cannot_approve_it_even_with_both_roles()
    {
        var both = new Actor("sender@mex", [Role.Uploader, Role.Approver], AccessWorld.OwnOffice, "MEX");
        var refusal = await Assert.ThrowsAsync<Core.Checking.Refusal>(() =>
            _world.Platform.Review.ApproveAsync(_world.Own, both, null, CancellationToken.None)
        );
        Assert.Equal(Core.Checking.RefusalCodes.OwnSubmission, refusal.Code);
        // Nor does the database let them, should the program forget to ask.
        await using var connection = await _world.Platform.Sources.OpenDeskAsync(both, Permission.Review, CancellationToken.None);
        await using var attempt = new NpgsqlCommand(
            "update ingest.submission set state = 'Approved', reviewed_by = 'sender@mex' where submission_id = $1",
            connection
        )
        {
            Parameters = { new() { Value = _world.Own } },
        };
        Assert.Equal(
            PostgresErrorCodes.InsufficientPrivilege,
            (await Assert.ThrowsAsync<PostgresException>(() => attempt.ExecuteNonQueryAsync())).SqlState
        );
    }

    [Fact]
    public async Task A_withdrawn_submission_frees_its_bytes_and_is_in_the_history_of_acts()
    {
        using var answer = await _world
            .As("uploader A")
            .PostAsJsonAsync(new Uri($"/v1/submissions/{_world.Own}/withdraw", UriKind.Relative), new { reason = "wrong month" });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var again = await _world.StageAsync(
            Path.Combine(TestWarehouse.MappingsRoot, "MEX/sesnsp-state-offences/sample.csv"),
            new Actor("sender@mex", [Role.Uploader], AccessWorld.OwnOffice, "MEX")
        );
        Assert.NotEqual(_world.Own, again);
        var acts = await _world.Platform.Audit.ListAsync(
            new Actor("x", [Role.Approver], AccessWorld.OwnOffice, "MEX"),
            null,
            _world.Own.ToString(),
            null,
            10,
            CancellationToken.None
        );
        Assert.Equal(
            ["submission.withdrawn", "submission.staged", "submission.processing", "submission.received"],
            acts.Select(a => a.Act)
        );
        Assert.Empty(
            await _world.Platform.Audit.ListAsync(
                new Actor("x", [Role.Approver], AccessWorld.OtherOffice, "ARG"),
                null,
                _world.Own.ToString(),
                null,
                10,
                CancellationToken.None
            )
        );
        Assert.Empty((await _world.Platform.Audit.VerifyAsync(CancellationToken.None)).Faults);
    }
}
