namespace Observatory.Core.Languages;

public sealed record MessageText(string Title, string What, string Repair);

public static class Messages
{
    public static MessageText Text(string code, Language language, IReadOnlyDictionary<string, string> arguments) =>
        new(code, string.Join(", ", arguments.Select(a => $"{a.Key}={a.Value}")), "");
}
