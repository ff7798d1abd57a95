using Observatory.Core.Suggesting;
using Observatory.Tests.Support;
using Xunit;

namespace Observatory.Tests.Suggesting;

/// <summary>The small files of <c>cases/</c> on which <c>mappings suggest</c> went wrong, with what is right.</summary>
public sealed class SuggestedCasesTests
{
    [SharedFact]
    public void Provinces_as_abbreviated_headings_are_areas_in_columns_and_asked()
    {
        var file = SuggestedFile.Shared("cases/mapping/suggest-abbreviated-areas/table_2016.csv", "CAN");
        Assert.Equal(
            ["CAN", "CA-NL", "CA-PE", "CA-NS", "CA-NB", "CA-QC", "CA-ON", "CA-MB", "CA-SK", "CA-AB", "CA-BC"],
            file.Table.Wide.Select(w => w.Facet!.Area)
        );
        Assert.All(file.Table.Wide, w => Assert.Null(w.Facet!.Sex));
        Assert.Contains("question: Headings such as N.L.", file.Mapping, StringComparison.Ordinal);
        Assert.Equal(66, file.Loaded);
    }

    [SharedFact]
    public void A_heading_that_begins_with_number_of_is_the_figures()
    {
        var file = SuggestedFile.Shared("cases/mapping/suggest-numero-de/cifras.csv", "INT");
        Assert.Equal(ColumnRole.Value, file.Column("Número de homicidios").Role);
        Assert.NotEqual("register", file.Table.Shape);
        Assert.Equal(21, file.Loaded);
        Assert.Contains(file.Figures, f =>
            f.StartsWith("OFFENCES_INC CHL 2015", StringComparison.Ordinal) && f.EndsWith(" 178", StringComparison.Ordinal)
        );
    }

    [SharedFact]
    public void The_codes_that_the_office_already_has_are_used()
    {
        var file = SuggestedFile.Shared("cases/mapping/suggest-second-national-code/uf.csv", "BRA", SuggestedFile.Shipped);
        Assert.Contains("Homicídio doloso,BRA_SINESP:HOM_DOL,", file.Text("national.csv"), StringComparison.Ordinal);
        Assert.DoesNotContain("HOMICIDIO_DOLOSO", file.Text("national.csv"), StringComparison.Ordinal);
        Assert.Equal(48, file.Loaded);
    }

    [SharedFact]
    public void The_column_of_names_of_areas_is_the_area_and_not_the_one_with_their_words()
    {
        var file = SuggestedFile.Shared("cases/files/suggest-area-column/register.csv", "URY");
        Assert.Equal([ColumnRole.Unknown, ColumnRole.Area, ColumnRole.Mechanism, ColumnRole.Date], file.Table.Columns.Select(c => c.Role));
        Assert.DoesNotContain("\"Lugar\", codes", file.Mapping, StringComparison.Ordinal);
        Assert.True(file.Loaded > 40, file.Said());
        Assert.DoesNotContain("Barrio 16", file.Text("sample.csv"), StringComparison.Ordinal);
    }

    [SharedFact]
    public void A_header_of_year_quarter_and_month_number_is_one_of_three_rows()
    {
        var file = SuggestedFile.Shared("cases/files/suggest-three-header-rows/reporte.xlsx", "CHL");
        Assert.Equal((7, 3, "M"), (file.Table.HeaderRow, file.Table.HeaderRows, file.Table.Frequency));
        Assert.Contains("headerRow: 5, headerRows: 3", file.Mapping, StringComparison.Ordinal);
        Assert.Equal(120, file.Loaded);
        Assert.Contains(file.Figures, f =>
            f.StartsWith("OFFENCES_INC CHL 2023-12", StringComparison.Ordinal)
            && f.Contains(":HOMICIDIOS", StringComparison.Ordinal)
            && f.EndsWith(" 785", StringComparison.Ordinal)
        );
    }

    [SharedFact]
    public void Columns_under_a_heading_Total_that_is_no_sum_are_figures()
    {
        var file = SuggestedFile.Shared("cases/files/suggest-total-heading/prisoners.csv", "PAN");
        Assert.True(file.Asks("ask.totalKept"));
        Assert.Equal(16, file.Loaded);
        Assert.Contains("OFFENCES_INC PA-3 2022 310", file.Figures);
        Assert.Contains("OFFENCES_INC PA-3 2022 OFFENCE=TO_BE_NAMED:SENTENCED 200", file.Figures);
        Assert.Empty(file.Draft!.Reading.Findings.Kept);
    }

    [SharedTheory]
    [InlineData("half-lost.csv", "1339")]
    [InlineData("lost.csv", "1463")]
    [InlineData("no-table.csv", null)]
    public void Rows_of_a_member_called_Total_are_rows_like_others(string name, string? figure)
    {
        var file = SuggestedFile.Shared("cases/files/suggest-total-member/" + name, "INT");
        Assert.DoesNotContain("total-row", file.Mapping, StringComparison.Ordinal);
        Assert.Empty(file.Table.Totals);
        Assert.True(file.Loaded > 0, file.Said());
        if (figure is not null)
            Assert.Contains(file.Figures, f => f.EndsWith(" " + figure, StringComparison.Ordinal));
    }

    [SharedFact]
    public void A_total_that_is_given_several_times_is_never_added_up()
    {
        var file = SuggestedFile.Shared("cases/files/suggest-total-member/lost.csv", "INT");
        Assert.DoesNotContain("combine:", file.Mapping, StringComparison.Ordinal);
        Assert.DoesNotContain(file.Figures, f => f.EndsWith(" 2729", StringComparison.Ordinal));
    }

    [SharedFact]
    public void Rates_that_a_unit_column_tells_from_counts_are_left_out()
    {
        var file = SuggestedFile.Shared("cases/files/suggest-unit-column/victims.csv", "INT");
        Assert.Equal(ColumnRole.Unit, file.Column("Unit of measurement").Role);
        Assert.True(file.Asks("ask.rateRows"));
        Assert.Equal(4, file.Loaded);
        Assert.Contains(file.Figures, f =>
            f.StartsWith("OFFENCES_VICT JAM 2019", StringComparison.Ordinal) && f.EndsWith(" 1339", StringComparison.Ordinal)
        );
    }

    [SharedFact]
    public void Dates_that_a_spreadsheet_turned_round_are_asked_and_not_read()
    {
        var file = SuggestedFile.Shared("cases/files/swapped-dates/enero-mayo.csv", "PAN");
        Assert.Null(file.Table.DateFormat);
        Assert.True(file.Asks("ask.dateTurned"));
        Assert.DoesNotContain("dateFormat", file.Mapping, StringComparison.Ordinal);
        Assert.Equal(0, file.Loaded);
    }
}
