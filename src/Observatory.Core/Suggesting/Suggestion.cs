using Observatory.Core.Reading;

namespace Observatory.Core.Suggesting;

/// <summary>The findings about a file that no mapping describes: dialect, tables, and questions for a person.</summary>
/// <param name="Office">Source system of the synonyms that match the file's words; null for none.</param>
/// <param name="Provider">Code of the provider that the file names; null if it names none.</param>
public sealed record Suggestion(
    string FileName,
    string Country,
    FileDialect Dialect,
    IReadOnlyList<TableSuggestion> Tables,
    string? Office,
    string? Provider,
    IReadOnlyList<Question> Questions
)
{
    /// <summary>Codes that mappings of the provider already have for its own offences, by <see cref="KnownMappings.KeyOf"/>.</summary>
    internal IReadOnlyDictionary<string, string> Codes { get; init; } = new Dictionary<string, string>();

    /// <summary>All rows of a file that is small enough to keep, so that a draft need not read it again; null for a larger one.</summary>
    internal IReadOnlyList<GridRow>? Rows { get; init; }

    /// <summary>Tables that a draft can read, without empty ones and lists of what figures mean.</summary>
    internal IReadOnlyList<TableSuggestion> DraftTables => [.. Tables.Where(t => t.Columns.Count > 0 && !t.IsList)];

    public IEnumerable<Question> AllQuestions => Questions.Concat(Tables.SelectMany(t => t.Questions)).OrderByDescending(q => q.Weight);
}
