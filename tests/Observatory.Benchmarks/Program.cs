using Observatory.Benchmarks.Asking;
using Observatory.Benchmarks.Loading;
using Observatory.Benchmarks.Reading;

// Measurements, run by hand and by name; the tests never run them.
return args switch
{
    ["reading", "--child", .. var rest] => ReadingChild.Run(rest),
    ["reading", .. var rest] => ReadingBenchmark.Run(rest),
    ["loading", .. var rest] => await LoadingBenchmark.RunAsync(rest),
    ["asking", .. var rest] => await AskingBenchmark.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("reading [--rounds N] [--only PART-OF-NAME] [--file PATH]… [--large]    cells per second and peak memory beside the bare libraries");
    Console.Error.WriteLine("loading [--sizes 3,10,30] [--forms wide,long] [--rounds N] [--peers] [--keep DIR] [--set NAME=VALUE]…    files into figures beside \\copy, written SQL and other tools");
    Console.Error.WriteLine("asking [--facts 30] [--clients 1,8] [--seconds N] [--questions N] [--home DIR] [--set NAME=VALUE]…    answers over HTTP beside pgbench on the same SQL");
    return 2;
}
