using System.CommandLine;
using Observatory.App.Languages;
using Observatory.Core.Languages;

namespace Observatory.App.Verbs;

/// <summary>Files of an office. A mistyped option is not read as a file name.</summary>
internal static class FilesArgument
{
    public static Argument<string[]> For(Command verb, Texts texts)
    {
        var files = new Argument<string[]>("FILE") { Description = texts["option.files"], Arity = ArgumentArity.OneOrMore };
        files.Validators.Add(result =>
        {
            foreach (
                var wrong in result.Tokens.Select(t => t.Value).Where(v => v.StartsWith("--", StringComparison.Ordinal) && !File.Exists(v))
            )
            {
                var known = verb.Options.Select(o => o.Name).Concat(["--home", "--mappings", "--json", "--lang", "--help"]);
                var nearest = NearestWord.To(wrong.Split('=')[0], known);
                result.AddError(
                    texts.Say("wrong.option", ("word", wrong))
                        + (nearest is null ? "" : " " + texts.Say("wrong.nearest", ("word", nearest)))
                );
            }
        });
        return files;
    }
}
