using System.Globalization;
using Observatory.Benchmarks.Support;
using Observatory.Hosting.Cluster;
using Observatory.Warehouse.Database;

namespace Observatory.Benchmarks.Asking;

/// <summary>
/// The statements of a question asked by pgbench, prepared, with their parameters sent as parameters: a script for each question, chosen at
/// random. The first time that a client asks one it is also prepared, which is not counted.
/// </summary>
internal static class PgbenchRun
{
    public static Latencies Of(BenchHome home, IReadOnlyList<Question> questions, int clients, int seconds)
    {
        var folder = Path.Combine(home.Home, "pgbench");
        Directory.CreateDirectory(folder);
        try
        {
            List<string> command =
            [
                home.Client("pgbench"),
                "-n",
                "-M",
                "prepared",
                "-c",
                Text(clients),
                "-j",
                Text(Math.Min(clients, 2)),
                "-T",
                Text(seconds),
                "-l",
                "--log-prefix",
                Path.Combine(folder, "log"),
                "--random-seed",
                "1",
            ];
            for (var i = 0; i < questions.Count; i++)
            {
                var script = Path.Combine(folder, $"{Text(i)}.sql");
                var statements = questions[i]
                    .Statements.Select((s, at) => (s.Sql, s.Parameters, Suffix: $"_{Text(i)}_{Text(at)}"))
                    .ToList();
                File.WriteAllText(script, string.Concat(statements.Select(s => s.Sql.Pgbench(s.Suffix))));
                command.AddRange(["-f", script]);
                foreach (var (name, value) in statements.SelectMany(s => s.Sql.Values(s.Parameters, s.Suffix)))
                    command.AddRange(["-D", $"{name}={value}"]);
            }
            var environment = new Dictionary<string, string>(home.Environment)
            {
                ["PGDATABASE"] = ClusterRoles.Database,
                ["PGOPTIONS"] =
                    $"-c role={DataSources.ReaderRole} -c default_transaction_read_only=on -c plan_cache_mode=force_generic_plan",
            };
            MeasuredRun.Of(command, environment);
            return Read(folder, seconds);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>A line of the log: client, transaction, microseconds, script, second, microsecond.</summary>
    private static Latencies Read(string folder, int seconds)
    {
        var met = new HashSet<(string, string)>();
        var times = new List<double>();
        var asked = 0;
        foreach (var line in Directory.EnumerateFiles(folder, "log.*").SelectMany(File.ReadLines))
        {
            var words = line.Split(' ');
            asked++;
            if (!met.Add((words[0], words[3])))
                times.Add(double.Parse(words[2], CultureInfo.InvariantCulture) / 1000);
        }
        // Preparing takes time as well: what is left over belongs to what was counted.
        return new([.. times.Order()], seconds * (asked == 0 ? 1 : (double)times.Count / asked));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
