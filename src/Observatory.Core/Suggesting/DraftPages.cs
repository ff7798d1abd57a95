using Observatory.Core.Languages;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Suggesting;

/// <summary>One attempt at a draft: the lines of its mapping, its label tables and its questions, and their inputs.</summary>
internal sealed class DraftPages(Suggestion found, TaxonomyCatalogue taxonomy, Language language, DraftLabels labels, DraftTrials trials)
{
    public Suggestion Found => found;
    public TaxonomyCatalogue Taxonomy => taxonomy;
    public Language Language => language;
    public string Provider { get; } = found.Provider ?? DraftWriter.UnknownProvider;
    public DraftLabels Labels => labels;
    public DraftTrials Trials => trials;
    public DraftText Text { get; } = new(language);

    /// <summary>Files of the folder beside <c>mapping.yaml</c>, by name.</summary>
    public Dictionary<string, ReadOnlyMemory<byte>> Files { get; } = new(StringComparer.Ordinal);

    /// <summary>The columns that the draft reads of each of its tables.</summary>
    public Dictionary<TableSuggestion, IReadOnlySet<int>> Used { get; } = new(ReferenceEqualityComparer.Instance);

    public List<Question> Questions { get; } = [];
}
