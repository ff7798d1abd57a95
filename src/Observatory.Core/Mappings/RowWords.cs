using Observatory.Core.Checking;

namespace Observatory.Core.Mappings;

/// <summary>Reads the words about the rows of a table: those left out, sections, totals, and what is expected of their cells.</summary>
internal sealed class RowWords(ConceptWords conceptWords)
{
    /// <summary>The words for a finding's severity.</summary>
    public static readonly Dictionary<string, Severity> Severities = new()
    {
        ["note"] = Severity.Note,
        ["warning"] = Severity.Warning,
        ["blocking"] = Severity.Blocking,
    };

    private static readonly Dictionary<string, bool> Since = new() { ["header"] = false, ["last"] = true };
    private static readonly Dictionary<string, bool> Of = new() { ["above"] = false, ["below"] = true };

    public RowRule RowRuleOf(YamlWords words)
    {
        var rule = new RowRule(
            words.Text("rule", true) ?? "",
            conceptWords.Conditions(words.Words("where", true)),
            words.Text("because", true) ?? ""
        );
        words.Finish();
        return rule;
    }

    public TotalRule TotalOf(YamlWords words)
    {
        var total = new TotalRule(
            conceptWords.Conditions(words.Words("where", true)),
            words.Flag("required") ?? true,
            words.OneOf("since", Since) ?? false,
            words.OneOf("of", Of) ?? false
        );
        if (total.Below && words.Has("since"))
            words.Wrong("since", "of: above");
        words.Finish();
        return total;
    }

    public SectionRule SectionOf(YamlWords words)
    {
        var section = new SectionRule(
            conceptWords.Conditions(words.Words("where", true)),
            words.Text("column", true) ?? "",
            words.Text("fact", true) ?? ""
        );
        words.Finish();
        return section;
    }

    public static RowTotal RowTotalOf(YamlWords words)
    {
        var total = new RowTotal(
            words.Text("column", true) ?? "",
            words.Texts("of"),
            words.OneOf("severity", Severities, true) ?? Severity.Blocking,
            words.Decimal("tolerance") ?? 0
        );
        words.Finish();
        return total;
    }

    public static CellExpectation ExpectationOf(YamlWords words)
    {
        var expected = new CellExpectation(
            words.Text("column", true) ?? "",
            ConceptWords.Regex(words, "pattern"),
            words.Decimal("min"),
            words.Decimal("max"),
            words.OneOf("severity", Severities, true) ?? Severity.Warning
        );
        if (expected is { Pattern: null, Min: null, Max: null })
            words.Wrong("pattern", "pattern, min, max");
        words.Finish();
        return expected;
    }
}
