using NodaTime;
using Npgsql;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Submissions;
using Xunit;

namespace Observatory.Tests.Access;

/// <summary>A person and all keys that come from them are one: through any chain, in the program and in the database.</summary>
public sealed class FourEyesTests : IAsyncLifetime, IDisposable
{
    private const string Office = "MEX_SESNSP";

    private static readonly Actor Approver = new("approver@mex.test", [Role.Approver], Office, "MEX");
    private static readonly Actor Colleague = new("colleague@mex.test", [Role.Approver], Office, "MEX");
    private static readonly Actor Both = new("both@mex.test", [Role.Uploader, Role.Approver], Office, "MEX");
    private static readonly Actor Admin = new("admin@oas.test", [Role.Admin], Actor.ObservatoryOffice, null);

    private static readonly Actor Population = new("approver@un.test", [Role.Approver], "UN_WPP", null);

    private readonly TemporaryFolder _mappings = new();
    private TestWarehouse _warehouse = null!;
    private KeyDesk _keys = null!;
    private int _sent;

    public async Task InitializeAsync()
    {
        SmallFeed.WriteTo(_mappings.Path);
        _warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
        _keys = new KeyDesk(_warehouse.Sources, AccessRules.Usual, _warehouse.Clock);
    }

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    public void Dispose() => _mappings.Dispose();

    [Fact]
    public async Task No_actor_approves_a_submission_of_a_key_for_which_the_same_person_is_accountable()
    {
        // Of the operator, who only hands it out: it answers for itself.
        var handed = await MadeAsync(Actor.Operator, Role.Approver);
        var uploaderOfHanded = await MadeAsync(handed, Role.Uploader);
        var ownReviewer = await MadeAsync(Approver, Role.Approver);
        // Of another office of the country: two keys of one are enough.
        var (ownUploader, deepUploader) = (
            await MadeAsync(Approver, Role.Uploader),
            await MadeAsync(ownReviewer, Role.Uploader, "MEX_INEGI")
        );
        foreach (
            var (sender, reviewer) in (IEnumerable<(Actor, Actor)>)
                [
                    (uploaderOfHanded, handed),
                    (ownUploader, Approver),
                    (ownUploader, ownReviewer),
                    (deepUploader, Approver),
                    (deepUploader, ownReviewer),
                ]
        )
            await RefusedAsync(sender, reviewer);
        foreach (
            var (sender, reviewer) in (IEnumerable<(Actor, Actor)>)
                [(uploaderOfHanded, Approver), (ownUploader, handed), (deepUploader, Colleague)]
        )
            await AgreedAsync(sender, reviewer);
    }

    [Fact]
    public async Task Nor_does_an_administrator_through_keys_of_keys()
    {
        var adminKey = await MadeAsync(Admin, Role.Admin, Actor.ObservatoryOffice);
        var furtherKey = await MadeAsync(adminKey, Role.Admin, Actor.ObservatoryOffice);
        var uploader = await MadeAsync(furtherKey, Role.Uploader);
        var reviewer = await MadeAsync(Admin, Role.Approver);
        await RefusedAsync(uploader, reviewer);
        await AgreedAsync(uploader, Colleague);
    }

    [Fact]
    public async Task Nor_who_sent_it_themselves_by_a_key_of_theirs()
    {
        await RefusedAsync(Both, await MadeAsync(Both, Role.Approver));
        await AgreedAsync(Both, await MadeAsync(Colleague, Role.Approver));
    }

    [Fact]
    public async Task A_key_makes_no_keys_for_reviewing()
    {
        var adminKey = await MadeAsync(Admin, Role.Admin, Actor.ObservatoryOffice);
        foreach (
            var maker in (Actor[])
                [await MadeAsync(Actor.Operator, Role.Approver), adminKey, await MadeAsync(adminKey, Role.Admin, Actor.ObservatoryOffice)]
        )
        {
            Assert.Equal(
                RefusalCodes.KeyForReview,
                (
                    await Assert.ThrowsAsync<Refusal>(() =>
                        _keys.CreateAsync(maker, Office, Role.Approver, null, null, CancellationToken.None)
                    )
                ).Code
            );
            await DeniedAsync(() => Unasked.CreateAsync(maker, Office, Role.Approver, null, null, CancellationToken.None));
        }
    }

    [Fact]
    public async Task A_key_ends_with_the_key_that_made_it()
    {
        var now = _warehouse.Clock.GetCurrentInstant();
        var first = await _keys.CreateAsync(
            Actor.Operator,
            Office,
            Role.Approver,
            null,
            now + Duration.FromDays(10),
            CancellationToken.None
        );
        var maker = await _keys.RecogniseAsync(first.Text, CancellationToken.None);
        Assert.Equal(
            RefusalCodes.ParameterValue,
            (
                await Assert.ThrowsAsync<Refusal>(() =>
                    _keys.CreateAsync(maker, Office, Role.Uploader, null, now + Duration.FromDays(11), CancellationToken.None)
                )
            ).Code
        );
        await DeniedAsync(() =>
            Unasked.CreateAsync(maker, Office, Role.Uploader, null, now + Duration.FromDays(11), CancellationToken.None)
        );
        var second = await _keys.CreateAsync(maker, Office, Role.Uploader, null, null, CancellationToken.None);
        Assert.Equal(first.ExpiresAt.ToUnixTimeMilliseconds(), second.ExpiresAt.ToUnixTimeMilliseconds());
        await _keys.RecogniseAsync(second.Text, CancellationToken.None);
        await _keys.RevokeAsync(Colleague, first.Prefix, CancellationToken.None);
        await EndedAsync(second.Text);
        Assert.All(await _keys.ListAsync(Actor.Operator, CancellationToken.None), k => Assert.NotNull(k.RevokedAt));
        await DeniedAsync(() => Unasked.CreateAsync(maker, Office, Role.Uploader, null, null, CancellationToken.None));
    }

    [Fact]
    public async Task A_key_ends_with_every_key_before_it_even_where_only_the_first_was_marked()
    {
        var first = await _keys.CreateAsync(Admin, Actor.ObservatoryOffice, Role.Admin, null, null, CancellationToken.None);
        var second = await _keys.CreateAsync(
            await _keys.RecogniseAsync(first.Text, CancellationToken.None),
            Actor.ObservatoryOffice,
            Role.Admin,
            null,
            null,
            CancellationToken.None
        );
        var third = await _keys.CreateAsync(
            await _keys.RecogniseAsync(second.Text, CancellationToken.None),
            Office,
            Role.Uploader,
            null,
            null,
            CancellationToken.None
        );
        await Warehouse.LoadCounts.ExecuteAsync(_warehouse, $"update access.key set revoked_at = now() where prefix = '{first.Prefix}'");
        await EndedAsync(third.Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Keys_end_with_the_person_who_answers_for_them(bool isRemoved)
    {
        var people = new PeopleDesk(_warehouse.Sources, AccessRules.Usual, _warehouse.Clock);
        await people.AddAsync(Actor.Operator, Approver.Name, "x", Office, [Role.Approver], CancellationToken.None);
        var first = await _keys.CreateAsync(Approver, Office, Role.Approver, null, null, CancellationToken.None);
        var second = await _keys.CreateAsync(
            await _keys.RecogniseAsync(first.Text, CancellationToken.None),
            Office,
            Role.Uploader,
            null,
            null,
            CancellationToken.None
        );
        await people.AddAsync(
            Actor.Operator,
            Approver.Name,
            "another name",
            Office,
            [Role.Approver, Role.Uploader],
            CancellationToken.None
        );
        await Elsewhere.RecogniseAsync(second.Text, CancellationToken.None);
        await (
            isRemoved
                ? people.RemoveAsync(Actor.Operator, Approver.Name, CancellationToken.None)
                : people.AddAsync(Actor.Operator, Approver.Name, "x", Office, [Role.Uploader], CancellationToken.None)
        );
        await EndedAsync(first.Text);
        await EndedAsync(second.Text);
    }

    /// <summary>A session knows for a while only what its person was: the database knows what they are.</summary>
    [Fact]
    public async Task A_person_who_lost_the_right_to_make_keys_makes_none_in_an_open_session()
    {
        var people = new PeopleDesk(_warehouse.Sources, AccessRules.Usual, _warehouse.Clock);
        var keyless = new Actor("admin@keyless.test", [Role.Admin], Actor.ObservatoryOffice, null);
        foreach (
            var (actor, office, role) in ((Actor, string, Role)[])
                [
                    (Approver, Office, Role.Approver),
                    (keyless, Actor.ObservatoryOffice, Role.Admin),
                    (Population, Population.Office!, Role.Approver),
                ]
        )
        {
            var of = actor == Population ? Population.Office! : Office;
            await people.AddAsync(Actor.Operator, actor.Name, "x", office, [role], CancellationToken.None);
            await _keys.CreateAsync(actor, of, Role.Uploader, null, null, CancellationToken.None);
            foreach (
                var changed in (Func<Task>[])
                    [
                        () => people.AddAsync(Actor.Operator, actor.Name, "x", office, [Role.Analyst], CancellationToken.None),
                        () =>
                            people.AddAsync(
                                Actor.Operator,
                                actor.Name,
                                "x",
                                actor == Population ? "WHO_GHO" : "ARG_SNIC",
                                [Role.Approver],
                                CancellationToken.None
                            ),
                        () => people.RemoveAsync(Actor.Operator, actor.Name, CancellationToken.None),
                    ]
            )
            {
                await changed();
                await DeniedAsync(() => _keys.CreateAsync(actor, of, Role.Analyst, null, null, CancellationToken.None));
                await DeniedAsync(() => Unasked.CreateAsync(actor, of, Role.Analyst, null, null, CancellationToken.None));
            }
        }
        // What was made before has ended with it.
        Assert.All(await _keys.ListAsync(Actor.Operator, CancellationToken.None), k => Assert.NotNull(k.RevokedAt));
    }

    [Fact]
    public async Task The_desk_can_change_nothing_of_a_key_but_end_it_and_reads_no_checksum()
    {
        var made = await _keys.CreateAsync(Actor.Operator, Office, Role.Approver, null, null, CancellationToken.None);
        await _keys.RevokeAsync(Colleague, made.Prefix, CancellationToken.None);
        foreach (
            var statement in (string[])
                [
                    "select secret_hash from access.key",
                    "update access.key set expires_at = expires_at + interval '1 day'",
                    "update access.key set answerable = 'colleague@mex.test'",
                    "update access.key set made_by = null",
                    "update access.key set role = 'Approver'",
                ]
        )
        {
            await using var desk = await _warehouse.Sources.OpenDeskAsync(Approver, Permission.ManageKeys, CancellationToken.None);
            await using var command = new NpgsqlCommand(statement, desk);
            Assert.Equal(
                PostgresErrorCodes.InsufficientPrivilege,
                (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState
            );
        }
        await using var again = await _warehouse.Sources.OpenDeskAsync(Approver, Permission.ManageKeys, CancellationToken.None);
        await using var revive = new NpgsqlCommand("update access.key set revoked_at = null", again);
        Assert.Equal(0, await revive.ExecuteNonQueryAsync());
    }

    private KeyDesk Unasked => new(_warehouse.Sources, AccessRules.DatabaseAlone, _warehouse.Clock);

    /// <summary>A server that remembers nothing yet.</summary>
    private KeyDesk Elsewhere => new(_warehouse.Sources, AccessRules.Usual, _warehouse.Clock);

    private async Task<Actor> MadeAsync(Actor maker, Role role, string office = Office) =>
        await _keys.RecogniseAsync(
            (await _keys.CreateAsync(maker, office, role, null, null, CancellationToken.None)).Text,
            CancellationToken.None
        );

    private async Task EndedAsync(string key) =>
        Assert.Equal(
            RefusalCodes.KeyRefused,
            (await Assert.ThrowsAsync<Refusal>(() => Elsewhere.RecogniseAsync(key, CancellationToken.None))).Code
        );

    private static async Task DeniedAsync(Func<Task> work) =>
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(work)).SqlState);

    private async Task<Guid> SendAsync(Actor sender)
    {
        var content = SmallFeed.Csv(SmallFeed.Months("abc", 2, ++_sent));
        var receipt = await _warehouse.Submissions.ReceiveAsync(
            new Delivery
            {
                Files = [new DeliveredFile("small.csv", new MemoryStream(content))],
                Feed = SmallFeed.Name,
                Through = "upload",
            },
            sender,
            CancellationToken.None
        );
        await _warehouse.Pipeline.ProcessAsync(receipt.Submission.SubmissionId, CancellationToken.None);
        return receipt.Submission.SubmissionId;
    }

    private async Task RefusedAsync(Actor sender, Actor reviewer)
    {
        var id = await SendAsync(sender);
        Assert.Equal(
            RefusalCodes.OwnSubmission,
            (await Assert.ThrowsAsync<Refusal>(() => _warehouse.Review.ApproveAsync(id, reviewer, null, CancellationToken.None))).Code
        );
        var unasked = new ReviewDesk(_warehouse.Sources, _warehouse.Clock, AccessRules.DatabaseAlone);
        var fault = await Assert.ThrowsAsync<Microsoft.EntityFrameworkCore.DbUpdateException>(() =>
            unasked.ApproveAsync(id, reviewer, null, CancellationToken.None)
        );
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, Assert.IsType<PostgresException>(fault.InnerException).SqlState);
        Assert.Equal(SubmissionState.Staged, (await _warehouse.FindAsync(id)).State);
    }

    private async Task AgreedAsync(Actor sender, Actor reviewer)
    {
        var id = await SendAsync(sender);
        await _warehouse.Review.ApproveAsync(id, reviewer, null, CancellationToken.None);
        Assert.Equal(SubmissionState.Approved, (await _warehouse.FindAsync(id)).State);
    }
}
