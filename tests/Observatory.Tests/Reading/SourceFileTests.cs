using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Xunit;
using static Observatory.Tests.Reading.Files;

namespace Observatory.Tests.Reading;

public sealed class SourceFileTests
{
    [Fact]
    public void A_refused_file_does_not_open() =>
        Assert.Equal(FindingCodes.FileEmpty, Unreadable(() => SourceFile.Open(Stream(""), "x.csv", ReadLimits.Default)).Code);

    [Fact]
    public void A_text_file_has_one_sheet_without_a_name()
    {
        var file = SourceFile.Open(Stream("a;b\n1;2\n"), "x.csv", ReadLimits.Default);
        Assert.Equal([""], file.SheetNames(default));
        Assert.Equal(2, file.Rows("", default).Count());
    }

    [Fact]
    public void Rows_can_be_read_again()
    {
        var file = SourceFile.Open(Stream("a;b\n1;2\n"), "x.csv", ReadLimits.Default);
        Assert.Equal(file.Rows(default).Count(), file.Rows(default).Count());
    }

    [Fact]
    public void One_sheet_of_a_workbook_is_read_by_its_name()
    {
        var file = SourceFile.Open(Xlsx("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"), "x.xlsx", ReadLimits.Default);
        Assert.Equal(["Datos"], file.SheetNames(default));
        Assert.Equal("Datos", Assert.Single(file.Rows("Datos", default)).Sheet);
        Assert.Empty(file.Rows("datos", default));
    }

    [Fact]
    public void A_mapping_may_say_how_the_file_is_written()
    {
        var file = SourceFile.Open(Stream("a;b,c\n"), "x.csv", ReadLimits.Default);
        Assert.Equal("a;b", file.As(file.Dialect with { Delimiter = ',' }).Rows(default).Single()[1]);
    }
}
