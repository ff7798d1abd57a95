using NodaTime;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Tests.Support;
using Observatory.Warehouse.Access;
using Xunit;

namespace Observatory.Tests.Access;

public sealed class KeyTests : IAsyncLifetime
{
    private static readonly Actor Approver = new("approver@mex", [Role.Approver], "MEX_SESNSP", "MEX");

    private TestWarehouse _warehouse = null!;
    private KeyDesk _keys = null!;

    public async Task InitializeAsync()
    {
        _warehouse = await TestWarehouse.CreateAsync();
        _keys = new KeyDesk(_warehouse.Sources, AccessRules.Usual, _warehouse.Clock);
    }

    public async Task DisposeAsync() => await _warehouse.DisposeAsync();

    [Fact]
    public async Task A_key_is_known_by_its_text_and_kept_nowhere()
    {
        var key = await _keys.CreateAsync(Approver, "MEX_SESNSP", Role.Uploader, "nightly", null, CancellationToken.None);
        Assert.Matches("^iso_[0-9A-Za-z]{8}_[0-9a-f]{64}$", key.Text);
        var actor = await _keys.RecogniseAsync(key.Text, CancellationToken.None);
        Assert.Equal(($"key:{key.Prefix}", "MEX_SESNSP", "MEX"), (actor.Name, actor.Office, actor.Country));
        Assert.Equal([Role.Uploader], actor.Roles);
        var secret = key.Text.Split('_')[2];
        await using var connection = await _warehouse.Sources.Migrator.OpenConnectionAsync();
        await using var rows = new Npgsql.NpgsqlCommand(
            "select k::text || e::text from access.key as k cross join audit.entry as e",
            connection
        );
        Assert.DoesNotContain(secret, (string)(await rows.ExecuteScalarAsync())!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_key_another_secret_and_no_key_are_refused_alike()
    {
        var key = (await _keys.CreateAsync(Approver, "MEX_SESNSP", Role.Uploader, null, null, CancellationToken.None)).Text;
        foreach (
            var wrong in (string[])
                [
                    "",
                    "iso_",
                    key[..^1],
                    key[..^1] + (key[^1] == '0' ? '1' : '0'),
                    key + "0",
                    "iso_AAAAAAAA" + key[12..],
                    key.ToUpperInvariant(),
                ]
        )
            Assert.Equal(
                RefusalCodes.KeyRefused,
                (await Assert.ThrowsAsync<Refusal>(() => _keys.RecogniseAsync(wrong, CancellationToken.None))).Code
            );
    }

    [Fact]
    public async Task A_revoked_key_is_refused_within_a_minute_by_a_server_that_has_just_let_it_in()
    {
        var elsewhere = new KeyDesk(_warehouse.Sources, AccessRules.Usual, _warehouse.Clock);
        var key = await _keys.CreateAsync(Approver, "MEX_SESNSP", Role.Uploader, null, null, CancellationToken.None);
        await elsewhere.RecogniseAsync(key.Text, CancellationToken.None);
        await _keys.RevokeAsync(Approver, key.Prefix, CancellationToken.None);
        Assert.Equal(
            RefusalCodes.KeyRefused,
            (await Assert.ThrowsAsync<Refusal>(() => _keys.RecogniseAsync(key.Text, CancellationToken.None))).Code
        );
        _warehouse.Clock.Advance(Duration.FromSeconds(59));
        Assert.Equal(
            RefusalCodes.KeyRefused,
            (await Assert.ThrowsAsync<Refusal>(() => elsewhere.RecogniseAsync(key.Text, CancellationToken.None))).Code
        );
    }

    [Fact]
    public async Task An_office_of_no_country_makes_keys_for_itself_and_for_no_other_of_none()
    {
        var health = new Actor("approver@who", [Role.Approver], "WHO_GHO", null);
        var own = await _keys.CreateAsync(health, "WHO_GHO", Role.Uploader, null, null, CancellationToken.None);
        Assert.Equal("WHO_GHO", (await _keys.RecogniseAsync(own.Text, CancellationToken.None)).Office);
        await _keys.CreateAsync(Actor.Operator, Actor.ObservatoryOffice, Role.Admin, null, null, CancellationToken.None);
        foreach (var role in (Role[])[Role.Analyst, Role.Admin])
            Assert.Equal(
                RefusalCodes.CountryForeign,
                (
                    await Assert.ThrowsAsync<Refusal>(() =>
                        _keys.CreateAsync(health, Actor.ObservatoryOffice, role, null, null, CancellationToken.None)
                    )
                ).Code
            );
        // The database says so by itself, and shows none of the others' keys.
        var unasked = new KeyDesk(_warehouse.Sources, AccessRules.DatabaseAlone, _warehouse.Clock);
        Assert.Equal(
            Npgsql.PostgresErrorCodes.InsufficientPrivilege,
            (
                await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
                    unasked.CreateAsync(health, Actor.ObservatoryOffice, Role.Admin, null, null, CancellationToken.None)
                )
            ).SqlState
        );
        Assert.Equal(["WHO_GHO"], (await unasked.ListAsync(health, CancellationToken.None)).Select(k => k.Office));
    }

    [Fact]
    public async Task A_key_ends()
    {
        var now = _warehouse.Clock.GetCurrentInstant();
        var key = await _keys.CreateAsync(Approver, "MEX_SESNSP", Role.Uploader, null, now + Duration.FromDays(2), CancellationToken.None);
        await _keys.RecogniseAsync(key.Text, CancellationToken.None);
        _warehouse.Clock.Advance(Duration.FromDays(2));
        Assert.Equal(
            RefusalCodes.KeyRefused,
            (await Assert.ThrowsAsync<Refusal>(() => _keys.RecogniseAsync(key.Text, CancellationToken.None))).Code
        );
        await RefusedAsync(RefusalCodes.ParameterValue, () =>
            _keys.CreateAsync(Approver, "MEX_SESNSP", Role.Uploader, null, now, CancellationToken.None)
        );
        await RefusedAsync(RefusalCodes.ParameterValue, () =>
            _keys.CreateAsync(Approver, "MEX_SESNSP", Role.Uploader, null, now + Duration.FromDays(400), CancellationToken.None)
        );
    }

    [Fact]
    public async Task Two_keys_at_a_time_are_enough_to_change_them()
    {
        var first = await _keys.CreateAsync(Approver, "MEX_SESNSP", Role.Uploader, null, null, CancellationToken.None);
        await _keys.CreateAsync(Approver, "MEX_SESNSP", Role.Uploader, null, null, CancellationToken.None);
        await RefusedAsync(RefusalCodes.KeysEnough, () =>
            _keys.CreateAsync(Approver, "MEX_SESNSP", Role.Uploader, null, null, CancellationToken.None)
        );
        await _keys.RevokeAsync(Approver, first.Prefix, CancellationToken.None);
        await _keys.CreateAsync(Approver, "MEX_SESNSP", Role.Uploader, null, null, CancellationToken.None);
    }

    [Fact]
    public async Task An_office_makes_keys_for_itself_alone()
    {
        await RefusedAsync(RefusalCodes.CountryForeign, () =>
            _keys.CreateAsync(Approver, "ARG_SNIC", Role.Uploader, null, null, CancellationToken.None)
        );
        await RefusedAsync(RefusalCodes.CountryForeign, () =>
            _keys.CreateAsync(Approver, Actor.ObservatoryOffice, Role.Admin, null, null, CancellationToken.None)
        );
        await RefusedAsync(RefusalCodes.ParameterValue, () =>
            _keys.CreateAsync(Approver, "MEX_SESNSP", Role.Admin, null, null, CancellationToken.None)
        );
        var foreign = await _keys.CreateAsync(Actor.Operator, "ARG_SNIC", Role.Uploader, null, null, CancellationToken.None);
        await RefusedAsync(RefusalCodes.KeyUnknown, () => _keys.RevokeAsync(Approver, foreign.Prefix, CancellationToken.None));
        Assert.DoesNotContain(await _keys.ListAsync(Approver, CancellationToken.None), k => k.Office != "MEX_SESNSP");
    }

    private static async Task RefusedAsync(string code, Func<Task> work) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<Refusal>(work)).Code);
}
