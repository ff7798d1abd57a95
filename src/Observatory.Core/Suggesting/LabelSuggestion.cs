namespace Observatory.Core.Suggesting;

/// <summary>One label of a file with up to three proposals, the best first; none if nothing is similar.</summary>
/// <param name="Path">The label: one text, or those of several columns from the widest class to the narrowest.</param>
/// <param name="Code">The office's own code beside the label; null if it has none.</param>
/// <param name="Times">The number of rows that have it; for a heading, 1.</param>
public sealed record LabelSuggestion(string Concept, IReadOnlyList<string> Path, string? Code, int Times, IReadOnlyList<Proposal> Proposals)
{
    public Proposal? Best => Proposals.Count > 0 ? Proposals[0] : null;

    /// <summary>The code that may be written without asking; null if a person has to decide.</summary>
    public Proposal? Sure => Best is { Certainty: Certainty.Sure } sure ? sure : null;

    public string Text => string.Join(" > ", Path);
}
