using System.Globalization;
using System.Net;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Wording;
using Xunit;

namespace Observatory.Tests.Api;

[Collection(ApiTests.Name)]
public sealed class FindingEndpointTests(ApiWorld world)
{
    private static readonly string[] Mistakes = File.ReadAllText(
            Path.Combine(ApiWorld.Mappings, "MEX", "sesnsp-state-offences", "sample-with-mistakes.csv")
        )
        .Split("\r\n");

    [Fact]
    public async Task Findings_of_one_cause_are_one_group_with_their_count_their_cells_and_what_was_meant()
    {
        var id = await SendAsync([.. Mistakes.Take(6)], "grouped.csv", "2001");
        var groups = (await world.GetAsync($"/v1/submissions/{id}/findings?by=cause")).GetProperty("data").EnumerateArray().ToList();
        var label = groups.Single(g => g.GetProperty("code").GetString() == FindingCodes.LabelUnknown);
        Assert.Equal("Blocking", label.GetProperty("severity").GetString());
        Assert.Equal(
            "La vida y la Integridad corporal | Homicidio | Homicidio dolosos | Con arma de fuego",
            label.GetProperty("written").GetString()
        );
        var suggestions = label.GetProperty("suggestions").EnumerateArray().ToList();
        Assert.InRange(suggestions.Count, 1, 3);
        Assert.Equal(
            "La vida y la Integridad corporal | Homicidio | Homicidio doloso | Con arma de fuego",
            suggestions[0].GetProperty("label").GetString()
        );
        Assert.NotEmpty(suggestions[0].GetProperty("code").GetString()!);
        Assert.True(suggestions[0].GetProperty("nearness").GetDouble() > 0.9);
        Assert.Equal($"/docs/findings#{FindingCodes.LabelUnknown}", label.GetProperty("help").GetString());
        var number = groups.Single(g =>
            g.GetProperty("code").GetString() == FindingCodes.ValueNotNumber && g.GetProperty("written").GetString() == "s/d"
        );
        Assert.Equal(
            ("s/d", 1, "J3"),
            (
                number.GetProperty("written").GetString(),
                number.GetProperty("count").GetInt32(),
                number.GetProperty("cells")[0].GetProperty("cell").GetString()
            )
        );
        Assert.NotEmpty(number.GetProperty("expected").GetString()!);
    }

    [Fact]
    public async Task All_findings_are_counted_and_returned_although_only_the_first_are_stored()
    {
        // 1,500 rows of one wrong cell each: of a code a thousand are kept.
        var rows = Enumerable.Range(0, 1500).Select(n => Row(n, "x" + new string('y', n % 3)));
        var id = await SendAsync([Mistakes[0], .. rows], "many.csv", null);
        var groups = await world.GetAsync($"/v1/submissions/{id}/findings?by=cause");
        Assert.Equal(
            [("x", 500), ("xy", 500), ("xyy", 500)],
            groups
                .GetProperty("data")
                .EnumerateArray()
                .Where(g => g.GetProperty("code").GetString() == FindingCodes.ValueNotNumber)
                .Select(g => (g.GetProperty("written").GetString(), g.GetProperty("count").GetInt32()))
                .Order()
        );
        var meta = (await world.GetAsync($"/v1/submissions/{id}/findings?limit=10")).GetProperty("meta");
        var total = meta.GetProperty("total").GetInt32();
        Assert.True(total >= 1500 && meta.GetProperty("kept").GetInt32() < total);
        using var response = await world.Client.GetAsync(new Uri(meta.GetProperty("all").GetString()! + "&bom=false", UriKind.Relative));
        Assert.Equal("text/csv", response.Content.Headers.ContentType!.MediaType);
        var all = Read(await response.Content.ReadAsStringAsync());
        Assert.Equal(total, all.Count);
        Assert.Equal(1500, all.Where(r => r["code"] == FindingCodes.ValueNotNumber).Select(r => r["cell"]).Distinct().Count());
        Assert.Equal(total, (await world.GetAsync($"/v1/submissions/{id}")).GetProperty("blocking").GetInt32());
    }

    [Fact]
    public async Task A_CSV_for_people_holds_no_formula_and_one_for_programs_what_was_written()
    {
        var id = await SendAsync([Mistakes[0], Row(1000, "=1+1"), Row(1001, "-4")], "formula.csv", null);
        foreach (var (bom, written) in ((string, string[])[])[("true", ["'=1+1", "-4"]), ("false", ["=1+1", "-4"])])
        {
            using var response = await world.Client.GetAsync(
                new Uri($"/v1/submissions/{id}/findings?format=csv&bom={bom}", UriKind.Relative)
            );
            var bytes = await response.Content.ReadAsByteArrayAsync();
            Assert.Equal(bom == "true", bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble));
            Assert.Equal(
                written,
                Read(Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF')).Select(r => r["written"]).OrderBy(w => w == "-4")
            );
        }
        using var causes = await world.Client.GetAsync(
            new Uri($"/v1/submissions/{id}/findings?by=cause&format=csv&lang=pt", UriKind.Relative)
        );
        Assert.Equal(["1", "1"], Read((await causes.Content.ReadAsStringAsync()).TrimStart('\uFEFF')).Select(r => r["count"]));
    }

    [Theory]
    [InlineData("by=colour", 400)]
    [InlineData("format=xml", 406)]
    [InlineData("bom=perhaps", 400)]
    [InlineData("page=2", 400)]
    public async Task Unknown_parameters_of_the_findings_are_refused(string query, int status)
    {
        var id = await SendAsync(["q,r", "4,4"], "refused.csv", null);
        Assert.Equal(status, (await world.AskAsync($"/v1/submissions/{id}/findings?{query}")).Status);
    }

    [Fact]
    public async Task Every_code_is_explained_in_the_language_asked_for()
    {
        foreach (var language in LanguageCodes.All)
        {
            var codes = (await world.GetAsync($"/v1/findings?lang={language.Code()}")).GetProperty("data").EnumerateArray().ToList();
            Assert.Equal(FindingCodes.All, codes.Select(c => c.GetProperty("code").GetString()));
            Assert.Equal(
                Messages.Text(FindingCodes.LabelUnknown, language, new Dictionary<string, string>()).Title,
                codes.Single(c => c.GetProperty("code").GetString() == FindingCodes.LabelUnknown).GetProperty("title").GetString()
            );
        }
        Assert.Equal(
            FindingCodes.KeyConflict,
            (await world.GetAsync($"/v1/findings/{FindingCodes.KeyConflict}")).GetProperty("data")[0].GetProperty("code").GetString()
        );
        var (status, problem) = await world.AskAsync("/v1/findings/LABEL_UNKNOWNS");
        Assert.Equal((400, FindingCodes.LabelUnknown), (status, problem.GetProperty("arguments").GetProperty("nearest").GetString()));
        using var page = await world.Client.GetAsync(new Uri("/docs/findings?lang=es", UriKind.Relative));
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType!.MediaType));
        using var type = await world.Client.GetAsync(new Uri(problem.GetProperty("type").GetString()!, UriKind.Relative));
        Assert.Contains("id=\"CODE_UNKNOWN\"", await type.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    /// <summary>A row about an area and offence of its own, with one cell as given.</summary>
    private static string Row(int number, string cell) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{1000 + number},1,Aguascalientes,La vida y la Integridad corporal,Homicidio,Homicidio doloso,Con arma de "
                + $"fuego,{cell},1,1,1,1,1,1,1,1,1,1,1"
        );

    private async Task<string> SendAsync(IEnumerable<string> lines, string name, string? year)
    {
        var text = string.Join("\r\n", lines.Append(""));
        var submission = await world.SendAndWaitAsync(
            Encoding.UTF8.GetBytes(year is null ? text : text.Replace("2017,", year + ",", StringComparison.Ordinal)),
            name,
            [.. text.StartsWith("Año", StringComparison.Ordinal) ? [("feed", "MEX/sesnsp-state-offences")] : ((string, string)[])[]]
        );
        Assert.Equal("Rejected", submission.GetProperty("state").GetString());
        return submission.GetProperty("id").GetString()!;
    }

    private static List<Dictionary<string, string>> Read(string csv)
    {
        using var reader = new CsvReader(new StringReader(csv), new CsvConfiguration(CultureInfo.InvariantCulture));
        Assert.True(reader.Read() && reader.ReadHeader());
        var rows = new List<Dictionary<string, string>>();
        while (reader.Read())
            rows.Add(reader.HeaderRecord!.ToDictionary(c => c, c => reader.GetField(c)!, StringComparer.Ordinal));
        return rows;
    }
}
