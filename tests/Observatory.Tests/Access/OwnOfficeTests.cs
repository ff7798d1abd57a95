using Microsoft.EntityFrameworkCore;
using Npgsql;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Reading;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Access;
using Observatory.Warehouse.Notices;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Submissions;
using Xunit;

namespace Observatory.Tests.Access;

/// <summary>Two offices of which neither has a country: what the one has is nothing of the other's, whoever forgets to ask.</summary>
public sealed class OwnOfficeTests : IAsyncLifetime, IDisposable
{
    private static readonly Actor Health = new("sender@who.test", [Role.Uploader], "WHO_GHO", null);
    private static readonly Actor HealthApprover = new("approver@who.test", [Role.Approver], "WHO_GHO", null);
    private static readonly Actor Population = new("sender@un.test", [Role.Uploader], "UN_WPP", null);
    private static readonly Actor PopulationApprover = new("approver@un.test", [Role.Approver], "UN_WPP", null);

    private readonly TemporaryFolder _mappings = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync()
    {
        // The only feed that fits is of WHO_GHO.
        CountryFeed.WriteTo(_mappings.Path);
        _warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
    }

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    public void Dispose() => _mappings.Dispose();

    [Fact]
    public async Task Neither_of_two_offices_sends_a_file_for_the_feed_of_the_other()
    {
        var refusal = await Assert.ThrowsAsync<Refusal>(() =>
            SendAsync(_warehouse.Submissions, Population, "BRB,2020,HOM_VICT,41", CountryFeed.Name)
        );
        Assert.Equal(
            (RefusalCodes.CountryForeign, "WHO_GHO", "UN_WPP"),
            (refusal.Code, refusal.Arguments["value"], refusal.Arguments["expected"])
        );
        Denied(
            await Assert.ThrowsAsync<DbUpdateException>(() =>
                SendAsync(DeskOf(AccessRules.DatabaseAlone), Population, "BRB,2020,HOM_VICT,41", CountryFeed.Name)
            )
        );
        Assert.True((await SendAsync(_warehouse.Submissions, Health, "BRB,2020,HOM_VICT,41", CountryFeed.Name)).IsNew);
    }

    [Fact]
    public async Task A_file_of_the_other_s_feed_is_turned_down_when_it_is_read_and_is_its_sender_s()
    {
        var sent = await ReadAsync(Population, "BRB,2020,HOM_VICT,41");
        Assert.Equal(SubmissionState.Rejected, sent.State);
        Assert.Contains(FindingCodes.OfficeForeign, sent.FindingCounts, StringComparison.Ordinal);
        Assert.Equal("UN_WPP", sent.Owner);
        await _warehouse.Submissions.FindAsync(PopulationApprover, sent.SubmissionId, CancellationToken.None);
        Assert.Equal(
            RefusalCodes.SubmissionUnknown,
            (
                await Assert.ThrowsAsync<Refusal>(() =>
                    _warehouse.Submissions.FindAsync(HealthApprover, sent.SubmissionId, CancellationToken.None)
                )
            ).Code
        );
    }

    [Fact]
    public async Task What_the_program_fetches_belongs_to_the_office_whose_figures_it_holds()
    {
        var fetched = await ReadAsync(Actor.Schedule, "BRB,2020,HOM_VICT,41");
        Assert.Equal((SubmissionState.Staged, "WHO_GHO", null), (fetched.State, fetched.Owner, fetched.Office));
        Assert.Equal(
            fetched.Number,
            (await _warehouse.Submissions.FindAsync(HealthApprover, fetched.SubmissionId, CancellationToken.None)).Number
        );
        Assert.Empty(await _warehouse.Submissions.ListAsync(PopulationApprover, 0, 10, CancellationToken.None));
        await _warehouse.Review.ApproveAsync(fetched.SubmissionId, HealthApprover, null, CancellationToken.None);
    }

    [Fact]
    public async Task Neither_of_two_offices_approves_figures_of_the_other_even_if_sent_in_its_own_name()
    {
        // As it could be sent before offices were asked for.
        var sent = await ReadAsync(Health, "BRB,2020,HOM_VICT,41");
        await ExecuteAsync(
            $"update ingest.submission set office = 'UN_WPP', owner = 'UN_WPP', received_by = 'sender@un.test' where number = {sent.Number}"
        );
        var refusal = await Assert.ThrowsAsync<Refusal>(() =>
            _warehouse.Review.ApproveAsync(sent.SubmissionId, PopulationApprover, null, CancellationToken.None)
        );
        Assert.Equal(RefusalCodes.CountryForeign, refusal.Code);
        Denied(
            await Assert.ThrowsAsync<DbUpdateException>(() =>
                new ReviewDesk(_warehouse.Sources, _warehouse.Clock, AccessRules.DatabaseAlone).ApproveAsync(
                    sent.SubmissionId,
                    PopulationApprover,
                    null,
                    CancellationToken.None
                )
            )
        );
        // Nor where only some of the figures are the other's.
        await ExecuteAsync(
            $"""
            update ingest.submission set provider_id = (select provider_id from ref.provider where code = 'UN_WPP')
            where number = {sent.Number}
            """
        );
        Denied(
            await Assert.ThrowsAsync<DbUpdateException>(() =>
                new ReviewDesk(_warehouse.Sources, _warehouse.Clock, AccessRules.DatabaseAlone).ApproveAsync(
                    sent.SubmissionId,
                    PopulationApprover,
                    null,
                    CancellationToken.None
                )
            )
        );
        var some = await Assert.ThrowsAsync<Refusal>(() =>
            _warehouse.Review.ApproveAsync(sent.SubmissionId, PopulationApprover, null, CancellationToken.None)
        );
        Assert.Equal((RefusalCodes.CountryForeign, "WHO_GHO"), (some.Code, some.Arguments["value"]));
        Assert.Equal(SubmissionState.Staged, (await _warehouse.FindAsync(sent.SubmissionId)).State);
    }

    [Fact]
    public async Task Other_waiting_submissions_are_shown_only_to_those_who_may_see_them()
    {
        var (own, other) = (await ReadAsync(Health, "BRB,2020,HOM_VICT,41"), await ReadAsync(Health, "BRB,2020,HOM_VICT,42"));
        Assert.Equal([other.Number], await WaitingAsync(HealthApprover, own));
        await ExecuteAsync($"update ingest.submission set office = 'UN_WPP', owner = 'UN_WPP' where number = {other.Number}");
        Assert.Empty(await WaitingAsync(HealthApprover, own));
        Assert.Equal([other.Number], await WaitingAsync(Actor.Operator, own));
    }

    /// <summary>A walk over all tables that say whose a row is: a new one is held, too, once somebody can read it.</summary>
    [Fact]
    public async Task No_table_shows_either_of_two_offices_what_belongs_to_the_other()
    {
        var home = new TemporaryFolder();
        using var gone = home;
        var keys = new KeyDesk(_warehouse.Sources, AccessRules.Usual, _warehouse.Clock);
        var subscriptions = new SubscriptionDesk(
            _warehouse.Sources,
            AccessRules.Usual,
            _warehouse.Clock,
            new SecretSeal(home["webhooks.key"]),
            hasMail: false,
            allowsLoopback: false
        );
        await subscriptions.CreateAsync(Actor.Operator, "WHO_GHO", "https://hooks.example.org/", [], Language.En, CancellationToken.None);
        var sent = await ReadAsync(Health, "BRB,2020,HOM_VICT,41");
        await keys.CreateAsync(HealthApprover, "WHO_GHO", Role.Uploader, null, null, CancellationToken.None);
        await new PeopleDesk(_warehouse.Sources, AccessRules.Usual, _warehouse.Clock).AddAsync(
            Actor.Operator,
            "x@who.test",
            "x",
            "WHO_GHO",
            [Role.Uploader],
            CancellationToken.None
        );
        await new UploadLimitDesk(_warehouse.Sources, AccessRules.Usual, _warehouse.Clock, UploadLimits.Usual).SetAsync(
            Actor.Operator,
            "WHO_GHO",
            null,
            7,
            null,
            CancellationToken.None
        );
        await new CommentDesk(_warehouse.Sources, _warehouse.Submissions, _warehouse.Clock, AccessRules.Usual).AddAsync(
            HealthApprover,
            sent.SubmissionId,
            "seen",
            CancellationToken.None
        );
        await ExecuteAsync(
            $"""
            insert into ingest.finding_acknowledgement (submission_id, ordinal, at, actor, office, text)
            values ('{sent.SubmissionId}', 0, now(), 'x', 'WHO_GHO', 'x')
            """
        );
        await using var owner = await _warehouse.Sources.Migrator.OpenConnectionAsync();
        var tables = await ListAsync(
            owner,
            """
            select format('%I.%I %I', namespace.nspname, class.relname, attribute.attname)
            from pg_class as class
            join pg_namespace as namespace on namespace.oid = class.relnamespace
            join pg_attribute as attribute on attribute.attrelid = class.oid and attribute.attname in ('office', 'owner')
            where namespace.nspname in ('access', 'audit', 'ingest', 'notice') and class.relkind in ('r', 'p')
                and has_column_privilege('observatory_desk', class.oid, attribute.attnum, 'select')
            order by 1
            """
        );
        Assert.True(tables.Count >= 10, string.Join(", ", tables));
        foreach (var reader in (Actor[])[Population, PopulationApprover])
        foreach (var permission in Enum.GetValues<Permission>().Where(p => reader.ReachOf(p) == Reach.OwnCountry))
        {
            await using var desk = await _warehouse.Sources.OpenDeskAsync(reader, permission, CancellationToken.None);
            foreach (var (table, column) in tables.Select(t => (t.Split(' ')[0], t.Split(' ')[1])))
            {
                Assert.True(await CountAsync(owner, table, column) > 0, $"{table} has nothing of WHO_GHO: the test shows nothing.");
                Assert.True(await CountAsync(desk, table, column) == 0, $"{table} shows {reader.Name} what is of WHO_GHO.");
            }
        }
        await using var own = await _warehouse.Sources.OpenDeskAsync(HealthApprover, Permission.ReadSubmission, CancellationToken.None);
        Assert.Equal(1, await CountAsync(own, "ingest.submission", "owner"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_same_bytes_with_and_without_their_feed_end_no_worker(bool firstFirst)
    {
        // The operator's, of no feed yet, is nothing that the office can see.
        var unnamed = (await SendAsync(_warehouse.Submissions, Actor.Operator, "BRB,2020,HOM_VICT,41", null)).Submission;
        var named = (await SendAsync(_warehouse.Submissions, Health, "BRB,2020,HOM_VICT,41", CountryFeed.Name)).Submission;
        Assert.NotEqual(unnamed.SubmissionId, named.SubmissionId);
        foreach (var one in firstFirst ? new[] { unnamed, named } : [named, unnamed])
            await _warehouse.Pipeline.ProcessAsync(one.SubmissionId, CancellationToken.None);
        Assert.Equal(SubmissionState.Staged, (await _warehouse.FindAsync(named.SubmissionId)).State);
        var turnedDown = await _warehouse.FindAsync(unnamed.SubmissionId);
        Assert.Equal(SubmissionState.Rejected, turnedDown.State);
        Assert.Contains(FindingCodes.SentAlready, turnedDown.FindingCounts, StringComparison.Ordinal);
        // Sent once more, they are the one that stands.
        Assert.Equal(
            named.SubmissionId,
            (await SendAsync(_warehouse.Submissions, Actor.Operator, "BRB,2020,HOM_VICT,41", null)).Submission.SubmissionId
        );
    }

    [Fact]
    public async Task The_same_bytes_sent_at_once_with_and_without_their_feed_are_one_submission()
    {
        var receipts = await Task.WhenAll(
            Enumerable
                .Range(0, 12)
                .Select(n => SendAsync(_warehouse.Submissions, Health, "BRB,2020,HOM_VICT,41", n % 2 == 0 ? CountryFeed.Name : null))
        );
        Assert.Single(receipts.Select(r => r.Submission.SubmissionId).Distinct());
        Assert.Single(receipts, r => r.IsNew);
        // Another office's, of the same bytes, is another.
        Assert.True((await SendAsync(_warehouse.Submissions, Population, "BRB,2020,HOM_VICT,41", null)).IsNew);
    }

    private SubmissionDesk DeskOf(AccessRules rules) =>
        new(_warehouse.Sources, _warehouse.Files, _warehouse.Library, _warehouse.Clock, ReadLimits.Default, rules);

    private static Task<Receipt> SendAsync(SubmissionDesk desk, Actor sender, string line, string? feed) =>
        desk.ReceiveAsync(
            new Delivery
            {
                Files = [new DeliveredFile("countries.csv", new MemoryStream(CountryFeed.Csv(line)))],
                Feed = feed,
                Through = "upload",
            },
            sender,
            CancellationToken.None
        );

    /// <summary>Sends a file without naming its feed, and reads it.</summary>
    private async Task<Submission> ReadAsync(Actor sender, string line)
    {
        var id = (await SendAsync(_warehouse.Submissions, sender, line, null)).Submission.SubmissionId;
        await _warehouse.Pipeline.ProcessAsync(id, CancellationToken.None);
        return await _warehouse.FindAsync(id);
    }

    private async Task<IEnumerable<int>> WaitingAsync(Actor reader, Submission submission) =>
        (
            await _warehouse.Submissions.PreviewAsync(reader, submission.SubmissionId, withWaiting: true, CancellationToken.None)
        )!.AlsoWaiting!.Select(w => w.Number);

    private Task ExecuteAsync(FormattableString statement) => Warehouse.LoadCounts.ExecuteAsync(_warehouse, statement);

    private static async Task<List<string>> ListAsync(NpgsqlConnection connection, string question)
    {
        await using var command = new NpgsqlCommand(question, connection);
        await using var rows = await command.ExecuteReaderAsync();
        var found = new List<string>();
        while (await rows.ReadAsync())
            found.Add(rows.GetString(0));
        return found;
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, string table, string column)
    {
        await using var command = new NpgsqlCommand($"select count(*) from {table} where {column} = 'WHO_GHO'", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static void Denied(DbUpdateException fault) =>
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, Assert.IsType<PostgresException>(fault.InnerException).SqlState);
}
