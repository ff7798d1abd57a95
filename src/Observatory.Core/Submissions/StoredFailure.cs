using System.Text.Json;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Wording;

namespace Observatory.Core.Submissions;

/// <summary>
/// Why a step of a submission did not succeed, as it is kept beside it. A refusal, or a finding that ended the work, is kept by its code
/// and arguments, so that each reader is told in their own language; anything else by its own words.
/// </summary>
public static class StoredFailure
{
    public static string Of(Exception fault) =>
        fault is Refusal refusal
            ? JsonSerializer.Serialize(new Kept(refusal.Code, refusal.Arguments))
            : $"{fault.GetType().Name}: {fault.Message}";

    /// <param name="kept">As <see cref="Of"/> wrote it; null stays null.</param>
    public static string? In(Language language, string? kept)
    {
        if (kept is not ['{', ..])
            return kept;
        Kept? refusal;
        try
        {
            refusal = JsonSerializer.Deserialize<Kept>(kept);
        }
        catch (JsonException)
        {
            return kept;
        }
        if (
            refusal is not { Code: { } code, Arguments: { } arguments }
            || !RefusalCodes.Status.ContainsKey(code) && !FindingCodes.All.Contains(code)
        )
            return kept;
        var text = Messages.Text(code, language, arguments);
        return $"{code}: {text.What} {text.Repair}";
    }

    private sealed record Kept(string Code, IReadOnlyDictionary<string, string> Arguments);
}
