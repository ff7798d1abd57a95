using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Observatory.App.Asking;
using Observatory.App.Languages;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Deriving;
using Observatory.Core.Languages;
using Xunit;

namespace Observatory.Tests.Api;

[Collection(ApiTests.Name)]
public sealed class AskingTests(ApiWorld world)
{
    [Fact]
    public async Task A_national_year_is_summed_from_every_state_and_month_and_says_so()
    {
        var row = (await world.GetAsync("/v1/observations?indicator=HOM_INC&area=MEX&period=2016")).GetProperty("data")[0];
        Assert.True(row.GetProperty("derived").GetBoolean());
        Assert.True(row.GetProperty("complete").GetBoolean());
        Assert.Equal(384, row.GetProperty("partsPresent").GetInt32());
    }

    [Fact]
    public async Task A_national_year_is_the_sum_of_its_states()
    {
        var nation = (await world.GetAsync("/v1/observations?indicator=HOM_INC&area=MEX&period=2016"))
            .GetProperty("data")[0]
            .GetProperty("value")
            .GetDecimal();
        var states = (await world.GetAsync("/v1/observations?indicator=HOM_INC&parent=MEX&level=1&period=2016")).GetProperty("data");
        Assert.Equal(32, states.GetArrayLength());
        Assert.Equal(nation, states.EnumerateArray().Sum(s => s.GetProperty("value").GetDecimal()));
    }

    [Fact]
    public async Task An_incomplete_year_has_no_value_and_shows_what_is_there()
    {
        var row = (await world.GetAsync("/v1/observations?indicator=HOM_INC&area=MEX&period=2017")).GetProperty("data")[0];
        Assert.Equal(JsonValueKind.Null, row.GetProperty("value").ValueKind);
        Assert.Contains("O", row.GetProperty("status").EnumerateArray().Select(s => s.GetString()));
        Assert.True(row.GetProperty("partsPresent").GetInt32() < row.GetProperty("partsExpected").GetInt32());
    }

    [Fact]
    public async Task A_rate_says_what_it_was_made_of()
    {
        var answer = await world.GetAsync("/v1/observations?indicator=HOM_RATE&area=ARG&period=2016");
        var row = answer.GetProperty("data")[0];
        var (above, below) = (row.GetProperty("numerator").GetDecimal(), row.GetProperty("denominator").GetDecimal());
        Assert.Equal(Math.Round(above * 100_000 / below, 6), row.GetProperty("value").GetDecimal());
        Assert.Equal(("UN_WPP:2024", true), (row.GetProperty("denominatorSource").GetString(), row.GetProperty("derived").GetBoolean()));
        Assert.InRange(
            row.GetProperty("value").GetDecimal(),
            row.GetProperty("lowerBound").GetDecimal(),
            row.GetProperty("upperBound").GetDecimal()
        );
        Assert.Equal(1, answer.GetProperty("meta").GetProperty("indicators")[0].GetProperty("decimals").GetInt32());
        Assert.Contains(
            "UN_WPP",
            answer.GetProperty("meta").GetProperty("sources").EnumerateArray().Select(s => s.GetProperty("code").GetString())
        );
    }

    [Fact]
    public async Task The_OAS_is_an_area_whose_coverage_is_told()
    {
        var row = (await world.GetAsync("/v1/observations?indicator=HOM_VICT&area=OAS&period=2016&labels=both&lang=es")).GetProperty(
            "data"
        )[0];
        Assert.Equal(JsonValueKind.Null, row.GetProperty("value").ValueKind);
        Assert.Equal(
            (1, 35),
            (
                row.GetProperty("coverage").GetProperty("members").GetInt32(),
                row.GetProperty("coverage").GetProperty("membersExpected").GetInt32()
            )
        );
        Assert.Equal(34, row.GetProperty("coverage").GetProperty("missing").GetArrayLength());
        Assert.StartsWith("Organización de los Estados Americanos", row.GetProperty("areaLabel").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_category_of_one_office_is_answered_for_its_State_and_has_no_aggregate()
    {
        var rows = (await world.GetAsync("/v1/observations?indicator=OFFENCES_VICT&area=group:MERCOSUR&OFFENCE=*&period=2016"))
            .GetProperty("data")
            .EnumerateArray()
            .ToList();
        Assert.Contains(rows, r => r.GetProperty("area").GetString() == "ARG" && r.GetProperty("OFFENCE").GetString() != "_T");
        Assert.DoesNotContain(rows, r => r.GetProperty("area").GetString() == "MERCOSUR" && r.GetProperty("OFFENCE").GetString() != "_T");
    }

    [Fact]
    public async Task A_csv_has_what_a_rate_was_made_of()
    {
        var lines = (
            await world.Client.GetStringAsync("/v1/observations?indicator=HOM_RATE&area=ARG&period=2016&format=csv&bom=false")
        ).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var row = lines[0].Split(',').Zip(lines[1].Split(',')).ToDictionary(c => c.First, c => c.Second);
        Assert.Equal(("UN_WPP:2024", ""), (row["denominatorSource"], row["coverageMembers"]));
        Assert.Equal(
            Math.Round(
                decimal.Parse(row["numerator"], CultureInfo.InvariantCulture)
                    * 100_000
                    / decimal.Parse(row["denominator"], CultureInfo.InvariantCulture),
                6
            ),
            decimal.Parse(row["value"], CultureInfo.InvariantCulture)
        );
    }

    [Theory]
    [InlineData("en", "whatever their membership")]
    [InlineData("es", "sea cual sea su condición de miembro")]
    [InlineData("fr", "quelle que soit leur appartenance")]
    [InlineData("pt", "seja qual for a sua condição de membro")]
    public async Task A_note_of_the_Observatory_is_said_in_the_language_asked_for(string language, string words) =>
        Assert.Contains(
            words,
            (await world.GetAsync($"/v1/observations?indicator=HOM_VICT&area=OAS&period=2016&lang={language}"))
                .GetProperty("meta")
                .GetProperty("notes")
                .GetProperty(DerivingNotes.MembersOas)
                .GetString(),
            StringComparison.Ordinal
        );

    [Fact]
    public void Every_note_of_the_Observatory_has_a_text_in_every_language() =>
        Assert.All(LanguageCodes.All, l =>
            Assert.All(DerivingNotes.All, n => Assert.NotEmpty(Texts.In(l)["note." + n[DerivingNotes.Prefix.Length..]]))
        );

    [Fact]
    public async Task A_figure_reported_by_the_office_is_not_derived()
    {
        var row = (await world.GetAsync("/v1/observations?indicator=HOM_VICT&area=ARG&period=2016")).GetProperty("data")[0];
        Assert.False(row.GetProperty("derived").GetBoolean());
        Assert.Equal("ARG_SNIC", row.GetProperty("source").GetString());
    }

    [Fact]
    public async Task Every_sample_figure_says_that_it_is_one_in_the_language_asked_for()
    {
        var answer = await world.GetAsync("/v1/observations?indicator=HOM_INC&area=MEX&period=2016&lang=pt");
        Assert.Contains(
            "OBSERVATORY#sample",
            answer.GetProperty("data")[0].GetProperty("notes").EnumerateArray().Select(n => n.GetString())
        );
        Assert.Contains(
            "amostra",
            answer.GetProperty("meta").GetProperty("notes").GetProperty("OBSERVATORY#sample").GetString(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_break_and_a_change_of_source_are_told_in_the_language_asked_for()
    {
        var notes = new NoteTexts(world.Platform.Library, Language.Fr);
        Assert.Contains("instrument antérieur", notes.Of("break:MEX/*/MEX_SESNSP/2015"), StringComparison.Ordinal);
        Assert.Contains("CNSP/38/15)", notes.Of("break:MEX/*/MEX_SESNSP/2015"), StringComparison.Ordinal);
        Assert.Equal("break:MEX/*/GONE/2015", notes.Of("break:MEX/*/GONE/2015"));
        var change = notes.Of("source:BRA_SINESP/WHO_GHO/2015");
        Assert.All((string[])["À partir de 2015", "Organisation mondiale de la Santé", "SINESP"], part =>
            Assert.Contains(part, change, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task Growth_stands_beside_each_figure_where_it_is_asked_for()
    {
        var rows = (await world.GetAsync("/v1/observations?indicator=RAPE&area=ARG&SEX=*&from=2017&to=2017&growth=true"))
            .GetProperty("data")
            .EnumerateArray()
            .ToDictionary(r => r.GetProperty("SEX").GetString()!);
        Assert.All(rows.Values, r =>
            Assert.Equal(("2017", "PERCENT"), (r.GetProperty("period").GetString(), r.GetProperty("changeUnit").GetString()))
        );
        Assert.Equal((102 - 481) * 100m / 481, rows["_T"].GetProperty("change").GetDecimal());
        Assert.Equal((17 - 41) * 100m / 41, rows["F"].GetProperty("change").GetDecimal());
        Assert.Equal(JsonValueKind.Null, rows["_U"].GetProperty("change").ValueKind);
    }

    [Fact]
    public async Task Growth_has_columns_in_a_csv_only_where_it_is_asked_for()
    {
        Assert.EndsWith(",loadedAt,change,changeUnit", await HeadAsync("&growth=true"), StringComparison.Ordinal);
        Assert.EndsWith(",loadedAt", await HeadAsync(""), StringComparison.Ordinal);

        async Task<string> HeadAsync(string more) =>
            (await world.Client.GetStringAsync("/v1/observations?indicator=HOM_INC&area=MEX&format=csv&bom=false" + more)).Split('\n')[0];
    }

    [Fact]
    public async Task Revisions_tell_every_value_of_a_reported_cell_with_its_submission_and_rules()
    {
        var answer = await world.GetAsync("/v1/revisions?indicator=HOM_VICT&area=ARG&period=2016&lang=es");
        var row = Assert.Single(answer.GetProperty("data").EnumerateArray());
        Assert.Equal(
            ("first", true, 240m, "A", "ARG/snic-national"),
            (
                row.GetProperty("kind").GetString(),
                row.GetProperty("current").GetBoolean(),
                row.GetProperty("value").GetDecimal(),
                row.GetProperty("freq").GetString(),
                row.GetProperty("mapping").GetString()
            )
        );
        Assert.Equal(JsonValueKind.Null, row.GetProperty("change").ValueKind);
        Assert.Equal(answer.GetProperty("meta").GetProperty("taxonomy").GetString(), row.GetProperty("taxonomy").GetString());
        Assert.Contains("derivadas", answer.GetProperty("meta").GetProperty("scope").GetString(), StringComparison.Ordinal);
        Assert.Equal("ARG_SNIC", answer.GetProperty("meta").GetProperty("sources")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task Revisions_as_a_csv_hold_the_rows_of_the_json()
    {
        var json = (await world.GetAsync("/v1/revisions?indicator=HOM_VICT&area=ARG&SEX=*"))
            .GetProperty("data")
            .EnumerateArray()
            .Select(r => r.GetProperty("value").GetDecimal());
        var lines = (await world.Client.GetStringAsync("/v1/revisions?indicator=HOM_VICT&area=ARG&SEX=*&format=csv&bom=false")).Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );
        var at = Array.IndexOf(lines[0].Split(','), "value");
        Assert.Equal(json, lines.Skip(1).Select(l => decimal.Parse(l.Split(',')[at], CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("/v1/revisions?indicator=HOM_INC&asOf=2024-01-01", RefusalCodes.ParameterUnknown)]
    [InlineData("/v1/revisions?area=MEX", RefusalCodes.ParameterMissing)]
    [InlineData("/v1/coverage?indicators=HOM_INC", RefusalCodes.ParameterUnknown)]
    [InlineData("/v1/coverage?freq=Y", RefusalCodes.ParameterValue)]
    [InlineData("/v1/observations?indicator=HOM_INC&publishedBy=yesterday", RefusalCodes.ParameterValue)]
    [InlineData("/v1/observations?indicator=HOM_INC&growth=yes", RefusalCodes.ParameterValue)]
    public async Task A_parameter_that_is_not_understood_is_refused(string address, string code)
    {
        var (status, problem) = await world.AskAsync(address);
        Assert.Equal((400, code), (status, problem.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Coverage_says_who_reported_what_for_which_periods_and_what_is_declared()
    {
        var row = Assert.Single((await world.GetAsync("/v1/coverage?indicator=HOM_INC&area=MEX")).GetProperty("data").EnumerateArray());
        Assert.Equal(
            ("MEX_SESNSP", "M", 1, "2016-01", 32),
            (
                row.GetProperty("source").GetString(),
                row.GetProperty("freq").GetString(),
                row.GetProperty("level").GetInt32(),
                row.GetProperty("firstPeriod").GetString(),
                row.GetProperty("areas").GetInt32()
            )
        );
        var declared = row.GetProperty("declared")[0];
        Assert.Equal(("MEX", 32), (declared.GetProperty("area").GetString(), declared.GetProperty("partsExpected").GetInt32()));
        var lines = (await world.Client.GetStringAsync("/v1/coverage?indicator=HOM_INC&area=MEX&format=csv&bom=false")).Split(
            '\n',
            StringSplitOptions.RemoveEmptyEntries
        );
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("HOM_INC,MEX,MEX_SESNSP,M,1,2016-01,", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coverage_has_pages()
    {
        var first = await world.GetAsync("/v1/coverage?limit=3");
        Assert.Equal(
            (3, "3"),
            (first.GetProperty("data").GetArrayLength(), first.GetProperty("meta").GetProperty("nextCursor").GetString())
        );
        var second = await world.GetAsync("/v1/coverage?limit=3&cursor=3");
        Assert.NotEqual(first.GetProperty("data")[0].GetRawText(), second.GetProperty("data")[0].GetRawText());
    }

    [Fact]
    public async Task A_figure_is_not_answered_for_a_day_before_its_publication()
    {
        Assert.Empty(
            (await world.GetAsync("/v1/observations?indicator=HOM_INC&area=MEX&publishedBy=2001-01-01"))
                .GetProperty("data")
                .EnumerateArray()
        );
        Assert.NotEmpty(
            (await world.GetAsync("/v1/observations?indicator=HOM_INC&area=MEX&publishedBy=2199-01-01"))
                .GetProperty("data")
                .EnumerateArray()
        );
    }

    [Fact]
    public async Task What_a_submission_changed_comes_in_pages_with_totals_by_kind()
    {
        var id = (await world.Platform.Submissions.FindAsync(Actor.Operator, "2", CancellationToken.None)).SubmissionId;
        var first = await world.GetAsync($"/v1/submissions/{id}/changes?kind=added&limit=100");
        Assert.False(first.GetProperty("meta").GetProperty("isPreview").GetBoolean());
        var totals = first.GetProperty("meta").GetProperty("totals");
        var (count, cursor) = (first.GetProperty("data").GetArrayLength(), first.GetProperty("meta").GetProperty("nextCursor").GetString());
        while (cursor is not null)
        {
            var page = await world.GetAsync($"/v1/submissions/{id}/changes?kind=added&limit=100&cursor={cursor}");
            count += page.GetProperty("data").GetArrayLength();
            cursor = page.GetProperty("meta").GetProperty("nextCursor").GetString();
        }
        Assert.True(count > 100);
        Assert.Equal((count, 0, 0, 0, 0), (Total("added"), Total("revised"), Total("unchanged"), Total("withdrawn"), Total("late")));
        Assert.Empty((await world.GetAsync($"/v1/submissions/{id}/changes?kind=withdrawn")).GetProperty("data").EnumerateArray());
        Assert.Equal(400, (await world.AskAsync($"/v1/submissions/{id}/changes?kind=lost")).Status);

        int Total(string kind) => totals.GetProperty(kind).GetInt32();
    }

    [Fact]
    public async Task The_breakdown_AREA_and_the_territory_area_are_two_parameters()
    {
        var (status, document) = await world.AskAsync("/v1/observations?indicator=HOM_INC&area=MEX&AREA=URBAN&period=2016");
        Assert.Equal(200, status);
        Assert.Equal(0, document.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Members_of_a_breakdown_add_up_to_its_total()
    {
        var rows = (await world.GetAsync("/v1/observations?indicator=HOM_INC&area=MEX&period=2016&MECHANISM=*"))
            .GetProperty("data")
            .EnumerateArray()
            .ToList();
        var total = rows.Single(r => r.GetProperty("MECHANISM").GetString() == "_T").GetProperty("value").GetDecimal();
        Assert.Equal(total, rows.Where(r => r.GetProperty("MECHANISM").GetString() != "_T").Sum(r => r.GetProperty("value").GetDecimal()));
    }

    [Fact]
    public async Task The_cells_behind_a_figure_add_up_to_it()
    {
        var answer = await world.GetAsync("/v1/observations/source?indicator=HOM_INC&area=MX-JAL&period=2016");
        Assert.Equal(answer.GetProperty("figure").GetProperty("value").GetDecimal(), answer.GetProperty("sumOfCells").GetDecimal());
        var cell = answer.GetProperty("cells")[0];
        Assert.Matches("^[H-S][0-9]+$", cell.GetProperty("cell").GetString());
        Assert.Equal(
            cell.GetProperty("value").GetDecimal(),
            decimal.Parse(cell.GetProperty("text").GetString()!, CultureInfo.InvariantCulture)
        );
    }

    [Fact]
    public async Task A_csv_has_the_same_figures_as_the_json_and_numbers_with_a_point()
    {
        var json = (await world.GetAsync("/v1/observations?indicator=OFFENCES_VICT_RATE&area=ARG&OFFENCE=*&SEX=*&lang=es")).GetProperty(
            "data"
        );
        var lines = (
            await world.Client.GetStringAsync(
                "/v1/observations?indicator=OFFENCES_VICT_RATE&area=ARG&OFFENCE=*&SEX=*&format=csv&bom=false&lang=es"
            )
        ).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var at = Array.IndexOf(lines[0].Split(','), "value");
        Assert.Equal(
            json.EnumerateArray().Select(r => r.GetProperty("value").GetDecimal()),
            lines.Skip(1).Select(l => decimal.Parse(l.Split(',')[at], CultureInfo.InvariantCulture))
        );
    }

    [Fact]
    public async Task A_csv_begins_with_a_byte_order_mark_unless_asked_not_to()
    {
        var marked = await world.Client.GetByteArrayAsync("/v1/observations?indicator=HOM_INC&area=MEX&format=csv");
        var bare = await world.Client.GetByteArrayAsync("/v1/observations?indicator=HOM_INC&area=MEX&format=csv&bom=false");
        Assert.Equal([0xEF, 0xBB, 0xBF], marked[..3]);
        Assert.Equal((byte)'i', bare[0]);
    }

    [Fact]
    public async Task A_page_ends_with_the_cursor_of_the_next_and_pages_make_the_whole()
    {
        var whole = (await world.GetAsync("/v1/observations?indicator=HOM_INC&parent=MEX&level=1&period=2016"))
            .GetProperty("data")
            .GetArrayLength();
        var (count, cursor) = (0, (string?)"");
        while (cursor is not null)
        {
            var page = await world.GetAsync(
                $"/v1/observations?indicator=HOM_INC&parent=MEX&level=1&period=2016&limit=7{(cursor.Length > 0 ? "&cursor=" + cursor : "")}"
            );
            count += page.GetProperty("data").GetArrayLength();
            cursor = page.GetProperty("meta").GetProperty("nextCursor").GetString();
        }
        Assert.Equal(whole, count);
    }

    [Fact]
    public async Task A_caller_who_has_the_current_response_gets_304()
    {
        using var first = await world.Client.GetAsync(new Uri("/v1/observations?indicator=HOM_INC&area=MEX", UriKind.Relative));
        using var again = new HttpRequestMessage(HttpMethod.Get, "/v1/observations?indicator=HOM_INC&area=MEX");
        again.Headers.TryAddWithoutValidation("If-None-Match", first.Headers.ETag!.ToString());
        using var second = await world.Client.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.NotNull(first.Content.Headers.LastModified);
    }

    [Theory]
    [InlineData("/v1/observations", 400, RefusalCodes.ParameterMissing, "indicator")]
    [InlineData("/v1/observations?indicator=HOM_INK", 400, RefusalCodes.CodeUnknown, "HOM_INC")]
    [InlineData("/v1/observations?indicator=HOMM", 400, RefusalCodes.CodeUnknown, "HOM_VICT")]
    [InlineData("/v1/observations?indicator=HOM_INC&area=México", 400, RefusalCodes.CodeUnknown, "MEX")]
    [InlineData("/v1/observations?indicator=HOM_INC&area=MXE", 400, RefusalCodes.CodeUnknown, "MEX")]
    [InlineData("/v1/observations?indicator=HOM_INC&SEX=W", 400, RefusalCodes.CodeUnknown, "SEX")]
    [InlineData("/v1/observations?indicator=HOM_INC&source=MEX_SESNP", 400, RefusalCodes.CodeUnknown, "MEX_SESNSP")]
    [InlineData("/v1/observations?indicator=HOM_INC&indikator=x", 400, RefusalCodes.ParameterUnknown, "indicator")]
    [InlineData("/v1/observations?indicator=HOM_INC&sex=F", 400, RefusalCodes.ParameterUnknown, "SEX")]
    [InlineData("/v1/observations?indicator=HOM_INC&from=2016-13", 400, RefusalCodes.ParameterValue, "2016-13")]
    [InlineData("/v1/observations?indicator=HOM_INC&from=2018&to=2016", 400, RefusalCodes.ParameterValue, "2018")]
    [InlineData("/v1/observations?indicator=HOM_INC&freq=W", 400, RefusalCodes.ParameterValue, "W")]
    [InlineData("/v1/observations?indicator=HOM_INC&format=xlsm", 406, RefusalCodes.FormatUnknown, "csv")]
    [InlineData("/v1/observations?indicator=HOM_INC&area=group:CARICON", 400, RefusalCodes.CodeUnknown, "CARICOM")]
    [InlineData("/v1/observations?indicator=HOM_INC&area=CARICON", 400, RefusalCodes.CodeUnknown, "CARICOM")]
    [InlineData("/v1/observations?indicator=HOM_INC&parent=OAS&level=1", 400, RefusalCodes.CodeUnknown, "OAS")]
    [InlineData("/v1/observations?indicator=HOM_INC&area=OAS&panel=fix", 400, RefusalCodes.ParameterValue, "fixed")]
    [InlineData("/v1/observations?indicator=HOM_INC&area=MEX&panel=fixed", 400, RefusalCodes.ParameterValue, "OAS")]
    [InlineData("/v1/observations?indicator=HOM_RATE&area=MEX&freq=M", 400, RefusalCodes.ParameterValue, "HOM_RATE")]
    [InlineData("/v1/observations?indicator=HOM_INC'%3Bdrop%20table%20dw.fact_observation--", 400, RefusalCodes.CodeUnknown, "indicator")]
    [InlineData("/v1/observations/source?indicator=HOM_INC&area=MEX&period=1999", 404, RefusalCodes.FigureUnknown, "1999")]
    [InlineData("/v1/indicators/HOM_INK", 404, RefusalCodes.NotFound, "HOM_INC")]
    [InlineData("/v1/areas?level=9", 400, RefusalCodes.ParameterValue, "9")]
    [InlineData("/v1/submissions/42", 404, RefusalCodes.SubmissionUnknown, "42")]
    [InlineData("/v1/nothing", 404, RefusalCodes.NotFound, "/v1/nothing")]
    [InlineData("/v1/nothing.csv", 404, RefusalCodes.NotFound, "/v1/nothing.csv")]
    public async Task A_refused_request_gets_a_problem_with_a_stable_code_and_the_nearest_valid_word(
        string address,
        int status,
        string code,
        string named
    )
    {
        var (answered, problem) = await world.AskAsync(address);
        Assert.Equal(status, answered);
        Assert.Equal(code, problem.GetProperty("code").GetString());
        Assert.Contains(named, problem.GetRawText(), StringComparison.Ordinal);
        Assert.NotEqual("", problem.GetProperty("hint").GetString());
    }

    [Theory]
    [InlineData("/v1/observations?indicator=HOM_INC&area=MEX&format=csv")]
    [InlineData("/v1/indicators/HOM_INC")]
    [InlineData("/v1/indicators/HOM_INK")]
    [InlineData("/docs/findings")]
    [InlineData("/health/live")]
    public async Task HEAD_answers_as_GET_does_without_its_body(string address)
    {
        using var get = await world.Client.GetAsync(new Uri(address, UriKind.Relative));
        using var request = new HttpRequestMessage(HttpMethod.Head, address);
        using var head = await world.Client.SendAsync(request);
        Assert.Equal(
            (get.StatusCode, get.Content.Headers.ContentType, get.Headers.ETag),
            (head.StatusCode, head.Content.Headers.ContentType, head.Headers.ETag)
        );
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/v1/observations", "GET, HEAD, OPTIONS")]
    [InlineData("/v1/submissions", "GET, HEAD, OPTIONS, POST")]
    [InlineData("/v1/submissions/42/approve", "OPTIONS, POST")]
    public async Task A_method_that_an_address_does_not_take_is_answered_with_those_that_it_does(string address, string allowed)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, address);
        using var answer = await world.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(allowed, string.Join(", ", answer.Content.Headers.Allow));
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal(RefusalCodes.MethodNotAllowed, problem.GetProperty("code").GetString());
        Assert.Contains(allowed, problem.GetProperty("detail").GetString()!, StringComparison.Ordinal);
        using var asked = new HttpRequestMessage(HttpMethod.Options, address);
        using var told = await world.Client.SendAsync(asked);
        Assert.Equal((HttpStatusCode.NoContent, allowed), (told.StatusCode, string.Join(", ", told.Content.Headers.Allow)));
    }

    [Fact]
    public async Task A_refusal_is_told_in_four_languages()
    {
        var titles = new HashSet<string?>();
        foreach (var language in LanguageCodes.All)
            titles.Add(
                (await world.AskAsync($"/v1/observations?indicator=HOM_INK&lang={language.Code()}"))
                    .Document.GetProperty("title")
                    .GetString()
            );
        Assert.Equal(4, titles.Count);
    }

    [Fact]
    public async Task Accept_Language_chooses_the_labels()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/indicators/HOM_VICT");
        request.Headers.TryAddWithoutValidation("Accept-Language", "de;q=1, fr-CA;q=0.8, en;q=0.2");
        using var response = await world.Client.SendAsync(request);
        Assert.Contains("Victimes d'homicide volontaire", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_feed_has_its_title_in_the_language_asked_for() =>
        Assert.Contains("Incidencia delictiva", (await world.GetAsync("/v1/feeds?lang=es")).GetRawText(), StringComparison.Ordinal);

    [Fact]
    public void Every_refusal_has_a_documented_status()
    {
        var codes = typeof(RefusalCodes).GetFields().Where(f => f.IsLiteral).Select(f => (string)f.GetRawConstantValue()!);
        Assert.Equal(codes.Order(StringComparer.Ordinal), RefusalCodes.Status.Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_description_of_the_api_is_the_approved_one()
    {
        var path = Path.Combine(Path.GetDirectoryName(ApiWorld.Mappings)!, "tests", "Observatory.Tests", "Api", "openapi.approved.json");
        var actual = (await world.Client.GetStringAsync("/openapi/v1.json")).ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("OBSERVATORY_APPROVE") == "1")
            await File.WriteAllTextAsync(path, actual);
        Assert.Equal((await File.ReadAllTextAsync(path)).ReplaceLineEndings("\n"), actual);
    }

    [Theory]
    [InlineData("/v1/feeds")]
    [InlineData("/v1/dimensions")]
    [InlineData("/v1/providers")]
    [InlineData("/v1/areas?group=CARICOM")]
    [InlineData("/v1/areas?parent=MEX&level=1&limit=5")]
    [InlineData("/v1/indicators")]
    public async Task Code_lists_answer_with_entries(string address) =>
        Assert.NotEqual(0, (await world.GetAsync(address)).GetProperty("data").GetArrayLength());

    [Fact]
    public async Task Health_is_told_apart()
    {
        Assert.Equal("live", await world.Client.GetStringAsync("/health/live"));
        Assert.Equal("ready", await world.Client.GetStringAsync("/health/ready"));
    }
}
