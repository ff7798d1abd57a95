using NodaTime.Text;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;

namespace Observatory.Core.Answers;

/// <summary>An earlier answer, for the office about whose label it was given.</summary>
/// <param name="Columns">Headings of the label columns of its label table.</param>
/// <param name="Concepts">Concepts for which the label table gives codes.</param>
public sealed record RememberedAnswer(
    string Provider,
    string Feed,
    IReadOnlyList<string> Columns,
    IReadOnlyList<string> Concepts,
    LabelAnswer Answer
);

/// <summary>
/// Every answer that editors gave, by office. If another file of the same office has the label in a column of the same name, or for the
/// same concept, the answer is shown beside the question. It is only a suggestion and decides nothing.
/// </summary>
public sealed class AnswerMemory
{
    private readonly ILookup<(string Provider, string Labels), RememberedAnswer> _answers;

    private AnswerMemory(IEnumerable<RememberedAnswer> answers) => _answers = answers.ToLookup(a => (a.Provider, Key(a.Answer.Labels)));

    public static AnswerMemory Of(IEnumerable<(FolderFiles Folder, Mapping Mapping)> feeds) =>
        new(
            from feed in feeds
            from answer in AnswerLog.Read(feed.Folder)
            from table in AnsweredFolder.TablesOf(feed.Mapping)
            where table.File == answer.Table
            select new RememberedAnswer(feed.Mapping.Provider.Code, feed.Mapping.Id, table.LabelColumns, table.Concepts, answer)
        );

    /// <summary>The newest answer about these labels; null if there is none.</summary>
    /// <param name="columns">Headings of the columns that contain the labels.</param>
    /// <param name="concept">The concept for which a code is needed; null if it is not known yet.</param>
    public RememberedAnswer? Find(string provider, IReadOnlyList<string> columns, string? concept, IReadOnlyList<string> labels) =>
        _answers[(provider, Key(labels))]
            .Where(a =>
                (concept is not null && a.Concepts.Contains(concept))
                || a.Columns.Select(LabelText.Key).SequenceEqual(columns.Select(LabelText.Key), StringComparer.Ordinal)
            )
            .OrderByDescending(a => a.Answer.Date)
            .FirstOrDefault();

    /// <summary>The finding, with an earlier answer added if it asks about a label that an editor of the office has answered.</summary>
    public Finding Remind(Finding finding, Mapping? mapping)
    {
        if (
            mapping is null
            || finding.Code is not (FindingCodes.LabelUnknown or FindingCodes.AreaUnknown)
            || !finding.Arguments.TryGetValue("label", out var label)
        )
            return finding;
        var columns = finding.Arguments.GetValueOrDefault("column", "").Split(", ");
        if (
            Find(mapping.Provider.Code, columns, finding.Arguments.GetValueOrDefault("concept"), label.Split(AnswerLog.Between))
            is not { } known
        )
            return finding;
        return finding with
        {
            Arguments = new Dictionary<string, string>(finding.Arguments, StringComparer.Ordinal)
            {
                ["answer"] = known.Answer.IsLeftOut && known.Answer.Note.Length > 0 ? $"- ({known.Answer.Note})" : known.Answer.Said,
                ["author"] = known.Answer.Author,
                ["date"] = LocalDatePattern.Iso.Format(known.Answer.Date),
                ["feed"] = known.Feed,
            },
        };
    }

    private static string Key(IEnumerable<string> labels) => string.Join('\u001f', labels.Select(LabelText.Key));
}
