using Observatory.Core.Reading;

namespace Observatory.Core.Suggesting;

/// <summary>What was found in a file that nobody described: dialect, tables, and what a person has to be asked.</summary>
/// <param name="Office">Source system of the synonyms whose words the file uses; null where none is shown.</param>
/// <param name="Provider">Code of the provider that the file names; null where it names none.</param>
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

    /// <summary>
    /// All rows of a file that is small enough to be kept, so that a draft reads it no second time; null for a larger one.
    /// </summary>
    internal IReadOnlyList<GridRow>? Rows { get; init; }

    /// <summary>Tables that a draft can read: neither empty ones nor lists of what figures mean.</summary>
    internal IReadOnlyList<TableSuggestion> DraftTables => [.. Tables.Where(t => t.Columns.Count > 0 && !t.IsList)];

    public IEnumerable<Question> AllQuestions => Questions.Concat(Tables.SelectMany(t => t.Questions)).OrderByDescending(q => q.Weight);
}
