using System.Net;
using System.Text.Json;
using Observatory.App.Limits;
using Observatory.App.Serving;
using Observatory.Core.Output;
using Observatory.Tests.Limits;
using Xunit;

namespace Observatory.Tests.Output;

/// <summary>A new format is one class: then it is a value of <c>format=</c>, a media type, and a part of the API's description.</summary>
public sealed class ToyFormatTests
{
    [Fact]
    public async Task A_format_is_one_class_and_nothing_else()
    {
        await using var server = await LimitedServer.StartAsync(
            new WebSettings { Rates = RateSettings.None, Formats = new TableFormats(typeof(TableFormats).Assembly, typeof(Names).Assembly) }
        );
        var client = server.Client();

        using var byName = await client.GetAsync("/v1/observations?indicator=HOM_VICT&format=names");
        Assert.Equal(HttpStatusCode.OK, byName.StatusCode);
        Assert.StartsWith("indicator area period freq SEX", await byName.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("attachment; filename=\"observations.names\"", byName.Content.Headers.ContentDisposition?.ToString());

        using var asking = new HttpRequestMessage(HttpMethod.Get, "/v1/revisions?indicator=HOM_VICT");
        asking.Headers.Add("Accept", "text/x-names");
        using var byType = await client.SendAsync(asking);
        Assert.Equal("text/x-names", byType.Content.Headers.ContentType?.MediaType);

        using var description = JsonDocument.Parse(await client.GetStringAsync("/openapi/v1.json"));
        var parameters = description
            .RootElement.GetProperty("paths")
            .GetProperty("/v1/observations")
            .GetProperty("get")
            .GetProperty("parameters");
        var format = parameters.EnumerateArray().Single(p => p.GetProperty("name").GetString() == "format");
        Assert.Equal(
            ["json", "csv", "names"],
            format.GetProperty("schema").GetProperty("enum").EnumerateArray().Select(e => e.GetString())
        );
    }

    /// <summary>Nothing but the names of the columns.</summary>
    private sealed class Names : ITableWriter
    {
        public string Format => "names";

        public string MediaType => "text/x-names";

        public bool IsPaged => false;

        public async Task WriteAsync<TRow>(Stream output, Table<TRow> table, TableOptions options, CancellationToken cancellation)
        {
            await using var text = new StreamWriter(output, leaveOpen: true);
            await text.WriteAsync(string.Join(' ', table.Columns.Select(c => c.Name)));
        }
    }
}
