using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Observatory.App.Asking;
using Observatory.Core.Output;
using Observatory.Tests.Support;
using Xunit;

namespace Observatory.Tests.Api;

/// <summary>The description of the API gives every answer a schema, and real answers have exactly the properties of theirs.</summary>
[Collection(ApiTests.Name)]
public sealed class AnswerSchemaTests(ApiWorld world)
{
    [Fact]
    public async Task Every_operation_describes_its_answers_and_its_refusals()
    {
        var schemas = new AnswerSchemas(await world.GetAsync("/openapi/v1.json"));
        Assert.NotEmpty(schemas.Operations);
        foreach (var (method, path, operation) in schemas.Operations)
        {
            var responses = operation.GetProperty("responses").EnumerateObject().ToDictionary(r => r.Name, r => r.Value);
            Assert.True(responses.Keys.Any(k => k[0] == '2'), $"{method} {path} has no answer");
            Assert.True(
                responses["default"].GetProperty("content").GetProperty("application/problem+json").TryGetProperty("schema", out _),
                $"{method} {path} has no refusal"
            );
            foreach (var (status, response) in responses.Where(r => r.Key is not ("202" or "204")))
            {
                var forms = response.GetProperty("content").EnumerateObject().ToList();
                Assert.NotEmpty(forms);
                Assert.All(forms, f => Assert.True(f.Value.TryGetProperty("schema", out _), $"{method} {path} {status} {f.Name}"));
            }
        }
    }

    [Fact]
    public async Task Every_schema_that_the_description_refers_to_is_in_it() =>
        Assert.Empty(new AnswerSchemas(await world.GetAsync("/openapi/v1.json")).LostReferences());

    [Theory]
    [InlineData("/v1/observations?indicator=HOM_RATE&area=ARG&from=2014&to=2018")]
    [InlineData("/v1/observations?indicator=HOM_RATE&area=ARG&from=2014&to=2018&growth=true&labels=both")]
    [InlineData("/v1/observations?indicator=HOM_VICT&area=OAS,CUB&period=2016")]
    [InlineData("/v1/observations/source?indicator=HOM_RATE&area=ARG&period=2016")]
    [InlineData("/v1/revisions?indicator=HOM_INC&parent=MEX&level=1&limit=20")]
    [InlineData("/v1/coverage")]
    [InlineData("/v1/indicators")]
    [InlineData("/v1/indicators/HOM_RATE")]
    [InlineData("/v1/areas?parent=MEX&level=1&limit=5")]
    [InlineData("/v1/dimensions")]
    [InlineData("/v1/providers")]
    [InlineData("/v1/feeds")]
    [InlineData("/v1/findings")]
    [InlineData("/v1/findings/CHANGE_LARGE")]
    [InlineData("/v1/session")]
    [InlineData("/v1/observations?indicator=HOM_VICTT&area=ARG")]
    [InlineData("/v1/indicators/NONE")]
    [InlineData("/v1/submissions/00000000-0000-0000-0000-000000000000")]
    public async Task An_answer_has_the_properties_of_its_schema(string address)
    {
        var schemas = new AnswerSchemas(await world.GetAsync("/openapi/v1.json"));
        var (status, document) = await world.AskAsync(address);
        Assert.Empty(schemas.Faults("GET", address, status, document));
    }

    [Fact]
    public async Task A_submission_and_all_that_belongs_to_it_have_the_properties_of_their_schemas()
    {
        var schemas = new AnswerSchemas(await world.GetAsync("/openapi/v1.json"));
        var mistakes = await File.ReadAllBytesAsync(
            Path.Combine(ApiWorld.Mappings, "MEX", "sesnsp-state-offences", "sample-with-mistakes.csv")
        );
        using var received = await world.SendAsync(mistakes, "described.csv", ("comment", "Described."));
        Assert.Equal(HttpStatusCode.Accepted, received.StatusCode);
        Assert.Empty(
            schemas.Faults("POST", "/v1/submissions", (int)received.StatusCode, await received.Content.ReadFromJsonAsync<JsonElement>())
        );
        var submission = received.Headers.Location!.ToString();
        await world.WaitAsync(submission);
        foreach (var part in (string[])["", "/findings", "/findings?by=cause", "/changes", "/events", "/comments", "/receipt"])
        {
            var (status, document) = await world.AskAsync(submission + part);
            Assert.Equal(200, status);
            Assert.Empty(schemas.Faults("GET", submission + part, status, document));
        }
    }

    [Fact]
    public async Task An_undeclared_an_absent_and_a_mistyped_property_are_noticed()
    {
        var schemas = new AnswerSchemas(await world.GetAsync("/openapi/v1.json"));
        var document = JsonSerializer.SerializeToElement(
            new { data = new[] { new { code = "A", country = 3 } }, extra = 1 },
            JsonSerializerOptions.Web
        );
        var faults = schemas.Faults("GET", "/v1/providers", 200, document);
        Assert.Contains("$.extra is undeclared", faults);
        Assert.Contains("$.data[0].label is absent", faults);
        Assert.Contains("$.data[0].country is integer and not null or string", faults);
    }

    [Fact]
    public async Task A_column_of_a_table_is_a_property_of_its_schema()
    {
        var schemas = (await world.GetAsync("/openapi/v1.json")).GetProperty("components").GetProperty("schemas");
        Assert.Equal(NamesOf(FigureTable.AllColumns), PropertiesOf("Observation"));
        Assert.Equal(NamesOf(RevisionTable.Columns), PropertiesOf("Revision"));

        IEnumerable<string> PropertiesOf(string schema) =>
            schemas.GetProperty(schema).GetProperty("properties").EnumerateObject().Select(p => p.Name).Order();

        static IEnumerable<string> NamesOf<TRow>(IReadOnlyList<TableColumn<TRow>> columns) => columns.Select(c => c.Name).Order();
    }
}
