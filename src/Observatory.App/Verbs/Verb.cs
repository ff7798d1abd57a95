using System.CommandLine;
using Observatory.App.Languages;

namespace Observatory.App.Verbs;

/// <summary>
/// One verb: a class, a file, and a line in Program.cs. Its help is the text <c>verb.NAME</c>; a verb below another (<c>feeds list</c>)
/// names its text itself and is added to its parent's <see cref="Command.Subcommands"/>.
/// </summary>
public abstract class Verb : Command
{
    protected Verb(string name, Texts texts, string? about = null)
        : base(name, texts[about ?? $"verb.{name}"]) => Texts = texts;

    protected Texts Texts { get; }

    /// <summary>
    /// Does the work and returns the exit code. A <see cref="Hosting.Machine.Fault"/> or any other exception ends in one block.
    /// </summary>
    /// <remarks>Not called for a verb that only groups others, because one of those is then required.</remarks>
    public virtual Task<int> RunAsync(VerbContext context, ParseResult given) => throw new NotSupportedException(Name);
}
