using System.Globalization;
using System.Text.Json;
using Observatory.Benchmarks.Support;

namespace Observatory.Benchmarks.Loading;

/// <summary>Files sent to the built program through its verbs.</summary>
internal sealed class Submissions(BenchHome home, FileForm form)
{
    /// <summary>Sends, reviews and loads in one run.</summary>
    public async Task<LoadMeasure> LoadAsync(IReadOnlyList<string> files, long observations) =>
        (await IngestAsync(files, observations, "Loaded", ["--approve"])).Measured;

    /// <summary>Sends until the submission waits for review, then approves it in a second run.</summary>
    public async Task<(LoadMeasure Staged, LoadMeasure Approved)> StageAndApproveAsync(IReadOnlyList<string> files, long observations)
    {
        var (staged, number) = await IngestAsync(files, observations, "Staged", []);
        JsonElement told = default;
        var approved = await LoadMeasure.OfAsync(home, product: true, () =>
        {
            var run = home.Observatory("submissions", "approve", number.ToString(CultureInfo.InvariantCulture));
            told = JsonDocument.Parse(run.Output).RootElement;
            return run;
        });
        Demand(told, observations, "Loaded");
        var (_, loading) = await StepsAsync(number);
        return (staged, approved with { Loading = loading });
    }

    private async Task<(LoadMeasure Measured, int Number)> IngestAsync(
        IReadOnlyList<string> files,
        long observations,
        string state,
        string[] options
    )
    {
        JsonElement told = default;
        var measured = await LoadMeasure.OfAsync(home, product: true, () =>
        {
            var run = home.Observatory(["ingest", .. files, "--together", "--feed", MunicipalFeed.Name(form), .. options]);
            told = JsonDocument.Parse(run.Output).RootElement[0];
            return run;
        });
        Demand(told, observations, state);
        var number = told.GetProperty("number").GetInt32();
        var (staging, loading) = await StepsAsync(number);
        return (measured with { Staging = staging, Loading = loading }, number);
    }

    private static void Demand(JsonElement submission, long observations, string state)
    {
        var (reached, found) = (submission.GetProperty("state").GetString(), submission.GetProperty("observations"));
        if (reached != state || found.ValueKind != JsonValueKind.Number || found.GetInt64() != observations)
            throw new InvalidOperationException(
                $"Expected {observations} observations {state}, found {found.GetRawText()} {reached}: "
                    + $"{submission.GetProperty("accounting").GetRawText()} {submission.GetProperty("findingCounts").GetRawText()} "
                    + $"{submission.GetProperty("failure").GetRawText()}"
            );
    }

    /// <summary>What the server wrote down: from received to staged, and from approved to loaded; null for a step not yet done.</summary>
    private async Task<(double? Staging, double? Loading)> StepsAsync(int number)
    {
        var events = (
            await home.ListProductAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    select e.state || ' ' || extract(epoch from e.at)
                    from ingest.submission_event as e
                    join ingest.submission as s using (submission_id)
                    where s.number = {number}
                    order by e.at
                    """
                )
            )
        ).Select(e => e.Split(' ')).Select(e => (State: e[0], At: double.Parse(e[1], CultureInfo.InvariantCulture))).ToList();
        return (Between("Received", "Staged"), Between("Approved", "Loaded"));

        double? Between(string from, string to) =>
            events.Exists(e => e.State == from) && events.Exists(e => e.State == to)
                ? events.Last(e => e.State == to).At - events.First(e => e.State == from).At
                : null;
    }
}
