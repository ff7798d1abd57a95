using Xunit;

namespace Observatory.Tests.Support;

/// <summary>
/// The folder of real feeds and hostile files that lies beside the repository, not in it. <c>OBSERVATORY_SHARED</c> names it
/// when it is elsewhere.
/// </summary>
public static class Shared
{
    private static readonly Lazy<string> Folder = new(Find);

    public static bool Exists => Directory.Exists(System.IO.Path.Combine(Folder.Value, "feeds"));

    /// <summary>A path inside the shared folder, such as <c>feeds/mex/inegi/homicidios_registro_2012.csv</c>.</summary>
    public static string Path(string inside) => System.IO.Path.Combine([Folder.Value, .. inside.Split('/')]);

    /// <summary>Why a test that needs the folder was skipped, in words that say what to do.</summary>
    internal static string? WhyMissing =>
        Exists
            ? null
            : $"Skipped, nothing was checked: there is no folder of shared files at {Folder.Value}. Set OBSERVATORY_SHARED to where it is.";

    private static string Find()
    {
        if (Environment.GetEnvironmentVariable("OBSERVATORY_SHARED") is { Length: > 0 } named)
            return named;
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        while (at is not null && !File.Exists(System.IO.Path.Combine(at.FullName, "Observatory.sln")))
            at = at.Parent;
        return System.IO.Path.GetFullPath(System.IO.Path.Combine(at?.FullName ?? ".", "..", "shared"));
    }
}

/// <summary>A test that reads the shared folder; without it the test is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedFactAttribute : FactAttribute
{
    public SharedFactAttribute() => Skip = Shared.WhyMissing;
}

/// <summary>As <see cref="SharedFactAttribute"/>, once for each row of data.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SharedTheoryAttribute : TheoryAttribute
{
    public SharedTheoryAttribute() => Skip = Shared.WhyMissing;
}
