using System.CommandLine;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;

namespace Observatory.App.Verbs;

/// <summary>
/// Which of the files of a verb are one submission: each is its own, as when one sends a year's files at once; all are one where
/// <c>--together</c> says so, or the mapping that was named joins several files.
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
        together || (feed is not null && SeveralFiles.AreJoinedBy(feed)) ? [paths] : [.. paths.Select(p => (IReadOnlyList<string>)[p])];

    public static string NameOf(IReadOnlyList<string> paths) =>
        string.Join(", ", paths.Select(p => Path.GetFileName(p)).Order(StringComparer.Ordinal));
}
