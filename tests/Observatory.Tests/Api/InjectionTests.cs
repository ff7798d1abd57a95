using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Observatory.App.Limits;
using Observatory.App.Serving;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Tests.Limits;
using Observatory.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Observatory.Tests.Api;

/// <summary>Public attack lists in every place where a caller may write something.</summary>
[Collection(ApiTests.Name)]
public sealed class InjectionTests(ApiWorld world, ITestOutputHelper output)
{
    private const string Question = "/v1/observations?indicator=HOM_INC&area=MEX&from=2010&to=2024";

    /// <summary>
    /// An address with a place for a value, and the field of a row that the value has to be in; null where it is no code, or there are no
    /// rows.
    /// </summary>
    private static readonly IReadOnlyList<(string Address, string? Field)> Places =
    [
        ("/v1/observations?area=MEX&indicator={0}", "indicator"),
        ("/v1/observations?indicator=HOM_INC&area={0}", "area"),
        ("/v1/observations?indicator=HOM_INC&level=1&parent={0}", "parent"),
        (Question + "&SEX={0}", "SEX"),
        (Question + "&source={0}", "source"),
        (Question + "&status={0}", null),
        (Question + "&format={0}", null),
        (Question + "&labels={0}", null),
        (Question + "&asOf={0}", null),
        (Question + "&cursor={0}", null),
        (Question + "&panel={0}", null),
        (Question + "&sort={0}", null),
        (Question + "&column={0}", null),
        (Question + "&{0}=1", null),
        ("/v1/observations?indicator=HOM_INC&area=MEX&period={0}", null),
        ("/v1/observations/source?indicator=HOM_INC&period=2016&area={0}", null),
        ("/v1/revisions?indicator=HOM_INC&area={0}", "area"),
        ("/v1/coverage?indicator=HOM_INC&area={0}", "area"),
        ("/v1/areas?parent={0}", "parent"),
        ("/v1/areas?group={0}", null),
        ("/v1/indicators/{0}", null),
        ("/v1/submissions/{0}", null),
        ("/v1/submissions?state={0}", "state"),
    ];

    /// <summary>What stands for more than one member by design.</summary>
    private static readonly HashSet<string> Wide = ["*"];

    [SharedFact]
    public async Task No_value_breaks_an_address_or_widens_its_answer()
    {
        var baseline = (await world.GetAsync(Question)).GetProperty("data").GetArrayLength();
        Assert.True(baseline > 0);
        var wrong = new ConcurrentBag<string>();
        var statuses = new ConcurrentDictionary<int, int>();
        // Each string meets every third place, the next string the others: all places meet near a thousand.
        await Parallel.ForEachAsync(
            HostileStrings.All.Index(),
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (turn, cancellation) =>
            {
                var (index, text) = turn;
                foreach (var (place, field) in Places.Where((_, p) => p % 3 == index % 3))
                {
                    var address = place.Replace("{0}", Uri.EscapeDataString(text), StringComparison.Ordinal);
                    if (address.Length > 6_000)
                        continue;
                    using var answer = await world.Client.GetAsync(new Uri(address, UriKind.Relative), cancellation);
                    statuses.AddOrUpdate((int)answer.StatusCode, 1, (_, n) => n + 1);
                    if ((int)answer.StatusCode >= 500)
                        wrong.Add($"{address} gave {(int)answer.StatusCode}");
                    else if (
                        answer.StatusCode == HttpStatusCode.OK
                        && answer.Content.Headers.ContentType?.MediaType == "application/json"
                        && !Wide.Contains(text.Trim())
                    )
                    {
                        var document = await answer.Content.ReadFromJsonAsync<JsonElement>(cancellation);
                        if (
                            document.TryGetProperty("data", out var data)
                            && data.ValueKind == JsonValueKind.Array
                            && Fault(data, text, field, place.StartsWith(Question, StringComparison.Ordinal) ? baseline : null) is { } fault
                        )
                            wrong.Add($"{address}: {fault}");
                    }
                }
            }
        );
        output.WriteLine(
            $"{HostileStrings.All.Count} strings; {string.Join(", ", statuses.OrderBy(s => s.Key).Select(s => $"{s.Key}: {s.Value}"))}"
        );
        Assert.True(HostileStrings.All.Count > 2_000, "The lists were not found.");
        Assert.True(wrong.IsEmpty, string.Join('\n', wrong.Take(30)));
        Assert.Equal(baseline, (await world.GetAsync(Question)).GetProperty("data").GetArrayLength());
    }

    [SharedFact]
    public async Task A_file_may_be_called_anything_and_is_kept_under_its_name()
    {
        // Without a worker: nothing has to be read for this.
        await using var server = await LimitedServer.StartAsync(new WebSettings { Rates = RateSettings.None });
        var office = server.Client(await server.KeyAsync(Role.Uploader, "MEX_SESNSP"));
        var names = HostileStrings.All.Where(n => n.Length <= 200).Where((_, i) => i % 10 == 0).ToList();
        var accepted = 0;
        for (var turn = 0; turn < names.Count; turn++)
        {
            var name = names[turn] + ".csv";
            using var response = await SendRawAsync(office, Encoding.UTF8.GetBytes($"hostile,{turn}\r\n1,2\r\n"), name);
            var document = await response.Content.ReadFromJsonAsync<JsonElement>();
            Assert.True(
                response.StatusCode is HttpStatusCode.Accepted or HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity,
                $"{name}: {response.StatusCode}"
            );
            if (response.StatusCode != HttpStatusCode.Accepted)
                continue;
            accepted++;
            var kept = document.GetProperty("data")[0].GetProperty("fileName").GetString()!;
            Assert.DoesNotContain(kept, c => c is '/' or '\\' or '\r' or '\n' or '\0');
            // Control characters and marks of writing direction are left out of a name.
            Assert.True(CommentText.IsPlainLine(kept), kept);
            Assert.EndsWith(kept, CommentText.PlainLine(name), StringComparison.Ordinal);
        }
        output.WriteLine($"{names.Count} names, {accepted} accepted");
        Assert.True(accepted > names.Count * 9 / 10, $"only {accepted} of {names.Count} were accepted");
    }

    [Theory]
    [InlineData("año \"x\"; filename=evil.html.csv")]
    [InlineData("=cmd|' ∕C calc'!A0.csv")]
    [InlineData("\u202Efdp.evil.csv")]
    [InlineData("😀<script>.csv")]
    public async Task A_file_that_is_sent_back_is_never_shown_and_its_name_is_encoded(string name)
    {
        using var sent = await SendRawAsync(world.Client, Encoding.UTF8.GetBytes($"hostile,{name.Length}\r\n1,2\r\n"), name);
        Assert.Equal(HttpStatusCode.Accepted, sent.StatusCode);
        var id = (await world.WaitAsync(sent.Headers.Location!.ToString())).GetProperty("id").GetString();
        using var answer = await world.Client.GetAsync(new Uri($"/v1/submissions/{id}/marked", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var header = answer.Content.Headers.GetValues("Content-Disposition").Single();
        Assert.StartsWith("attachment; ", header, StringComparison.Ordinal);
        Assert.Contains("filename*=UTF-8''", header, StringComparison.Ordinal);
        Assert.All(header, c => Assert.InRange(c, ' ', '~'));
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Contains("sandbox", answer.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
    }

    [SharedFact]
    public async Task Labels_of_a_file_are_only_ever_text()
    {
        await using var server = await LimitedServer.StartAsync(new WebSettings { Rates = RateSettings.None });
        var sample = await File.ReadAllLinesAsync(
            Path.Combine(ApiWorld.Mappings, "MEX", "sesnsp-state-offences", "sample-with-mistakes.csv")
        );
        var labels = HostileStrings.All.Where(l => l.Length <= 200 && !l.Any(char.IsControl)).ToList();
        Assert.True(labels.Count > 1_500);
        var file = new StringBuilder(sample[0]).Append("\r\n").Append(sample[1]).Append("\r\n");
        foreach (var label in labels)
            file.Append("2012,1,Aguascalientes,La vida y la Integridad corporal,Homicidio,Homicidio doloso,\"")
                .Append(label.Replace("\"", "\"\"", StringComparison.Ordinal))
                .Append("\",1,1,1,1,1,1,1,1,1,1,1,1\r\n");
        using var sent = await SendRawAsync(
            server.Client(await server.KeyAsync(Role.Uploader, "MEX_SESNSP")),
            Encoding.UTF8.GetBytes(file.ToString()),
            "labels.csv"
        );
        var location = sent.Headers.Location!.ToString();
        await server.Platform.Pipeline.ProcessAsync(Guid.Parse(location.Split('/')[^1]), CancellationToken.None);
        var editor = server.Client(await server.KeyAsync(Role.Editor, Actor.ObservatoryOffice));
        var submission = await editor.GetFromJsonAsync<JsonElement>(location);
        Assert.Equal("Rejected", submission.GetProperty("state").GetString());
        Assert.True(submission.GetProperty("accounting").GetProperty("balances").GetBoolean());
        var findings = (await editor.GetFromJsonAsync<JsonElement>($"{location}/findings?limit=10000"))
            .GetProperty("data")
            .EnumerateArray()
            .Where(f => f.GetProperty("code").GetString() == FindingCodes.LabelUnknown)
            .ToList();
        output.WriteLine($"{labels.Count} labels, {findings.Count} findings");
        Assert.True(findings.Count >= 1_000, $"{findings.Count} findings");
    }

    private static string? Fault(JsonElement rows, string text, string? field, int? most)
    {
        if (most is { } number && rows.GetArrayLength() > number)
            return $"{rows.GetArrayLength()} rows, not {number}";
        if (field is null)
            return null;
        var asked = text.Split(',', StringSplitOptions.TrimEntries).Append(text).ToHashSet(StringComparer.Ordinal);
        foreach (var row in rows.EnumerateArray())
            if (!row.TryGetProperty(field, out var value) || !asked.Contains(value.GetString() ?? ""))
                return $"a row of another {field}";
        return null;
    }

    /// <summary>As a client writes it that encodes nothing but what would end the header.</summary>
    private static async Task<HttpResponseMessage> SendRawAsync(HttpClient client, byte[] content, string name)
    {
        const string Boundary = "----hostile";
        var quoted = name.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\r", "%0D", StringComparison.Ordinal)
            .Replace("\n", "%0A", StringComparison.Ordinal);
        byte[] body =
        [
            .. Encoding.UTF8.GetBytes(
                $"--{Boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{quoted}\"\r\nContent-Type: text/csv\r\n\r\n"
            ),
            .. content,
            .. Encoding.UTF8.GetBytes($"\r\n--{Boundary}--\r\n"),
        ];
        using var form = new ByteArrayContent(body);
        form.Headers.TryAddWithoutValidation("Content-Type", $"multipart/form-data; boundary={Boundary}");
        return await client.PostAsync(new Uri("/v1/submissions", UriKind.Relative), form);
    }
}
