using System.Diagnostics;
using System.Text.Json;
using Observatory.Faults.World;

namespace Observatory.Faults.Faults;

/// <summary>
/// A home is copied while its program runs: the copy never works on the original's data, and never answers nothing as if all were well.
/// </summary>
internal sealed class CopiedHome : IFault
{
    public string Name => "copy";

    public async Task<TimeSpan> RoundAsync(ServedHome home, Invariants invariants, Random random, int round)
    {
        var office = new Office(home);
        var file = MonthlyFile.Of(random, Years.Of(round));
        await office.PublishAsync(file);
        invariants.Publish(file);
        var watch = Stopwatch.StartNew();
        var copy = home.Home + "-copy";
        try
        {
            await ServedHome.RunAsync("cp", "-a", home.Home, copy);
            var before = await invariants.RowsAsync("select count(*)::text from ingest.submission");
            var other = MonthlyFile.Of(random, Years.Of(round + 1));
            var path = Path.Combine(Path.GetDirectoryName(home.Home)!, other.Name);
            await File.WriteAllBytesAsync(path, other.Content);
            // Refused, or taken in by a database of the copy's own: both are right, as long as the original learns nothing of it.
            var (ingested, said, error) = await home.VerbAsync(["ingest", path, "--feed", MonthlyFile.Feed], copy);
            if (!before.SequenceEqual(await invariants.RowsAsync("select count(*)::text from ingest.submission")))
                throw new ViolationException($"a copy of the home wrote into the original's database: {ingested} {said} {error}");
            await AnswersTheSameOrRefusesAsync(home, copy);
            await ServedHome.RunAsync("rm", "-rf", Path.Combine(copy, "postgres"));
            var (code, output, _) = await home.VerbAsync(
                ["query", "--indicator", MonthlyFile.Indicator, "--area", MonthlyFile.States[0], "--json"],
                copy
            );
            if (code == 0)
                throw new ViolationException($"a home whose database is gone answers: {output}");
            var (examined, _, _) = await home.VerbAsync(["doctor"], copy);
            if (examined == 0)
                throw new ViolationException("doctor says that all is well in a home whose database is gone");
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
        return watch.Elapsed;
    }

    private static async Task AnswersTheSameOrRefusesAsync(ServedHome home, string copy)
    {
        string[] question = ["query", "--indicator", MonthlyFile.Indicator, "--area", MonthlyFile.States[0], "--freq", "M", "--json"];
        var (code, output, error) = await home.VerbAsync(question, copy);
        if (code != 0)
            return;
        var (_, original, _) = await home.VerbAsync(question);
        if (Rows(output) != Rows(original))
            throw new ViolationException($"a copy of the home answers {Rows(output)} figures, the original {Rows(original)}: {error}");
    }

    private static int Rows(string output)
    {
        using var json = JsonDocument.Parse(output);
        return json.RootElement.GetProperty("data").GetArrayLength();
    }
}
