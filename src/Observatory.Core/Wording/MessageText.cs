namespace Observatory.Core.Wording;

/// <summary>The text that a person reads about a finding or a refusal.</summary>
/// <param name="Title">The cause in a few words, the same for all findings of a code, which are grouped under it.</param>
/// <param name="What">What happened and where.</param>
/// <param name="Repair">What to do about it.</param>
public sealed record MessageText(string Title, string What, string Repair);
