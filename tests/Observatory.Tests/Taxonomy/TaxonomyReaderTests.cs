using System.Text;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Taxonomy;
using Xunit;

namespace Observatory.Tests.Taxonomy;

public sealed class TaxonomyReaderTests
{
    private static readonly string[] Files =
    [
        "category-synonyms.csv",
        "countries.csv",
        "dimension-members.csv",
        "dimensions.csv",
        "group-members.csv",
        "groups.csv",
        "iccs.csv",
        "indicators.csv",
        "population.csv",
        "preferred-sources.csv",
        "providers.csv",
        "statuses.csv",
        "subdivisions.csv",
        "units.csv",
    ];

    public static TheoryData<string> EveryFile => [.. Files];

    [Fact]
    public void The_shipped_taxonomy_reads_without_a_finding()
    {
        var (catalogue, findings) = TaxonomyReader.Read(TaxonomyFolder.Shipped);
        Assert.Empty(findings);
        Assert.NotNull(catalogue);
    }

    [Theory]
    [MemberData(nameof(EveryFile))]
    public void A_missing_file_is_said_once_and_not_again_for_each_row_that_needs_it(string file)
    {
        var finding = TaxonomyFolder.OnlyFinding(TaxonomyFolder.Without(file));
        Assert.Equal(FindingCodes.TaxonomyFileMissing, finding.Code);
        Assert.Null(finding.Where);
        Assert.Equal(file, finding.Arguments["file"]);
    }

    [Fact]
    public void A_taxonomy_from_before_there_were_revisions_still_reads() =>
        Assert.Null(TaxonomyReader.Read(TaxonomyFolder.Without("revisions.csv")).Catalogue!.FindProvider("UN_WPP")!.Revision);

    [Fact]
    public void A_misnamed_file_is_named_as_the_nearest_to_the_missing_one()
    {
        var folder = TaxonomyFolder.Without("units.csv");
        var renamed = new Dictionary<string, ReadOnlyMemory<byte>>(folder.Files, StringComparer.Ordinal)
        {
            ["unit.csv"] = TaxonomyFolder.Shipped.Files["units.csv"],
        };
        var finding = TaxonomyFolder.OnlyFinding(folder with { Files = renamed });
        Assert.Equal("unit.csv", finding.Arguments["nearest"]);
    }

    [Theory]
    [InlineData(
        "indicators.csv",
        ",COUNT_VICTIMS,VICTIMS,",
        ",COUNT_VICTIM,VICTIMS,",
        "unit",
        "COUNT_VICTIM",
        "COUNT_VICTIMS",
        "units.csv"
    )]
    [InlineData(
        "indicators.csv",
        ",COUNT_VICTIMS,VICTIMS,",
        ",COUNT_VICTIMS,VICTIM,",
        "counting_unit",
        "VICTIM",
        "VICTIMS",
        "dimension-members.csv"
    )]
    [InlineData(
        "indicators.csv",
        "HOM_VICT / POP_TOT * 100000",
        "HOM_VCIT / POP_TOT * 100000",
        "formula",
        "HOM_VCIT",
        "HOM_VICT",
        "indicators.csv"
    )]
    [InlineData("indicators.csv", "POP_TOT[SEX=F]", "POP_TOT[SEX=G]", "formula", "SEX=G", "SEX=F", "dimension-members.csv")]
    [InlineData("indicators.csv", ",150,1,HOM_VICT\n", ",150,1,HOM_VICTS\n", "rate_of", "HOM_VICTS", "HOM_VICT", "indicators.csv")]
    [InlineData(
        "indicators.csv",
        "SEX;AGE;MECHANISM;RELATIONSHIP",
        "SEX;AGE;MECANISM;RELATIONSHIP",
        "dimensions",
        "MECANISM",
        "MECHANISM",
        "dimensions.csv"
    )]
    [InlineData(
        "indicators.csv",
        "POLICE;VITAL;PROSECUTOR;FORENSIC",
        "POLICE;VITALS;PROSECUTOR;FORENSIC",
        "sources",
        "VITALS",
        "VITAL",
        "dimension-members.csv"
    )]
    [InlineData("indicators.csv", ",0101,SES:homicidio,", ",01001,SES:homicidio,", "iccs_codes", "01001", "0101", "iccs.csv")]
    [InlineData("iccs.csv", "0101,2,01,", "0101,2,0I,", "parent", "0I", "", "iccs.csv")]
    [InlineData("dimension-members.csv", "AGE,Y10T14,Y_LT18,", "AGE,Y10T14,Y_LT81,", "parent", "Y_LT81", "Y_LT18", "dimension-members.csv")]
    [InlineData("dimension-members.csv", "DRUG,COCAINE,_T,", "DRUGS,COCAINE,,", "dimension", "DRUGS", "DRUG", "dimensions.csv")]
    [InlineData("countries.csv", "SOUTH_AMERICA,1948", "SOUTH AMERICA,1948", "subregion", "SOUTH AMERICA", "SOUTH_AMERICA", "groups.csv")]
    [InlineData("subdivisions.csv", "AG-03,ATG,", "AG-03,ATGG,", "country", "ATGG", "ATG", "countries.csv")]
    [InlineData("subdivisions.csv", "KN-01,KNA,KN-K,", "KN-01,KNA,KN-KK,", "parent", "KN-KK", "KN-K", "subdivisions.csv")]
    [InlineData("group-members.csv", "CARICOM,BHS", "CARICOMM,BHS", "group", "CARICOMM", "CARICOM", "groups.csv")]
    [InlineData("group-members.csv", "CARICOM,BHS", "CARICOM,BHSS", "area", "BHSS", "BHS", "countries.csv, subdivisions.csv")]
    [InlineData("providers.csv", "MEX_SESNSP,MEX,", "MEX_SESNSP,MXE,", "country", "MXE", "MEX", "countries.csv")]
    [InlineData(
        "providers.csv",
        ",PROSECUTOR,all,",
        ",PROSECUTER,all,",
        "source_system",
        "PROSECUTER",
        "PROSECUTOR",
        "dimension-members.csv"
    )]
    [InlineData("preferred-sources.csv", "MEX,*,MEX_SESNSP", "MEX,*,MEX_SENSP", "provider", "MEX_SENSP", "MEX_SESNSP", "providers.csv")]
    [InlineData("preferred-sources.csv", "*,HOM_VICT,", "*,HOM_VIC,", "indicator", "HOM_VIC", "HOM_VICT", "indicators.csv")]
    [InlineData("preferred-sources.csv", "COL,*,", "CÖLL,*,", "area", "CÖLL", "COL", "countries.csv, subdivisions.csv")]
    [InlineData("breaks.csv", "USA,RAPE,USA_FBI_UCR", "USAA,RAPE,USA_FBI_UCR", "area", "USAA", "USA", "countries.csv, subdivisions.csv")]
    [InlineData("breaks.csv", "USA,RAPE,USA_FBI_UCR", "USA,RAPES,USA_FBI_UCR", "indicator", "RAPES", "RAPE", "indicators.csv")]
    [InlineData("breaks.csv", "USA,RAPE,USA_FBI_UCR", "USA,RAPE,USA_FBI_URC", "provider", "USA_FBI_URC", "USA_FBI_UCR", "providers.csv")]
    [InlineData(
        "category-synonyms.csv",
        "Homicidio doloso,,HOM_VICT",
        "Homicidio doloso,,HOM_VITC",
        "indicator",
        "HOM_VITC",
        "HOM_VICT",
        "indicators.csv"
    )]
    [InlineData(
        "category-synonyms.csv",
        "MECHANISM=FIREARM,",
        "MECHANISM=FIREARMS,",
        "disaggregation",
        "MECHANISM=FIREARMS",
        "MECHANISM=FIREARM",
        "dimension-members.csv"
    )]
    [InlineData("population.csv", "ARG,1990,_T,_T,", "ARG,1990,_T,_TT,", "age", "_TT", "_T", "dimension-members.csv")]
    [InlineData("population.csv", "ARG,1990,_T,Y0T9,", "ARG,1990,_T,Y0T8,", "age", "Y0T8", "Y0T9", "dimension-members.csv")]
    [InlineData("population.csv", "ARG,1990,_T,Y0T9,", "ARG,1990,FF,Y0T9,", "sex", "FF", "", "dimension-members.csv")]
    [InlineData("population.csv", "ARG,1990,_T,_T,", "ARGG,1990,_T,_T,", "area", "ARGG", "ARG", "countries.csv")]
    public void A_reference_that_leads_nowhere_is_found_with_its_cell_and_the_nearest_word(
        string file,
        string text,
        string by,
        string column,
        string value,
        string nearest,
        string expected
    )
    {
        var finding = TaxonomyFolder.OnlyFinding(TaxonomyFolder.Replacing(file, text, by));

        Assert.Equal(FindingCodes.TaxonomyReference, finding.Code);
        Assert.Equal(Severity.Blocking, finding.Severity);
        Assert.Equal(new CellRef(file, TaxonomyFolder.LineOf(file, text), ColumnOf(file, column)), finding.Where);
        Assert.Equal(
            (file, column, value, nearest, expected),
            (
                finding.Arguments["file"],
                finding.Arguments["column"],
                finding.Arguments["value"],
                finding.Arguments["nearest"],
                finding.Arguments["expected"]
            )
        );
    }

    [Theory]
    [InlineData("units.csv", "Por 100\u00A0000 habitantes", "label_es")]
    [InlineData("statuses.csv", "Valeur normale", "label_fr")]
    [InlineData("dimensions.csv", "Mecanismo ou arma", "label_pt")]
    [InlineData("dimension-members.csv", "Menores de 18 años", "label_es")]
    [InlineData("groups.csv", "Comunidade Andina", "label_pt")]
    [InlineData("countries.csv", "Antigua-et-Barbuda", "name_fr")]
    [InlineData("providers.csv", "Organisation mondiale de la Santé", "name_fr", ", Observatoire mondial de la santé")]
    [InlineData("indicators.csv", "Intentional homicide victims", "label_en")]
    [InlineData("iccs.csv", "Homicídio intencional", "label_pt")]
    public void A_label_missing_in_one_language_is_found_in_its_cell(string file, string label, string column, string rest = "")
    {
        var quoted = rest.Length > 0;
        var text = quoted ? $"\"{label}{rest}\"" : "," + label;
        var finding = TaxonomyFolder.OnlyFinding(TaxonomyFolder.Replacing(file, text, quoted ? "" : ","));

        Assert.Equal(FindingCodes.TaxonomyLabel, finding.Code);
        Assert.Equal(new CellRef(file, TaxonomyFolder.LineOf(file, text), ColumnOf(file, column)), finding.Where);
        Assert.Equal(column, finding.Arguments["column"]);
    }

    [Theory]
    [InlineData("units.csv", "PERCENT,Percent,Porcentaje,Pourcentage,Percentual", "code", "PERCENT")]
    [InlineData("groups.csv", "OECS,a,b,c,d", "code", "OECS")]
    [InlineData("group-members.csv", "SICA,DOM,2013,", "area", "SICA DOM")]
    [InlineData("dimension-members.csv", "SEX,F,_T,9,true,Female,Mujer,Femme,Mulher", "code", "SEX=F")]
    [InlineData("population.csv", "ARG,1990,_T,_T,32755895,E", "age", "ARG 1990 _T _T")]
    [InlineData("preferred-sources.csv", "MEX,*,MEX_SESNSP,2,,", "from_year", "MEX * MEX_SESNSP")]
    public void A_row_given_twice_is_found_on_its_second_line(string file, string row, string column, string key)
    {
        var finding = TaxonomyFolder.OnlyFinding(TaxonomyFolder.Adding(file, row));

        Assert.Equal(FindingCodes.TaxonomyDuplicate, finding.Code);
        Assert.Equal(new CellRef(file, TaxonomyFolder.LinesOf(file) + 1, ColumnOf(file, column)), finding.Where);
        Assert.Equal(key, finding.Arguments["value"]);
        Assert.NotEqual(finding.Arguments["line"], finding.Arguments["actual"]);
    }

    [Theory]
    [InlineData("indicators.csv", ",count,false,,", ",count,no,,", "is_stock", "no", "")]
    [InlineData("indicators.csv", ",count,false,,", ",counts,false,,", "kind", "counts", "count")]
    [InlineData("indicators.csv", ",PER_100K,0,150,0,", ",PER_100K,0,\"1,5\",0,", "plausible_high", "1,5", "")]
    [InlineData("indicators.csv", "HOM_VICT / POP_TOT * 100000", "HOM_VICT per POP_TOT", "formula", "HOM_VICT per POP_TOT", "")]
    [InlineData("indicators.csv", "HOM_VICT / POP_TOT * 100000", "HOM_VICT + HOM_ATTEMPT", "formula", "HOM_VICT + HOM_ATTEMPT", "")]
    [InlineData("population.csv", "32755895", "32 755 895", "persons", "32 755 895", "")]
    [InlineData("population.csv", "32755895", "-1", "persons", "-1", "")]
    [InlineData("group-members.csv", "SICA,DOM,2013,", "SICA,DOM,since 2013,", "from_year", "since 2013", "")]
    [InlineData("preferred-sources.csv", "COL_PONAL,1,,", "COL_PONAL,1,2015,2014", "to_year", "2014", "")]
    [InlineData("breaks.csv", ",2013,DEFINITION,", ",2013-13,DEFINITION,", "period", "2013-13", "")]
    [InlineData("breaks.csv", ",2013,DEFINITION,", ",2013,DEFINITON,", "kind", "DEFINITON", "DEFINITION")]
    [InlineData("breaks.csv", "\"Federal Bureau of Investigation, Crime in the United States 2013, Rape Addendum\"", "", "source", "", "")]
    [InlineData("providers.csv", ",principal,", ",pricipal,", "counting_rule", "pricipal", "principal")]
    public void A_value_that_cannot_be_read_is_found_in_its_cell(
        string file,
        string text,
        string by,
        string column,
        string value,
        string nearest
    )
    {
        var finding = TaxonomyFolder.OnlyFinding(TaxonomyFolder.Replacing(file, text, by));

        Assert.Equal(FindingCodes.TaxonomyValue, finding.Code);
        Assert.Equal(new CellRef(file, TaxonomyFolder.LineOf(file, text), ColumnOf(file, column)), finding.Where);
        Assert.Equal((value, nearest), (finding.Arguments["value"], finding.Arguments["nearest"]));
        Assert.NotEmpty(finding.Arguments["expected"]);
    }

    [Fact]
    public void A_taxonomy_of_before_breaks_and_dated_preference_reads_as_it_was()
    {
        var undated = string.Join(
            '\n',
            TaxonomyFolder
                .TextOf("preferred-sources.csv")
                .Split('\n')
                .Select(l => l.Replace(",from_year,to_year", "", StringComparison.Ordinal).TrimEnd(','))
        );
        var old = TaxonomyFolder.With("preferred-sources.csv", undated);
        var files = old.Files.Where(f => f.Key != "breaks.csv").ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);

        var (catalogue, findings) = TaxonomyReader.Read(old with { Files = files });

        Assert.Empty(findings);
        Assert.Empty(catalogue!.Breaks);
        Assert.Equal(TaxonomyFolder.Read.PreferredSources, catalogue.PreferredSources);
    }

    [Fact]
    public void A_provider_may_be_preferred_in_two_spans()
    {
        var (catalogue, findings) = TaxonomyReader.Read(
            TaxonomyFolder.Adding("preferred-sources.csv", "COL,ROBBERY,COL_PONAL,1,,2010\nCOL,ROBBERY,COL_PONAL,1,2015,")
        );
        Assert.Empty(findings);
        Assert.Equal(
            [(null, 2010), (2015, (int?)null)],
            catalogue!.PreferredSources.Where(p => p.Indicator == "ROBBERY").Select(p => (p.FromYear, p.ToYear))
        );
    }

    [Fact]
    public void A_missing_column_is_found_with_the_nearest_one_of_the_file()
    {
        var finding = TaxonomyFolder.OnlyFinding(TaxonomyFolder.Replacing("units.csv", "label_fr", "lable_fr"));
        Assert.Equal(FindingCodes.ColumnMissing, finding.Code);
        Assert.Equal(
            ("units.csv", "label_fr", "lable_fr"),
            (finding.Where!.Value.Sheet, finding.Arguments["column"], finding.Arguments["nearest"])
        );
    }

    [Fact]
    public void A_row_with_a_cell_too_few_is_found_on_its_line()
    {
        var finding = TaxonomyFolder.OnlyFinding(TaxonomyFolder.Adding("units.csv", "DOZEN,Dozens,Docenas,Douzaines"));
        Assert.Equal(FindingCodes.RowLengthDiffers, finding.Code);
        Assert.Equal(TaxonomyFolder.LinesOf("units.csv") + 1, finding.Where!.Value.Row);
        Assert.Equal(("5", "4"), (finding.Arguments["expected"], finding.Arguments["actual"]));
    }

    [Fact]
    public void A_line_break_inside_a_cell_does_not_shift_the_lines_that_follow()
    {
        var folder = TaxonomyFolder.Replacing("units.csv", "Victims", "\"The\nvictims\"");
        var broken = TaxonomyFolder
            .TextOf("units.csv")
            .Replace("Victims", "\"The\nvictims\"", StringComparison.Ordinal)
            .Replace(",Pourcentage,", ",,", StringComparison.Ordinal);
        Assert.Empty(TaxonomyReader.Read(folder).Findings);
        Assert.Equal(
            TaxonomyFolder.LineOf("units.csv", "PERCENT,") + 1,
            TaxonomyFolder.OnlyFinding(TaxonomyFolder.With("units.csv", broken)).Where!.Value.Row
        );
    }

    [Fact]
    public void A_file_that_is_not_utf8_is_found_with_the_line_and_the_bytes()
    {
        var latin = Encoding.Latin1.GetBytes(TaxonomyFolder.TextOf("units.csv"));
        var finding = TaxonomyFolder.OnlyFinding(TaxonomyFolder.WithBytes("units.csv", latin));
        Assert.Equal(FindingCodes.FileEncoding, finding.Code);
        Assert.Equal(("units.csv", 2), (finding.Where!.Value.Sheet, finding.Where.Value.Row));
        Assert.Equal("EA", finding.Arguments["bytes"]);
    }

    [Fact]
    public void A_byte_order_mark_and_windows_line_ends_make_no_difference_to_what_is_read()
    {
        var text = "\uFEFF" + TaxonomyFolder.TextOf("units.csv").Replace("\n", "\r\n", StringComparison.Ordinal);
        var (catalogue, findings) = TaxonomyReader.Read(TaxonomyFolder.With("units.csv", text));
        Assert.Empty(findings);
        Assert.Equal(TaxonomyFolder.Read.Units, catalogue!.Units);
    }

    [Fact]
    public void An_empty_file_is_found()
    {
        var finding = TaxonomyFolder.OnlyFinding(TaxonomyFolder.With("units.csv", ""));
        Assert.Equal(FindingCodes.FileEmpty, finding.Code);
    }

    [Fact]
    public void Several_faults_are_all_found_in_one_reading()
    {
        var text = TaxonomyFolder.TextOf("preferred-sources.csv") + "XXX,YYY,ZZZ,first,,\n";
        var (_, findings) = TaxonomyReader.Read(TaxonomyFolder.With("preferred-sources.csv", text));
        Assert.Equal(["area", "indicator", "provider", "rank"], findings.Select(f => f.Arguments["column"]));
    }

    [Fact]
    public void The_version_is_the_checksum_of_names_and_contents_and_leaves_notes_out()
    {
        var version = TaxonomyReader.VersionOf(TaxonomyFolder.Shipped);
        Assert.Matches("^[0-9a-f]{64}$", version);
        Assert.Equal(version, TaxonomyFolder.Read.Version);
        var copy = TaxonomyReader.VersionOf(TaxonomyFolder.Without("no such file"));
        Assert.Equal(copy, TaxonomyReader.VersionOf(TaxonomyFolder.Without("SOURCES.md")));
        Assert.NotEqual(copy, TaxonomyReader.VersionOf(TaxonomyFolder.Replacing("units.csv", "Percent", "Per cent")));
        Assert.NotEqual(copy, TaxonomyReader.VersionOf(TaxonomyFolder.Without("units.csv")));
    }

    [Fact]
    public void The_version_of_a_known_folder_never_changes()
    {
        // printf 'a.csv\0x\nb.csv\0y\n' | sha256sum
        var folder = new Observatory.Core.Reading.FolderFiles(
            "taxonomy",
            new Dictionary<string, ReadOnlyMemory<byte>>
            {
                ["b.csv"] = "y\n"u8.ToArray(),
                ["NOTES.MD"] = "z\n"u8.ToArray(),
                ["a.csv"] = "x\n"u8.ToArray(),
            }
        );
        Assert.Equal("d38349145b55d3729f7c05afdec4a5d7a06315cfd0a6baf4ce706896ebc9386e", TaxonomyReader.VersionOf(folder));
    }

    private static int ColumnOf(string file, string column) =>
        1 + Array.IndexOf(TaxonomyFolder.TextOf(file).Split('\n')[0].Split(','), column);
}
