using System.Text.Json;
using Observatory.App.Languages;
using Observatory.Core.Languages;
using Observatory.Warehouse.Questions;
using Xunit;

namespace Observatory.Tests.Api;

/// <summary>
/// An answer says of each pair of indicator and area that it has nothing of, why. The data are the samples of two offices.
/// </summary>
[Collection(ApiTests.Name)]
public sealed class MissingFiguresTests(ApiWorld world)
{
    [Theory]
    [InlineData("indicator=HOM_RATE&area=MEX", "onlySibling", "of=HOM_VICT siblings=HOM_INC")]
    [InlineData("indicator=HOM_VICT&area=MEX", "onlySibling", "siblings=HOM_INC")]
    [InlineData("indicator=HOM_VICT&area=BRB", "notCollected", "")]
    [InlineData("indicator=HOM_INC&area=MEX&period=1999", "otherPeriods", "from=2016 to=2017")]
    [InlineData("indicator=HOM_INC&area=MX-AGU&freq=M&to=2015-03", "otherPeriods", "from=2016-01 to=2017-03")]
    [InlineData("indicator=HOM_INC&area=MEX&SEX=F", "otherBreakdowns", "dimensions=MECHANISM")]
    [InlineData("indicator=HOM_VICT&area=ARG&freq=M", "otherFrequency", "frequencies=A")]
    [InlineData("indicator=HOM_INC&area=MEX&source=UN_WPP", "otherSource", "sources=MEX_SESNSP")]
    [InlineData("indicator=HOM_INC&area=MEX&asOf=2001-01-01", "notYet", "")]
    [InlineData("indicator=HOM_INC&area=MEX&period=2016&status=E", "otherStatus", "")]
    [InlineData("indicator=SUICIDE&area=CARICOM", "noMember", "")]
    [InlineData("indicator=HOM_VICT&area=AR-B", "otherArea", "")]
    public async Task An_empty_answer_says_why(string question, string reason, string more)
    {
        var meta = (await world.GetAsync($"/v1/observations?{question}")).GetProperty("meta");
        Assert.Equal(0, meta.GetProperty("count").GetInt32());
        var missing = Assert.Single(meta.GetProperty("missing").EnumerateArray());
        Assert.Equal((reason, more), (missing.GetProperty("reason").GetString(), Said(missing)));
        Assert.Equal(0, meta.GetProperty("missingMore").GetInt32());
    }

    [Theory]
    [InlineData(
        "en",
        "Intentional homicide rate (HOM_RATE) is computed from Intentional homicide victims (HOM_VICT). No source has reported"
    )]
    [InlineData(
        "es",
        "Tasa de homicidio intencional (HOM_RATE) se calcula a partir de Víctimas de homicidio intencional (HOM_VICT). Ninguna"
    )]
    [InlineData("fr", "Taux d'homicide volontaire (HOM_RATE) se calcule à partir de Victimes d'homicide volontaire (HOM_VICT). Aucune")]
    [InlineData(
        "pt",
        "Taxa de homicídio intencional (HOM_RATE) se calcula a partir de Vítimas de homicídio intencional (HOM_VICT). Nenhuma"
    )]
    public async Task The_reason_is_a_sentence_in_the_reader_s_language(string language, string beginning)
    {
        var missing = (await world.GetAsync($"/v1/observations?indicator=HOM_RATE&area=MEX&lang={language}"))
            .GetProperty("meta")
            .GetProperty("missing")[0];
        Assert.StartsWith(beginning, missing.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Contains("(HOM_INC)", missing.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("indicator=HOM_VICT,HOM_INC,ROBBERY")]
    [InlineData("indicator=HOM_INC,THEFT&parent=MEX&level=1&freq=M&from=2016-01&to=2016-03")]
    [InlineData("indicator=HOM_VICT,HOM_RATE,HOM_INC&area=group:MERCOSUR,MEX")]
    [InlineData("indicator=HOM_INC,HOM_VICT&area=MEX,ARG,BRB&status=O")]
    public async Task Every_pair_that_is_asked_for_has_figures_or_a_reason_on_one_page(string question)
    {
        var whole = await world.GetAsync($"/v1/observations?{question}&limit=5000");
        var (answered, missing) = (PairsOf(whole.GetProperty("data")), PairsOf(whole.GetProperty("meta").GetProperty("missing")));
        Assert.NotEmpty(answered);
        Assert.NotEmpty(missing);
        Assert.Empty(answered.Intersect(missing));
        Assert.Equal(missing.Distinct(), missing);

        List<string> byPage = [];
        string? cursor = null;
        do
        {
            var meta = (
                await world.GetAsync($"/v1/observations?{question}&limit=7{(cursor is null ? "" : $"&cursor={cursor}")}")
            ).GetProperty("meta");
            byPage.AddRange(PairsOf(meta.GetProperty("missing")));
            cursor = meta.GetProperty("nextCursor").GetString();
        } while (cursor is not null);
        Assert.Equal(missing, byPage);
    }

    [Fact]
    public async Task States_that_are_not_named_are_asked_for_too()
    {
        var answer = await world.GetAsync("/v1/observations?indicator=HOM_VICT");
        Assert.Equal(
            35,
            PairsOf(answer.GetProperty("data")).Union(PairsOf(answer.GetProperty("meta").GetProperty("missing"))).Distinct().Count()
        );
    }

    [Fact]
    public async Task The_citation_of_an_answer_without_figures_is_a_sentence()
    {
        var meta = (await world.GetAsync("/v1/observations?indicator=HOM_VICT&area=BRB")).GetProperty("meta");
        Assert.Matches(
            @"^Inter-American Security Observatory, vintage \d+, taxonomy [0-9a-f]{12}\.$",
            meta.GetProperty("citation").GetString()
        );
    }

    [Fact]
    public void Every_reason_has_a_sentence_in_every_language() =>
        Assert.All(Enum.GetValues<Language>(), language =>
            Assert.All(Enum.GetValues<MissingReason>(), reason =>
                Assert.True(Texts.In(language).All.ContainsKey($"missing.{reason}"), $"{language} {reason}")
            )
        );

    private static List<string> PairsOf(JsonElement rows) =>
        [.. rows.EnumerateArray().Select(r => $"{r.GetProperty("indicator").GetString()} {r.GetProperty("area").GetString()}")];

    private static string Said(JsonElement missing) =>
        string.Join(
            ' ',
            new[] { "of", "from", "to", "sources", "frequencies", "dimensions", "siblings" }
                .Select(name => (Name: name, Value: missing.GetProperty(name)))
                .Select(f =>
                    (
                        f.Name,
                        Text: f.Value.ValueKind == JsonValueKind.Array ? string.Join(',', f.Value.EnumerateArray()) : f.Value.GetString()
                    )
                )
                .Where(f => !string.IsNullOrEmpty(f.Text))
                .Select(f => $"{f.Name}={f.Text}")
        );
}
