using System.Globalization;
using Observatory.Core.Checking;

namespace Observatory.App.Asking;

/// <summary>Numbers and lists among parameters, in an address as in a verb.</summary>
internal static class ParameterValues
{
    /// <param name="otherwise">Where the parameter is not given.</param>
    /// <exception cref="Refusal">PARAMETER_VALUE where it is no whole number from the least to the most.</exception>
    public static int Number(this IReadOnlyDictionary<string, string> given, string name, int otherwise, int least, int most)
    {
        if (!given.TryGetValue(name, out var text))
            return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new Refusal(RefusalCodes.ParameterValue, ("column", name), ("value", text), ("expected", $"{least} – {most}"));
    }

    /// <summary>The values of a parameter that takes several, separated by commas.</summary>
    public static IReadOnlyList<string> List(this IReadOnlyDictionary<string, string> given, string name) =>
        given.TryGetValue(name, out var text)
            ? text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            : [];
}
