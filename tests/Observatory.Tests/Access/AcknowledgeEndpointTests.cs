using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Observatory.Core.Access;
using Observatory.Tests.Support;
using Observatory.Warehouse.Access;
using Xunit;

namespace Observatory.Tests.Access;

/// <summary>Acknowledging a warning, and two versions of the same months, as an office and its reviewer do it over the network.</summary>
public sealed class AcknowledgeEndpointTests
{
    private static readonly Actor First = new("first@mex", [Role.Uploader], AccessWorld.OwnOffice, "MEX");
    private static readonly Actor Second = new("second@mex", [Role.Uploader], AccessWorld.OwnOffice, "MEX");

    [Fact]
    public async Task A_warning_is_acknowledged_with_a_comment_and_the_reviewer_sees_what_is_left()
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual);
        await LoadAsync(world, world.Own);
        var id = await StageAsync(world, First, 40);
        var open = await UnacknowledgedAsync(world, id);
        using (
            var unknown = await PostAsync(world, "uploader A", id, "findings/acknowledge", new { code = "NATIONAL_DIFFERS", comment = "x" })
        )
            Assert.Equal((404, "FINDING_UNKNOWN"), ((int)unknown.StatusCode, await CodeAsync(unknown)));
        using (
            var said = await PostAsync(
                world,
                "uploader A",
                id,
                "findings/acknowledge",
                new
                {
                    code = "REVISION_LARGE",
                    cause = new { indicator = "HOM_INC" },
                    comment = "Recounted <after> the audit.",
                }
            )
        )
            Assert.Equal(
                (1, open - 1),
                (await said.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data")[0] is var row
                    ? (row.GetProperty("acknowledged").GetInt32(), row.GetProperty("unacknowledged").GetInt32())
                    : default
            );
        Assert.Equal(open - 1, await UnacknowledgedAsync(world, id));
        var causes = await world.As("approver A").GetFromJsonAsync<JsonElement>(Address(id, "findings?by=cause"));
        var told = causes
            .GetProperty("data")
            .EnumerateArray()
            .Single(g =>
                g.GetProperty("code").GetString() == "REVISION_LARGE"
                && g.GetProperty("cause").GetProperty("indicator").GetString() == "HOM_INC"
            )
            .GetProperty("acknowledged");
        Assert.Equal(
            ("Recounted <after> the audit.", AccessWorld.OwnOffice),
            (told.GetProperty("text").GetString(), told.GetProperty("office").GetString())
        );
    }

    [Fact]
    public async Task The_older_of_two_versions_is_approved_after_the_newer_only_with_explicit_confirmation()
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual);
        await LoadAsync(world, world.Own);
        var (older, newer) = (await StageAsync(world, First, 40), await StageAsync(world, Second, 50));
        // The cell goes into four figures: two indicators, each by firearm and in all.
        var waiting = (await world.As("uploader A").GetFromJsonAsync<JsonElement>(Address(older, "changes")))
            .GetProperty("meta")
            .GetProperty("alsoWaiting")[0];
        Assert.Equal(
            (true, "0 4 0"),
            (
                waiting.GetProperty("isNewer").GetBoolean(),
                waiting.GetProperty("against") is var against
                    ? $"{against.GetProperty("added")} {against.GetProperty("changed")} {against.GetProperty("gone")}"
                    : ""
            )
        );
        await LoadAsync(world, newer);
        using (var refused = await PostAsync(world, "approver A", older, "approve", new { }))
            Assert.Equal((409, "NEWER_LOADED"), ((int)refused.StatusCode, await CodeAsync(refused)));
        using var granted = await PostAsync(
            world,
            "approver A",
            older,
            "approve",
            new { despite = waiting.GetProperty("number").GetInt32(), reason = "The first one holds." }
        );
        granted.EnsureSuccessStatusCode();
    }

    /// <summary>The shipped sample with another number in its first cell, which was 4.</summary>
    private static async Task<Guid> StageAsync(AccessWorld world, Actor sender, int value)
    {
        using var folder = new TemporaryFolder();
        var sample = Encoding.Latin1.GetString(
            await File.ReadAllBytesAsync(Path.Combine(TestWarehouse.MappingsRoot, "MEX/sesnsp-state-offences/sample.csv"))
        );
        var changed = sample.Replace(
            "Homicidio doloso,Con arma de fuego,4,6,6,8",
            FormattableString.Invariant($"Homicidio doloso,Con arma de fuego,{value},6,6,8"),
            StringComparison.Ordinal
        );
        Assert.NotEqual(sample, changed);
        var path = folder["sample.csv"];
        await File.WriteAllBytesAsync(path, Encoding.Latin1.GetBytes(changed));
        return await world.StageAsync(path, sender);
    }

    private static async Task LoadAsync(AccessWorld world, Guid id)
    {
        await world.Platform.Review.ApproveAsync(id, Actor.Operator, null, CancellationToken.None);
        await world.Platform.Loader.LoadAsync(id, CancellationToken.None);
    }

    private static async Task<int> UnacknowledgedAsync(AccessWorld world, Guid id) =>
        (await world.As("approver A").GetFromJsonAsync<JsonElement>(Address(id, ""))).GetProperty("unacknowledged").GetInt32();

    private static Uri Address(Guid id, string rest) => new($"/v1/submissions/{id}/{rest}".TrimEnd('/'), UriKind.Relative);

    private static Task<HttpResponseMessage> PostAsync(AccessWorld world, string caller, Guid id, string rest, object body) =>
        world.As(caller).PostAsJsonAsync(Address(id, rest), body);

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString();
}
