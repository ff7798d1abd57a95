using Observatory.Benchmarks.Reading;

// Measurements, run by hand and by name; the tests never run them.
return args switch
{
    ["reading", "--child", .. var rest] => ReadingChild.Run(rest),
    ["reading", .. var rest] => ReadingBenchmark.Run(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("reading [--rounds N] [--only PART-OF-NAME] [--file PATH]… [--large]    cells per second and peak memory beside the bare libraries");
    return 2;
}
