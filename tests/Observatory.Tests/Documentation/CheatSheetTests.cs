using System.Globalization;
using System.Text;
using Xunit;

namespace Observatory.Tests.Documentation;

/// <summary>The cheat sheet has every word of the mapping language on one page.</summary>
public sealed class CheatSheetTests
{
    /// <summary>With <c>OBSERVATORY_APPROVE=1</c> it is written anew.</summary>
    [Fact]
    public void The_cheat_sheet_shows_every_word_with_what_it_takes() => Page.HoldGenerated("docs/mapping-cheat-sheet.md", Written());

    private static string Written()
    {
        var page = new StringBuilder();
        foreach (var place in MappingWords.All.GroupBy(w => w.Place))
        {
            // Words that may stand above all tables and in each of them are shown once.
            var words = place.Key == MappingWords.Root ? place.Where(w => !IsOfTable(w.Word)) : place;
            page.Append(CultureInfo.InvariantCulture, $"\n## {TitleOf(place.Key)}\n\n| word | takes | what it says |\n|---|---|---|\n");
            foreach (var word in words)
                page.Append(
                    CultureInfo.InvariantCulture,
                    $"| `{word.Word}`{(word.IsRequired ? " \\*" : "")} | {TakesOf(word)} | {Cell(word.Description)} |\n"
                );
        }
        foreach (var heading in new[] { "## The words of a label table", "## The words of feed.yaml" })
        {
            page.Append(CultureInfo.InvariantCulture, $"\n{heading}\n\n| word | what it says |\n|---|---|\n");
            foreach (var (word, description) in MappingWords.Described(heading))
                page.Append(CultureInfo.InvariantCulture, $"| {word} | {Cell(description)} |\n");
        }
        return page.Append('\n').ToString();
    }

    private static bool IsOfTable(string word) => MappingWords.All.Any(w => w.Place == MappingWords.Table && w.Word == word);

    private static string TitleOf(string place) =>
        place switch
        {
            MappingWords.Root => "At the top of mapping.yaml",
            MappingWords.Table => "A table: at the top, or in each entry of tables",
            "title" => "A text in four languages",
            "source" => "Each concept: where it comes from",
            "condition" => "A condition on the cell of a row",
            _ => place,
        };

    private static string TakesOf(MappingWord word)
    {
        var takes = new List<string>();
        foreach (var shape in Enum.GetValues<WordShapes>().Where(s => s != WordShapes.None && word.Shapes.HasFlag(s)))
            takes.Add(
                shape switch
                {
                    WordShapes.Flag => "`true`, `false`",
                    WordShapes.Whole => word.Range is var (least, most)
                        ? string.Create(CultureInfo.InvariantCulture, $"whole number, {least} to {most}")
                        : "whole number",
                    WordShapes.Number => "number",
                    WordShapes.Text => word.Options.Count > 0 ? Options(word) : "text",
                    WordShapes.Texts => word.Options.Count > 0 ? $"one or a list of {Options(word)}" : "text or list",
                    WordShapes.Map => MappingWords.Open.ContainsKey(word.Below!) ? "names with values" : "words",
                    _ => "list of words",
                }
            );
        return Cell(string.Join("; or ", takes));
    }

    private static string Options(MappingWord word) => string.Join(", ", word.Options.Select(o => $"`{o}`"));

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
