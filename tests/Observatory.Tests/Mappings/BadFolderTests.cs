using System.Text;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Xunit;

namespace Observatory.Tests.Mappings;

/// <summary>Mapping folders that are wrong: file, line, column and the nearest right word, and never the end of the process.</summary>
public sealed class BadFolderTests
{
    [Fact]
    public void A_wrong_word_is_said_with_its_line_column_and_nearest_right_word()
    {
        var fault = Feed.OnlyFault(Feed.Yaml("\n  \nleaveout: []"));
        Assert.Equal(
            ("MAPPING_WORD_UNKNOWN", "mapping.yaml", 1, "leaveOut"),
            (fault.Code, fault.Where!.Value.Sheet, fault.Where.Value.Column, fault.Arguments["nearest"])
        );
        Assert.Equal(Feed.HeadLines + Feed.Yaml().Count(c => c == '\n') + 3, fault.Where.Value.Row);
    }

    [Theory]
    [InlineData("recognise: { fileNam: x }", "fileName")]
    [InlineData("dialect: { decimalchar: x }", "decimalChar")]
    [InlineData("covers: { area: MEX, level: subdivision, absent: zero, form: x }", "from")]
    public void A_wrong_word_inside_another_is_said(string rest, string nearest)
    {
        var fault = Feed.OnlyFault(Feed.Yaml(rest));
        Assert.Equal(("MAPPING_WORD_UNKNOWN", nearest), (fault.Code, fault.Arguments["nearest"]));
    }

    [Theory]
    [InlineData("combine: add")]
    [InlineData("totalOver: SEKS")]
    [InlineData("dialect: { groupChar: \"1\" }")]
    [InlineData("dialect: { decimalChar: \",\", groupChar: \",\" }")]
    [InlineData("dialect: { encoding: latin1 }")]
    [InlineData("dialect: { headerRow: 0 }")]
    [InlineData("dialect: { headerRow: one }")]
    [InlineData("recognise: { format: xslx }")]
    [InlineData("recognise: { title: \"(\" }")]
    [InlineData("recognise: { title: \"(a)\\\\1\" }")]
    [InlineData("fill: { dimension: SEX, members: [F, X9] }")]
    [InlineData("checks: [ { over: SEX, whole: _T, severity: fatal } ]")]
    [InlineData("checks: [ { over: SECTS, whole: _T, severity: note } ]")]
    [InlineData("covers: { area: MEXX, level: subdivision, absent: zero }")]
    [InlineData("covers: { area: MEX, level: subdivision }")]
    [InlineData("marks: [ { text: NA } ]")]
    [InlineData("marks: [ { text: NA, OBS_STATUS: ZZ } ]")]
    [InlineData("marks: [ { text: NA, rule: x, from: 2016-01 } ]")]
    [InlineData("leaveOut: [ { rule: r, because: b, where: { area: {} } } ]")]
    [InlineData("leaveOut: [ { rule: r, because: b, where: { area: { empty: true, pattern: x } } } ]")]
    [InlineData("ignore: { Name: one, NAME : two }")]
    [InlineData("unpivot: [jan, JAN]")]
    [InlineData("tables: []")]
    [InlineData("notes: { n: { en: a, es: b, fr: c, pt: \"\" } }")]
    public void A_wrong_value_is_said_at_its_line(string rest)
    {
        var fault = Feed.OnlyFault(Feed.Yaml(rest));
        Assert.Equal("MAPPING_VALUE_WRONG", fault.Code);
    }

    [Theory]
    [InlineData("FREQ: { value: W }")]
    [InlineData("FREQ: { column: f }")]
    [InlineData("REF_AREA: { value: MEXX }")]
    [InlineData("REF_AREA: { column: a, value: MEX }")]
    [InlineData("REF_AREA: { column: a, take: -1 }")]
    [InlineData("REF_AREA: { column: a, pad: 2000000000 }")]
    [InlineData("TIME_PERIOD: { column: year, dateFormat: \"%\" }")]
    [InlineData("INDICATOR: { value: HOM_INK }")]
    [InlineData("NOTE: { value: nobody-wrote-it }")]
    [InlineData("OBS_VALUE: { pattern: \"{a}\" }")]
    [InlineData("OBS_VALUE: { unpivoted: true }")]
    public void A_wrong_value_of_a_concept_is_said(string concept) =>
        Assert.Equal("MAPPING_VALUE_WRONG", Feed.OnlyFault(Feed.Yaml(null, concept)).Code);

    [Fact]
    public void A_wrong_code_offers_the_nearest() =>
        Assert.Equal("HOM_INC", Feed.OnlyFault(Feed.Yaml(null, "INDICATOR: { value: HOM_INK }")).Arguments["nearest"]);

    [Fact]
    public void A_concept_that_no_figure_can_do_without_is_asked_for() =>
        Assert.Equal("OBS_VALUE", Feed.OnlyFault(Feed.Yaml(null, "OBS_VALUE:")).Arguments["expected"]);

    [Fact]
    public void A_folder_read_under_another_name_is_wrong()
    {
        var (_, findings) = MappingReader.Read(Feed.Folder(Feed.Yaml()) with { Name = "ARG/other" }, Feed.Taxonomy);
        Assert.Equal(("MAPPING_VALUE_WRONG", "ARG/other"), (Assert.Single(findings).Code, findings[0].Arguments["nearest"]));
    }

    [Fact]
    public void An_unknown_code_of_a_label_table_is_said_at_its_line_and_column()
    {
        var fault = Table("area,note,REF_AREA\nx,,MX-AGU\ny,,MX-BCX\n");
        Assert.Equal(
            ("TABLE_CODE_UNKNOWN", "a.csv", 3, 3, "MX-BCN"),
            (fault.Code, fault.Where!.Value.Sheet, fault.Where.Value.Row, fault.Where.Value.Column, fault.Arguments["nearest"])
        );
    }

    [Fact]
    public void A_label_twice_is_said_whatever_its_case_and_accents()
    {
        var fault = Table("area,REF_AREA\nMichoacán,MX-MIC\nMICHOACAN ,MX-AGU\n");
        Assert.Equal(("TABLE_LABEL_TWICE", 3), (fault.Code, fault.Where!.Value.Row));
    }

    [Fact]
    public void Leaving_out_needs_a_note() =>
        Assert.Equal(
            ("TABLE_NOTE_MISSING", 2),
            (Table("area,REF_AREA,note\nx,-,\n").Code, Table("area,REF_AREA,note\nx,-,\n").Where!.Value.Row)
        );

    [Fact]
    public void A_column_that_is_nearly_a_concept_is_asked_about()
    {
        var (_, findings) = MappingReader.Read(
            Feed.Folder(Feed.Yaml(null, "REF_AREA: { column: area, codes: a.csv }"), ("a.csv", "area,REF_ARE\nx,MEX\n")),
            Feed.Taxonomy
        );
        Assert.Contains(findings, f => f.Code == "TABLE_COLUMN_UNKNOWN" && f.Arguments["nearest"] == "REF_AREA");
    }

    [Fact]
    public void A_table_that_is_not_there_offers_the_nearest_file()
    {
        var fault = Feed.OnlyFault(Feed.Yaml(null, "REF_AREA: { column: area, codes: area.csv }"), ("areas.csv", "area,REF_AREA\nx,MEX\n"));
        Assert.Equal(("MAPPING_FILE_MISSING", "areas.csv"), (fault.Code, fault.Arguments["nearest"]));
    }

    [Fact]
    public void A_table_in_another_encoding_is_said()
    {
        var folder = Feed.Folder(Feed.Yaml(null, "REF_AREA: { column: area, codes: a.csv }"));
        var files = folder.Files.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
        files["a.csv"] = Encoding.Latin1.GetBytes("area,REF_AREA\nMichoacán,MX-MIC\n");
        Assert.Equal("FILE_ENCODING", Assert.Single(MappingReader.Read(folder with { Files = files }, Feed.Taxonomy).Findings).Code);
    }

    [Theory]
    [InlineData("o,OFFENCE,parent\n1,ARG_SNIC:1,ARG_SNIC:9\n", "OFFENCE: { column: o, codes: t.csv }", 3)]
    [InlineData("o,SEX\n1,X9\n", "SEX: { column: o, codes: t.csv }", 2)]
    [InlineData("o,TIME_PERIOD\n1,2017-13\n", "TIME_PERIOD: { column: o, codes: t.csv }", 2)]
    [InlineData("o,REF_AREA,name,parent,level\n1,MEX:1,x,MEX,7\n", "REF_AREA: { column: o, codes: t.csv }", 2)]
    [InlineData("o,REF_AREA,name,parent\n1,MEX:1,x,MX-XXX\n", "REF_AREA: { column: o, codes: t.csv }", 2)]
    [InlineData("o,INDICATOR,NOTE\n1,HOM_INC,nobody-wrote-it\n", "INDICATOR: { column: o, codes: t.csv }", 3)]
    public void Every_kind_of_code_is_held_against_the_taxonomy(string table, string concept, int column)
    {
        var fault = Feed.OnlyFault(Feed.Yaml(null, concept), ("t.csv", table));
        Assert.Equal(("TABLE_CODE_UNKNOWN", 2, column), (fault.Code, fault.Where!.Value.Row, fault.Where.Value.Column));
    }

    [Fact]
    public void Many_label_columns_cost_nothing()
    {
        var columns = string.Join(",", Enumerable.Range(0, 40).Select(i => $"c{i}"));
        var mapping = Feed.Mapping(
            Feed.Yaml(null, $"INDICATOR: {{ columns: [{columns}], codes: t.csv }}"),
            ("t.csv", columns + ",INDICATOR\n" + string.Concat(Enumerable.Repeat("*,", 40)) + "HOM_INC\n")
        );
        Assert.Single(Feed.Figures(mapping, $"year,area,{columns},n\n2016,MEX,{string.Concat(Enumerable.Repeat("x,", 40))}5\n"));
    }

    [Theory]
    [InlineData("a: [1, 2\nb: }")]
    [InlineData("a: 1\na: 2")]
    [InlineData("\tx: 1")]
    [InlineData("[a]: 1")]
    public void What_is_no_yaml_is_said(string rest)
    {
        var fault = Feed.OnlyFault(rest);
        Assert.Equal(("MAPPING_SYNTAX", "mapping.yaml"), (fault.Code, fault.Where!.Value.Sheet));
    }

    [Theory]
    [InlineData("")]
    [InlineData("just a text")]
    [InlineData("- a\n- b\n")]
    [InlineData("a: 1\n---\nb: 2\n")]
    public void A_file_that_is_no_mapping_of_words_is_said(string text) =>
        Assert.Equal("MAPPING_SYNTAX", OnlyFault(Encoding.UTF8.GetBytes(text)));

    [Theory]
    [InlineData("[")]
    [InlineData("{ a: ")]
    [InlineData("- ")]
    [InlineData("? ")]
    [InlineData("[{")]
    public void A_hundred_thousand_open_brackets_are_a_fault_and_not_the_end(string open) =>
        Assert.Equal("MAPPING_SYNTAX", OnlyFault(Encoding.UTF8.GetBytes("a: " + string.Concat(Enumerable.Repeat(open, 100_000)))));

    [Theory]
    [InlineData("a: &a [*a, *a]")]
    [InlineData("concepts: { REF_AREA: &r { column: x, define: { level: place, name: n, parent: *r } } }")]
    [InlineData(
        "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c,*c,*c]"
    )]
    public void An_alias_is_refused_as_it_can_hold_itself(string text) =>
        Assert.Equal("MAPPING_SYNTAX", OnlyFault(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void A_mapping_of_ten_megabytes_is_too_large() => Assert.Equal("FILE_TOO_LARGE", OnlyFault(new byte[10 << 20]));

    [Fact]
    public void A_mapping_that_is_not_text_is_said() => Assert.Equal("FILE_ENCODING", OnlyFault([0xC3, 0x28, 0xFF]));

    [Fact]
    public void A_deep_regular_expression_is_a_fault_and_not_the_end()
    {
        var fault = Feed.OnlyFault(Feed.Yaml($"recognise: {{ title: '{new string('(', 100_000)}' }}"));
        Assert.Equal("MAPPING_VALUE_WRONG", fault.Code);
    }

    [Fact]
    public void A_folder_without_a_mapping_is_said() =>
        Assert.Equal(
            "MAPPING_FILE_MISSING",
            Assert
                .Single(MappingReader.Read(new FolderFiles("x", new Dictionary<string, ReadOnlyMemory<byte>>()), Feed.Taxonomy).Findings)
                .Code
        );

    [Fact]
    public void The_checksum_is_over_what_decides_figures_and_not_over_the_sample()
    {
        var areas = ("a.csv", "area,REF_AREA\nx,MEX\n");
        var yaml = Feed.Yaml(null, "REF_AREA: { column: area, codes: a.csv }");
        var plain = Feed.Mapping(yaml, areas).Checksum;
        Assert.Equal(plain, Feed.Mapping(yaml, areas, ("sample.csv", "1"), ("feed.yaml", "2"), ("unused.csv", "3")).Checksum);
        Assert.NotEqual(plain, Feed.Mapping(yaml, ("a.csv", "area,REF_AREA\nx,BRA\n")).Checksum);
    }

    private static Finding Table(string table) =>
        Feed.OnlyFault(Feed.Yaml(null, "REF_AREA: { column: area, codes: a.csv }"), ("a.csv", table));

    private static string OnlyFault(byte[] mapping)
    {
        var (read, findings) = MappingReader.Read(
            new FolderFiles(Feed.Name, new Dictionary<string, ReadOnlyMemory<byte>> { ["mapping.yaml"] = mapping }),
            Feed.Taxonomy
        );
        Assert.Null(read);
        return Assert.Single(findings).Code;
    }
}
