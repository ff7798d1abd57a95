using System.Globalization;
using System.Text;
using System.Text.Json;
using Observatory.Benchmarks.Asking;
using Observatory.Benchmarks.Support;

namespace Observatory.Benchmarks.Loading;

/// <summary>
/// What a load takes in a database as offices fill it: month after month of one office, and every real file as the first one after the
/// samples of a demo. The server's own look at its tables comes when it comes; the times are those that the submission's events say.
/// </summary>
internal static class HistoryBenchmark
{
    private const string States = "MEX/sesnsp-state-offences";
    private const int FirstYear = 2000;
    private const int MonthsOfRow = 12;

    /// <summary>Loads monthly files of one office one after another: median, slowest, and how many times the median that is.</summary>
    public static Task<int> MonthlyAsync(string[] args)
    {
        var files = args is ["--files", var number] ? int.Parse(number, CultureInfo.InvariantCulture) : 300;
        return InHomeAsync(
            async (home, folder) =>
            {
                var year = (
                    await File.ReadAllLinesAsync(Path.Combine(Checkout.Shared, "feeds", "mex", "sesnsp", "IDEFC_NM_sep23.csv"))
                ).ToList();
                var rows = year.Where(l => l.StartsWith("2022,", StringComparison.Ordinal)).Select(l => l.Split(',')).ToList();
                List<(double Staging, double Loading)> taken = [];
                var table = new MarkdownTable("monthly files", "figures", "received to staged s", "approved to loaded s");
                for (var i = 0; i < files; i++)
                {
                    var path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"month-{i + 1:000}.csv"));
                    await File.WriteAllTextAsync(path, Month(year[0].TrimStart('\uFEFF'), rows, FirstYear + i / 12, i % 12), Encoding.UTF8);
                    var (steps, figures, state) = await LoadAsync(home, [path], States);
                    if (steps is not { } one)
                        throw new InvalidOperationException($"Month {i + 1} is {state}.");
                    taken.Add(one);
                    if ((i + 1) % 25 == 0 || i == 0)
                        table.Row($"{i + 1}", LoadingBenchmark.Number(figures), Text(one.Staging), Text(one.Loading));
                }
                Console.WriteLine();
                Tell("received to staged", taken.Select(t => t.Staging));
                Tell("approved to loaded", taken.Select(t => t.Loading));
            }
        );
    }

    /// <summary>Loads the samples of all feeds by the demo, and then every real file.</summary>
    public static Task<int> FeedsAsync() =>
        InHomeAsync(
            async (home, _) =>
            {
                using (await Server.StartAsync(home, "demo"))
                    await Console.Error.WriteLineAsync("The samples are loaded.");
                var table = new MarkdownTable("file", "figures", "received to staged s", "approved to loaded s", "ratio");
                foreach (
                    var files in Directory
                        .EnumerateFiles(Path.Combine(Checkout.Shared, "feeds"), "*", SearchOption.AllDirectories)
                        .Where(f =>
                            !f.Contains("scale", StringComparison.Ordinal)
                            && Path.GetExtension(f) is ".csv" or ".xlsx" or ".xls"
                            && Path.GetFileName(f) != "controls.csv"
                        )
                        .GroupBy(f => Path.GetFileName(f).StartsWith("NIBRS", StringComparison.Ordinal) ? "NIBRS" : f)
                        .OrderBy(g => g.First(), StringComparer.Ordinal)
                )
                {
                    var (steps, figures, state) = await LoadAsync(home, [.. files], null);
                    if (steps is { } one)
                        table.Row(
                            Path.GetFileName(files.Key),
                            LoadingBenchmark.Number(figures),
                            Text(one.Staging),
                            Text(one.Loading),
                            Text(one.Loading / one.Staging)
                        );
                    else
                        table.Row(Path.GetFileName(files.Key), state);
                }
            }
        );

    private static async Task<int> InHomeAsync(Func<BenchHome, string, Task> measure)
    {
        var folder = Directory.CreateTempSubdirectory("observatory-benchmark-").FullName;
        // The server may run under an account of its own, which has to get through to its folder.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        try
        {
            await using (var home = await BenchHome.OpenAsync(Path.Combine(folder, "home"), new Dictionary<string, string>()))
                await measure(home, folder);
            Console.WriteLine(Machine.Line);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Sends and approves; null for the steps where it did not come to be loaded.</summary>
    private static async Task<((double Staging, double Loading)? Steps, long Figures, string State)> LoadAsync(
        BenchHome home,
        IReadOnlyList<string> files,
        string? feed
    )
    {
        MeasuredRun run;
        try
        {
            run = home.Observatory([
                "ingest",
                .. files,
                "--together",
                .. feed is null ? Array.Empty<string>() : ["--feed", feed],
                "--approve",
            ]);
        }
        catch (InvalidOperationException refused)
        {
            return (null, 0, refused.Message.Length > 200 ? refused.Message[..200] : refused.Message);
        }
        var told = JsonDocument.Parse(run.Output).RootElement[0];
        var (state, figures) = (
            told.GetProperty("state").GetString()!,
            told.GetProperty("observations") is { ValueKind: JsonValueKind.Number } many ? many.GetInt64() : 0
        );
        if (state != "Loaded")
            return (null, figures, state);
        var between = (string from, string to) =>
            home.AskProductAsync<double>(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"""
                    select extract(epoch from max(at) filter (where submission_event.state = '{to}')
                        - min(at) filter (where submission_event.state = '{from}'))::double precision
                    from ingest.submission_event join ingest.submission using (submission_id)
                    where number = {told.GetProperty("number").GetInt32()}
                    """
                )
            );
        return ((await between("Received", "Staged"), await between("Approved", "Loaded")), figures, state);
    }

    /// <summary>One month of a year's rows; the others are blank, as the office leaves them until they come.</summary>
    private static string Month(string heading, IEnumerable<string[]> rows, int year, int month)
    {
        var text = new StringBuilder(heading).Append('\n');
        foreach (var row in rows)
            // Counted from the end: a label before them may hold a comma.
            text.Append(CultureInfo.InvariantCulture, $"{year},")
                .AppendJoin(',', row[1..^MonthsOfRow])
                .Append(
                    string.Concat(Enumerable.Range(0, MonthsOfRow).Select(m => "," + (m == month ? row[^(MonthsOfRow - m)].Trim() : "")))
                )
                .Append('\n');
        return text.ToString();
    }

    private static void Tell(string step, IEnumerable<double> seconds)
    {
        var spread = Spread.Of(seconds);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{step}: median {spread.Median:0.00} s, slowest {spread.Most:0.00} s, {spread.Most / spread.Median:0.0} times the "
                    + $"median, of {spread.Count} loads"
            )
        );
    }

    private static string Text(double seconds) => seconds.ToString("0.00", CultureInfo.InvariantCulture);
}
