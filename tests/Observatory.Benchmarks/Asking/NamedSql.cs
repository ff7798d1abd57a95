using System.Globalization;
using System.Text.RegularExpressions;

namespace Observatory.Benchmarks.Asking;

/// <summary>A statement with <c>@names</c>, written for programs that know no names of that kind.</summary>
internal sealed partial class NamedSql
{
    private readonly string _text;

    public NamedSql(string text)
    {
        _text = Comment().Replace(text, "").Trim().TrimEnd(';');
        Names = [.. Named().Matches(_text).Select(m => m.Groups[1].Value).Distinct()];
    }

    public IReadOnlyList<string> Names { get; }

    /// <summary>
    /// For pgbench with <c>-M prepared</c>, which sends its variables as parameters; one that is not defined is sent as null.
    /// </summary>
    /// <param name="suffix">Put behind each name, so that many scripts have values of their own.</param>
    public string Pgbench(string suffix) => Named().Replace(_text, m => $":{m.Groups[1].Value}{suffix}") + ";\n";

    /// <summary>The values as pgbench takes them with <c>-D</c>; nulls are left away.</summary>
    public IEnumerable<(string Name, string Value)> Values(IReadOnlyDictionary<string, object?> parameters, string suffix) =>
        Given(parameters).Where(p => p.Value is not null).Select(p => (p.Name + suffix, Text(p.Value!)));

    /// <summary>With numbered parameters, as <c>prepare</c> takes them.</summary>
    public string Numbered => Named().Replace(_text, m => $"${Names.ToList().IndexOf(m.Groups[1].Value) + 1}");

    /// <summary>The values in the order of their numbers, as SQL.</summary>
    public string Literals(IReadOnlyDictionary<string, object?> parameters) =>
        string.Join(
            ", ",
            Given(parameters).Select(p => p.Value is null ? "null" : $"'{Text(p.Value).Replace("'", "''", StringComparison.Ordinal)}'")
        );

    private IEnumerable<(string Name, object? Value)> Given(IReadOnlyDictionary<string, object?> parameters)
    {
        var missing = Names.Where(n => !parameters.ContainsKey(n)).ToList();
        return missing.Count == 0
            ? Names.Select(n => (n, parameters[n]))
            : throw new InvalidOperationException($"The statement has parameters that it was not given: {string.Join(", ", missing)}.");
    }

    private static string Text(object value) =>
        value switch
        {
            string[] many => "{" + string.Join(',', many.Select(m => $"\"{m}\"")) + "}",
            bool yes => yes ? "true" : "false",
            IFormattable one => one.ToString(null, CultureInfo.InvariantCulture),
            _ => (string)value,
        };

    [GeneratedRegex(@"(?<![@\w])@([a-z_][a-z0-9_]*)")]
    private static partial Regex Named();

    [GeneratedRegex(@"--[^\n]*")]
    private static partial Regex Comment();
}
