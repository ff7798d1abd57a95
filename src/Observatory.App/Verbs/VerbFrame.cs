using System.Collections;
using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Runtime.InteropServices;
using Observatory.App.Languages;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Hosting.Homes;

namespace Observatory.App.Verbs;

/// <summary>The command line around the verbs: global options, wrong use, interruption, failure.</summary>
public sealed class VerbFrame : IEnumerable<Command>
{
    private readonly Texts _texts;
    private readonly RootCommand _root;
    private readonly Option<string> _home;
    private readonly Option<string[]> _mappings;
    private readonly Option<bool> _json;

    public VerbFrame(Texts texts)
    {
        _texts = texts;
        _root = new RootCommand(texts["program"]);
        _home = new("--home")
        {
            Description = texts["option.home"],
            HelpName = "DIR",
            Recursive = true,
        };
        _mappings = new("--mappings")
        {
            Description = texts["option.mappings"],
            HelpName = "DIR",
            Recursive = true,
            Arity = ArgumentArity.OneOrMore,
        };
        _json = new("--json") { Description = texts["option.json"], Recursive = true };
        var language = new Option<string>("--lang")
        {
            Description = texts["option.lang"],
            HelpName = "en|es|fr|pt",
            Recursive = true,
        };
        language.AcceptOnlyFromAmong([.. LanguageCodes.All.Select(l => l.Code())]);
        foreach (var option in _root.Options)
        {
            option.Description = texts[option is HelpOption ? "option.help" : "option.version"];
        }

        _root.Options.Add(_home);
        _root.Options.Add(_mappings);
        _root.Options.Add(_json);
        _root.Options.Add(language);
    }

    public void Add(Verb verb) => _root.Subcommands.Add(verb);

    public IEnumerator<Command> GetEnumerator() => _root.Subcommands.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(_texts.Language == Language.Pt ? "pt-BR" : _texts.Language.Code());
        var given = _root.Parse(arguments);
        var invocation = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
        };
        if (given.Action is not (null or ParseErrorAction))
        {
            return await given.InvokeAsync(invocation, CancellationToken.None);
        }

        if (given.Errors.Count > 0 || given.CommandResult.Command is not Verb { Subcommands.Count: 0 } verb)
        {
            WriteWrongUse(given, error);
            return ExitCodes.WrongUse;
        }

        using var interruption = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Interrupt);
        var context = ContextOf(given, output, error, interruption.Token);
        try
        {
            return await verb.RunAsync(context, given);
        }
        catch (OperationCanceledException) when (interruption.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (Refusal refusal)
        {
            Report.WriteRefusal(context, refusal);
            return ExitCodes.Findings;
        }
        catch (Exception exception)
        {
            FailureBlock.Write(context, arguments, exception);
            return ExitCodes.Failed;
        }

        // Cancels once and then waits for the verb; a second signal lets the system end the process.
        void Interrupt(PosixSignalContext signal)
        {
            signal.Cancel = !interruption.IsCancellationRequested;
            interruption.Cancel();
        }
    }

    private VerbContext ContextOf(ParseResult given, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var root = HomeFolder.Root();
        return new()
        {
            Home = HomeFolder.Find(given.GetValue(_home)),
            Root = root,
            MappingFolders = [Path.Combine(root, "etl-mappings"), .. (given.GetValue(_mappings) ?? []).Select(Path.GetFullPath)],
            Json = given.GetValue(_json),
            Texts = _texts,
            Out = output,
            Error = error,
            IsTerminal = !Console.IsErrorRedirected,
            CancellationToken = cancellationToken,
        };
    }

    private void WriteWrongUse(ParseResult given, TextWriter error)
    {
        var command = given.CommandResult.Command;
        if (given.UnmatchedTokens.Count > 0)
        {
            var wrong = given.UnmatchedTokens[0];
            var isOption = wrong.StartsWith('-');
            var known = isOption ? OptionsOf(given.CommandResult) : [.. command.Subcommands.Select(c => c.Name)];
            error.WriteLine(_texts.Say(isOption ? "wrong.option" : "wrong.verb", ("word", wrong)));
            if (Nearest.To(wrong.Split('=')[0], known) is { } nearest)
            {
                error.WriteLine(_texts.Say("wrong.nearest", ("word", nearest)));
            }
        }
        else if (command.Subcommands.Count > 0)
        {
            error.WriteLine(_texts.Say("wrong.none", ("words", string.Join(", ", command.Subcommands.Select(c => c.Name)))));
        }
        else
        {
            foreach (var message in given.Errors.Select(e => e.Message).Distinct())
            {
                error.WriteLine(message);
            }
        }

        var path = string.Join(' ', PathOf(given.CommandResult).Reverse().Prepend("./observatory"));
        error.WriteLine(_texts.Say("wrong.help", ("command", $"{path} --help")));
    }

    private static List<string> OptionsOf(CommandResult result)
    {
        var names = new List<string>();
        for (SymbolResult? at = result; at is not null; at = at.Parent)
        {
            if (at is CommandResult { Command: var command })
            {
                names.AddRange(command.Options.Where(o => at == result || o.Recursive).Select(o => o.Name));
            }
        }

        return names;
    }

    private static IEnumerable<string> PathOf(CommandResult result)
    {
        for (SymbolResult? at = result; at is CommandResult { Command: not RootCommand and var command }; at = at.Parent)
        {
            yield return command.Name;
        }
    }
}
