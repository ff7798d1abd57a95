using System.Net.Http.Json;
using System.Text.Json;
using Observatory.Tests.Support;
using Observatory.Warehouse.Access;
using Xunit;

namespace Observatory.Tests.Access;

/// <summary>Answers to offices, reviewers and administrators have exactly the properties of their schemas.</summary>
public sealed class AnswerSchemaAccessTests
{
    [Fact]
    public async Task Answers_about_access_subscriptions_and_reviews_have_the_properties_of_their_schemas()
    {
        await using var world = await AccessWorld.OpenAsync(AccessRules.Usual);
        var schemas = new AnswerSchemas(await world.As("anonymous").GetFromJsonAsync<JsonElement>("/openapi/v1.json"));
        var (submission, subscription) = ($"/v1/submissions/{world.Own}", $"/v1/subscriptions/{world.OwnNotice.Subscription}");
        foreach (
            var (caller, address) in ((string, string)[])
                [
                    ("editor", "/v1/submissions?limit=1"),
                    ("editor", submission),
                    ("editor", $"{submission}/changes?limit=2"),
                    ("editor", $"{submission}/events"),
                    ("editor", $"{submission}/receipt"),
                    ("editor", "/v1/session"),
                    ("admin", "/v1/people"),
                    ("admin", "/v1/limits"),
                    ("admin", "/v1/keys"),
                    ("admin", "/v1/audit?limit=5"),
                    ("admin", "/v1/subscriptions"),
                    ("admin", $"{subscription}/deliveries"),
                    ("anonymous", "/v1/submissions"),
                ]
        )
        {
            using var response = await world.As(caller).GetAsync(new Uri(address, UriKind.Relative));
            await CheckAsync("GET", address, response);
        }
        foreach (
            var (caller, address, body) in ((string, string, object)[])
                [
                    ("admin", "/v1/keys", new { office = AccessWorld.OwnOffice, role = "Analyst" }),
                    ("admin", "/v1/subscriptions", new { office = AccessWorld.OwnOffice, address = "https://hooks.example.org/again" }),
                    ("admin", $"{subscription}/rotate", new { }),
                    ("uploader A", $"{submission}/comments", new { text = "Described." }),
                    ("approver A", $"{submission}/approve", new { reason = "Described." }),
                ]
        )
        {
            using var response = await world.As(caller).PostAsJsonAsync(address, body);
            Assert.True(response.IsSuccessStatusCode, $"{address}: {await response.Content.ReadAsStringAsync()}");
            await CheckAsync("POST", address, response);
        }

        async Task CheckAsync(string method, string address, HttpResponseMessage response) =>
            Assert.Empty(
                schemas.Faults(method, address, (int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>())
            );
    }
}
