namespace Observatory.Core.Reading;

/// <summary>One file of a submission as it was sent, or as it was kept.</summary>
/// <param name="Name">The sender's name for it: only text, never a path to open.</param>
/// <param name="Content">Seekable; stays the caller's to close.</param>
/// <param name="IsRedacted">
/// True for a kept copy from which the columns that must never be stored were taken: a row that was identical to an earlier one
/// before that says so in the first of those columns (<see cref="IdenticalMark"/>), because it can no longer be seen.
/// </param>
public sealed record SentFile(string Name, Stream Content, bool IsRedacted = false)
{
    /// <summary>
    /// What stands in a redacted copy, in the first column that must never be stored, of a row identical to an earlier one.
    /// </summary>
    public const string IdenticalMark = "identical-row";
}
