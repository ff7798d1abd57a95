using System.Globalization;
using Observatory.Benchmarks.Support;

namespace Observatory.Benchmarks.Loading.Peers;

/// <summary>
/// Other tools that bring a CSV file into PostgreSQL, on one million observations or as many as asked for, beside ours on the same file.
/// </summary>
internal static class PeerBenchmark
{
    private sealed record Peer(string Name, string Way, string Lacks, string? Version, string Table, Func<IEnumerable<string>> Command)
    {
        public string Key => $"{Name}, {Way}";
    }

    private sealed record Measured(MeasuredRun Run, double Ratio);

    public static async Task ShowAsync(double millions, LoadingOptions options, string made, List<string> notes)
    {
        var feed = ScaleFeed.Of(millions, FileForm.Wide, made);
        var ready = ReadyRows.Of(feed, made);
        var headed = ready.Path + ".csv";
        File.WriteAllText(headed, ReadyRows.Heads + "\n" + File.ReadAllText(ready.Path));
        var tools = PeerTools.Find(made);
        var measured = new Dictionary<string, List<Measured>>();
        var failed = new Dictionary<string, string>();
        var oursMeasured = new List<LoadMeasure>();
        IReadOnlyList<Peer> peers = [];
        for (var round = 0; round < options.Rounds; round++)
        {
            var folder = Path.Combine(made, "home-peers");
            await using (var home = await BenchHome.OpenAsync(folder, options.Settings))
            {
                var environment = new Dictionary<string, string>(home.Environment);
                foreach (var (name, value) in tools.Environment)
                    environment[name] = value;
                peers = Peers(home, feed, ready, headed, tools);
                var ours = await new Submissions(home, FileForm.Wide).LoadAsync(FileParts.Of(feed.Path), feed.Observations);
                oursMeasured.Add(ours);
                foreach (var peer in peers.Where(p => p.Version is not null && !failed.ContainsKey(p.Key)))
                {
                    try
                    {
                        var run = await MeasureAsync(home, peer, feed, environment);
                        if (!measured.TryGetValue(peer.Key, out var all))
                            measured.Add(peer.Key, all = []);
                        all.Add(new(run, run.Seconds / ours.Seconds));
                    }
                    catch (InvalidOperationException failure)
                    {
                        await Console.Error.WriteLineAsync(failure.Message);
                        failed.Add(peer.Key, failure.Message.Split('\n')[0]);
                    }
                }
                notes.Insert(0, await home.SettingsAsync());
            }
            Directory.Delete(folder, recursive: true);
        }
        Console.WriteLine();
        var table = new MarkdownTable("tool", "from and to", "wall s", "observations/s", "time to ours", "peak MB", "what it does not do");
        table.Row(
            "ours, first load",
            "wide file to figures with their cells",
            Spread.Of(oursMeasured.Select(m => m.Seconds)).Text("0.00"),
            LoadingBenchmark.Number((long)(feed.Observations / Spread.Of(oursMeasured.Select(m => m.Seconds)).Median)),
            "1.00",
            LoadingBenchmark.Megabytes(oursMeasured.Select(m => m.Peak))
        );
        foreach (var peer in peers)
        {
            if (failed.ContainsKey(peer.Key) || !measured.TryGetValue(peer.Key, out var all))
            {
                table.Row(
                    peer.Name,
                    peer.Way,
                    failed.TryGetValue(peer.Key, out var failure) ? $"failed: {failure}" : "not installable here"
                );
                continue;
            }
            var wall = Spread.Of(all.Select(m => m.Run.Seconds));
            table.Row(
                $"{peer.Name} ({peer.Version})",
                peer.Way,
                wall.Text("0.00"),
                LoadingBenchmark.Number((long)(feed.Observations / wall.Median)),
                Spread.Of(all.Select(m => m.Ratio)).Text("0.00"),
                LoadingBenchmark.Megabytes(all.Select(m => m.Run.Peak)),
                peer.Lacks
            );
        }
    }

    private static async Task<MeasuredRun> MeasureAsync(
        BenchHome home,
        Peer peer,
        ScaleFeed feed,
        IReadOnlyDictionary<string, string> environment
    )
    {
        home.Psql(Table(peer.Table));
        await home.CheckpointAsync();
        await Console.Error.WriteLineAsync($"peer {peer.Key} …");
        // In a folder of its own, for what a tool writes where it stands.
        var run = MeasuredRun.Of(
            peer.Command(),
            environment,
            home.Server,
            Directory.CreateDirectory(Path.Combine(home.Home, "peer")).FullName
        );
        var found = await home.AskBenchAsync<string>($"select count(*) || ' ' || coalesce(sum(value), 0)::bigint from {peer.Table}");
        return found == $"{feed.Observations} {feed.Sum}"
            ? run
            : throw new InvalidOperationException($"loaded {found}, the file has {feed.Observations} {feed.Sum}\n{run.Output}");
    }

    private static Peer[] Peers(BenchHome home, ScaleFeed feed, ReadyRows ready, string headed, PeerTools tools)
    {
        const string lacks = "lineage, findings, review, vintages; memory grows with the file";
        const string noLookUp = "unpivoting, looking codes up, lineage, review, vintages";
        string[] Pandas(string how, string table) =>
            [
                "/usr/bin/python3",
                Script(home, "pandas_load.py", Checkout.Embedded("pandas_load.py")),
                how,
                feed.Path,
                ready.Municipalities,
                ready.Offences,
                table,
            ];
        string[] Pgloader(string table) =>
            [
                tools.PgloaderProgram,
                "--root-dir",
                Path.Combine(home.Home, "peer"),
                Script(
                    home,
                    "ready.load",
                    Checkout
                        .Embedded("ready.load")
                        .Replace("{ready}", ready.Path, StringComparison.Ordinal)
                        .Replace("{table}", table, StringComparison.Ordinal)
                        .Replace("{url}", Url(home), StringComparison.Ordinal)
                ),
            ];
        string[] Csvsql(string table) =>
            [tools.CsvsqlProgram, "--db", Url(home), "--insert", "--no-create", "--no-inference", "--tables", table, headed];
        return
        [
            new("pandas and COPY", "wide to unlogged, no index", lacks, tools.Pandas, "unkeyed", () => Pandas("copy", "unkeyed")),
            new("pandas and COPY", "wide to partitioned with key", lacks, tools.Pandas, "keyed", () => Pandas("copy", "keyed")),
            new("pandas to_sql", "wide to unlogged, no index", lacks, tools.Pandas, "unkeyed", () => Pandas("to_sql", "unkeyed")),
            new("pgloader", "ready rows to unlogged, no index", noLookUp, tools.Pgloader, "unkeyed", () => Pgloader("unkeyed")),
            new("pgloader", "ready rows to partitioned with key", noLookUp, tools.Pgloader, "keyed", () => Pgloader("keyed")),
            new("csvsql --insert", "ready rows to unlogged, no index", noLookUp + "; whole file in memory", tools.Csvsql, "unkeyed", () =>
                Csvsql("unkeyed")
            ),
        ];
    }

    private static string Url(BenchHome home) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"postgresql://{home.Environment["PGUSER"]}:{home.Environment["PGPASSWORD"]}@{home.Environment["PGHOST"]}:"
                + $"{home.Environment["PGPORT"]}/{home.Environment["PGDATABASE"]}"
        );

    private static string Script(BenchHome home, string name, string text)
    {
        var path = Path.Combine(home.Home, name);
        File.WriteAllText(path, text);
        return path;
    }

    private static string Table(string name) =>
        $"""
            drop table if exists {name};
            create {(
                name == "keyed" ? "" : "unlogged "
            )}table {name} (indicator smallint not null, geography integer not null, period smallint not null,
                disaggregation smallint not null,
                source smallint not null, value numeric, status smallint not null, load integer not null, source_row integer not null
                {(
                name == "keyed" ? ", primary key (indicator, geography, period, disaggregation, source)) partition by range (period" : ""
            )});
            {(name == "keyed" ? string.Concat(Enumerable.Range(1991, 34).Select(year => Partition(name, year))) : "")}
            """;

    /// <summary>
    /// Months are counted from 1990; a file of few figures has the newest years of the register, one of many all of them.
    /// </summary>
    private static string Partition(string name, int year) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"create table {name}_{year} partition of {name} for values from ({((year - 1990) * 12) + 1}) to "
                + $"({((year - 1989) * 12) + 1});\n"
        );
}
