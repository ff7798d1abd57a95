using System.CommandLine;
using NodaTime;
using Observatory.App.Languages;
using Observatory.Core.Checking;
using Observatory.Warehouse.Mappings;
using Observatory.Warehouse.Taxonomy;

namespace Observatory.App.Verbs;

/// <summary>Records what a label means, or that it is left out: writes it into the folder of the mapping, with author and time.</summary>
public sealed class MappingsAnswerVerb : Verb
{
    private readonly Argument<string> _feed;
    private readonly Option<string> _table;
    private readonly Option<string[]> _label;
    private readonly Option<string[]> _code;
    private readonly Option<string?> _leaveOut;
    private readonly Option<string> _author;
    private readonly Option<string?> _note;

    public MappingsAnswerVerb(Texts texts)
        : base("answer", texts, "verb.mappings.answer")
    {
        _feed = new("FEED") { Description = texts["option.feed"] };
        _table = new("--table")
        {
            Description = texts["option.answer.table"],
            HelpName = "FILE",
            Required = true,
        };
        _label = new("--label")
        {
            Description = texts["option.answer.label"],
            HelpName = "LABEL",
            Required = true,
        };
        _code = new("--code") { Description = texts["option.answer.code"], HelpName = "CONCEPT=CODE" };
        _leaveOut = new("--leave-out") { Description = texts["option.answer.leaveOut"], HelpName = "REASON" };
        _author = new("--author")
        {
            Description = texts["option.answer.author"],
            HelpName = "NAME",
            Required = true,
        };
        _note = new("--note") { Description = texts["option.answer.note"] };
        Arguments.Add(_feed);
        foreach (var option in (Option[])[_table, _label, _code, _leaveOut, _author, _note])
            Options.Add(option);
    }

    public override async Task<int> RunAsync(VerbContext context, ParseResult given)
    {
        var codes = CodesOf(given.GetValue(_code) ?? []);
        var reason = given.GetValue(_leaveOut);
        if (codes.Count > 0 == (reason is not null))
            throw new Refusal(RefusalCodes.ParameterMissing, ("value", "--code | --leave-out"));
        var desk = new AnswerDesk(new MappingLibrary(context.MappingFolders), SystemClock.Instance);
        var note = string.Join("; ", new[] { reason, given.GetValue(_note) }.Where(n => !string.IsNullOrWhiteSpace(n)));
        var feed = given.GetValue(_feed)!;
        var receipt = desk.Answer(
            new Answering(feed, given.GetValue(_table)!, given.GetValue(_label)!, codes, note, given.GetValue(_author)!)
        );
        if (context.Json)
        {
            context.WriteJson(
                new
                {
                    feed,
                    table = receipt.Answer.Table,
                    label = receipt.Answer.Label,
                    answer = receipt.Answer.Said,
                    isNew = receipt.IsNew,
                    version = receipt.Version,
                    files = receipt.Files,
                }
            );
            return ExitCodes.Done;
        }
        await context.Out.WriteLineAsync(
            Texts.Say(
                receipt.IsNew ? "answer.written" : "answer.known",
                ("label", receipt.Answer.Label),
                ("answer", receipt.Answer.Said),
                ("table", $"{feed}/{receipt.Answer.Table}"),
                ("version", $"{receipt.Version}"),
                ("feed", feed)
            )
        );
        return ExitCodes.Done;
    }

    private static Dictionary<string, string> CodesOf(IEnumerable<string> given)
    {
        var codes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in given.SelectMany(g => g.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            if (text.Split('=', 2) is not [{ Length: > 0 } column, { Length: > 0 } code])
                throw new Refusal(
                    RefusalCodes.ParameterValue,
                    ("column", "--code"),
                    ("value", text),
                    ("expected", "INDICATOR=HOM_VICT"),
                    ("nearest", "")
                );
            codes[column.Trim()] = code.Trim();
        }
        return codes;
    }
}
