using Observatory.Core.Reading;
using Xunit;

namespace Observatory.Tests.Reading;

public sealed class SubmittedSheetTests
{
    [Theory]
    [InlineData("", "a.csv", "")]
    [InlineData("Hoja1", "a.csv", "Hoja1")]
    public void Alone_a_file_has_its_own_sheets(string sheet, string file, string inside) =>
        Assert.Equal(new SubmittedSheet(file, inside), SubmittedSheet.Of(sheet, ["a.csv"]));

    [Theory]
    [InlineData("a.csv", "a.csv", "")]
    [InlineData("[b.xlsx]Hoja [1]", "b.xlsx", "Hoja [1]")]
    [InlineData("[2020] final.csv", "[2020] final.csv", "")]
    [InlineData("[[2020] c.xls]T1", "[2020] c.xls", "T1")]
    [InlineData("mapping.yaml", "", "mapping.yaml")]
    public void Among_several_the_names_of_the_files_decide(string sheet, string file, string inside) =>
        Assert.Equal(new SubmittedSheet(file, inside), SubmittedSheet.Of(sheet, ["a.csv", "b.xlsx", "[2020] final.csv", "[2020] c.xls"]));
}
