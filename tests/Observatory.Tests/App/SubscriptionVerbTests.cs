using System.Runtime.Versioning;
using System.Text.Json;
using Observatory.App.Languages;
using Observatory.App.Verbs;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Notices;
using Observatory.Tests.Support;
using Xunit;

namespace Observatory.Tests.App;

/// <summary>Who is told, and who is late, in a terminal over a private database.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SubscriptionVerbTests : IDisposable
{
    private readonly TemporaryFolder _home = new();

    public SubscriptionVerbTests() =>
        // Root's server account has its folder inside: let it pass.
        File.SetUnixFileMode(_home.Path, (UnixFileMode)0b111_001_001);

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task An_operator_looks_after_subscriptions_and_sees_who_is_late()
    {
        // A name that no server knows: what is due is tried, and says why it was not taken.
        var (code, secret, said) = await RunAsync(
            "subscriptions",
            "add",
            "https://hooks.invalid/a",
            "--office",
            "MEX_SESNSP",
            "--kind",
            "submission.loaded",
            "feed.reminder"
        );
        Assert.Equal(ExitCodes.Done, code);
        Assert.StartsWith(WebhookSecret.Mark, secret, StringComparison.Ordinal);
        Assert.Contains("shown once", said, StringComparison.Ordinal);
        var (refused, _, error) = await RunAsync("subscriptions", "add", "http://hooks.invalid/a", "--office", "MEX_SESNSP");
        Assert.Equal(ExitCodes.Findings, refused);
        Assert.Contains(RefusalCodes.AddressUnfit, error, StringComparison.Ordinal);
        string id;
        using (var list = JsonDocument.Parse((await RunAsync("subscriptions", "list", "--json")).Output))
            id = Assert.Single(list.RootElement.EnumerateArray()).GetProperty("subscription").GetString()!;

        Assert.Equal(
            ExitCodes.Done,
            (await RunAsync("ingest", Path.Combine(TestWarehouse.MappingsRoot, "MEX/sesnsp-state-offences/sample.csv"), "--approve")).Code
        );
        Assert.Equal(
            "MEX/sesnsp-state-offences: a reminder is sent\n",
            (await RunAsync("feeds", "remind")).Output.ReplaceLineEndings("\n")
        );
        Assert.Equal("", (await RunAsync("feeds", "remind")).Output);
        Assert.Equal("Deliveries tried: 2.\n", (await RunAsync("subscriptions", "deliver")).Output.ReplaceLineEndings("\n"));
        var deliveries = (await RunAsync("subscriptions", "deliveries", id)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, deliveries.Length);
        Assert.All(deliveries, d => Assert.Contains("no connection", d, StringComparison.Ordinal));
        Assert.Contains("has accepted nothing since", (await RunAsync("subscriptions", "list")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, (await RunAsync("subscriptions", "replay", id, deliveries[0].Split(' ')[0])).Code);
        Assert.StartsWith(WebhookSecret.Mark, (await RunAsync("subscriptions", "rotate", id)).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Done, (await RunAsync("subscriptions", "enable", id)).Code);
        Assert.Equal(ExitCodes.Done, (await RunAsync("subscriptions", "remove", id)).Code);
        Assert.Equal("", (await RunAsync("subscriptions", "list")).Output);

        Assert.Contains(
            "days late: ",
            (await RunAsync("coverage", "--indicator", "HOM_INC", "--area", "MEX")).Output,
            StringComparison.Ordinal
        );
        using (var coverage = JsonDocument.Parse((await RunAsync("coverage", "--indicator", "HOM_INC", "--json")).Output))
            Assert.True(coverage.RootElement.GetProperty("data")[0].GetProperty("daysLate").GetInt32() > 0);
        Assert.StartsWith("indicator,country,source,", (await RunAsync("coverage", "--format", "csv")).Output, StringComparison.Ordinal);
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] words)
    {
        words = [.. words, "--home", _home["home"]];
        var texts = Texts.In(Language.En);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await new VerbFrame(texts)
        {
            new IngestVerb(texts),
            new FeedsVerb(texts),
            new SubscriptionsVerb(texts),
            new CoverageVerb(texts),
        }.RunAsync(words, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
