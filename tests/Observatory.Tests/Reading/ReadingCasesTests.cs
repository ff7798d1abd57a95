using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Reading;
using Observatory.Tests.Support;
using Xunit;

namespace Observatory.Tests.Reading;

/// <summary>
/// The small files of <c>cases/reading</c>, which went wrong once, each with the answer that its <c>EXPECTED.txt</c> asks for. Tests of the
/// whole kind stand beside them: <see cref="FormulaTests"/>, <see cref="XlsRecordTests"/>, <see cref="CellLookTests"/>,
/// <see cref="TextShapeTests"/>.
/// </summary>
public sealed class ReadingCasesTests
{
    /// <summary>
    /// File, cell, what it reads as, its kind. A whole file that is refused has the code of its finding in the place of the text.
    /// </summary>
    public static TheoryData<string, string, string, CellKind> Cells =>
        new()
        {
            { "01-formula-without-value/formula.xlsx", "B2", "=3+4", CellKind.Formula },
            { "01-formula-without-value/formula.xls", "B2", "=…", CellKind.Formula },
            { "02-formula-value-0-to-be-calculated/xlsxwriter.xlsx", "B2", "=3+4", CellKind.Formula },
            { "02-formula-value-0-to-be-calculated/xlsxwriter.xlsx", "B3", "=5+6", CellKind.Formula },
            { "03-xls-array-formula-text-lost/array_text.xls", "B1", "uno", CellKind.Text },
            { "03-xls-array-formula-text-lost/array_text.xls", "B2", "dos", CellKind.Text },
            { "03-xls-array-formula-text-lost/array_text.xls", "B3", "tres", CellKind.Text },
            { "03-xls-array-formula-text-lost/array_text.xls", "B4", "cuatro", CellKind.Text },
            { "04-xls-biff5-errors-lost-by-sheet-name/biff5_in_stream_Workbook.xls", "B2", "#N/A", CellKind.Error },
            { "04-xls-biff5-errors-lost-by-sheet-name/biff5_in_stream_Workbook.xls", "A1", "Año", CellKind.Text },
            { "04-xls-biff5-errors-lost-by-sheet-name/biff8_in_stream_Book.xls", "B2", "#N/A", CellKind.Error },
            { "04-xls-biff5-errors-lost-by-sheet-name/cp850.xls", "B2", "#N/A", CellKind.Error },
            { "04-xls-biff5-errors-lost-by-sheet-name/cp850.xls", "A1", "Año", CellKind.Text },
            { "04-xls-biff5-errors-lost-by-sheet-name/dash.xls", "B2", "#N/A", CellKind.Error },
            { "04-xls-biff5-errors-lost-by-sheet-name/dash.xls", "B3", "#DIV/0!", CellKind.Error },
            { "04-xls-biff5-errors-lost-by-sheet-name/quote.xls", "B2", "#N/A", CellKind.Error },
            { "04-xls-biff5-errors-lost-by-sheet-name/quote.xls", "B3", "#DIV/0!", CellKind.Error },
            { "04-xls-biff5-errors-lost-by-sheet-name/plain_name_is_right.xls", "B2", "#N/A", CellKind.Error },
            { "05-magenta-is-a-colour/magenta.xlsx", "B2", "5", CellKind.Number },
            { "05-magenta-is-a-colour/magenta.xls", "A2", "5", CellKind.Number },
            { "05-magenta-is-a-colour/mag_big.xls", "A2", "20000000", CellKind.Number },
            { "05-magenta-is-a-colour/hours_big.xls", "A2", "20000000", CellKind.Number },
            { "06-midnight-becomes-a-day/midnight.xlsx", "A2", "00:00:00", CellKind.Date },
            { "06-midnight-becomes-a-day/midnight.xlsx", "A3", "00:01:00", CellKind.Date },
            { "06-midnight-becomes-a-day/midnight.xlsx", "A4", "12:00:00", CellKind.Date },
            { "06-midnight-becomes-a-day/midnight.xls", "A2", "00:00:00", CellKind.Date },
            { "06-midnight-becomes-a-day/midnight.xls", "A3", "12:00:00", CellKind.Date },
            { "06-midnight-becomes-a-day/time1904.xlsx", "A2", "12:00:00", CellKind.Date },
            { "07-emoji-at-255/index_254_is_read.xlsx", "A1", new string('a', 254) + "🌟b", CellKind.Text },
            { "07-emoji-at-255/inline.xlsx", "A1", new string('a', 255) + "🌟b", CellKind.Text },
            { "07-emoji-at-255/shared.xlsx", "A1", new string('a', 255) + "🌟b", CellKind.Text },
            { "08-delimiter-tie/tie.csv", "B2", "12,5", CellKind.Text },
            { "08-delimiter-tie/tie2.csv", "B2", "12,5", CellKind.Text },
            { "08-delimiter-tie/nohead.csv", "B1", "12,5", CellKind.Text },
            { "10-refusals-that-mislead/quoted_padding.csv", "B2", "12", CellKind.Text },
            { "10-refusals-that-mislead/quoted_padding.csv", "A1", "NOMBRE    ", CellKind.Text },
            { "10-refusals-that-mislead/ctrl_z.csv", "B2", "2", CellKind.Text },
            { "10-refusals-that-mislead/ctrl_z.csv", "A3", "", CellKind.Empty },
            { "11-smaller/apostrophe.xlsx", "A1", "2021-03-04", CellKind.Date },
            { "11-smaller/rels_elsewhere.xlsx", "A1", "222", CellKind.Number },
            { "11-smaller/strict_duration.xlsx", "A1", "00:11:00", CellKind.Date },
            { "11-smaller/negative_date.xlsx", "A1", "-5", CellKind.Number },
            { "12-1904-forgotten/with_x15.xlsx", "A2", "2023-09-01", CellKind.Date },
            { "12-1904-forgotten/without_is_right.xlsx", "A2", "2023-09-01", CellKind.Date },
        };

    [SharedTheory]
    [MemberData(nameof(Cells))]
    public void A_cell_that_was_misread_reads_as_it_is_meant(string file, string cell, string text, CellKind kind)
    {
        var row = Read(file).FirstOrDefault(r => r.Number == cell[1] - '0');
        var column = cell[0] - 'A' + 1;
        Assert.Equal((text, kind), row is null ? ("", CellKind.Empty) : (row[column], row.KindOf(column)));
    }

    [SharedTheory]
    [InlineData("08-delimiter-tie/tie.csv", 3)]
    [InlineData("08-delimiter-tie/tie2.csv", 2)]
    [InlineData("08-delimiter-tie/nohead.csv", 2)]
    [InlineData("10-refusals-that-mislead/ctrl_z.csv", 2)]
    public void A_record_that_was_split_wrongly_has_its_columns(string file, int columns) =>
        Assert.All(Read(file), r => Assert.Equal(columns, r.Count));

    /// <summary>A refusal names what is wrong, where it is wrong.</summary>
    [SharedTheory]
    [InlineData("10-refusals-that-mislead/unordered.xlsx", FindingCodes.FileUnreadable, "found", "unordered")]
    [InlineData("10-refusals-that-mislead/twice.xlsx", FindingCodes.FileUnreadable, "found", "twice")]
    [InlineData("11-smaller/sst_out_of_range.xls", FindingCodes.FileUnreadable, null, null)]
    [InlineData("11-smaller/missing_part.xlsx", FindingCodes.FileUnreadable, "part", "Datos")]
    [InlineData("13-two-encodings-in-one-file/mixed.csv", FindingCodes.FileEncoding, "line", "4")]
    [InlineData("13-two-encodings-in-one-file/mixed_even.csv", FindingCodes.FileEncoding, "line", "4")]
    public void A_file_that_cannot_be_read_truthfully_is_refused_for_its_own_reason(
        string file,
        string code,
        string? argument,
        string? value
    )
    {
        using var content = File.OpenRead(Shared.Path("cases/reading/" + file));
        var finding = Files.Refusal(content, Path.GetFileName(file));
        Assert.Equal((code, value), (finding?.Code, argument is null ? null : finding?.Arguments.GetValueOrDefault(argument)));
    }

    [SharedFact]
    public void Accents_of_DOS_and_Macintosh_and_letters_of_Asia_are_never_read_as_western_signs()
    {
        foreach (
            var path in Directory.EnumerateFiles(Shared.Path("cases/reading/09-dos-and-mac-accents"), "*.csv").Order(StringComparer.Ordinal)
        )
        {
            using var content = File.OpenRead(path);
            Assert.Equal((path, FindingCodes.FileEncoding), (path, Files.Refusal(content, Path.GetFileName(path))?.Code));
        }
    }

    [SharedTheory]
    [InlineData("02-formula-value-0-to-be-calculated/form_A_formula_without_value.xlsx")]
    [InlineData("02-formula-value-0-to-be-calculated/form_B_formula_value0_fullCalcOnLoad.xlsx")]
    public void A_workbook_that_was_never_calculated_gives_no_zero_and_no_blank(string file)
    {
        var rows = Read(file);
        Assert.Contains(rows, r => Enumerable.Range(1, r.Count).Any(c => r.KindOf(c) == CellKind.Formula));
        Assert.DoesNotContain(rows, r => Enumerable.Range(1, r.Count).Any(c => r[c] == "0" && r.KindOf(c) == CellKind.Number));
    }

    private static List<GridRow> Read(string file)
    {
        using var content = File.OpenRead(Shared.Path("cases/reading/" + file));
        return [.. SourceFile.Open(content, Path.GetFileName(file), ReadLimits.Default).Rows(CancellationToken.None)];
    }
}
