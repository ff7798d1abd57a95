using System.CommandLine;
using System.Text.RegularExpressions;
using Observatory.App.Languages;
using Observatory.App.Verbs;
using Observatory.Core.Languages;

namespace Observatory.Tests.Documentation;

/// <summary>The verbs as Program.cs puts them together.</summary>
internal static partial class ProgramVerbs
{
    public static RootCommand Root()
    {
        var texts = Texts.In(Language.En);
        var program = File.ReadAllText(Path.Combine(Page.Root, "src/Observatory.App/Program.cs"));
        var types = typeof(Verb).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(Verb)) && !t.IsNested).ToDictionary(t => t.Name);
        var frame = new VerbFrame(texts);
        foreach (var name in NewVerb().Matches(program).Select(m => m.Groups[1].Value))
            frame.Add((Verb)Activator.CreateInstance(types[name], texts)!);
        return (RootCommand)frame.First().Parents.Single();
    }

    /// <summary>Every verb that does something, with the words that call it.</summary>
    public static IEnumerable<(string Path, Command Verb)> All(RootCommand root) =>
        root.Subcommands.Where(v => !v.Hidden).SelectMany(v => Below(v, ""));

    private static IEnumerable<(string Path, Command Verb)> Below(Command verb, string above) =>
        verb.Subcommands.Count == 0 ? [(above + verb.Name, verb)] : verb.Subcommands.SelectMany(v => Below(v, $"{above}{verb.Name} "));

    [GeneratedRegex(@"new (\w+Verb)\(")]
    private static partial Regex NewVerb();
}
