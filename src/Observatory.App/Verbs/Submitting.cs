using System.CommandLine;
using Observatory.App.Languages;
using Observatory.Core.Mappings;

namespace Observatory.App.Verbs;

/// <summary>
/// Decides which of a verb's files form a submission: each by itself, as when somebody sends a year's files at once; all together if
/// <c>--together</c> says so, or if the given mapping joins several files.
/// </summary>
internal static class Submitting
{
    public static Option<bool> Together(Command verb, Texts texts)
    {
        var together = new Option<bool>("--together") { Description = texts["option.together"] };
        verb.Options.Add(together);
        return together;
    }

    public static IReadOnlyList<IReadOnlyList<string>> Groups(IReadOnlyList<string> paths, bool together, Mapping? feed) =>
        together || feed is { JoinsFiles: true } ? [paths] : [.. paths.Select(p => (IReadOnlyList<string>)[p])];

    public static string NameOf(IReadOnlyList<string> paths) =>
        string.Join(", ", paths.Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal));
}
