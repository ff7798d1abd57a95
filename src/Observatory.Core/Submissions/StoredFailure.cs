using System.Text.Json;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Wording;

namespace Observatory.Core.Submissions;

/// <summary>
/// The reason why a step of a submission failed, as it is stored with it. A refusal, or a finding that ended the work, is stored by its
/// code and arguments, so that each reader sees it in their own language; any other failure is stored as its message.
/// </summary>
public static class StoredFailure
{
    public static string Of(Exception fault) =>
        fault is Refusal refusal
            ? JsonSerializer.Serialize(new StoredRefusal(refusal.Code, refusal.Arguments))
            : $"{fault.GetType().Name}: {fault.Message}";

    /// <param name="stored">The text that <see cref="Of"/> returned; null gives null.</param>
    public static string? In(Language language, string? stored)
    {
        if (stored is not ['{', ..])
            return stored;
        StoredRefusal? refusal;
        try
        {
            refusal = JsonSerializer.Deserialize<StoredRefusal>(stored);
        }
        catch (JsonException)
        {
            return stored;
        }
        if (
            refusal is not { Code: { } code, Arguments: { } arguments }
            || !RefusalCodes.Status.ContainsKey(code) && !FindingCodes.All.Contains(code)
        )
            return stored;
        var text = Messages.Text(code, language, arguments);
        return $"{code}: {text.What} {text.Repair}";
    }

    private sealed record StoredRefusal(string Code, IReadOnlyDictionary<string, string> Arguments);
}
