namespace Observatory.Core.Reading;

/// <summary>One file of a submission, as it was sent or as it was stored.</summary>
/// <param name="Name">The sender's name for the file: only text, never a path to open.</param>
/// <param name="Content">A seekable stream, which the caller closes.</param>
/// <param name="IsRedacted">
/// True for a stored copy from which the columns that must never be stored were removed. A row that was identical to an earlier one is
/// marked in the first of those columns (<see cref="IdenticalMark"/>), because the copy no longer shows it.
/// </param>
public sealed record SentFile(string Name, Stream Content, bool IsRedacted = false)
{
    /// <summary>
    /// Written into the first column that must never be stored, in a redacted copy, if the row was identical to an earlier one.
    /// </summary>
    public const string IdenticalMark = "identical-row";
}
