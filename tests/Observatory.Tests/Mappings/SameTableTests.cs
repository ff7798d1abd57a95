using System.Globalization;
using Observatory.Core.Mappings;
using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>One table written in several layouts gives the same figures: nothing but the mapping knows how it lies.</summary>
public sealed class SameTableTests
{
    private static readonly string[] Areas = ["AR-B", "AR-C", "AR-X"];
    private static readonly string[] Offences = ["HOM_INC", "ROBBERY", "THEFT"];
    private static readonly int[] Months = [1, 2, 3, 12];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Long_wide_crosstab_sectioned_and_turned_tables_give_the_same_figures(int seed)
    {
        var random = new Random(seed);
        var table = new Dictionary<(string Area, string Offence, int Month), int?>();
        foreach (var area in Areas)
        foreach (var offence in Offences)
        foreach (var month in Months)
            table[(area, offence, month)] = random.Next(5) == 0 ? null : random.Next(1000);
        var expected = Feed.Figures(Long(table));
        Assert.NotEmpty(expected);
        Assert.Equal(expected, Feed.Figures(WideMonths(table)));
        Assert.Equal(expected, Feed.Figures(WideOffences(table)));
        Assert.Equal(expected, Feed.Figures(WideAreas(table)));
        Assert.Equal(expected, Feed.Figures(Crosstab(table, transposed: false)));
        Assert.Equal(expected, Feed.Figures(Crosstab(table, transposed: true)));
        Assert.Equal(expected, Feed.Figures(Sections(table)));
        Assert.Equal(expected, Feed.Figures(Blocks(table)));
        Assert.Equal(expected, Feed.Figures(Records(table)));
    }

    private static MappedFile Long(Dictionary<(string Area, string Offence, int Month), int?> table) =>
        Read(
            Feed.Yaml(null, "FREQ: { value: M }", "TIME_PERIOD: { pattern: \"2016-{month:02}\" }", "INDICATOR: { column: offence }"),
            [
                ["month", "area", "offence", "n"],
                .. table.Select(t => new[] { Text(t.Key.Month), t.Key.Area, t.Key.Offence, Text(t.Value) }),
            ]
        );

    private static MappedFile WideMonths(Dictionary<(string Area, string Offence, int Month), int?> table) =>
        Read(
            Feed.Yaml(
                "unpivot: { Ene: \"01\", Feb: \"02\", Mar: \"03\", Dic: \"12\" }",
                "FREQ: { value: M }",
                "TIME_PERIOD: { pattern: \"2016-{unpivoted}\" }",
                "INDICATOR: { column: offence }",
                "OBS_VALUE: { unpivoted: true }"
            ),
            [
                ["area", "offence", "Ene", "Feb", "Mar", "Dic"],
                .. Areas.SelectMany(a => Offences.Select(o => new[] { a, o }.Concat(Months.Select(m => Text(table[(a, o, m)]))).ToArray())),
            ]
        );

    private static MappedFile WideOffences(Dictionary<(string Area, string Offence, int Month), int?> table) =>
        Read(
            Feed.Yaml(
                "unpivotMatching: { pattern: '^[A-Z_]+$' }",
                "FREQ: { value: M }",
                "TIME_PERIOD: { pattern: \"2016-{month:02}\" }",
                "INDICATOR: { unpivoted: true }",
                "OBS_VALUE: { unpivoted: true }"
            ),
            [
                ["area", "month", .. Offences],
                .. Areas.SelectMany(a =>
                    Months.Select(m => new[] { a, Text(m) }.Concat(Offences.Select(o => Text(table[(a, o, m)]))).ToArray())
                ),
            ]
        );

    private static MappedFile WideAreas(Dictionary<(string Area, string Offence, int Month), int?> table) =>
        Read(
            Feed.Yaml(
                "unpivotMatching: { pattern: '^AR-' }",
                "FREQ: { value: M }",
                "TIME_PERIOD: { pattern: \"2016-{month:02}\" }",
                "REF_AREA: { unpivoted: true }",
                "INDICATOR: { column: offence }",
                "OBS_VALUE: { unpivoted: true }"
            ),
            [
                ["offence", "month", .. Areas],
                .. Offences.SelectMany(o =>
                    Months.Select(m => new[] { o, Text(m) }.Concat(Areas.Select(a => Text(table[(a, o, m)]))).ToArray())
                ),
            ]
        );

    /// <summary>Offences over months in the header, a merged cell over each.</summary>
    private static MappedFile Crosstab(Dictionary<(string Area, string Offence, int Month), int?> table, bool transposed)
    {
        string[][] rows =
        [
            ["area", .. Offences.SelectMany(o => Months.Select((_, i) => i == 0 ? o : ""))],
            ["", .. Offences.SelectMany(_ => Months.Select(Text))],
            .. Areas.Select(a => new[] { a }.Concat(Offences.SelectMany(o => Months.Select(m => Text(table[(a, o, m)])))).ToArray()),
        ];
        if (transposed)
            rows = [.. Enumerable.Range(0, rows[0].Length).Select(c => rows.Select(r => r[c]).ToArray())];
        return Read(
            Feed.Yaml(
                $"dialect: {{ headerRows: 2, transpose: {(transposed ? "true" : "false")} }}\n"
                    + $"unpivotMatching: {{ header: 2, pattern: '^\\d+$' }}",
                "FREQ: { value: M }",
                "TIME_PERIOD: { pattern: \"2016-{header.2:02}\" }",
                "INDICATOR: { header: 1 }",
                "OBS_VALUE: { unpivoted: true }"
            ),
            rows
        );
    }

    /// <summary>A row with an area above its offences, and the area only in the first of merged cells.</summary>
    private static MappedFile Sections(Dictionary<(string Area, string Offence, int Month), int?> table) =>
        Read(
            Feed.Yaml(
                "sections:\n  - { where: { month: { empty: true } }, column: what, fact: area }\nfillDown: what",
                "FREQ: { value: M }",
                "TIME_PERIOD: { pattern: \"2016-{month:02}\" }",
                "REF_AREA: { column: fact.area }",
                "INDICATOR: { column: what }"
            ),
            [
                ["what", "month", "n"],
                .. Areas.SelectMany(a =>
                    Offences
                        .SelectMany(o => Months.Select((m, i) => new[] { i == 0 ? o : "", Text(m), Text(table[(a, o, m)]) }))
                        .Prepend([a, "", ""])
                ),
            ]
        );

    private static MappedFile Blocks(Dictionary<(string Area, string Offence, int Month), int?> table) =>
        Read(
            Feed.Yaml(
                "dialect: { repeats: true }\nstopAt: { \"*\": { empty: true } }\nfacts:\n"
                    + "  - { in: title, pattern: 'Delito: (?<offence>\\w+)' }",
                "FREQ: { value: M }",
                "TIME_PERIOD: { pattern: \"2016-{month:02}\" }",
                "INDICATOR: { column: fact.offence }"
            ),
            [
                .. Offences.SelectMany(o =>
                    new string[][] { [$"Delito: {o}"], ["month", "area", "n"] }
                        .Concat(Areas.SelectMany(a => Months.Select(m => new[] { Text(m), a, Text(table[(a, o, m)]) })))
                        .Append([])
                ),
            ]
        );

    /// <summary>A row for each event; where there was none the long table says zero, so zeros come from no record.</summary>
    private static MappedFile Records(Dictionary<(string Area, string Offence, int Month), int?> table) =>
        Read(
            Feed.Yaml(
                "identicalRows: keep\nmarks:\n  - { text: none, OBS_VALUE: 0 }\ncombine: sum",
                "FREQ: { value: M }",
                "TIME_PERIOD: { pattern: \"2016-{month:02}\" }",
                "INDICATOR: { column: offence }"
            ),
            [
                ["month", "area", "offence", "n"],
                .. table
                    .Where(t => t.Value is not null)
                    .SelectMany(t =>
                        t.Value == 0
                            ?
                            [
                                [Text(t.Key.Month), t.Key.Area, t.Key.Offence, "none"],
                            ]
                            : Enumerable.Repeat(new[] { Text(t.Key.Month), t.Key.Area, t.Key.Offence, "1" }, t.Value!.Value)
                    ),
            ]
        );

    private static MappedFile Read(string yaml, IReadOnlyList<string[]> rows)
    {
        var file = Feed.ReadSheets(Feed.Mapping(yaml), ("T", [.. rows]));
        Assert.Empty(file.Findings.Kept.Where(f => f.Severity != Core.Checking.Severity.Note).Select(Feed.Said));
        Assert.True(file.Accounting.Balances);
        return file;
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "";
}
