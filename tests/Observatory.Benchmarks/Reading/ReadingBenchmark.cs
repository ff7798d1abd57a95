using System.Diagnostics;
using System.Globalization;
using Observatory.Benchmarks.Support;

namespace Observatory.Benchmarks.Reading;

/// <summary>The table of reading speeds: each shared feed and the generated municipal file, ours beside the bare library.</summary>
internal static class ReadingBenchmark
{
    private static readonly string[] Feeds =
    [
        "mex/sesnsp/IDEFC_NM_sep23.csv",
        "arg/snic/snic-provincias.csv",
        "bra/isp-rj/BaseMunicipioMensal.csv",
        "mex/sesnsp/Estatal_Delitos_marzo_2019.xlsx",
        "bra/sinesp/indicadoressegurancapublicauf_2015_2022.xlsx",
        "ecu/mdi/mdi_homicidiosintencionales_pm_2014-2023.xlsx",
        "chl/multi-fuente/consolidado_homicidios.xlsx",
        "col/ponal/homicidios_2022.xls",
    ];

    private static readonly string[] Years = ["2024", "1991-2024"];

    private sealed record Measured(double Ours, double Bare, long Cells, long? Figures, int Findings, long Peak);

    public static int Run(string[] args)
    {
        var rounds = 5;
        var (only, large) = ("", false);
        var given = new List<string>();
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--rounds":
                    rounds = int.Parse(args[++i], CultureInfo.InvariantCulture);
                    break;
                case "--only":
                    only = args[++i];
                    break;
                case "--file":
                    given.Add(args[++i]);
                    break;
                case "--large":
                    large = true;
                    break;
                default:
                    throw new ArgumentException($"No such option: {args[i]}", nameof(args));
            }
        }
        var root = Checkout.Root;
        var made = Directory.CreateTempSubdirectory("observatory-benchmark-");
        try
        {
            var files =
                given.Count > 0
                    ? given
                    : [.. Feeds.Select(f => Path.Combine([Checkout.Shared, "feeds", .. f.Split('/')])).Where(File.Exists)];
            if (given.Count == 0)
                files.AddRange(Generated(made.FullName, large, only));
            Print("file", "MB", "cells", "figures", "findings", "ours s", "bare s", "ratio", "cells/s", "peak MB", "bare peak MB");
            foreach (var file in files.Where(f => f.Contains(only, StringComparison.OrdinalIgnoreCase)))
                Show(root, file, new FileInfo(file).Length > 200L << 20 ? 1 : rounds);
            Console.WriteLine();
            Console.WriteLine(Machine.Line);
            Console.WriteLine(
                $"Medians of {rounds} rounds, ours and bare in turn in one process (files over 200 MB: one round); peak: a process "
                    + "that reads the file once. No figures: no mapping fits, rows alone are read."
            );
            return 0;
        }
        finally
        {
            made.Delete(recursive: true);
        }
    }

    private static void Show(string root, string file, int rounds)
    {
        var both = Child(root, file, "both", rounds);
        var peak = rounds == 1 ? both.Peak : Child(root, file, "ours", 1).Peak;
        var bare = Child(root, file, "bare", 1).Peak;
        Print(
            Path.GetFileName(file),
            Megabytes(new FileInfo(file).Length),
            Number(both.Cells),
            both.Figures is { } figures ? Number(figures) : "-",
            Number(both.Findings),
            Seconds(both.Ours),
            Seconds(both.Bare),
            (both.Ours / both.Bare).ToString("0.00", CultureInfo.InvariantCulture),
            Number((long)(both.Cells / both.Ours)),
            Megabytes(peak),
            Megabytes(bare)
        );
    }

    private static Measured Child(string root, string file, string which, int rounds)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet")
            start.ArgumentList.Add(typeof(ReadingBenchmark).Assembly.Location);
        foreach (var argument in new[] { "reading", "--child", root, file, which, rounds.ToString(CultureInfo.InvariantCulture) })
            start.ArgumentList.Add(argument);
        using var child = Process.Start(start)!;
        var line = child.StandardOutput.ReadToEnd().Trim();
        child.WaitForExit();
        if (child.ExitCode != 0)
            throw new InvalidOperationException($"{Path.GetFileName(file)} could not be read.");
        var parts = line.Split('\t');
        return new Measured(
            double.Parse(parts[0], CultureInfo.InvariantCulture),
            double.Parse(parts[1], CultureInfo.InvariantCulture),
            long.Parse(parts[2], CultureInfo.InvariantCulture),
            parts[3].Length == 0 ? null : long.Parse(parts[3], CultureInfo.InvariantCulture),
            int.Parse(parts[4], CultureInfo.InvariantCulture),
            long.Parse(parts[5], CultureInfo.InvariantCulture)
        );
    }

    /// <summary>The municipal file of one year, and of thirty-four where asked: about 1.2 GB and 99 million figures.</summary>
    private static IEnumerable<string> Generated(string folder, bool large, string only) =>
        ScaleFeed.Generator is null
            ? []
            : Years
                .Take(large ? 2 : 1)
                .Where(y => $"municipal-{y}.csv".Contains(only, StringComparison.OrdinalIgnoreCase))
                .Select(y => ScaleFeed.Of(y, ScaleFeed.Municipalities, 12, FileForm.Wide, folder, y).Path);

    private static string Megabytes(long bytes) => (bytes / 1048576d).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Seconds(double seconds) => seconds.ToString(seconds < 10 ? "0.000" : "0.0", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static void Print(params string[] cells) =>
        Console.WriteLine(cells[0].PadRight(52) + string.Concat(cells.Skip(1).Select(c => c.PadLeft(14))));
}
