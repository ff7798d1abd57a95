using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Languages;

namespace Observatory.App.Access;

/// <summary>Parses roles and dates as people write them, the same in an address and in a command.</summary>
internal static class AccessWords
{
    /// <summary>A role by its name.</summary>
    /// <exception cref="Refusal">PARAMETER_VALUE with the nearest role.</exception>
    public static Role RoleOf(string? text)
    {
        var names = Enum.GetNames<Role>().Where(n => n is not (nameof(Role.Anonymous) or nameof(Role.Operator))).ToList();
        return names.FirstOrDefault(n => string.Equals(n, text, StringComparison.OrdinalIgnoreCase)) is { } name
            ? Enum.Parse<Role>(name)
            : throw new Refusal(
                RefusalCodes.ParameterValue,
                ("column", "role"),
                ("value", text ?? ""),
                ("expected", string.Join(", ", names)),
                ("nearest", text is null ? "" : NearestWord.To(text, names) ?? "")
            );
    }

    /// <summary>The end of a day, UTC; null if no day is given.</summary>
    /// <exception cref="Refusal">PARAMETER_VALUE.</exception>
    public static NodaTime.Instant? EndOf(string? text) => Given.Day("expires", text)?.PlusDays(1).AtMidnight().InUtc().ToInstant();
}
