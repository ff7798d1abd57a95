namespace Observatory.Benchmarks.Support;

/// <summary>Where things lie: the checkout, the shared files beside it, the built program.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    /// <summary>The folder of real feeds and of the generator.</summary>
    public static string Shared { get; } =
        Environment.GetEnvironmentVariable("OBSERVATORY_SHARED") is { Length: > 0 } named
            ? named
            : Path.GetFullPath(Path.Combine(Root, "..", "shared"));

    /// <summary>The program as the launcher runs it. This project refers to it, so that it is as new as the benchmark.</summary>
    public static string Program { get; } =
        Path.Combine(
            Root,
            "artifacts",
            "bin",
            "Observatory.App",
            Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)),
            "observatory.dll"
        );

    public static string Embedded(string name)
    {
        using var stream = typeof(Checkout).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"There is no embedded {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static string FindRoot()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, "Observatory.sln")))
            at = at.Parent;
        return at?.FullName ?? throw new InvalidOperationException("Run it from the checkout.");
    }
}
