using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace Observatory.Tests.Documentation;

/// <summary>The pages of <c>docs/reference</c> say what the program says of itself.</summary>
public sealed partial class ReferencePagesTests
{
    [Fact]
    public void The_page_of_verbs_says_what_their_help_says() => Page.HoldGenerated("docs/reference/verbs.md", VerbsWritten());

    [Fact]
    public void Every_verb_is_on_the_page_of_verbs()
    {
        var verbs = ProgramVerbs.All(ProgramVerbs.Root()).Select(v => v.Path);
        var named = new Page("docs/reference/verbs.md").FirstColumn("## All verbs").Select(n => VerbWords().Match(n).Value.TrimEnd());
        Assert.Equal(verbs.Append("test").Order(StringComparer.Ordinal), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_launcher_knows_the_verb_that_is_its_own() =>
        Assert.Contains("    test) ", File.ReadAllText(Path.Combine(Page.Root, "observatory")), StringComparison.Ordinal);

    [Fact]
    public void The_page_of_addresses_says_what_the_description_of_the_server_says() =>
        Page.HoldGenerated("docs/reference/addresses.md", AddressesWritten());

    [Fact]
    public void Every_environment_variable_that_is_read_is_on_the_page_of_settings_and_every_one_there_is_read()
    {
        var code = new[] { "src", "tests" }
            .SelectMany(f => Directory.EnumerateFiles(Path.Combine(Page.Root, f), "*.cs", SearchOption.AllDirectories))
            .Select(File.ReadAllText);
        var scripts = new[] { "observatory", "docker-compose.yml" }.Select(f => File.ReadAllText(Path.Combine(Page.Root, f)));
        var read = code.SelectMany(t => ReadInCode().Matches(t))
            .Concat(scripts.SelectMany(t => ReadInScript().Matches(t)))
            .Select(m => m.Groups[1].Value);
        Assert.Equal(
            read.Distinct().Order(StringComparer.Ordinal),
            new Page("docs/reference/settings.md").FirstColumn().Order(StringComparer.Ordinal)
        );
    }

    private static string VerbsWritten()
    {
        var root = ProgramVerbs.Root();
        var verbs = ProgramVerbs.All(root).ToList();
        var page = new StringBuilder("\n## All verbs\n\n| verb | does |\n|---|---|\n");
        page.Append("| `test` | Restores, builds, checks the layout, runs every test; the launcher does it. |\n");
        foreach (var (path, verb) in verbs)
            page.Append(CultureInfo.InvariantCulture, $"| {CallOf(path, verb)} | {Cell(verb.Description)} |\n");
        page.Append("\n## Options of every verb\n\n").Append(OptionsOf(root.Options));
        page.Append("\n## Options by verb\n");
        foreach (var (path, verb) in verbs.Where(v => v.Verb.Arguments.Count + v.Verb.Options.Count > 0))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n### {path}\n\n");
            foreach (var argument in verb.Arguments)
                page.Append(CultureInfo.InvariantCulture, $"`{NameOf(argument)}`: {argument.Description}\n\n");
            page.Append(OptionsOf(verb.Options)).Append(verb.Options.Count > 0 ? "" : "No options of its own.\n");
        }
        return page.Append('\n').ToString();
    }

    private static string CallOf(string path, Command verb) =>
        $"`{string.Join(' ', verb.Arguments.Select(a => NameOf(a) + (a.Arity.MaximumNumberOfValues > 1 ? "…" : "")).Prepend(path))}`";

    private static string OptionsOf(IEnumerable<Option> options)
    {
        var rows = new StringBuilder();
        foreach (var option in options.Where(o => !o.Hidden))
        {
            var names = option
                .Aliases.Append(option.Name)
                .Where(n => !n.StartsWith('/') && n != "-?")
                .Order(StringComparer.Ordinal)
                .Select(n => $"`{n}`");
            var value = option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool) ? $" *{Cell(ValueOf(option))}*" : "";
            rows.Append(
                CultureInfo.InvariantCulture,
                $"| {string.Join(", ", names)}{value}{(option.Required ? " (required)" : "")} | {Cell(option.Description)} |\n"
            );
        }
        return rows.Length == 0 ? "" : $"| option | meaning |\n|---|---|\n{rows}";
    }

    private static string NameOf(Argument argument) => argument.HelpName ?? argument.Name;

    private static string ValueOf(Option option) => option.HelpName ?? option.Name.TrimStart('-');

    private static string AddressesWritten()
    {
        using var description = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(Page.Root, "tests/Observatory.Tests/Api/openapi.approved.json"))
        );
        var addresses = description
            .RootElement.GetProperty("paths")
            .EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject().Select(m => (Path: p.Name, Method: m.Name.ToUpperInvariant(), Operation: m.Value)))
            .ToList();
        var page = new StringBuilder();
        foreach (var group in addresses.GroupBy(a => a.Operation.GetProperty("tags")[0].GetString()))
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {group.Key}\n");
            foreach (var (path, method, operation) in group)
            {
                page.Append(CultureInfo.InvariantCulture, $"\n### `{method} {path}`\n\n{operation.GetProperty("summary").GetString()}.\n");
                if (!operation.TryGetProperty("parameters", out var parameters))
                    continue;
                page.Append("\n| parameter | meaning |\n|---|---|\n");
                foreach (var parameter in parameters.EnumerateArray())
                    page.Append(
                        CultureInfo.InvariantCulture,
                        $"| `{parameter.GetProperty("name").GetString()}`{Place(parameter)} | {Cell(TextOf(parameter, "description"))} |\n"
                    );
            }
        }
        return page.Append('\n').ToString();
    }

    private static string Place(JsonElement parameter) =>
        TextOf(parameter, "in") switch
        {
            "header" => " (header)",
            "path" => " (in the path)",
            _ => parameter.TryGetProperty("required", out var required) && required.GetBoolean() ? " (required)" : "",
        };

    private static string TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";

    private static string Cell(string? text) => (text ?? "").Replace("|", "\\|", StringComparison.Ordinal);

    [GeneratedRegex("^([a-z]+( |$))+")]
    private static partial Regex VerbWords();

    [GeneratedRegex("""nvironment(?:Variable)?\("(\w+)"\)""")]
    private static partial Regex ReadInCode();

    /// <summary>With a default or an error for none: what comes from outside. What a script sets itself is written without.</summary>
    [GeneratedRegex(@"\$\{([A-Z]\w*):[-?]")]
    private static partial Regex ReadInScript();
}
