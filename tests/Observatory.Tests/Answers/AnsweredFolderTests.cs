using System.Text;
using NodaTime;
using Observatory.Core.Answers;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Core.Wording;
using Observatory.Tests.Mappings;
using Xunit;

namespace Observatory.Tests.Answers;

/// <summary>An editor's answer about a label, as a change of the mapping's folder.</summary>
public sealed class AnsweredFolderTests
{
    private const string Offences = "Delito,INDICATOR,note\r\n\"Robo, con violencia\",-,another subject\r\nHomicidio doloso,HOM_INC,";

    private static readonly FolderFiles Folder = Feed.Folder(
        "# a remark that stays\n"
            + Feed.Yaml(null, "INDICATOR: { column: Delito, codes: offences.csv }", "REF_AREA: { column: area, codes: areas.csv }"),
        ("offences.csv", Offences),
        ("areas.csv", "area,REF_AREA\nx,ARG\n")
    );

    [Fact]
    public void The_table_gets_one_line_and_keeps_every_other_byte()
    {
        var answered = Answer(Folder, Said("Homicidio", ("INDICATOR", "HOM_INC")));
        Assert.Equal(Offences + "\r\nHomicidio,HOM_INC,\r\n", Text(answered, "offences.csv"));
    }

    [Fact]
    public void The_version_is_raised_and_nothing_else_of_the_mapping()
    {
        var before = Encoding.UTF8.GetString(Folder.Files[MappingReader.FileName].Span);
        var answered = Answer(Folder, Said("Homicidio", ("INDICATOR", "HOM_INC")));
        Assert.Equal(2, answered.Version);
        Assert.Contains("version: 1\n", before, StringComparison.Ordinal);
        Assert.Equal(before.Replace("version: 1\n", "version: 2\n", StringComparison.Ordinal), Text(answered, MappingReader.FileName));
    }

    [Fact]
    public void The_log_says_who_and_when()
    {
        var once = Answer(Folder, Said("Homicidio, simple", ("INDICATOR", "HOM_INC")));
        Assert.Equal(
            "date,author,table,label,answer,note\n2026-02-03,Equis,offences.csv,\"Homicidio, simple\",INDICATOR=HOM_INC,\n",
            Text(once, AnswerLog.FileName)
        );
        var twice = Answer(After(Folder, once), LeftOut("Hurto", "not violent"));
        Assert.Equal(
            Text(once, AnswerLog.FileName) + "2026-02-03,Equis,offences.csv,Hurto,-,not violent\n",
            Text(twice, AnswerLog.FileName)
        );
        Assert.Equal(["INDICATOR=HOM_INC", "-"], AnswerLog.Read(After(Folder, twice)).Select(a => a.Said));
    }

    [Fact]
    public void A_label_left_out_has_its_reason_even_where_the_table_had_no_notes()
    {
        var answered = Answer(Folder, LeftOut("z", "no territory") with { Table = "areas.csv" });
        Assert.Equal("area,REF_AREA,note\nx,ARG\nz,-,no territory\n", Text(answered, "areas.csv"));
        Assert.NotNull(MappingReader.Read(After(Folder, answered), Feed.Taxonomy).Mapping);
    }

    [Fact]
    public void The_next_file_with_the_label_is_read()
    {
        var mapping = MappingReader
            .Read(After(Folder, Answer(Folder, Said("Homicidio", ("INDICATOR", "HOM_INC")))), Feed.Taxonomy)
            .Mapping!;
        Assert.Equal(["HOM_INC ARG 2015 7"], Feed.Figures(mapping, "year,area,Delito,n\n2015,x,HOMICIDIO,7\n"));
    }

    [Fact]
    public void An_answer_given_twice_changes_nothing() =>
        Assert.Empty(Answer(Folder, Said("HOMICIDIO DOLOSO*", ("INDICATOR", "HOM_INC"))).Changed);

    [Fact]
    public void A_different_answer_is_refused_with_author_and_date_of_the_first()
    {
        var folder = After(Folder, Answer(Folder, LeftOut("Hurto", "not violent")));
        var refusal = Refused(folder, Said("hurto", ("INDICATOR", "HOM_INC")) with { Author = "Theta" });
        Assert.Equal(
            (RefusalCodes.LabelAnswered, "-", "Equis", "2026-02-03", "4"),
            (refusal.Code, refusal.Arguments["answer"], refusal.Arguments["author"], refusal.Arguments["date"], refusal.Arguments["line"])
        );
    }

    [Fact]
    public void A_label_that_stood_in_the_table_before_there_was_a_log_is_refused_too()
    {
        var refusal = Refused(Folder, LeftOut("Homicidio doloso", "x"));
        Assert.Equal(
            (RefusalCodes.LabelAnswered, "INDICATOR=HOM_INC", ""),
            (refusal.Code, refusal.Arguments["answer"], refusal.Arguments["author"])
        );
        Assert.DoesNotContain("{", Messages.Text(refusal.Code, Language.Es, refusal.Arguments).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_code_that_does_not_exist_is_refused_with_the_nearest()
    {
        var refusal = Refused(Folder, Said("Homicidio", ("INDICATOR", "HOM_INK")));
        Assert.Equal(
            (RefusalCodes.CodeUnknown, "HOM_INK", "HOM_INC"),
            (refusal.Code, refusal.Arguments["value"], refusal.Arguments["nearest"])
        );
    }

    [Theory]
    [InlineData("ofences.csv", "Homicidio", "INDICATOR", "offences.csv")]
    [InlineData("offences.csv", "Homicidio", "INDICATORS", "INDICATOR")]
    public void A_table_or_column_that_does_not_exist_is_refused_with_the_nearest(string table, string label, string column, string nearest)
    {
        var refusal = Refused(Folder, Said(label, (column, "HOM_INC")) with { Table = table });
        Assert.Equal((RefusalCodes.ParameterValue, nearest), (refusal.Code, refusal.Arguments["nearest"]));
    }

    [Fact]
    public void A_table_of_several_labels_takes_them_in_its_order()
    {
        var folder = Feed.Folder(
            Feed.Yaml(null, "INDICATOR: { columns: [Tipo, Subtipo], codes: offences.csv }"),
            ("offences.csv", "INDICATOR,Tipo,Subtipo\nHOM_INC,Homicidio,doloso\n")
        );
        Assert.Equal(
            "INDICATOR,Tipo,Subtipo\nHOM_INC,Homicidio,doloso\nHOM_INC,Homicidio,simple\n",
            Text(Answer(folder, Said("Homicidio | simple", ("INDICATOR", "HOM_INC"))), "offences.csv")
        );
        Assert.Equal(RefusalCodes.ParameterValue, Refused(folder, Said("Homicidio", ("INDICATOR", "HOM_INC"))).Code);
    }

    [Theory]
    [InlineData("Delito", "INDICATOR", true)]
    [InlineData("delito ", "SEX", true)]
    [InlineData("Hecho", "INDICATOR", true)]
    [InlineData("Hecho", "SEX", false)]
    public void An_answer_is_remembered_for_the_same_heading_or_the_same_concept(string column, string concept, bool isRemembered)
    {
        var folder = After(Folder, Answer(Folder, LeftOut("Hurto", "not violent")));
        var mapping = MappingReader.Read(folder, Feed.Taxonomy).Mapping!;
        var memory = AnswerMemory.Of([(folder, mapping)]);
        var finding = Finding.Blocking(
            FindingCodes.LabelUnknown,
            null,
            ("label", "HURTO"),
            ("column", column),
            ("concept", concept),
            ("nearest", "")
        );
        var reminded = memory.Remind(finding, mapping);
        Assert.Equal(
            isRemembered ? "Equis 2026-02-03 ARG/test - (not violent)" : "",
            isRemembered
                ? string.Join(' ', new[] { "author", "date", "feed", "answer" }.Select(a => reminded.Arguments[a]))
                : string.Concat(reminded.Arguments.Keys.Where(k => k == "author"))
        );
        Assert.Equal(
            isRemembered,
            Messages.Text(reminded, Language.En).What.Contains("For ARG/test, Equis answered on 2026-02-03", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void The_answer_of_one_office_is_not_suggested_to_another()
    {
        var folder = After(Folder, Answer(Folder, LeftOut("Hurto", "not violent")));
        var memory = AnswerMemory.Of([(folder, MappingReader.Read(folder, Feed.Taxonomy).Mapping!)]);
        Assert.Null(memory.Find("ANOTHER", ["Delito"], "INDICATOR", ["Hurto"]));
    }

    private static LabelAnswer Said(string label, params (string Column, string Code)[] codes) =>
        new()
        {
            Table = "offences.csv",
            Labels = [label],
            Codes = codes.ToDictionary(c => c.Column, c => c.Code, StringComparer.Ordinal),
            Author = "Equis",
            Date = new LocalDate(2026, 2, 3),
        };

    private static LabelAnswer LeftOut(string label, string why) => Said(label) with { Note = why };

    private static AnsweredFolder Answer(FolderFiles folder, LabelAnswer answer) =>
        AnsweredFolder.With(folder, MappingReader.Read(folder, Feed.Taxonomy).Mapping!, Feed.Taxonomy, answer);

    private static Refusal Refused(FolderFiles folder, LabelAnswer answer) => Assert.Throws<Refusal>(() => Answer(folder, answer));

    private static FolderFiles After(FolderFiles folder, AnsweredFolder answered)
    {
        var files = folder.Files.ToDictionary(f => f.Key, f => f.Value, StringComparer.Ordinal);
        foreach (var (name, content) in answered.Changed)
            files[name] = content;
        return folder with { Files = files };
    }

    private static string Text(AnsweredFolder answered, string file) => Encoding.UTF8.GetString(answered.Changed[file].Span);
}
