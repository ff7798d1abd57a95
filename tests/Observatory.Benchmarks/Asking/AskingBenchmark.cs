using System.Globalization;
using Observatory.Benchmarks.Loading;
using Observatory.Benchmarks.Support;

namespace Observatory.Benchmarks.Asking;

/// <summary>The table of asking: questions to the built program over HTTP, beside pgbench on the same statement with the same parameters.</summary>
internal static class AskingBenchmark
{
    private const int Seed = 20240101;

    /// <summary>Years that the longest question is about.</summary>
    private const int LongestSeries = 10;

    public static async Task<int> RunAsync(string[] args)
    {
        var options = AskingOptions.Parse(args);
        var made = options.Home is not null ? null : options.Keep is { } keep ? Directory.CreateDirectory(keep).FullName : Directory.CreateTempSubdirectory("observatory-benchmark-").FullName;
        if (made is not null && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(made, File.GetUnixFileMode(made) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        try
        {
            await using var home = await BenchHome.OpenAsync(options.Home ?? Path.Combine(made!, "home"), options.Settings);
            if (made is not null)
                await FillAsync(home, options.Facts, made);
            using var server = await Server.StartAsync(home);
            using var load = new HttpLoad(server.Address);
            await ShowAsync(home, load, options);
            Console.WriteLine();
            Console.WriteLine(Machine.Line);
            Console.WriteLine(await home.SettingsAsync());
            Console.WriteLine($"{options.Questions} questions of each kind with random keys, {options.Seconds} s each block after 2 s of warming up, pgbench and endpoint in turn; latencies of {options.Clients[0]} client(s), throughput of {options.Clients[^1]}. pgbench: -M prepared, {AskedSql.Name}, as of: {AskedSql.NameAsOf}, generic plans as readers have them. The generator of questions, the server and the database share the processors. Peak of the server: {LoadingBenchmark.Megabytes([server.Peak])} MB.");
            return 0;
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

    private static async Task ShowAsync(BenchHome home, HttpLoad load, AskingOptions options)
    {
        var first = (await home.AskProductAsync<string>("""
            select load_id || ' ' || to_char(loaded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') from pub.load order by load_id limit 1
            """)).Split(' ');
        var kinds = new QuestionKinds(
            await home.ListProductAsync("select code from pub.area where level = 3 and code like 'MEX:%' order by code"),
            await home.ListProductAsync($"select distinct offence from pub.breakdown where offence like '{MunicipalFeed.Provider}:%' order by 1"),
            2025 - ScaleFeed.Years(options.Facts), 2024, (int.Parse(first[0], CultureInfo.InvariantCulture), first[1]));
        var table = new MarkdownTable("question", "rows", "pgbench p50 ms", "endpoint p50 ms", "ratio", "pgbench p99 ms", "endpoint p99 ms", "pgbench /s", "endpoint /s", "ratio");
        var random = new Random(Seed);
        IReadOnlyList<Question> lastAsked = [];
        foreach (var kind in kinds.All)
        {
            var questions = Enumerable.Range(0, options.Questions).Select(_ => kind.Ask(random)).ToList();
            if (await load.RowsAsync(questions[0]) is not { } rows)
            {
                table.Row(kind.Name, $"no parameter {kind.Parameter} yet");
                continue;
            }
            if (!await BothAnswerAlikeAsync(home, questions[0], rows))
                throw new InvalidOperationException($"The statement and the address do not answer alike: {questions[0].Address}");
            var (theirs, ours) = (new Dictionary<int, Latencies>(), new Dictionary<int, Latencies>());
            foreach (var clients in options.Clients)
            {
                theirs[clients] = PgbenchRun.Of(home, questions, clients, options.Seconds + 2);
                ours[clients] = await load.FreshAsync(questions, clients, options.Seconds);
            }
            Row(kind.Name, LoadingBenchmark.Number(rows), ours, theirs);
            lastAsked = questions;
        }
        Row("the last again, as the server kept it", "", await EachAsync(c => load.AgainAsync(lastAsked, c, options.Seconds)), null);
        Row("the last again, with ETag (304)", "", await EachAsync(c => load.KnownAsync(lastAsked, c, options.Seconds)), null);
        Row("constant: /health/live", "", await EachAsync(c => load.ConstantAsync("/health/live", c, options.Seconds)), null);

        async Task<Dictionary<int, Latencies>> EachAsync(Func<int, Task<Latencies>> ask)
        {
            var taken = new Dictionary<int, Latencies>();
            foreach (var clients in options.Clients)
                taken[clients] = await ask(clients);
            return taken;
        }

        void Row(string name, string rows, Dictionary<int, Latencies> ours, Dictionary<int, Latencies>? theirs)
        {
            var (one, many) = (options.Clients[0], options.Clients[^1]);
            table.Row(
                name, rows,
                Text(theirs?[one].Median), Text(ours[one].Median), Text(ours[one].Median / theirs?[one].Median), Text(theirs?[one].Percentile99), Text(ours[one].Percentile99),
                Text(theirs?[many].PerSecond, "0"), Text(ours[many].PerSecond, "0"), Text(ours[many].PerSecond / theirs?[many].PerSecond));
        }
    }

    private static async Task<bool> BothAnswerAlikeAsync(BenchHome home, Question question, int rows) =>
        await home.AskProductAsync<long>($"select count(*) from ({AskedSql.Statement(question.Parameters).Literal(question.Parameters)}) as answer") == rows;

    private static string Text(double? number, string format = "0.00") => number?.ToString(format, CultureInfo.InvariantCulture) ?? "-";
}
