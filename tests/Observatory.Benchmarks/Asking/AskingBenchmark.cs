namespace Observatory.Benchmarks.Asking;

internal static class AskingBenchmark
{
    public static Task<int> RunAsync(string[] args) => Task.FromResult(args.Length);
}
