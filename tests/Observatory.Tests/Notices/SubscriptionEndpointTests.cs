using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Observatory.Core.Access;
using Observatory.Core.Notices;
using Observatory.Tests.Access;
using Observatory.Warehouse.Access;
using Xunit;

namespace Observatory.Tests.Notices;

/// <summary>Subscriptions over HTTP: who may have them, and who may see them.</summary>
public sealed class SubscriptionEndpointTests
{
    private static readonly Uri All = new("/v1/subscriptions", UriKind.Relative);

    [Fact]
    public async Task An_office_subscribes_sees_what_was_delivered_asks_again_changes_the_secret_and_ends_it()
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual);
        var office = world.As("approver A");
        var made = await MakeAsync(world, "approver A", AccessWorld.OwnOffice, "https://example.org/hook", 201);
        var id = made.GetProperty("subscription").GetString();
        Assert.StartsWith(WebhookSecret.Mark, made.GetProperty("secret").GetString(), StringComparison.Ordinal);

        var listed = (await office.GetFromJsonAsync<JsonElement>(All)).GetProperty("data").EnumerateArray().ToList();
        Assert.Equal(2, listed.Count);
        var shown = listed.Single(s => s.GetProperty("subscription").GetString() == id);
        Assert.Equal(
            ("MEX_SESNSP", "MEX", "https://example.org/hook", "submission.loaded", "en"),
            (
                shown.GetProperty("office").GetString(),
                shown.GetProperty("country").GetString(),
                shown.GetProperty("address").GetString(),
                Assert.Single(shown.GetProperty("kinds").EnumerateArray()).GetString(),
                shown.GetProperty("language").GetString()
            )
        );
        Assert.DoesNotContain("secret", JsonSerializer.Serialize(listed), StringComparison.OrdinalIgnoreCase);

        await world.Platform.Review.ApproveAsync(
            world.Own,
            new Actor("other@mex", [Role.Approver], AccessWorld.OwnOffice, "MEX"),
            null,
            CancellationToken.None
        );
        await world.Platform.Loader.LoadAsync(world.Own, CancellationToken.None);
        var delivery = Assert.Single(
            (await office.GetFromJsonAsync<JsonElement>(Of(id, "/deliveries"))).GetProperty("data").EnumerateArray()
        );
        Assert.Equal(
            ("submission.loaded", "Waiting", 0, world.Own.ToString()),
            (
                delivery.GetProperty("kind").GetString(),
                delivery.GetProperty("state").GetString(),
                delivery.GetProperty("attempts").GetInt32(),
                delivery.GetProperty("subject").GetString()
            )
        );

        Assert.Equal(
            202,
            await PostAsync(world, "approver A", Of(id, $"/deliveries/{delivery.GetProperty("delivery").GetString()}/replay"))
        );
        using (var rotated = await office.PostAsync(Of(id, "/rotate"), null))
            Assert.NotEqual(
                made.GetProperty("secret").GetString(),
                (await rotated.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data").GetProperty("secret").GetString()
            );
        Assert.Equal(204, await PostAsync(world, "approver A", Of(id, "/enable")));
        using (var gone = await office.DeleteAsync(Of(id, "")))
            Assert.Equal(204, (int)gone.StatusCode);
        Assert.Single((await office.GetFromJsonAsync<JsonElement>(All)).GetProperty("data").EnumerateArray());
        Assert.Equal(404, await PostAsync(world, "approver A", Of(id, "/rotate")));

        var acts = (await world.Platform.Audit.ListAsync(Actor.Operator, null, id, null, 100, CancellationToken.None))
            .Select(a => a.Act)
            .Reverse();
        Assert.Equal(
            ["subscription.created", "subscription.replayed", "subscription.rotated", "subscription.enabled", "subscription.removed"],
            acts
        );
        Assert.Empty((await world.Platform.Audit.VerifyAsync(CancellationToken.None)).Faults);
    }

    [Fact]
    public async Task A_page_of_deliveries_leads_to_the_next()
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual);
        var first = await world
            .As("approver A")
            .GetFromJsonAsync<JsonElement>(Of(world.OwnNotice.Subscription.ToString(), "/deliveries?limit=1"));
        var cursor = first.GetProperty("meta").GetProperty("nextCursor").GetInt64();
        var second = await world
            .As("approver A")
            .GetFromJsonAsync<JsonElement>(Of(world.OwnNotice.Subscription.ToString(), $"/deliveries?limit=1&cursor={cursor}"));
        Assert.Equal(("submission.staged", "submission.received"), (Kind(first), Kind(second)));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("meta").GetProperty("nextCursor").ValueKind);

        static string Kind(JsonElement page) => Assert.Single(page.GetProperty("data").EnumerateArray()).GetProperty("kind").GetString()!;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task No_caller_can_subscribe_to_another_office(bool programAsks)
    {
        await using var world = await AccessWorld.OpenAsync(programAsks ? AccessRules.Usual : AccessRules.DatabaseAlone);
        foreach (var caller in (string[])["anonymous", "analyst", "uploader A", "editor", "publisher"])
            await MakeAsync(world, caller, AccessWorld.OwnOffice, "https://example.org/hook", 401, 403);
        await MakeAsync(world, "approver A", AccessWorld.OtherOffice, "https://example.org/hook", 403);
        await MakeAsync(world, "approver A", Actor.ObservatoryOffice, "https://example.org/hook", 403);
        await MakeAsync(world, "admin", AccessWorld.OtherOffice, "https://example.org/hook", 201);
    }

    /// <summary>The Observatory's own office is of no country, as some others are: that does not make them one.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_office_of_no_country_listens_to_itself_alone(bool programAsks)
    {
        await using var world = await AccessWorld.OpenAsync(programAsks ? AccessRules.Usual : AccessRules.DatabaseAlone);
        var agency = new Actor("approver@who", [Role.Approver], "WHO_GHO", null);
        var desk = world.Platform.Subscriptions;
        await desk.CreateAsync(
            Actor.Operator,
            Actor.ObservatoryOffice,
            "https://example.org/all",
            [],
            Core.Languages.Language.En,
            CancellationToken.None
        );
        var fault = await Record.ExceptionAsync(() =>
            desk.CreateAsync(
                agency,
                Actor.ObservatoryOffice,
                "https://example.org/hook",
                [],
                Core.Languages.Language.En,
                CancellationToken.None
            )
        );
        Assert.True(
            fault
                is Core.Checking.Refusal { Code: Core.Checking.RefusalCodes.CountryForeign }
                    or PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege },
            $"{fault}"
        );
        Assert.Empty(await desk.ListAsync(agency, CancellationToken.None));
    }

    [Theory]
    [InlineData("SELECT secret FROM notice.secret")]
    [InlineData("SELECT * FROM notice.secret")]
    [InlineData("UPDATE notice.secret SET secret = sha256('mine')")]
    [InlineData("DELETE FROM notice.delivery")]
    [InlineData("UPDATE notice.subscription SET address = 'https://example.org/mine'")]
    [InlineData("UPDATE notice.subscription SET office = 'OBSERVATORY'")]
    [InlineData("INSERT INTO notice.event (at, kind, subject, data) VALUES (now(), 'submission.loaded', 'x', '{}')")]
    [InlineData("SELECT notice.announce('submission.loaded', now(), 'MEX_SESNSP', 'MEX', 'x', '{}')")]
    public async Task The_role_of_the_desks_can_neither_read_secrets_nor_invent_events(string done)
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual);
        await using var desk = await world.Platform.Sources.OpenDeskAsync(
            new Actor("a", [Role.Approver], AccessWorld.OwnOffice, "MEX"),
            Permission.ManageSubscriptions,
            CancellationToken.None
        );
        await using var command = new NpgsqlCommand(done, desk);
        Assert.Equal(
            PostgresErrorCodes.InsufficientPrivilege,
            (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteNonQueryAsync())).SqlState
        );
    }

    [Fact]
    public async Task Readers_of_figures_see_nothing_of_it()
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual);
        await using var reader = await world.Platform.Sources.Reader.OpenConnectionAsync();
        await using var command = new NpgsqlCommand("select count(*) from notice.subscription", reader);
        Assert.Equal(
            PostgresErrorCodes.InsufficientPrivilege,
            (await Assert.ThrowsAsync<PostgresException>(() => command.ExecuteScalarAsync())).SqlState
        );
    }

    [Theory]
    [InlineData("""{"office":"MEX_SESNSP","address":"https://10.0.0.1/hook"}""", "ADDRESS_UNFIT")]
    [InlineData("""{"office":"MEX_SESNSP","address":"mailto:a@example.org"}""", "MAIL_NOT_SET_UP")]
    [InlineData("""{"office":"MEX_SESNSP","address":"https://example.org","kinds":["submission.load"]}""", "CODE_UNKNOWN")]
    [InlineData("""{"office":"MEX_SESNS","address":"https://example.org"}""", "CODE_UNKNOWN")]
    [InlineData("""{"office":"MEX_SESNSP","address":"https://example.org","language":"de"}""", "PARAMETER_VALUE")]
    [InlineData("""{"office":"MEX_SESNSP","address":"https://example.org","country":"ARG"}""", "PARAMETER_VALUE")]
    [InlineData("""{"office":"MEX_SESNSP"}""", "PARAMETER_MISSING")]
    public async Task An_invalid_subscription_is_refused_with_its_reason(string body, string code)
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual);
        using var answer = await world
            .As("approver A")
            .PostAsync(All, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(code, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task An_office_has_twenty_at_most()
    {
        await using var world = await NoticeWorld.OpenAsync();
        for (var made = 0; made < 20; made++)
            await world.SubscribeAsync($"https://example.org/{made}");
        Assert.Equal(
            Core.Checking.RefusalCodes.SubscriptionsEnough,
            (await Assert.ThrowsAsync<Core.Checking.Refusal>(() => world.SubscribeAsync("https://example.org/more"))).Code
        );
    }

    private static Uri Of(string? id, string more) => new($"/v1/subscriptions/{id}{more}", UriKind.Relative);

    private static async Task<int> PostAsync(AccessWorld world, string caller, Uri address)
    {
        using var answer = await world.As(caller).PostAsync(address, null);
        return (int)answer.StatusCode;
    }

    private static async Task<JsonElement> MakeAsync(AccessWorld world, string caller, string office, string address, params int[] expected)
    {
        using var answer = await world
            .As(caller)
            .PostAsJsonAsync(
                All,
                new
                {
                    office,
                    address,
                    kinds = (string[])["submission.loaded"],
                }
            );
        Assert.Contains((int)answer.StatusCode, expected);
        var document = await answer.Content.ReadFromJsonAsync<JsonElement>();
        return document.TryGetProperty("data", out var data) ? data : document;
    }
}
