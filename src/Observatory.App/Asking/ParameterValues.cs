using System.Globalization;
using Observatory.Core.Checking;

namespace Observatory.App.Asking;

/// <summary>Numbers and lists among parameters, the same in an address and in a command.</summary>
internal static class ParameterValues
{
    /// <param name="otherwise">The value if the parameter is not given.</param>
    /// <exception cref="Refusal">PARAMETER_VALUE if it is not a whole number between the limits.</exception>
    public static int Number(this IReadOnlyDictionary<string, string> given, string name, int otherwise, int least, int most)
    {
        if (!given.TryGetValue(name, out var text))
            return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new Refusal(RefusalCodes.ParameterValue, ("column", name), ("value", text), ("expected", $"{least} – {most}"));
    }

    /// <summary>The comma-separated values of a parameter; empty if it is not given.</summary>
    public static IReadOnlyList<string> List(this IReadOnlyDictionary<string, string> given, string name) =>
        given.TryGetValue(name, out var text)
            ? text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : [];
}
