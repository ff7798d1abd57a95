using System.CommandLine;
using Observatory.App.Asking;
using Observatory.App.Languages;

namespace Observatory.App.Verbs;

/// <summary>The parameters of <c>/v1/observations</c> as options of a verb, under the same names.</summary>
internal sealed class AskingOptions
{
    private readonly List<(string Parameter, Option<string[]> Option)> _options = [];

    public AskingOptions(Command verb, Texts texts, params IReadOnlyList<string> without)
    {
        foreach (var parameter in ObservationRequest.Parameters.Where(p => p is not ("lang" or "cursor") && !without.Contains(p)))
        {
            var option = new Option<string[]>("--" + parameter)
            {
                Description = texts["ask." + (char.IsUpper(parameter[0]) ? "dimension" : parameter)],
                AllowMultipleArgumentsPerToken = false,
                Arity = ArgumentArity.OneOrMore,
            };
            if (parameter == "asOf")
                option.Aliases.Add("--as-of");
            if (parameter == "publishedBy")
                option.Aliases.Add("--published-by");
            verb.Options.Add(option);
            _options.Add((parameter, option));
        }
    }

    public IEnumerable<KeyValuePair<string, string>> Given(ParseResult given) =>
        from entry in _options
        from value in given.GetValue(entry.Option) ?? []
        select KeyValuePair.Create(entry.Parameter, value);
}
