using Observatory.Core.Normalising;
using YamlDotNet.RepresentationModel;

namespace Observatory.Core.Mappings;

/// <summary>Reads the words about the columns of a table: which become rows, and which are left out on purpose.</summary>
internal static class ColumnWords
{
    public static UnpivotRule? UnpivotMatching(YamlWords? words)
    {
        if (words is null)
            return null;
        var level = words.Number("header", min: 1, max: 20) ?? 0;
        var pattern = ConceptWords.Regex(words, "pattern", true);
        words.Finish();
        return pattern is null ? null : new UnpivotRule(level, pattern);
    }

    public static List<UnpivotedColumn> Unpivot(YamlWords words)
    {
        if (!words.Has("unpivot"))
            return [];
        var node = words.Node.Children[new YamlScalarNode("unpivot")];
        if (node is not YamlMappingNode)
        {
            var listed = words.Texts("unpivot");
            Once(words, "unpivot", listed);
            return [.. listed.Select(h => new UnpivotedColumn(h, h))];
        }
        var map = words.Words("unpivot")!;
        Once(words, "unpivot", map.Pairs.Select(p => p.Word));
        return [.. map.Pairs.Select(p => new UnpivotedColumn(p.Word, map.Text(p.Word) ?? ""))];
    }

    public static List<IgnoredColumn> Ignored(YamlWords words)
    {
        if (words.Words("ignore") is not { } map)
            return [];
        Once(words, "ignore", map.Pairs.Select(p => p.Word));
        return [.. map.Pairs.Select(p => new IgnoredColumn(p.Word, map.Text(p.Word) ?? ""))];
    }

    /// <summary>Two spellings of one heading are one column of the file.</summary>
    private static void Once(YamlWords words, string word, IEnumerable<string> headings)
    {
        foreach (var twice in headings.GroupBy(LabelText.Key, StringComparer.Ordinal).Where(g => g.Skip(1).Any()))
            words.Wrong(word, "columns-once", string.Join(", ", twice));
    }
}
