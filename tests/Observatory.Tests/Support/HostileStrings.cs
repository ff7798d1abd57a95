using System.Text;

namespace Observatory.Tests.Support;

/// <summary>
/// The strings of public attack lists (<c>hostile</c> of the shared folder), each once, and a few that no text file can hold.
/// </summary>
internal static class HostileStrings
{
    private static readonly string[] Lists =
    [
        "fuzzdb-project__fuzzdb",
        "swisskyrepo__PayloadsAllTheThings",
        "minimaxir__big-list-of-naughty-strings",
    ];

    public static IReadOnlyList<string> All { get; } =
    [
        .. Lists
            .SelectMany(l => Directory.EnumerateFiles(Shared.Path("hostile/" + l), "*.txt", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal)
            .SelectMany(f => File.ReadAllLines(f, Encoding.UTF8))
            .Where(l => l.Trim().Length > 0 && l.Length <= 2_000)
            .Concat([
                "\0",
                "MEX\0",
                "\u0001\u001f\u007f",
                "a\r\nSet-Cookie: a=b",
                "\ufeffMEX",
                "MEX\u200b",
                "\ud83d\ude00",
                "99999999999999999999",
                "-1",
                "1e309",
                "NaN",
                "MEX'--",
                "MEX\" or \"\"=\"",
            ])
            .Distinct(StringComparer.Ordinal),
    ];
}
