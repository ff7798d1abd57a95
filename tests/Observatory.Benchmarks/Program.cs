using System.Runtime.InteropServices;
using Observatory.Benchmarks.Asking;
using Observatory.Benchmarks.Limits;
using Observatory.Benchmarks.Loading;
using Observatory.Benchmarks.Reading;
using Observatory.Benchmarks.Support;
using Observatory.Hosting.Machine;

// Measurements, run by hand and by name; the tests never run them. One that is broken off still stops its server and removes its files.
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
try
{
    return args switch
    {
        ["reading", "--child", .. var rest] => ReadingChild.Run(rest),
        ["reading", .. var rest] => ReadingBenchmark.Run(rest),
        ["loading", .. var rest] => await LoadingBenchmark.RunAsync(rest),
        ["monthly", .. var rest] => await HistoryBenchmark.MonthlyAsync(rest),
        ["feeds"] => await HistoryBenchmark.FeedsAsync(),
        ["asking", .. var rest] => await AskingBenchmark.RunAsync(rest),
        ["limits"] => LimitsBenchmark.Run(),
        _ => Usage(),
    };
}
catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or OperationCanceledException or Fault)
{
    await Console.Error.WriteLineAsync(exception.Message);
    return 1;
}

static void Interrupt(PosixSignalContext signal)
{
    signal.Cancel = true;
    MeasuredRun.Interrupt();
}

static int Usage()
{
    Console.Error.WriteLine(
        "reading [--rounds N] [--only PART-OF-NAME] [--file PATH]… [--large]    cells per second and peak memory beside the bare libraries"
    );
    Console.Error.WriteLine(
        "loading [--sizes 3,10,30] [--forms wide,long] [--rounds N] [--peers | --peers-on MILLIONS] [--keep DIR] [--set "
            + "NAME=VALUE]…    files into figures beside \\copy, written SQL and other tools"
    );
    Console.Error.WriteLine("monthly [--files 300]    monthly files of one office, one after another: median and slowest load");
    Console.Error.WriteLine("feeds    every real file as the first one after the samples: received to staged, approved to loaded");
    Console.Error.WriteLine(
        "asking [--facts 30] [--clients 1,8] [--seconds N] [--questions N] [--home DIR | --keep DIR] [--set NAME=VALUE]…    "
            + "answers over HTTP beside pgbench on the same SQL"
    );
    Console.Error.WriteLine("limits    bytes that a caller's bucket takes, and microseconds of asking it");
    return 2;
}
