using System.Globalization;
using Observatory.Benchmarks.Loading;
using Observatory.Benchmarks.Support;

namespace Observatory.Benchmarks.Asking;

/// <summary>
/// The table of asking: questions to the built program over HTTP, beside pgbench on the same statement with the same parameters.
/// </summary>
internal static class AskingBenchmark
{
    private const int Seed = 20240101;

    /// <summary>Years that the longest question is about.</summary>
    private const int LongestSeries = 10;

    private const int LastYear = ScaleFeed.LastYear;
    private const double MedianTimes = 1.5;
    private const double MedianMore = 0.3;
    private const double LeastThroughput = 0.5;
    private const double PercentileTimes = 20;
    private const double LeastOfConstant = 0.8;

    public static async Task<int> RunAsync(string[] args)
    {
        var options = AskingOptions.Parse(args);
        var made =
            options.Home is not null ? null
            : options.Keep is { } keep ? Directory.CreateDirectory(keep).FullName
            : Directory.CreateTempSubdirectory("observatory-benchmark-").FullName;
        if (made is not null && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(made, File.GetUnixFileMode(made) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        try
        {
            await using var home = await BenchHome.OpenAsync(options.Home ?? Path.Combine(made!, "home"), options.Settings);
            if (made is not null)
                await FillAsync(home, options.Facts, made);
            await LoadStatesAsync(home);
            using var server = await Server.StartAsync(home);
            using var load = new HttpLoad(server.Address);
            var good = await ShowAsync(home, server, load, options);
            Console.WriteLine();
            Console.WriteLine(Machine.Line);
            Console.WriteLine(await home.SettingsAsync());
            Console.WriteLine(
                $"{options.Questions} questions of each kind with random keys, {options.Seconds} s each block after 2 s of warming "
                    + "up, pgbench and endpoint in turn. pgbench -M prepared asks the statements that the program asks for the address, "
                    + "with the same parameters, in generic plans as readers have them. The generator of questions, the server and the "
                    + $"database share the processors. Wanted: with one client a median of at most {Text(MedianTimes)} x that of pgbench "
                    + $"+ {Text(MedianMore)} ms; with several at least {Text(LeastThroughput)} of its throughput and a 99th percentile of "
                    + $"at most {Text(PercentileTimes, "0")} x the median; of what is asked again at least {Text(LeastOfConstant)} of the "
                    + $"throughput of the constant. Peak of the server: {LoadingBenchmark.Megabytes([server.Peak])} MB."
            );
            return good ? 0 : 1;
        }
        finally
        {
            if (made is not null && options.Keep is null)
                Directory.Delete(made, recursive: true);
        }
    }

    private static async Task FillAsync(BenchHome home, double facts, string folder)
    {
        var feed = ScaleFeed.Of(facts, FileForm.Wide, folder, LongestSeries);
        var (revised, _) = RevisedFile.Of(feed);
        var submissions = new Submissions(home, FileForm.Wide);
        foreach (var file in new[] { feed.Path, revised })
        {
            await Console.Error.WriteLineAsync($"loading {Path.GetFileName(file)} …");
            await submissions.LoadAsync(FileParts.Of(file), feed.Observations);
        }
    }

    /// <summary>Counts of every State, where they are not there yet.</summary>
    private static async Task LoadStatesAsync(BenchHome home)
    {
        if (
            await home.AskProductAsync<bool>(
                $"select exists (select from pub.series_source join pub.provider using (provider_id) where code = '{StatesFile.Provider}')"
            )
        )
            return;
        await Console.Error.WriteLineAsync("loading counts of States …");
        var file = StatesFile.Write(await StatesAsync(home), LastYear - LongestSeries + 1, LastYear, home.Home);
        home.Observatory("ingest", file, "--feed", StatesFile.Feed, "--approve");
        File.Delete(file);
    }

    private static Task<IReadOnlyList<string>> StatesAsync(BenchHome home) =>
        home.ListProductAsync("select code from pub.area where level = 0 order by code");

    /// <summary>False where a plan scans figures from end to end.</summary>
    private static async Task<bool> ShowAsync(BenchHome home, Server server, HttpLoad load, AskingOptions options)
    {
        var first = await home.AskProductAsync<string>(
            """
            select to_char(loaded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') from pub.load order by load_id limit 1
            """
        );
        var firstYear = await home.AskProductAsync<int>(
            "select min(period) % 1000000 / 100 from pub.load_content cross join unnest(period_ids) as period where freq = 'M'"
        );
        var kinds = new QuestionKinds(
            await home.ListProductAsync("select code from pub.area where level = 3 and code like 'MEX:%' order by code"),
            await StatesAsync(home),
            await home.ListProductAsync(
                $"select distinct offence from pub.breakdown where offence like '{MunicipalFeed.Provider}:%' order by 1"
            ),
            firstYear,
            LastYear,
            first
        );
        var table = new MarkdownTable(
            "question",
            "clients",
            "rows",
            "statements",
            "pgbench p50 ms",
            "pgbench p99 ms",
            "pgbench /s",
            "endpoint p50 ms",
            "endpoint p99 ms",
            "endpoint /s",
            "p50 ratio",
            "/s ratio",
            "p99 to p50",
            "as wanted",
            "figures scanned",
            "server MB"
        );
        var random = new Random(Seed);
        await using var asked = new AskedStatements(home);
        IReadOnlyList<Question> lastAsked = [];
        var good = true;
        var warming = new Random(Seed + 1);
        // A server that has just been started compiles what it is asked for; that is over before anything is measured.
        foreach (var kind in kinds.All)
            await load.FreshAsync([.. Enumerable.Range(0, options.Questions).Select(_ => kind.Ask(warming))], clients: 1, seconds: 2);
        foreach (var kind in kinds.All)
        {
            var questions = new List<Question>();
            for (var i = 0; i < options.Questions; i++)
                questions.Add(await asked.OfAsync(kind.Ask(random)));
            if (await load.RowsAsync(questions[0].Address) is var rows && rows != questions[0].Rows)
                throw new InvalidOperationException(
                    $"{questions[0].Address} has {rows} rows over HTTP and {questions[0].Rows} in this process."
                );
            var scanned = await FactScans.OfAsync(home, questions);
            good &= scanned.Count == 0;
            foreach (var clients in options.Clients)
            {
                var theirs = PgbenchRun.Of(home, questions, clients, options.Seconds + 2);
                var ours = await load.FreshAsync(Addresses(questions), clients, options.Seconds);
                var wanted =
                    clients == 1
                        ? ours.Median <= (MedianTimes * theirs.Median) + MedianMore
                        : ours.PerSecond >= LeastThroughput * theirs.PerSecond && ours.Percentile99 <= PercentileTimes * ours.Median;
                table.Row(
                    kind.Name,
                    Text(clients, "0"),
                    LoadingBenchmark.Number(rows),
                    Text(questions[0].Statements.Count, "0"),
                    Text(theirs.Median),
                    Text(theirs.Percentile99),
                    Text(theirs.PerSecond, "0"),
                    Text(ours.Median),
                    Text(ours.Percentile99),
                    Text(ours.PerSecond, "0"),
                    Text(ours.Median / theirs.Median),
                    Text(ours.PerSecond / theirs.PerSecond),
                    Text(ours.Percentile99 / ours.Median, "0.0"),
                    wanted ? "yes" : "no",
                    scanned.Count == 0 ? "none" : string.Join(' ', scanned),
                    LoadingBenchmark.Megabytes([server.Resident])
                );
            }
            lastAsked = questions;
        }
        // An answer as short as the constant tells what keeping costs; a long one has its bytes to carry as well.
        IReadOnlyList<string> figures = [.. Enumerable.Range(0, options.Questions).Select(_ => kinds.AskFigure(random))];
        foreach (var clients in options.Clients)
        {
            var constant = await load.ConstantAsync("/health/live", clients, options.Seconds);
            Repeated("constant: /health/live", constant, null, false);
            Repeated("one figure again, as the server kept it", await load.AgainAsync(figures, clients, options.Seconds), constant, true);
            Repeated(
                "one figure again, with If-None-Match (304)",
                await load.KnownAsync(figures, clients, options.Seconds),
                constant,
                true
            );
            Repeated(
                "the last table again, as the server kept it",
                await load.AgainAsync(Addresses(lastAsked), clients, options.Seconds),
                constant,
                false
            );
            Repeated(
                "the last table again, with If-None-Match (304)",
                await load.KnownAsync(Addresses(lastAsked), clients, options.Seconds),
                constant,
                true
            );

            void Repeated(string name, Latencies ours, Latencies? constant, bool isJudged) =>
                table.Row(
                    name,
                    Text(clients, "0"),
                    "",
                    "",
                    "",
                    "",
                    "",
                    Text(ours.Median),
                    Text(ours.Percentile99),
                    Text(ours.PerSecond, "0"),
                    "",
                    Text(ours.PerSecond / constant?.PerSecond),
                    Text(ours.Percentile99 / ours.Median, "0.0"),
                    !isJudged ? ""
                        : ours.PerSecond >= LeastOfConstant * constant!.PerSecond ? "yes"
                        : "no",
                    "",
                    LoadingBenchmark.Megabytes([server.Resident])
                );
        }
        return good;
    }

    private static IReadOnlyList<string> Addresses(IReadOnlyList<Question> questions) => [.. questions.Select(q => q.Address)];

    private static string Text(double? number, string format = "0.00") => number?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
