using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Mappings;
using Observatory.Core.Reading;
using Observatory.Core.Series;
using Observatory.Core.Taxonomy;
using Observatory.Core.Templates;
using Observatory.Tests.Mappings;
using Observatory.Tests.Taxonomy;
using Xunit;
using Xunit.Abstractions;

namespace Observatory.Tests.Templates;

public sealed class IndicatorTemplateTests(ITestOutputHelper output)
{
    private const int Seed = 4711;

    private static TaxonomyCatalogue Taxonomy => TaxonomyFolder.Read;

    public static TheoryData<string, string, AreaLevel, Frequency> Forms =>
        new()
        {
            { "MEX", "MEX_SESNSP", AreaLevel.Subdivision, Frequency.Annual },
            { "MEX", "MEX_SESNSP", AreaLevel.Country, Frequency.Monthly },
            { "BRA", "BRA_SINESP", AreaLevel.Subdivision, Frequency.Quarterly },
            { "JAM", "WHO_GHO", AreaLevel.Country, Frequency.Semester },
        };

    [Theory]
    [MemberData(nameof(Forms))]
    public void What_is_typed_into_a_form_is_what_is_read(string country, string provider, AreaLevel level, Frequency frequency)
    {
        var form = Form(country, provider, level, frequency);
        var template = IndicatorTemplate.Of(form, Taxonomy, Language.Es);
        var workbook = FilledWorkbook.Of(template.Workbook);
        var sheet = template.DataSheets[0];
        var rows = FilledWorkbook.Rows(FilledWorkbook.Bytes(template.Workbook), sheet);
        var header = rows[1];
        var random = new Random(Seed);
        var expected = new List<string>();
        foreach (var row in rows.Skip(2))
        {
            var key = $"{Cell(header, row, "indicator")} {Cell(header, row, "area")} {row[3]}";
            switch (random.Next(4))
            {
                case 0:
                    break;
                case 1:
                    workbook.Type(sheet, row.Number, Column(header, "status"), "Q");
                    expected.Add(key + " none");
                    break;
                default:
                    var value = Cell(header, row, "indicator") == "COCAINE_SEIZED" ? random.Next(1, 10_000) / 8m : random.Next(0, 5000);
                    workbook.Type(sheet, row.Number, header.Count, value);
                    expected.Add($"{key} {value.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
                    break;
            }
        }
        output.WriteLine($"seed {Seed}: {form.Feed}, {template.PreparedRows} rows, {expected.Count} figures");
        Assert.Equal(template.PreparedRows, rows.Count - 2);
        var mapping = MappingOf(form);
        var reading = Read(workbook.Save(), mapping);
        Assert.Equal(form.Feed, reading.Mapping?.Id);
        Assert.Empty(reading.Findings.Kept.Select(Feed.Said));
        Assert.Equal(expected.Order(StringComparer.Ordinal), Feed.Figures(reading.Mapped!));
    }

    [Fact]
    public void Rows_that_the_office_adds_are_read_with_their_breakdown_unit_status_and_note()
    {
        var form = Form("MEX", "MEX_SESNSP", AreaLevel.Country, Frequency.Annual);
        var template = IndicatorTemplate.Of(form, Taxonomy, Language.En);
        var workbook = FilledWorkbook.Of(template.Workbook);
        var rows = FilledWorkbook.Rows(FilledWorkbook.Bytes(template.Workbook), template.DataSheets[0]);
        var at = rows[^1].Number + 1;
        foreach (
            var (heading, text) in new[]
            {
                ("area", "MX-AGU"),
                ("year", "2016"),
                ("indicator", "ROBBERY"),
                ("mechanism", "FIREARM"),
                ("status", "P"),
                ("note", "=not a formula"),
            }
        )
            workbook.Type(template.DataSheets[0], at, Column(rows[1], heading), text);
        workbook.Type(template.DataSheets[0], at, rows[1].Count, 7m);
        var reading = Read(workbook.Save(), MappingOf(form));
        Assert.Empty(reading.Findings.Kept.Select(Feed.Said));
        Assert.Equal(["ROBBERY MX-AGU 2016 MECHANISM=FIREARM 7"], Feed.Figures(reading.Mapped!));
        var said = reading.Mapped!.Attributes[reading.Mapped.Observations.Single().Attributes];
        Assert.Equal(("P", "INCIDENTS", "\"=not a formula"), (said.Statuses, said.CountingUnit, said.Notes));
    }

    [Fact]
    public void An_area_of_another_country_a_fraction_of_a_count_and_an_unknown_code_are_set_aside()
    {
        var form = Form("MEX", "MEX_SESNSP", AreaLevel.Country, Frequency.Annual);
        var template = IndicatorTemplate.Of(form, Taxonomy, Language.En);
        var workbook = FilledWorkbook.Of(template.Workbook);
        var rows = FilledWorkbook.Rows(FilledWorkbook.Bytes(template.Workbook), template.DataSheets[0]);
        var (sheet, header) = (template.DataSheets[0], rows[1]);
        workbook.Type(sheet, 3, 1, "BRA");
        workbook.Type(sheet, 3, header.Count, 1m);
        workbook.Type(sheet, 4, header.Count, 1.5m);
        workbook.Type(sheet, 5, Column(header, "sex"), "X");
        workbook.Type(sheet, 5, header.Count, 1m);
        var reading = Read(workbook.Save(), MappingOf(form));
        Assert.Equal(
            [(FindingCodes.AreaUnknown, 3), (FindingCodes.ValueFractional, 4), (FindingCodes.LabelUnknown, 5)],
            reading
                .Findings.Kept.Where(f => f.Code != FindingCodes.NothingToLoad)
                .OrderBy(f => f.Where!.Value.Row)
                .Select(f => (f.Code, f.Where!.Value.Row))
        );
        Assert.Equal(3, reading.Mapped!.Accounting.CellsSetAside);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void The_feed_of_a_form_reads_its_own_sample_and_is_the_same_for_any_indicators(
        string country,
        string provider,
        AreaLevel level,
        Frequency frequency
    )
    {
        var form = Form(country, provider, level, frequency);
        var folder = IndicatorFeed.Of(form.Country, form.Provider, frequency, Taxonomy);
        var result = SampleCheck.Run(folder, MappingOf(form), Taxonomy, Feed.Today, ReadLimits.Default, CancellationToken.None);
        Assert.Empty(result.Findings.Select(Feed.Said));
        Assert.Equal(4, result.Figures);
        var again = IndicatorFeed.Of(form.Country, form.Provider, frequency, Taxonomy);
        Assert.All(folder.Files, f => Assert.True(f.Value.Span.SequenceEqual(again.Files[f.Key].Span), f.Key));
    }

    [Fact]
    public void Forms_of_several_offices_and_feeds_are_told_apart()
    {
        var forms = Forms.Select(f => Form((string)f[0], (string)f[1], (AreaLevel)f[2], (Frequency)f[3])).ToList();
        List<Mapping> all =
        [
            .. forms.Select(MappingOf),
            .. ShippedFolders.All.Values.Select(f => MappingReader.Read(f, Taxonomy).Mapping!),
        ];
        foreach (var form in forms)
            Assert.Equal(
                form.Feed,
                Read(FilledWorkbook.Bytes(IndicatorTemplate.Of(form, Taxonomy, Language.Fr).Workbook), [.. all]).Mapping?.Id
            );
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public void Every_list_comes_from_cells_that_are_there(string country, string provider, AreaLevel level, Frequency frequency) =>
        Ranges.AreFilled(
            FilledWorkbook.Bytes(IndicatorTemplate.Of(Form(country, provider, level, frequency), Taxonomy, Language.Pt).Workbook)
        );

    [Fact]
    public void Lists_hold_the_country_and_the_indicators_asked_for_with_labels_in_four_languages()
    {
        var form = Form("JAM", "WHO_GHO", AreaLevel.Country, Frequency.Annual);
        var rows = FilledWorkbook.Rows(FilledWorkbook.Bytes(IndicatorTemplate.Of(form, Taxonomy, Language.En).Workbook), "Codes");
        var codes = rows.Select(r => r[1]).ToList();
        Assert.Equal(Taxonomy.Areas.Where(a => a.Country == "JAM").Select(a => a.Code), codes.Skip(1).TakeWhile(c => c.Length > 0));
        Assert.Equal(form.Indicators.Select(i => i.Code), codes.SkipWhile(c => c != "indicator").Skip(1).TakeWhile(c => c.Length > 0));
        Assert.Equal(["F", "Female", "Mujer", "Femme", "Mulher"], Enumerable.Range(1, 5).Select(c => rows.First(r => r[1] == "F")[c]));
    }

    [Fact]
    public void A_form_that_nobody_could_fill_in_is_refused()
    {
        var form = Form("MEX", "MEX_SESNSP", AreaLevel.Subdivision, Frequency.Monthly) with
        {
            Indicators = Taxonomy.Indicators,
            FromYear = 2000,
            ToYear = 2020,
        };
        Assert.Equal(RefusalCodes.TemplateImpossible, Assert.Throws<Refusal>(() => IndicatorTemplate.Of(form, Taxonomy, Language.En)).Code);
    }

    private static IndicatorForm Form(string country, string provider, AreaLevel level, Frequency frequency) =>
        new(
            Taxonomy.Countries.First(c => c.Iso3 == country),
            Taxonomy.FindProvider(provider)!,
            [.. new[] { "HOM_VICT", "ROBBERY", "COCAINE_SEIZED" }.Select(c => Taxonomy.FindIndicator(c)!)],
            level,
            frequency,
            2015,
            2016
        );

    private static Mapping MappingOf(IndicatorForm form)
    {
        var (mapping, findings) = MappingReader.Read(IndicatorFeed.Of(form.Country, form.Provider, form.Frequency, Taxonomy), Taxonomy);
        Assert.Empty(findings.Select(Feed.Said));
        return mapping!;
    }

    private static FileReading Read(byte[] bytes, params Mapping[] mappings) =>
        FileReading.Of(
            new MemoryStream(bytes),
            "form.xlsx",
            null,
            mappings,
            Taxonomy,
            Feed.Today,
            ReadLimits.Default,
            CancellationToken.None
        );

    private static int Column(GridRow header, string heading) => Enumerable.Range(1, header.Count).First(c => header[c] == heading);

    private static string Cell(GridRow header, GridRow row, string heading) => row[Column(header, heading)];
}
