using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Series;
using Observatory.Tests.Documentation;
using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>
/// Every word that may stand beside a source, for every concept and every kind of source: it changes what is read of a table that has
/// something for each of them, or the mapping is refused with a message that names it.
/// </summary>
public sealed class SourceWordTests
{
    private static readonly string[] Kinds = ["value", "column", "columns", "unpivoted", "header", "pattern", "count", "distinct"];

    /// <summary>Texts that stand in a column, and as headings of columns that become rows: each word has one that it acts on.</summary>
    private static readonly string[] Texts =
    [
        "2016",
        "03/02/2016",
        "2016 enero - junio",
        "2015/16",
        "ARG",
        "ARG:06441",
        "HOM_INC",
        "5",
        "2.5",
        "free text",
    ];

    private static readonly Lazy<IReadOnlyList<string>> Words = new(() =>
        [
            .. MappingGrammar
                .AskedWords(MappingReader.FileName)
                .Where(w => w.Place == "source")
                .Select(w => w.Word)
                .Except(Kinds)
                .Order(StringComparer.Ordinal),
        ]
    );

    public static TheoryData<string> All => [.. Concepts.All];

    [Theory]
    [MemberData(nameof(All))]
    public void A_word_beside_a_source_acts_or_is_refused(string concept)
    {
        var idle = new List<string>();
        var tried = 0;
        foreach (var kind in Kinds)
        {
            foreach (var word in Words.Value.Where(w => !(kind == "columns" && w == "codes")))
            {
                // A base is of rates, and what a type says of fractions is of counts.
                var indicator = word == "base" ? "HOM_RATE" : "HOM_INC";
                if (Outcome(concept, kind, indicator, null).Outcome is not { } usual)
                    continue;
                tried++;
                var (said, refused) = Outcome(concept, kind, indicator, word);
                var isNamed = refused.Any(f => f.Arguments.Values.Any(v => v == word || (word == "base" && v == Said(word))));
                if (said is null ? !isNamed : said == usual)
                    idle.Add(
                        $"{kind}, {word}"
                            + (
                                said is null
                                    ? " is refused, but not named: " + string.Join("; ", refused.Select(Feed.Said))
                                    : " changes nothing"
                            )
                    );
            }
        }
        Assert.True(tried > 0, "Every source is refused, and no word was tried.");
        Assert.True(idle.Count == 0, string.Join("\n", idle));
    }

    private static (string? Outcome, IReadOnlyList<Finding> Refused) Outcome(string concept, string kind, string indicator, string? word)
    {
        var ofCell = kind is "unpivoted" or "header";
        var isValue = concept == Concepts.ObsValue;
        var source = kind switch
        {
            "value" => $"value: {ValueOf(concept)}",
            "column" => isValue ? "column: n" : "column: c",
            "columns" => "columns: [c, year], codes: two.csv",
            "unpivoted" => "unpivoted: true",
            "header" => "header: 1",
            "pattern" => "pattern: \"{c}\"",
            _ => $"{kind}: c",
        };
        var lines = new List<string> { $"{concept}: {{ {source}{(word is null ? "" : $", {word}: {Said(word)}")} }}" };
        if (ofCell && !isValue)
            lines.Add("OBS_VALUE: { unpivoted: true }");
        if (isValue)
            lines.Add($"INDICATOR: {{ value: {indicator} }}");
        var yaml = Feed.Yaml(
            (kind is "count" or "distinct" ? "" : "dialect: { decimalChar: \".\" }\n")
                + "identicalRows: keep\nremarks: { NOTE: x }\nnotes: { x: { en: X, es: X, fr: X, pt: X } }\n"
                + (ofCell ? $"unpivot: [{string.Join(", ", Texts.Select(t => $"\"{t}\""))}]" : ""),
            [.. lines]
        );
        var (mapping, findings) = MappingReader.Read(
            Feed.Folder(
                yaml,
                ("one.csv", $"c,{concept}\n{Texts[0]},{ValueOf(concept)}\n"),
                ("two.csv", $"c,year,{concept}\n{Texts[0]},*,{ValueOf(concept)}\n")
            ),
            Feed.Taxonomy
        );
        if (mapping is null)
            return (null, findings);
        var csv =
            $"year;area;c;n;{string.Join(';', Texts)}\n"
            + string.Concat(
                Texts.Select((t, i) => $"{2000 + i};ARG;{t};{Number(i)};{string.Join(';', Texts.Select((_, j) => Number(i + j)))}\n")
            );
        var reading = Feed.Read(mapping, csv);
        var file = reading.Mapped!;
        return (
            string.Join(
                '\n',
                [
                    .. Feed.Figures(file),
                    .. reading.Findings.Kept.Select(Feed.Said),
                    .. file.Observations.Select(o =>
                        $"{file.Attributes[o.Attributes]} {o.Lower} {o.Upper} {file.Providers[o.Key.Provider]}"
                    ),
                    .. file.BroughtAreas.Keys,
                ]
            ),
            []
        );
    }

    /// <summary>Every other number has a fraction.</summary>
    private static string Number(int at) => at % 2 == 0 ? $"{at}" : $"{at}.5";

    /// <summary>A value of each word; one that is new and not here fails where it is asked for.</summary>
    private static string Said(string word) =>
        word switch
        {
            "codes" => "one.csv",
            "without" => "'[e0G]'",
            "take" => "2",
            "pad" => "30",
            "dateFormat" => "dd/MM/yyyy",
            "partial" => "P",
            "fiscalYear" => "{ startMonth: 7, namedBy: start, NOTE: x }",
            "verbatim" => "true",
            "type" => "decimal",
            "define" => "{ level: municipality, name: area, parent: { value: AR-B } }",
            "base" => "x",
            _ => throw new NotSupportedException($"Say a value of the word {word} here."),
        };

    private static string ValueOf(string concept) =>
        concept switch
        {
            Concepts.Freq => "A",
            Concepts.TimePeriod => "2016",
            Concepts.RefArea => "AR-B",
            Concepts.Indicator => "ROBBERY",
            Concepts.UnitMeasure => "PERSONS",
            Concepts.ObsStatus => "P",
            Concepts.ConfStatus => "C",
            Concepts.Note => "x",
            Concepts.DataProvider => "CHL_CEAD",
            Concepts.UnitMult => "3",
            BreakdownDimensions.Offence => "ARG_SNIC:x",
            _ => Feed.Taxonomy.FindDimension(concept)?.Members.First(m => m.Code != BreakdownDimensions.Total).Code ?? "1",
        };
}
