using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;

namespace Observatory.Core.Mappings;

/// <summary>Reads the words about wholes and their parts: totals, partitions, coverage, and sums that are checked.</summary>
internal sealed class WholeWords(TaxonomyCatalogue taxonomy, LabelTableReader tables, ConceptWords conceptWords)
{
    public static IReadOnlyList<string> TotalOver(YamlWords words)
    {
        var dimensions = words.Texts("totalOver");
        foreach (var dimension in dimensions.Where(d => BreakdownDimensions.IndexOf(d) < 0))
            words.Wrong(
                "totalOver",
                string.Join(", ", BreakdownDimensions.All),
                dimension,
                NearestWord.To(dimension, BreakdownDimensions.All)
            );
        return dimensions;
    }

    public FillRule? Fill(YamlWords? words)
    {
        if (words is null)
            return null;
        var dimension = DimensionOf(words);
        var members = words.Texts("members", true);
        foreach (var member in members.Where(m => taxonomy.FindMember(dimension, m) is null))
            words.Wrong("members", dimension, member, NearestWord.To(member, conceptWords.Members(dimension)));
        if (members.Count == 1)
            words.Wrong("members", "F, M", members[0]);
        words.Finish();
        return new FillRule(dimension, members);
    }

    public PartitionRule PartitionOf(YamlWords words)
    {
        var dimension = DimensionOf(words);
        var members = words.Texts("members", true);
        if (members.Count < 2)
            words.Wrong("members", "F, M, _U");
        CheckParts(dimension, members, words);
        words.Finish();
        return new PartitionRule(dimension, members);
    }

    /// <summary>Reports members that are unknown, or that are not parts of a whole beside the others.</summary>
    private void CheckParts(string dimension, IReadOnlyList<string> members, YamlWords words)
    {
        // Age bands of an office are exhaustive if no age is in none of them, or in two.
        var areWhole = dimension == AgeBand.Dimension && AgeBand.AreWhole(members.Where(m => m != "_U"));
        foreach (var member in members)
        {
            if (
                !conceptWords.Members(dimension).Contains(member)
                && !(dimension == AgeBand.Dimension && tables.Brought.Members.ContainsKey(member))
            )
                words.Wrong("members", dimension, member, NearestWord.To(member, conceptWords.Members(dimension)));
            else if (areWhole && member != "_U")
                continue;
            else if (tables.Brought.Members.ContainsKey(member))
                words.Wrong("members", "Y_LT18, Y18T24, Y_GE25", member);
            // Anyone in two parts, or in the whole itself, would be counted twice.
            else if (
                member == BreakdownDimensions.Total
                || taxonomy.FindMember(dimension, member) is { InPartition: false }
                || members.Count(m => m == member) > 1
            )
                words.Wrong("members", string.Join(", ", members.Where(m => m != member)), member);
            else if (ParentsOf(dimension, member).FirstOrDefault(members.Contains) is { } wider)
                words.Wrong("members", string.Join(", ", members.Where(m => m != wider)), wider);
        }
    }

    private IEnumerable<string> ParentsOf(string dimension, string member)
    {
        for (var at = taxonomy.FindMember(dimension, member)?.Parent; at is not null; at = taxonomy.FindMember(dimension, at)?.Parent)
            yield return at;
    }

    public CoverageRule? Covers(YamlWords? words)
    {
        if (words is null)
            return null;
        var area = words.Text("area", true) ?? "";
        if (taxonomy.FindArea(area) is null)
            words.Wrong("area", "countries.csv, subdivisions.csv", area, NearestWord.To(area, taxonomy.Areas.Select(a => a.Code)));
        var level = words.OneOf("level", ConceptWords.Levels, true) ?? AreaLevel.Subdivision;
        var absent = words.Text("absent");
        if (absent is not (null or "zero"))
            words.Wrong("absent", "zero", absent, "zero");
        var absentIsZero = absent == "zero";
        var parts = words.Text("parts");
        var codes = parts is null ? [] : PartsOf(parts, area, words);
        if (parts is null == !absentIsZero)
            words.Wrong("covers", "parts, absent: zero");
        var covers = new CoverageRule(area, level, codes, absentIsZero, words.Text("from"), words.Text("to"));
        words.Finish();
        return covers;
    }

    /// <summary>The codes of the areas that a label table lists as parts of an area.</summary>
    private List<string> PartsOf(string file, string area, YamlWords words)
    {
        if (
            tables.Read(file, words.At("parts")) is not { } table
            || table.Concepts.ToList().IndexOf(Concepts.RefArea) is not (>= 0 and var at)
        )
            return [];
        return
        [
            .. table
                .Rows.Where(r => !r.LeftOut)
                .Select(r => r.Codes[at])
                .Where(c => c != area && !tables.IsUnspecified(c))
                .Distinct(StringComparer.Ordinal),
        ];
    }

    public SumRule SumRuleOf(YamlWords words)
    {
        var over = words.Text("over", true) ?? "";
        if (over != Concepts.RefArea && BreakdownDimensions.IndexOf(over) < 0)
            words.Wrong(
                "over",
                $"{Concepts.RefArea}, {string.Join(", ", BreakdownDimensions.All)}",
                over,
                NearestWord.To(over, [Concepts.RefArea, .. BreakdownDimensions.All])
            );
        var whole = words.Text("whole", true);
        var indicators = words.Texts("indicators");
        foreach (var indicator in indicators.Where(i => taxonomy.FindIndicator(i) is null))
            words.Wrong("indicators", "indicators.csv", indicator, NearestWord.To(indicator, taxonomy.Indicators.Select(i => i.Code)));
        var rule = new SumRule(
            over,
            whole == "parent" ? null : whole,
            indicators,
            words.OneOf("severity", RowWords.Severities, true) ?? Severity.Blocking,
            words.Decimal("tolerance") ?? 0,
            []
        );
        words.Finish();
        return rule;
    }

    private static string DimensionOf(YamlWords words)
    {
        var dimension = words.Text("dimension", true) ?? "";
        if (BreakdownDimensions.IndexOf(dimension) < 0)
            words.Wrong(
                "dimension",
                string.Join(", ", BreakdownDimensions.All),
                dimension,
                NearestWord.To(dimension, BreakdownDimensions.All)
            );
        return dimension;
    }
}
