using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>A code of an area must lie where the file says it lies.</summary>
public sealed class ParentTests
{
    private const string Departments = "code,REF_AREA\n05,CO-ANT\n50,CO-MET\n11,CO-DC\n25,CO-CUN\n";

    [Theory]
    [InlineData("ANTIOQUIA,05001,Uno", "META,50001,Dos", null)]
    [InlineData("ANTIOQUIA,50400,Uno", "META,50001,Dos", "C2")]
    [InlineData("ANTIOQUIA,05001,Uno", "ANTIOQUIA,50001,Dos", null)]
    [InlineData("CUNDINAMARCA,25001,Uno", "CUNDINAMARCA,11001,Dos", null)]
    public void A_column_with_the_names_of_departments_is_held_against_the_codes(string one, string other, string? where)
    {
        var reading = Feed.Read(Mapping(null), $"year,n,dep,code,name\n2016,1,{one}\n2016,2,{other}\n");
        Assert.Equal(where, reading.Findings.Kept.FirstOrDefault(f => f.Code == FindingCodes.ParentDiffers)?.Where?.A1);
        Assert.Equal(where is not null, reading.IsBlocked);
    }

    [Fact]
    public void A_column_of_towns_of_which_some_are_named_as_departments_says_nothing() =>
        Assert.DoesNotContain(
            Feed.Read(
                Mapping(null),
                "year,n,code,name\n2016,1,05001,Meta\n2016,2,50001,Antioquia\n2016,3,50002,Meta\n2016,4,50003,Acacías\n"
                    + "2016,5,50004,Granada\n2016,6,05002,Abejorral\n2016,7,05003,Bello\n"
            ).Findings.Kept,
            f => f.Code == FindingCodes.ParentDiffers
        );

    /// <summary>A column of birthplaces names departments too, but several for one town, or another for most.</summary>
    [Theory]
    [InlineData("ANTIOQUIA,05001,Uno\nMETA,05001,Uno\nMETA,50001,Dos\nANTIOQUIA,50001,Dos")]
    [InlineData("ANTIOQUIA,05001,Uno\nMETA,50001,Dos\nMETA,05002,Tres\nMETA,05003,Cuatro\nANTIOQUIA,50002,Cinco")]
    public void A_column_that_says_something_else_of_each_row_is_not_held_against_the_codes(string rows)
    {
        var reading = Feed.Read(
            Mapping(null),
            "year,n,dep,code,name\n" + string.Concat(rows.Split('\n').Select((r, i) => $"2016,{i + 1},{r}\n"))
        );
        Assert.DoesNotContain(reading.Findings.Kept, f => f.Code == FindingCodes.ParentDiffers);
        Assert.False(reading.IsBlocked);
    }

    [Fact]
    public void A_code_that_lost_its_zero_is_found_among_many_that_are_right()
    {
        var rows = Enumerable.Range(1, 30).Select(i => $"2016,1,ANTIOQUIA,05{i:000},Town {i}\n2016,1,META,50{i:000},Place {i}\n");
        var finding = Assert.Single(
            Feed.Read(
                Mapping(null),
                "year,n,dep,code,name\n" + string.Concat(rows) + "2016,1,ANTIOQUIA,50400,Uno\n2016,1,ANTIOQUIA,50400,Uno\n"
            ).Findings.Kept,
            f => f.Code == FindingCodes.ParentDiffers
        );
        Assert.Equal(("C62", "2"), (finding.Where!.Value.A1, finding.Arguments["count"]));
    }

    [Theory]
    [InlineData("D2")]
    [InlineData("C2")]
    public void A_parent_that_is_a_formula_without_its_value_blocks(string at)
    {
        GridRow[] rows =
        [
            new("a", 1, ["year", "n", "dep", "code", "name"]),
            new(
                "a",
                2,
                ["2016", "1", at == "C2" ? "=x" : "Antioquia", at == "D2" ? "=x" : "05001", "Uno"],
                [.. "ABCDE".Select(c => at[0] == c ? CellKind.Formula : CellKind.Text)]
            ),
        ];
        var mapped = new FileMapper(
            Mapping("agrees: { column: dep, codes: names.csv }"),
            Feed.Taxonomy,
            "x.xlsx",
            FileFormat.Xlsx,
            Feed.Today
        ).Map(rows);
        Assert.Contains(mapped.Findings.Kept, f => f.Code == FindingCodes.FormulaNotCalculated && f.Where!.Value.A1 == at);
        Assert.DoesNotContain(mapped.Findings.Kept, f => f.Code is FindingCodes.AreaUnknown or FindingCodes.ParentDiffers);
    }

    [Fact]
    public void A_row_that_names_another_parent_is_set_aside_where_the_mapping_says_that_both_must_agree()
    {
        var mapping = Mapping("agrees: { column: dep, codes: names.csv }");
        var reading = Feed.Read(
            mapping,
            "year,n,dep,code,name\n2016,1,Antioquia,50400,Uno\n2016,2,Meta,50001,Dos\n2017,3,Antioquia,50001,Dos\n"
        );
        Assert.Equal(["C2", "C4"], reading.Findings.Kept.Where(f => f.Code == FindingCodes.ParentDiffers).Select(f => f.Where!.Value.A1));
        Feed.Cells(reading.Mapped!, loaded: 1, leftOut: 0, setAside: 2);
    }

    [Fact]
    public void The_parent_may_come_from_a_pattern() =>
        Assert.Equal(
            "CO-MET",
            Feed.Read(
                    Feed.Mapping(
                        Feed.Yaml(
                            null,
                            "REF_AREA: { pattern: \"COL:{code}\", define: { level: municipality, name: name, parent: { pattern: "
                                + "\"{code:2}\", codes: d.csv } } }"
                        ),
                        ("d.csv", "x,REF_AREA\n50,CO-MET\n")
                    ),
                    "year,n,code,name\n2016,2,50001,Dos\n"
                )
                .Mapped!.BroughtAreas["COL:50001"]
                .Parent
        );

    private static Mapping Mapping(string? agrees) =>
        Feed.Mapping(
            Feed.Yaml(
                (agrees is null ? "ignore: { dep: the code says it }\n" : "") + "combine: sum",
                $"REF_AREA: {{ pattern: \"COL:{{code}}\", define: {{ level: municipality, name: name, parent: {{ column: code, "
                    + $"take: 2, codes: d.csv }}{(agrees is null ? "" : ", " + agrees)} }} }}"
            ),
            ("d.csv", Departments),
            ("names.csv", "dep,REF_AREA\nAntioquia,CO-ANT\nMeta,CO-MET\n")
        );
}
