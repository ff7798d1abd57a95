using System.Net;
using System.Text;
using Observatory.Core.Checking;
using Observatory.Tests.Marking;
using Xunit;

namespace Observatory.Tests.Api;

[Collection(ApiTests.Name)]
public sealed class MarkedEndpointTests(ApiWorld world)
{
    private static byte[] Mistakes { get; } =
        File.ReadAllBytes(Path.Combine(ApiWorld.Mappings, "MEX", "sesnsp-state-offences", "sample-with-mistakes.csv"));

    [Fact]
    public async Task The_file_comes_back_to_be_saved_with_each_mistake_behind_its_row()
    {
        var submission = await world.SendAndWaitAsync(Mistakes, "año x.csv", ("feed", "MEX/sesnsp-state-offences"));
        using var response = await world.Client.GetAsync(
            new Uri($"/v1/submissions/{submission.GetProperty("id").GetString()}/marked?lang=es", UriKind.Relative)
        );
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("attachment", response.Content.Headers.ContentDisposition!.DispositionType);
        Assert.EndsWith("-marcado.csv", response.Content.Headers.ContentDisposition.FileNameStar, StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("sandbox", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.True(response.Headers.CacheControl!.NoStore);
        var rows = Marked.Rows(await response.Content.ReadAsByteArrayAsync(), "a.csv");
        Assert.Equal(
            [
                (3, "J3", FindingCodes.ValueNotNumber),
                (4, "B4", FindingCodes.AreaUnknown),
                (5, "F5", FindingCodes.LabelUnknown),
                (6, "I6 | M6", $"{FindingCodes.ValueNegative} | {FindingCodes.ValueNotNumber}"),
            ],
            rows.Where(r => r.Number is > 1 and <= 6 && r[r.Count - 6].Length > 0).Select(r => (r.Number, r[r.Count - 6], r[r.Count - 4]))
        );
    }

    [Fact]
    public async Task As_a_workbook_it_has_colours_and_comments()
    {
        var submission = await world.SendAndWaitAsync(Mistakes, "m.csv", ("feed", "MEX/sesnsp-state-offences"));
        using var response = await world.Client.GetAsync(
            new Uri($"/v1/submissions/{submission.GetProperty("id").GetString()}/marked?as=xlsx", UriKind.Relative)
        );
        var file = await response.Content.ReadAsByteArrayAsync();
        using var parts = new MarkedParts(file, file);
        Assert.Equal(["B4", "F5", "I6", "J3", "M6"], parts.Comments("xl/worksheets/sheet1.xml").Keys.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("?as=pdf", HttpStatusCode.BadRequest)]
    [InlineData("?fil=x", HttpStatusCode.BadRequest)]
    [InlineData("?file=other.csv", HttpStatusCode.BadRequest)]
    public async Task Unknown_parameters_of_a_marked_file_are_refused(string query, HttpStatusCode status)
    {
        var submission = await world.SendAndWaitAsync(Encoding.UTF8.GetBytes("q,r\r\n9,9\r\n"), "q.csv");
        using var response = await world.Client.GetAsync(
            new Uri($"/v1/submissions/{submission.GetProperty("id").GetString()}/marked{query}", UriKind.Relative)
        );
        Assert.Equal(status, response.StatusCode);
    }

    [Fact]
    public async Task A_submission_that_nobody_sent_has_none()
    {
        using var response = await world.Client.GetAsync(new Uri($"/v1/submissions/{Guid.NewGuid()}/marked", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
