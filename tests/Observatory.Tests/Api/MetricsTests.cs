using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Observatory.App.Watching;
using Xunit;

namespace Observatory.Tests.Api;

/// <summary>What the machine itself is told of the work.</summary>
[Collection(ApiTests.Name)]
public sealed class MetricsTests(ApiWorld world)
{
    [Fact]
    public async Task Metrics_tell_of_stages_figures_queues_pools_and_jobs()
    {
        await world.SendAndWaitAsync("alpha,zeta\r\n1,2\r\n"u8.ToArray(), "metrics.csv");
        await world.Services.GetRequiredService<QueueGauges>().AskAsync(CancellationToken.None);

        var lines = (await world.Client.GetStringAsync("/metrics")).Split('\n');

        Assert.True(Value("observatory_stage_duration_seconds_count", "stage=\"read\"", "outcome=\"refused\"") >= 1);
        Assert.True(Value("observatory_findings_total", "severity=\"Blocking\"") >= 1);
        Assert.True(Value("observatory_job_servers") >= 1);
        foreach (var state in (string[])["Received", "Processing", "Staged", "Approved", "Loading", "Failed"])
            Assert.True(Value("observatory_submissions_waiting", $"state=\"{state}\"") >= 0);
        Assert.Contains(lines, l => l.StartsWith("db_client_", StringComparison.Ordinal));
        Assert.Contains(lines, l => l.StartsWith("http_server_request_duration_seconds", StringComparison.Ordinal));

        double Value(string name, params string[] tags) =>
            double.Parse(
                Assert
                    .Single(lines, l =>
                        (l.StartsWith(name + "{", StringComparison.Ordinal) || l.StartsWith(name + " ", StringComparison.Ordinal))
                        && tags.All(t => l.Contains(t, StringComparison.Ordinal))
                    )
                    .Split("} ")[^1]
                    .Split(' ')[0],
                CultureInfo.InvariantCulture
            );
    }

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.9")]
    [InlineData("Forwarded", "for=203.0.113.9")]
    public async Task Metrics_do_not_exist_for_callers_from_elsewhere(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/metrics", UriKind.Relative));
        request.Headers.Add(header, value);
        using var answer = await world.Client.SendAsync(request);
        Assert.Equal(404, (int)answer.StatusCode);
        Assert.DoesNotContain("observatory_", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
