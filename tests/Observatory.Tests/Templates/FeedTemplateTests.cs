using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Normalising;
using Observatory.Core.Reading;
using Observatory.Core.Templates;
using Observatory.Core.Wording;
using Observatory.Tests.Mappings;
using Observatory.Tests.Taxonomy;
using Xunit;
using Xunit.Abstractions;

namespace Observatory.Tests.Templates;

/// <summary>
/// The template of every feed that ships: made, opened by our own readers, filled in, and read back by the feed's mapping.
/// </summary>
public sealed class FeedTemplateTests(ITestOutputHelper output)
{
    private const int Seed = 20170213;
    private const int Year = 2016;
    private const int RowsFilled = 300;

    // After the last day of any sample.
    private static readonly NodaTime.LocalDate Today = new(2026, 1, 1);

    private static readonly Lazy<IReadOnlyDictionary<string, Mapping>> Mappings = new(() =>
        ShippedFolders.All.ToDictionary(f => f.Key, f => MappingReader.Read(f.Value, TaxonomyFolder.Read).Mapping!, StringComparer.Ordinal)
    );

    /// <summary>Feeds whose files a person does not fill in row by row, and why.</summary>
    private static readonly Dictionary<string, string> WithoutTemplate = new() { ["USA/fbi-nibrs-oklahoma"] = "lookups" };

    public static TheoryData<string> Feeds => [.. ShippedFolders.All.Keys.Where(f => !WithoutTemplate.ContainsKey(f))];

    [Fact]
    public void A_feed_that_no_workbook_can_stand_for_is_refused_with_the_reason_in_four_languages()
    {
        foreach (var (feed, reason) in WithoutTemplate)
        {
            var refusal = Assert.Throws<Refusal>(() => Make(feed, Language.En));
            Assert.Equal((RefusalCodes.TemplateImpossible, reason), (refusal.Code, refusal.Arguments["reason"]));
            Assert.Equal(4, LanguageCodes.All.Select(l => Messages.Text(refusal.Code, l, refusal.Arguments).What).Distinct().Count());
        }
    }

    [Theory]
    [MemberData(nameof(Feeds))]
    public void What_is_typed_into_a_template_is_what_is_read(string feed)
    {
        var mapping = Mappings.Value[feed];
        var template = Make(feed, Language.Es);
        var workbook = FilledWorkbook.Of(template.Workbook);
        var empty = FilledWorkbook.Bytes(template.Workbook);
        var random = new Random(Seed);
        var typed = new Dictionary<(string Sheet, int Row, int Column), decimal>();
        var records = false;
        foreach (var sheet in template.DataSheets)
        {
            var rows = FilledWorkbook.Rows(empty, sheet);
            Complete(feed, workbook, sheet, rows);
            var header = rows.Last(r => mapping.Tables.Any(t => Figures(t, r).Count > 0));
            var tables = mapping.Tables.Where(t => Figures(t, header).Count > 0).ToList();
            var figures = tables.SelectMany(t => Figures(t, header)).Distinct().ToList();
            if (tables.Any(t => t.Concepts.TryGetValue(Concepts.ObsValue, out var counted) && counted.Counts))
            {
                // A row is a record: its cell counts one, whatever stands in it.
                foreach (var row in RowsToFill(feed, template, workbook, sheet, rows, header, [], random))
                    typed[(sheet, row, figures[0])] = 1;
                records = true;
                continue;
            }
            var decimals = tables.All(t => t.Concepts.TryGetValue(Concepts.ObsValue, out var value) && value.Fractions);
            foreach (var row in RowsToFill(feed, template, workbook, sheet, rows, header, figures, random))
            foreach (var column in figures)
                typed[(sheet, row, column)] = decimals ? Math.Round((decimal)random.NextDouble() * 500, 2) : random.Next(1, 500);
        }
        output.WriteLine($"seed {Seed}: {feed}, {template.PreparedRows} prepared rows, {typed.Count} figures typed");
        // A register is filled with the rows of its sample, which may be few.
        Assert.True(
            typed.Count
                >= (
                    records ? 5
                    : template.PreparedRows == 0 ? 10
                    : Math.Min(30, template.PreparedRows)
                ),
            $"{typed.Count} figures"
        );

        var scale = Scales(mapping, template, workbook.Save());
        for (var round = 0; ; round++)
        {
            foreach (var ((sheet, row, column), value) in records ? [] : typed)
                workbook.Type(sheet, row, column, value);
            foreach (var sheet in template.DataSheets)
                workbook.Recalculate(sheet);
            var (reading, read) = Read(template, mapping, workbook.Save());
            // The laws of a feed hold between figures, which random ones do not know: an office corrects the whole, and so does this test.
            var laws = reading.Findings.Kept.Where(f => f.Code == FindingCodes.PartsDiffer).DistinctBy(f => f.Where).ToList();
            if (laws.Count > 0 && round < 60)
            {
                foreach (var law in laws)
                    typed[At(template, law.Where!.Value)] -= decimal.Parse(law.Arguments["difference"], CultureInfo.InvariantCulture);
                continue;
            }
            Assert.Empty(reading.Findings.Kept.Where(f => f.Severity != Severity.Note).Select(Feed.Said));
            Assert.Equal(typed.Count, reading.Mapped!.Accounting.CellsLoaded);
            Assert.Equal(0, reading.Mapped.Accounting.CellsSetAside);
            var scaled = typed.Select(t => KeyValuePair.Create(t.Key, t.Value * scale(t.Key.Sheet, t.Key.Row)));
            Assert.Equal(
                scaled.OrderBy(t => t.Key),
                read.Select(r => KeyValuePair.Create(At(template, r.Key), r.Value)).OrderBy(t => t.Key)
            );
            return;
        }
    }

    [Theory]
    [MemberData(nameof(Feeds))]
    public void A_template_is_recognised_as_its_feed(string feed)
    {
        var template = Make(feed, Language.Pt);
        var bytes = FilledWorkbook.Bytes(template.Workbook);
        if (template.Format == "csv")
            bytes = Csv(FilledWorkbook.Rows(bytes, template.DataSheets[0]), Mappings.Value[feed]);
        else if (template.Format != "xlsx")
            return;
        var reading = FileReading.Of(
            new MemoryStream(bytes),
            "any name." + template.Format,
            null,
            [.. Mappings.Value.Values],
            TaxonomyFolder.Read,
            Feed.Today,
            ReadLimits.Default,
            CancellationToken.None
        );
        Assert.Equal(feed, reading.Mapping?.Id);
    }

    [Theory]
    [MemberData(nameof(Feeds))]
    public void An_untouched_template_gives_no_figure(string feed)
    {
        var template = Make(feed, Language.En);
        var (reading, read) = Read(template, Mappings.Value[feed], FilledWorkbook.Bytes(template.Workbook));
        Assert.Empty(read);
        Assert.Contains(reading.Findings.Kept, f => f.Code == FindingCodes.NothingToLoad);
        Assert.Equal(0, reading.Mapped!.Accounting.CellsSetAside);
    }

    [Theory]
    [MemberData(nameof(Feeds))]
    public void Every_list_comes_from_cells_that_are_there(string feed)
    {
        var bytes = FilledWorkbook.Bytes(Make(feed, Language.Fr).Workbook);
        Ranges.AreFilled(
            bytes,
            Mappings
                .Value[feed]
                .Tables.Any(t =>
                    t.Series.Select(s => s.Concepts)
                        .Append(t.Concepts)
                        .Any(c => c.Values.Any(s => s.Codes is not null && s.Columns.Any(TextPattern.IsHeading)))
                )
        );
    }

    [Theory]
    [MemberData(nameof(Feeds))]
    public void The_same_feed_gives_the_same_bytes(string feed) =>
        Assert.Equal(FilledWorkbook.Bytes(Make(feed, Language.En).Workbook), FilledWorkbook.Bytes(Make(feed, Language.En).Workbook));

    [Fact]
    public void The_states_and_offences_of_mexico_stand_ready_for_each_year()
    {
        var template = FeedTemplate.Of(
            ShippedFolders.All["MEX/sesnsp-state-offences"],
            Mappings.Value["MEX/sesnsp-state-offences"],
            TaxonomyFolder.Read,
            Language.Es,
            2015,
            2016,
            ReadLimits.Default,
            CancellationToken.None
        );
        var rows = FilledWorkbook.Rows(FilledWorkbook.Bytes(template.Workbook), template.DataSheets[0]);
        Assert.Equal(32 * 98 * 2, template.PreparedRows);
        Assert.Equal(["Año", "Clave_Ent", "Entidad", "Bien jurídico afectado"], Enumerable.Range(1, 4).Select(c => rows[0][c]));
        Assert.Equal(["2015", "1", "", "La vida y la Integridad corporal"], Enumerable.Range(1, 4).Select(c => rows[1][c]));
        Assert.Equal("2016", rows[^1][1]);
        Assert.All(rows.Skip(1), r => Assert.Equal(CellKind.Text, r.KindOf(2)));
    }

    [Fact]
    public void A_register_of_events_has_its_title_lists_and_empty_rows()
    {
        var template = Make("COL/ponal-homicides", Language.Es);
        var bytes = FilledWorkbook.Bytes(template.Workbook);
        var rows = FilledWorkbook.Rows(bytes, template.DataSheets[0]).Where(r => !r.IsBlank).ToList();
        Assert.Equal(0, template.PreparedRows);
        Assert.Equal("HOMICIDIOS", rows[0][1]);
        Assert.Contains(rows, r =>
            r[1].Contains("AL 31 DE … DE …", StringComparison.Ordinal) || r[1].Contains("DE … AL", StringComparison.Ordinal)
        );
        Assert.DoesNotContain(rows, r => Enumerable.Range(1, r.Count).Any(c => r[c].Contains("2016", StringComparison.Ordinal)));
        Assert.Contains(new FilledWorkbook(bytes).Entries(), e => e.Kind == "list");
    }

    [Fact]
    public void Columns_that_say_the_year_say_the_years_asked_for()
    {
        var template = FeedTemplate.Of(
            ShippedFolders.All["NIC/police-rates"],
            Mappings.Value["NIC/police-rates"],
            TaxonomyFolder.Read,
            Language.Es,
            2021,
            2023,
            ReadLimits.Default,
            CancellationToken.None
        );
        var rows = FilledWorkbook.Rows(FilledWorkbook.Bytes(template.Workbook), template.DataSheets[0]);
        // The sample has the latest year first.
        Assert.Equal(["Variable", "Departamentos", "2023", "2022", "2021", ""], Enumerable.Range(1, 6).Select(c => rows[0][c]));
        Assert.Equal(6 * 20, template.PreparedRows);
        Assert.Equal(["Denuncias", "Nacional", ""], Enumerable.Range(1, 3).Select(c => rows[1][c]));
    }

    [Theory]
    [InlineData("homens", "SEX=M;MECHANISM=FIREARM")]
    [InlineData("mulheres", "SEX=F;MECHANISM=FIREARM")]
    public void What_the_name_of_a_file_says_is_kept_in_the_name_of_the_form_and_told(string sex, string breakdown)
    {
        var mapping = Mappings.Value["BRA/atlas-firearm-men"];
        var template = Make(mapping.Id, Language.Pt);
        Assert.Equal("homicidios-de-homens-por-armas-de-fogo-uf.xlsx", template.FileName);
        Assert.Equal(27, template.PreparedRows);
        var bytes = FilledWorkbook.Bytes(template.Workbook);
        var notes = FilledWorkbook.Rows(bytes, TemplateWords.In(Language.Pt).Say("sheet.notes"));
        Assert.Contains(notes, r =>
            r[1].Contains("homicidios-de-homens-por-armas-de-fogo-uf.csv", StringComparison.Ordinal)
            && r[1].Contains("sex = homens, mechanism = armas-de-fogo", StringComparison.Ordinal)
        );
        var workbook = new FilledWorkbook(bytes);
        workbook.Type(template.DataSheets[0], 2, 4, 7);
        var name = template.FileName.Replace("homens", sex, StringComparison.Ordinal).Replace(".xlsx", ".csv", StringComparison.Ordinal);
        var (reading, _) = Read(template with { FileName = name }, mapping, workbook.Save());
        Assert.Equal(breakdown, Assert.Single(reading.Mapped!.Breakdowns).ToString());
    }

    [Fact]
    public void A_total_above_its_rows_is_computed_and_columns_without_a_heading_have_their_name()
    {
        var template = Make("MEX/inegi-homicide-deaths", Language.Es);
        var bytes = FilledWorkbook.Bytes(template.Workbook);
        var (workbook, sheet) = (new FilledWorkbook(bytes), template.DataSheets[0]);
        var rows = FilledWorkbook.Rows(bytes, sheet).Where(r => !r.IsBlank).ToList();
        Assert.Equal(["Defunciones por homicidios", "Año de registro : …"], rows.Take(2).Select(r => r[1]));
        Assert.Equal(["Clave", "Nombre", "Total", "Enero"], Enumerable.Range(1, 4).Select(c => rows[2][c]));
        Assert.Equal(["", "Total", "0", "0"], Enumerable.Range(1, 4).Select(c => rows[3][c]));
        Assert.Equal(4, rows.Count);
        Assert.Equal(
            ("SUM(D5:D504)", "SUM(D4:O4)", "IF(COUNT(D5:O5)=0,\"\",SUM(D5:O5))"),
            (workbook.Formula(sheet, "D4"), workbook.Formula(sheet, "C4"), workbook.Formula(sheet, "C5"))
        );
    }

    [Fact]
    public void A_sum_that_somebody_types_over_is_still_compared()
    {
        var mapping = Mappings.Value["BRA/isp-rj-municipal"];
        var template = Make(mapping.Id, Language.Pt);
        var sheet = template.DataSheets[0];
        var workbook = FilledWorkbook.Of(template.Workbook);
        var header = FilledWorkbook.Rows(FilledWorkbook.Bytes(template.Workbook), sheet)[0];
        foreach (var (column, text) in new[] { ("fmun_cod", "3300100"), ("ano", "2016"), ("mes", "1"), ("fase", "3") })
            workbook.Type(sheet, 2, ColumnOf(header, column), text);
        workbook.Type(sheet, 2, ColumnOf(header, "hom_doloso"), 5);
        workbook.Recalculate(sheet);
        Assert.DoesNotContain(Read(template, mapping, workbook.Save()).Reading.Findings.Kept, f => f.Severity != Severity.Note);
        workbook.Type(sheet, 2, ColumnOf(header, "cvli"), 6);
        Assert.Contains(Read(template, mapping, workbook.Save()).Reading.Findings.Kept, f =>
            f.Code == FindingCodes.RowTotalDiffers && f.Severity == Severity.Blocking
        );
    }

    private static Template Make(string feed, Language language) =>
        FeedTemplate.Of(
            ShippedFolders.All[feed],
            Mappings.Value[feed],
            TaxonomyFolder.Read,
            language,
            Year,
            Year,
            ReadLimits.Default,
            CancellationToken.None
        );

    /// <summary>The numbers of the rows to type figures into; in a register their labels are those of the sample.</summary>
    private static List<int> RowsToFill(
        string feed,
        Template template,
        FilledWorkbook workbook,
        string sheet,
        List<GridRow> rows,
        GridRow header,
        List<int> figures,
        Random random
    )
    {
        var below = rows.Where(r =>
                r.Number > header.Number
                && Enumerable.Range(1, r.Count).Count(c => r[c].Length > 0) > 1
                && !figures.Any(f => workbook.Formula(sheet, WorkbookWriter.ColumnName(f) + Text(r.Number)) is not null)
            )
            .Select(r => r.Number)
            .ToList();
        if (template.PreparedRows > 0)
        {
            random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(below));
            return [.. below.Take(RowsFilled)];
        }
        var (name, bytes) = Sample(feed);
        var sample = SourceFile.Open(new MemoryStream(bytes), name, ReadLimits.Default).Rows(CancellationToken.None).ToList();
        var headings = Enumerable.Range(1, header.Count).ToDictionary(c => c, c => LabelText.Key(header[c]));
        var names = Mappings.Value[feed].Tables[0].Dialect.Names;
        var first = sample.FindIndex(r => headings.Values.All(h => SampleColumn(r, h) > 0));
        var from = headings.ToDictionary(h => h.Key, h => SampleColumn(sample[first], h.Value));
        var tables = Mappings.Value[feed].Tables;
        var left = tables.SelectMany(t => t.Totals.Select(total => total.Where).Concat(t.LeaveOut.Select(l => l.Where))).ToList();
        // Numbers, or nothing where the office means none by it.
        bool IsFigure(GridRow row, int column) =>
            tables.Any(t =>
                t.Numbers.Read(row[column], row.KindOf(column)) is not null
                || (row[column].Length == 0 && t.Marks.Any(m => m is { Value: not null, Where.Count: 0 } && m.Texts.Contains("")))
            );
        // A sample shows on purpose what an office gets wrong; here it is filled in right.
        var expected = Mappings.Value[feed].Tables.SelectMany(t => t.Expect).Where(e => e.Pattern is not null).ToList();
        var filled = new List<int>();
        bool IsComputed(int row, int column) => workbook.Formula(sheet, WorkbookWriter.ColumnName(column) + Text(row)) is not null;
        var open = header.Number + 1;
        while (figures.Any(f => IsComputed(open, f)))
            open++;
        var stops = tables.SelectMany(t => t.StopAt).Where(s => s.Column == RowCondition.FirstFilled).ToList();
        bool Ends(GridRow row) =>
            Enumerable.Range(1, row.Count).Select(c => row[c]).FirstOrDefault(t => !string.IsNullOrWhiteSpace(t)) is { } text
            && stops.Any(s => s.Holds(text));
        foreach (
            var row in sample
                .Skip(first + 1)
                .TakeWhile(r => !Ends(r))
                .Where(r =>
                    !r.IsBlank
                    && expected.All(e => e.Pattern!.IsMatch(r[from[ColumnOf(header, e.Column)]].Trim()))
                    && figures.All(f => IsFigure(r, from[f]))
                    && !left.Any(where => where.All(w => w.Holds(r[from[ColumnOf(header, w.Column)]])))
                )
                .Take(100)
        )
        {
            var at = open + filled.Count;
            foreach (var column in from.Keys.Where(c => !figures.Contains(c) && !IsComputed(at, c) && row[from[c]].Length > 0))
            {
                if (row.KindOf(from[column]) == CellKind.Number)
                    workbook.Type(sheet, at, column, decimal.Parse(row[from[column]], CultureInfo.InvariantCulture));
                else
                    workbook.Type(sheet, at, column, row[from[column]]);
            }
            filled.Add(at);
        }
        return filled;

        int SampleColumn(GridRow row, string key) =>
            names.FirstOrDefault(n => LabelText.Key(n.Value) == key).Key is > 0 and var named
                ? named
                : Enumerable.Range(1, row.Count).FirstOrDefault(c => LabelText.Key(row[c]) == key);
    }

    /// <summary>What a figure of a row is multiplied by, where a column of the file says the power of ten.</summary>
    private static Func<string, int, decimal> Scales(Mapping mapping, Template template, byte[] filled)
    {
        if (mapping.Tables[0].Concepts.GetValueOrDefault(Concepts.UnitMult) is not { Columns: [var heading] })
            return (_, _) => 1;
        var rows = template.DataSheets.ToDictionary(s => s, s => FilledWorkbook.Rows(filled, s));
        return (sheet, row) =>
            rows[sheet].First(r => r.Number == row)[ColumnOf(rows[sheet].First(r => ColumnOf(r, heading) > 0), heading)]
                is { Length: > 0 } power
                ? (decimal)Math.Pow(10, int.Parse(power, CultureInfo.InvariantCulture))
                : 1;
    }

    /// <summary>Writes what the template leaves open into its lines: here the words of the sample.</summary>
    private static void Complete(string feed, FilledWorkbook workbook, string sheet, List<GridRow> rows)
    {
        foreach (var row in rows)
        {
            for (var column = 1; column <= row.Count; column++)
            {
                if (!row[column].Contains(FeedTemplate.Blank, StringComparison.Ordinal))
                    continue;
                var (name, bytes) = Sample(feed);
                var pattern = "^" + string.Join(".+?", row[column].Split(FeedTemplate.Blank).Select(Regex.Escape)) + "$";
                var line = SourceFile
                    .Open(new MemoryStream(bytes), name, ReadLimits.Default)
                    .Rows(CancellationToken.None)
                    .Select(r => string.Join(' ', Enumerable.Range(1, r.Count).Select(c => r[c].Trim()).Where(t => t.Length > 0)))
                    .First(l => Regex.IsMatch(l, pattern));
                workbook.Type(sheet, row.Number, column, line);
            }
        }
    }

    private static (FileReading Reading, Dictionary<CellRef, decimal> Read) Read(Template template, Mapping mapping, byte[] bytes)
    {
        var read = new Dictionary<CellRef, decimal>();
        var name = Path.ChangeExtension(template.FileName, template.Format);
        if (template.Format == "csv")
            bytes = Csv(FilledWorkbook.Rows(bytes, template.DataSheets[0]), mapping);
        var reading = FileReading.Of(
            new MemoryStream(bytes),
            name,
            mapping,
            [mapping],
            TaxonomyFolder.Read,
            Today,
            ReadLimits.Default,
            CancellationToken.None,
            c => read[c.Cell] = c.Value ?? 1
        );
        return (reading, read);
    }

    /// <summary>A sheet as a spreadsheet program saves it as CSV, with the decimal mark of the feed.</summary>
    private static byte[] Csv(List<GridRow> rows, Mapping mapping)
    {
        var width = rows.Max(r => r.Count);
        var point = mapping.Tables[0].Numbers.DecimalChar?.ToString() ?? ".";
        return Encoding.UTF8.GetBytes(
            string.Concat(
                rows.Select(r =>
                    string.Join(
                        ',',
                        Enumerable
                            .Range(1, width)
                            .Select(c => r.KindOf(c) == CellKind.Number ? r[c].Replace(".", point, StringComparison.Ordinal) : r[c])
                            .Select(t => t.AsSpan().ContainsAny(",\"\n") ? $"\"{t.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : t)
                    ) + "\r\n"
                )
            )
        );
    }

    private static (string Sheet, int Row, int Column) At(Template template, CellRef cell) =>
        (cell.Sheet.Length == 0 ? template.DataSheets[0] : cell.Sheet, cell.Row, cell.Column);

    /// <summary>The columns of figures below a header; none where the row is not the table's.</summary>
    private static List<int> Figures(MappingTable table, GridRow row)
    {
        if (table.UnpivotMatching is { } rule)
            return [.. Enumerable.Range(1, row.Count).Where(c => rule.Pattern.IsMatch(row[c]))];
        var columns = FigureHeadings(table).Select(h => ColumnOf(row, h)).ToList();
        return columns.Contains(0) ? [] : columns;
    }

    private static IEnumerable<string> FigureHeadings(MappingTable table) =>
        table.Unpivot.Count > 0
            ? table.Unpivot.Select(u => u.Heading)
            : table
                .Series.Select(s => s.Concepts)
                .Append(table.Concepts)
                .Where(c => c.ContainsKey(Concepts.ObsValue))
                .SelectMany(c => c[Concepts.ObsValue].Columns)
                .Distinct();

    private static int ColumnOf(GridRow row, string heading)
    {
        for (var column = 1; column <= row.Count; column++)
            if (LabelText.Key(row[column]) == LabelText.Key(heading))
                return column;
        return 0;
    }

    private static (string Name, byte[] Bytes) Sample(string feed)
    {
        var name = SampleCheck.SampleOf(ShippedFolders.All[feed])!;
        return (name, ShippedFolders.All[feed].Files[name].ToArray());
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
