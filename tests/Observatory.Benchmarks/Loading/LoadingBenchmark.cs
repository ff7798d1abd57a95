using System.Globalization;
using Observatory.Benchmarks.Loading.Peers;
using Observatory.Benchmarks.Support;

namespace Observatory.Benchmarks.Loading;

/// <summary>
/// The table of loading: files of each size and form through the built program, beside <c>\copy</c> of ready rows and the best load
/// written by hand, on one server, in turn.
/// </summary>
internal static class LoadingBenchmark
{
    private const string Copy = "(a) \\copy of ready rows, no index";
    private const string Written = "(b) best SQL: stage, unpivot, look up, key, attach";
    private const string Start = "ours: the program started for nothing (submissions list)";
    private const string First = "ours: first load";
    private const string Revision = "ours: revision, 2.5 % of cells";
    private const string MonthStaged = "ours: one month, until staged";
    private const string MonthApproved = "ours: one month, approved";

    public static async Task<int> RunAsync(string[] args)
    {
        var options = LoadingOptions.Parse(args);
        var made = options.Keep is null
            ? Directory.CreateTempSubdirectory("observatory-benchmark-").FullName
            : Directory.CreateDirectory(options.Keep).FullName;
        // The server may run under an account of its own, which has to get through to its folder.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(made, File.GetUnixFileMode(made) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        var notes = new List<string>();
        try
        {
            if (options.Sizes.Count > 0)
            {
                var table = new MarkdownTable(
                    "millions, form, what",
                    "observations",
                    "wall s",
                    "observations/s",
                    "time to (a)",
                    "time to (b)",
                    "received to staged s",
                    "approved to loaded s",
                    "WAL MB",
                    "program peak MB",
                    "server private peak MB",
                    "tables MB",
                    "indexes MB"
                );
                foreach (var size in options.Sizes)
                {
                    foreach (var form in options.Forms)
                        await ShowAsync(table, size, form, options, made, notes);
                }
            }
            if (options.Peers is { } millions)
                await PeerBenchmark.ShowAsync(millions, options, made, notes);
            Console.WriteLine();
            Console.WriteLine(Machine.Line);
            foreach (var note in notes.Distinct())
                Console.WriteLine(note);
            Console.WriteLine(
                $"Medians (least-most) of {options.Rounds} rounds, each in a new database; what is compared is loaded in turn, the "
                    + "first one changing, after a checkpoint. Wall: from the start of the program (psql or ours) until the figures can "
                    + "be asked for. MB are 2^20 bytes. Memory is looked at 20 times a second. Tables and indexes: what the whole "
                    + "database grew by, staging included. (b) sets maintenance_work_mem to 1 GB for itself."
            );
            return 0;
        }
        finally
        {
            if (options.Keep is null)
                Directory.Delete(made, recursive: true);
        }
    }

    private static async Task ShowAsync(
        MarkdownTable table,
        double size,
        FileForm form,
        LoadingOptions options,
        string made,
        List<string> notes
    )
    {
        var feed = ScaleFeed.Of(size, form, made);
        var ready = ReadyRows.Of(feed, made);
        var month = ScaleFeed.NextMonth(form, made);
        var (revised, changed) = RevisedFile.Of(feed);
        var (first, second) = (FileParts.Of(feed.Path), FileParts.Of(revised));
        if (first.Count > 1)
            notes.Add(
                $"{size} million, {Name(form)}: the file of {new FileInfo(feed.Path).Length >> 20} MB is larger than one file may "
                    + $"be ({FileParts.Limit >> 20} MB) and is sent in {first.Count} parts as one submission."
            );
        notes.Add(
            $"{size} million, {Name(form)}: the revision has {changed} other figures; the month is {month.Observations} figures of "
                + "306 municipalities."
        );

        var measured = new Dictionary<string, List<LoadMeasure>>();
        for (var round = 0; round < options.Rounds; round++)
        {
            var folder = Path.Combine(made, string.Create(CultureInfo.InvariantCulture, $"home-{Name(form)}-{size}"));
            Clear(folder);
            await using (var home = await BenchHome.OpenAsync(folder, options.Settings))
            {
                var (statements, ours) = (new Statements(home, feed, ready), new Submissions(home, form));
                statements.Prepare();
                (string Name, Func<Task<LoadMeasure>> Measure)[] compared =
                [
                    (Copy, statements.CopyAsync),
                    (Written, statements.WriteAsync),
                    (First, () => ours.LoadAsync(first, feed.Observations)),
                ];
                Add(Start, await LoadMeasure.OfAsync(home, product: true, () => home.Observatory("submissions", "list")));
                for (var i = 0; i < compared.Length; i++)
                {
                    var (name, measure) = compared[(i + round) % compared.Length];
                    Add(name, await measure());
                }
                Add(Revision, await ours.LoadAsync(second, feed.Observations));
                var (staged, approved) = await ours.StageAndApproveAsync([month.Path], month.Observations);
                Add(MonthStaged, staged);
                Add(MonthApproved, approved);
                notes.Insert(0, await home.SettingsAsync());
            }
            if (options.Keep is null)
                Clear(folder);
        }
        foreach (var name in new[] { Copy, Written, First, Revision })
            Row(name, feed.Observations, compare: true);
        Row(MonthStaged, month.Observations, compare: false);
        Row(MonthApproved, month.Observations, compare: false);
        Row(Start, null, compare: false);
        // What is generated once for all forms stays until the end; what is this size's alone goes.
        foreach (var file in options.Keep is null ? [feed.Path, ready.Path, revised, .. first, .. second] : Array.Empty<string>())
            File.Delete(file);
        if (options.Keep is null)
            File.Delete(feed.Path + ".manifest.json");

        void Add(string name, LoadMeasure one)
        {
            Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{size} {Name(form)} {name}: {one.Seconds:0.00} s"));
            if (!measured.TryGetValue(name, out var all))
                measured.Add(name, all = []);
            all.Add(one);
        }

        void Row(string name, long? observations, bool compare)
        {
            var all = measured[name];
            var wall = Spread.Of(all.Select(m => m.Seconds));
            table.Row(
                $"{size}, {Name(form)}, {name}",
                observations is { } many ? Number(many) : "-",
                wall.Text("0.00"),
                observations is { } count ? Number((long)(count / wall.Median)) : "-",
                Ratio(Copy),
                Ratio(Written),
                Step(all.Select(m => m.Staging)),
                Step(all.Select(m => m.Loading)),
                Megabytes(all.Select(m => m.Wal)),
                Megabytes(all.Select(m => m.Peak)),
                Megabytes(all.Select(m => m.ServerPeak)),
                Megabytes(all.Select(m => m.Tables)),
                Megabytes(all.Select(m => m.Indexes))
            );

            // Of the same round, so that a slow minute is in both.
            string Ratio(string to) =>
                !compare ? "-" : Spread.Of(all.Zip(measured[to], (ours, theirs) => ours.Seconds / theirs.Seconds)).Text("0.00");
        }
    }

    private static void Clear(string folder)
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }

    private static string Step(IEnumerable<double?> seconds) =>
        seconds.OfType<double>().ToList() is { Count: > 0 } all ? Spread.Of(all).Text("0.00") : "-";

    private static string Name(FileForm form) => form == FileForm.Wide ? "wide" : "long";

    internal static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    internal static string Megabytes(IEnumerable<long> bytes) =>
        Spread.Of(bytes.Select(b => (double)b)).Median is > 0 and var median
            ? (median / 1048576).ToString(median < 10 << 20 ? "0.0" : "0", CultureInfo.InvariantCulture)
            : "-";
}
