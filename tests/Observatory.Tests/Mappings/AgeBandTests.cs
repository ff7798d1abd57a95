using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Plausibility;
using Observatory.Core.Taxonomy;
using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>Age groups that offices use and the taxonomy has not.</summary>
public sealed class AgeBandTests
{
    private const string Age = "AGE: { column: age, codes: ages.csv }";

    [Theory]
    [InlineData("Y18T24", "Y_GE18", "18 to 24", "18 a 24 años")]
    [InlineData("Y_LT5", "Y0T9", "Under 5", "Menores de 5 años")]
    [InlineData("Y12T16", "Y_LT18", "12 to 16", "12 a 16 años")]
    [InlineData("Y15T24", "_T", "15 to 24", "15 a 24 años")]
    [InlineData("Y_GE65", "Y_GE60", "65 and over", "65 años o más")]
    public void A_band_of_the_offices_own_is_kept_below_the_band_that_holds_it_and_in_no_partition(
        string code,
        string parent,
        string en,
        string es
    )
    {
        var mapping = Feed.Mapping(Feed.Yaml(null, Age), ("ages.csv", $"age,AGE\nx,{code}\n"));
        var member = mapping.Brought.Members[code];
        Assert.Equal(
            ("AGE", parent, false, en, es),
            (member.Dimension, member.Parent, member.InPartition, member.Label.En, member.Label.Es)
        );
        Assert.Equal([$"HOM_INC ARG 2016 AGE={code} 5"], Feed.Figures(mapping, "year,area,age,n\n2016,ARG,x,5\n"));
    }

    [Theory]
    [InlineData("Y24T18", "")]
    [InlineData("Y18T18", "")]
    [InlineData("Y18T240", "")]
    [InlineData("Y_LT0", "")]
    [InlineData("Y_GE0", "")]
    [InlineData("Y18-24", "")]
    [InlineData("Y0T17", "Y_LT18")]
    [InlineData("Y0T14", "Y_LT15")]
    [InlineData("Y_LT10", "Y0T9")]
    [InlineData("Y0T4", "Y_LT5")]
    [InlineData("Y018T24", "Y18T24")]
    [InlineData("Y_LT05", "Y_LT5")]
    public void A_code_that_is_no_band_or_another_code_of_a_known_one_is_refused(string code, string nearest)
    {
        var fault = Feed.OnlyFault(Feed.Yaml(null, Age), ("ages.csv", $"age,AGE\nx,{code}\n"));
        Assert.Equal((FindingCodes.TableCodeUnknown, code), (fault.Code, fault.Arguments["code"]));
        if (nearest.Length > 0)
            Assert.Equal(nearest, fault.Arguments["nearest"]);
    }

    [Theory]
    [InlineData("18-24", "Y18T19", "Y18T24")]
    [InlineData("18 a 24 años", "Y20T24", "Y18T24")]
    [InlineData("De 15 à 19 ans", "Y15T17", "Y15T19")]
    [InlineData("18..24", "Y_LT18", "Y18T24")]
    [InlineData("0-17", "Y0T9", "Y_LT18")]
    public void A_label_that_names_other_ages_than_its_code_is_refused(string label, string code, string nearest)
    {
        var fault = Feed.OnlyFault(Feed.Yaml(null, Age), ("ages.csv", $"age,AGE\n{label},{code}\n"));
        Assert.Equal((FindingCodes.TableBandDiffers, code, nearest), (fault.Code, fault.Arguments["code"], fault.Arguments["nearest"]));
    }

    [Theory]
    [InlineData("18-24", "Y18T24")]
    [InlineData("18-24", "Y_GE18")]
    [InlineData("60-110", "Y_GE60")]
    [InlineData("0 a 11 meses", "Y0T9")]
    [InlineData("Grupo 2, 18-24", "Y15T17")]
    [InlineData("Mayores", "Y_GE18")]
    public void A_label_that_names_ages_within_its_code_or_something_else_is_not(string label, string code) =>
        Feed.Mapping(Feed.Yaml(null, Age), ("ages.csv", $"age,AGE\n\"{label}\",{code}\n"));

    [Fact]
    public void Months_beside_years_are_not_compared() =>
        Feed.Mapping(
            Feed.Yaml(null, "AGE: { columns: [unit, age], codes: ages.csv }"),
            ("ages.csv", "unit,age,AGE\nmeses,0..20,Y0T9\naños,0..9,Y0T9\n")
        );

    [Fact]
    public void A_band_of_its_own_is_never_added_to_bands_that_overlap_it()
    {
        var mapping = Feed.Mapping(Feed.Yaml(null, Age), ("ages.csv", "age,AGE\nall,_T\na,Y18T19\nb,Y18T24\nc,Y_GE18\n"));
        var fine = Feed.Read(mapping, "year,area,age,n\n2016,ARG,all,10\n2016,ARG,a,4\n2016,ARG,b,9\n2016,ARG,c,10\n");
        FigureChecks.Run(fine.Mapped!, Feed.Taxonomy);
        Assert.Empty(fine.Findings.Kept.Select(Feed.Said));
        var more = Feed.Read(mapping, "year,area,age,n\n2016,ARG,all,10\n2016,ARG,b,11\n");
        FigureChecks.Run(more.Mapped!, Feed.Taxonomy);
        Assert.Equal([FindingCodes.PartsExceed], more.Findings.Kept.Select(f => f.Code));
    }

    [Fact]
    public void Bands_that_leave_no_age_out_are_a_whole()
    {
        const string ages = "age,AGE\n0-17,Y_LT18\n18-24,Y18T24\nolder,Y_GE25\nunknown,_U\n";
        var mapping = Feed.Mapping(
            Feed.Yaml("partitions: { dimension: AGE, members: [Y_LT18, Y18T24, Y_GE25, _U] }", Age),
            ("ages.csv", ages)
        );
        Assert.Equal(
            ["Y_LT18", "Y18T24", "Y_GE25", "_U"],
            Assert.Single(Feed.Read(mapping, "year,area,age,n\n2016,ARG,0-17,1\n").Mapped!.Partitions).Members
        );
    }

    [Theory]
    [InlineData("Y_LT18, Y18T24")]
    [InlineData("Y_LT18, Y18T24, Y_GE24")]
    [InlineData("Y_LT18, Y18T24, Y_GE26")]
    [InlineData("Y_LT18, Y18T24, Y_GE18")]
    public void Bands_that_overlap_or_leave_an_age_out_are_none(string members)
    {
        const string ages = "age,AGE\n18-24,Y18T24\nb,Y_GE24\nc,Y_GE25\nd,Y_GE26\n";
        var (mapping, findings) = MappingReader.Read(
            Feed.Folder(Feed.Yaml($"partitions: {{ dimension: AGE, members: [{members}] }}", Age), ("ages.csv", ages)),
            Feed.Taxonomy
        );
        Assert.Null(mapping);
        Assert.All(findings, f => Assert.Equal(("members", FindingCodes.MappingValueWrong), (f.Arguments["word"], f.Code)));
    }

    [Theory]
    [InlineData("0-9 años de edad", "Y0T9")]
    [InlineData("0-4", "Y_LT5")]
    [InlineData("0-0", "Y_LT1")]
    [InlineData("18-24", "Y18T24")]
    [InlineData("60-130", "Y60T130")]
    [InlineData("18-18", null)]
    [InlineData("24-18", null)]
    [InlineData("60-999", null)]
    public void A_label_names_a_band_whose_code_is_taken_again_or_none(string label, string? code)
    {
        var band = AgeBand.OfLabel(label);
        Assert.Equal(code, band?.Code);
        if (code is not null)
        {
            Assert.Equal(band, AgeBand.OfCode(code));
            Feed.Mapping(Feed.Yaml(null, Age), ("ages.csv", $"age,AGE\n{label},{code}\n"));
        }
    }

    [Theory]
    [InlineData("Y18T24", "Y25T29", "Y18T29", false)]
    [InlineData("Y_LT18", "Y_GE18", "Y_GE60", false)]
    [InlineData("Y_LT18", "Y18T24", "Y_GE25", true)]
    [InlineData("Y_LT18", "Y_GE18", "_U", true)]
    public void A_total_over_bands_of_which_one_lies_in_another_is_refused(string one, string other, string third, bool isFine)
    {
        var ages = ("ages.csv", $"age,AGE\na,{one}\nb,{other}\nc,{third}\n");
        const string words = "totalOver: AGE\ncombine: sum";
        if (isFine)
            Assert.Contains(
                "HOM_INC ARG 2016 6",
                Feed.Figures(Feed.Mapping(Feed.Yaml(words, Age), ages), "year,area,age,n\n2016,ARG,a,1\n2016,ARG,b,2\n2016,ARG,c,3\n")
            );
        else
            Assert.Equal(
                (FindingCodes.MappingValueWrong, "totalOver", "AGE"),
                Feed.OnlyFault(Feed.Yaml(words, Age), ages) is var fault
                    ? (fault.Code, fault.Arguments["word"], fault.Arguments["value"])
                    : default
            );
        Feed.Mapping(Feed.Yaml("totalOver: AGE\nidenticalRows: keep", Age, "OBS_VALUE: { count: n }"), ages);
    }

    [Fact]
    public void Nobody_is_twice_among_the_parts_of_a_whole()
    {
        var (mapping, findings) = MappingReader.Read(
            Feed.Folder(
                Feed.Yaml("partitions: { dimension: AGE, members: [Y_LT18, Y_GE18, _U, _U] }", Age),
                ("ages.csv", "age,AGE\na,Y_LT18\n")
            ),
            Feed.Taxonomy
        );
        Assert.Null(mapping);
        Assert.All(findings, f =>
            Assert.Equal((FindingCodes.MappingValueWrong, "members", "_U"), (f.Code, f.Arguments["word"], f.Arguments["value"]))
        );
    }

    [Fact]
    public void Every_band_of_the_taxonomy_has_its_own_code() =>
        Assert.All(Feed.Taxonomy.FindDimension("AGE")!.Members.Where(m => AgeBand.OfCode(m.Code) is not null), m =>
            Assert.Equal(m.Code, AgeBand.OfCode(m.Code)!.Code)
        );
}
