using System.Text;
using NodaTime;
using Observatory.Core.Checking;
using Observatory.Core.Mappings;
using Observatory.Core.Plausibility;
using Observatory.Core.Reading;
using Observatory.Core.Taxonomy;
using Observatory.Tests.Mappings;
using Observatory.Tests.Support;
using Observatory.Tests.Taxonomy;
using Xunit;

namespace Observatory.Tests.Cases;

/// <summary>
/// The small files that trials left behind, read where they lie by the mappings beside them: the right figures, or the finding that must be
/// there.
/// What a folder is about is said by its README and by the table of <c>cases/README.md</c>.
/// </summary>
public sealed class CaseFolderTests
{
    private static readonly LocalDate Today = new(2026, 1, 1);

    private static readonly Lazy<TaxonomyCatalogue> WithProviders = new(() =>
        TaxonomyReader
            .Read(
                TaxonomyFolder.With(
                    "providers.csv",
                    TaxonomyFolder.TextOf("providers.csv")
                        + string.Concat(
                            new[] { "USA_BJS,USA", "PAN_MINSEG,PAN", "URY_CIVIL,URY", "CRI_PJ,CRI", "UNODC_CTS," }.Select(p =>
                                $"{p},Case,Caso,Cas,Caso,POLICE,all,report,case,\n"
                            )
                        )
                )
            )
            .Catalogue!
    );

    /// <summary>Folders that no row of <see cref="Rows"/> reads yet, each with what is missing. A line goes when its rows come.</summary>
    private static readonly Dictionary<string, string> NotYet = new()
    {
        ["mapping/older-comes-late"] = "a matter of the warehouse",
        ["mapping/reload-after-correction"] = "a matter of the pipeline",
    };

    /// <summary>
    /// Folder, file, mapping folder (or its lines), then figures, and findings as <c>CODE SEVERITY</c>; a hyphen before a code says that it
    /// must not be there.
    /// </summary>
    public static TheoryData<string, string, string, string[]> Rows =>
        new()
        {
            { "files/second-sheet-unread", "b12_two_sheets.xlsx", "mapping", ["TABLE_NOT_READ Blocking '2023'!A1"] },
            {
                "files/second-sheet-unread",
                "e4_new_year_sheet.xlsx",
                NewYear,
                ["HOM_VICT PA-3 2022 17", "TABLE_NOT_READ Blocking '2023'!A2"]
            },
            {
                "files/second-sheet-unread",
                "h4_second_table.xlsx",
                "mapping-stopAt",
                ["HOM_VICT PA-3 2022 17", "HOM_VICT PA-4 2022 12", "TABLE_NOT_READ Blocking 'D'!A7"]
            },
            { "files/swapped-dates", "enero-mayo.csv", Dates, ["DATES_TURNED Warning A2"] },
            {
                "files/zero-group",
                "h5_zero_group.csv",
                "mapping",
                ["HOM_VICT PA-4 2023 1234", "VALUE_NOT_NUMBER Blocking D2", "VALUE_NOT_NUMBER Blocking D4", "VALUE_NOT_NUMBER Blocking D5"]
            },
            {
                "files/ignore-joined-heading",
                "g3_ignore_joined.csv",
                "mapping",
                ["HOM_VICT PA-3 2022 17", "HOM_VICT PA-3 2023 18", "HOM_VICT PA-4 2022 12", "HOM_VICT PA-4 2023 13", "-COLUMN_UNKNOWN"]
            },
            {
                "files/age-18-24",
                "victims.csv",
                Ages,
                [
                    "HOM_VICT PA-3 2023 244",
                    "HOM_VICT PA-3 2023 AGE=Y15T17 30",
                    "HOM_VICT PA-3 2023 AGE=Y18T24 117",
                    "HOM_VICT PA-3 2023 AGE=Y25T29 97",
                ]
            },
            { "files/month-words-in-dates", "p01.csv", "mapping", ["HOM_VICT PA-3 2018-12 1"] },
            { "files/month-words-in-dates", "p03.csv", "mapping", ["HOM_VICT PA-3 2018-09 1"] },
            { "files/month-words-in-dates", "p04.csv", "mapping", ["HOM_VICT PA-3 2018-12 1"] },
            { "files/month-words-in-dates", "p00.csv", Months, ["HOM_VICT PA-3 2023-01 1"] },
            { "files/month-words-in-dates", "p13.csv", Months, ["HOM_VICT PA-3 2018-12 1"] },
            { "files/month-words-in-dates", "c08_periods.csv", Months, ["PERIOD_UNKNOWN Blocking B9"] },
            {
                "files/month-words-in-dates",
                "c09_quarters.csv",
                Quarters,
                [.. Enumerable.Range(1, 7).Select(q => $"HOM_VICT PA-3 {2023 + ((q - 1) / 4)}-Q{((q - 1) % 4) + 1} {q}")]
            },
            { "files/parts-exceed-float-noise", "sex.csv", Sexes, ["-PARTS_EXCEED"] },
            {
                "files/formula-without-result",
                "b02b_no_cache.xlsx",
                "mapping",
                ["HOM_VICT PA-4 2023 12", "FORMULA_NOT_CALCULATED Blocking 'D'!D2"]
            },
            {
                "files/formula-without-result",
                "b02a_zero_dummy.xlsx",
                "mapping",
                ["HOM_VICT PA-4 2023 12", "FORMULA_NOT_CALCULATED Blocking 'D'!D2", "FORMULA_NOT_CALCULATED Blocking 'D'!D4"]
            },
            {
                "files/formula-without-result",
                "e1_blank_is_zero_formula.xlsx",
                "mapping-blank-is-zero",
                ["HOM_VICT PA-4 2023 12", "FORMULA_NOT_CALCULATED Blocking 'D'!D2"]
            },
            { "files/formula-without-result", "e7_formula_total.xlsx", Totals, ["FORMULA_NOT_CALCULATED Blocking 'D'!D4"] },
            { "files/formula-without-result", "x1_formula.xls", "mapping", ["FORMULA_NOT_CALCULATED Blocking 'D'!D2"] },
            {
                "files/hidden-rows",
                "b04a_hidden_rows.xlsx",
                "mapping",
                ["HOM_VICT PA-3 2023 17", "HOM_VICT PA-4 2023 12", "HOM_VICT PA-5 2023 99", "FIGURES_HIDDEN Note 'D'!D4"]
            },
            {
                "files/hidden-rows",
                "b04c_hidden_col.xlsx",
                HiddenColumn,
                ["HOM_VICT PA-3 2022 17", "HOM_VICT PA-3 2023 18", "FIGURES_HIDDEN Note 'D'!D2"]
            },
            {
                "files/hidden-rows",
                "b04d_invisible_number.xlsx",
                "mapping",
                ["HOM_VICT PA-3 2023 17", "HOM_VICT PA-5 2023 99", "FIGURES_HIDDEN Note 'D'!D3"]
            },
            {
                "files/superscript-digit",
                "b11b_super_value.xlsx",
                "mapping",
                ["HOM_VICT PA-4 2023 12", "VALUE_NOT_NUMBER Blocking 'D'!D2"]
            },
            { "files/superscript-digit", "e5_strike.xlsx", "mapping", ["VALUE_NOT_NUMBER Blocking 'D'!D2"] },
            { "files/superscript-digit", "g1_sst_super.xlsx", "mapping", ["VALUE_NOT_NUMBER Blocking 'D'!D2"] },
            { "files/superscript-digit", "x2_super.xls", "mapping", ["VALUE_NOT_NUMBER Blocking 'D'!D2"] },
            { "files/superscript-digit", "e3_super_area.xlsx", Departments, ["HOM_VICT PA-3 2023 17", "HOM_VICT PA-4 2023 5"] },
            { "files/serial-1904", "k1_serial_1904.xlsx", "mapping", ["HOM_VICT PA-3 2023-01 3", "HOM_VICT PA-3 2023-03 4"] },
            { "files/serial-1904", "k3_serial_1904.xls", "mapping", ["HOM_VICT PA-3 2023-01 3"] },
            {
                "files/serial-1904",
                "b01_1904_1.xlsx",
                "mapping",
                ["HOM_VICT PA-3 2023-01 3", "HOM_VICT PA-3 2023-12 4", "HOM_VICT PA-3 2024-02 5"]
            },
            { "files/merged-figure", "b09b_merged_value.xlsx", "mapping", ["FIGURE_MERGED Blocking 'D'!D2"] },
            { "files/merged-figure", "x5_merged_value.xls", "mapping", ["FIGURE_MERGED Blocking 'D'!D2"] },
            { "files/merged-figure", "e10_merged_cols.xlsx", MergedColumns, ["FIGURE_MERGED Blocking 'D'!B2"] },
            { "files/percent-format", "b03b_percent_mixed.xlsx", "mapping", ["PERCENT_SHOWN Blocking 'D'!D2"] },
            { "files/percent-format", "x3_percent.xls", "mapping", ["PERCENT_SHOWN Blocking 'D'!D2"] },
            {
                "mapping/optional-column",
                "with.csv",
                "mappings/BRA/case-optional + optional: sexo",
                ["OFFENCES_VICT BR-AC 2021 11", "OFFENCES_VICT BR-AC 2021 SEX=F 2", "OFFENCES_VICT BR-AC 2021 SEX=M 9", "-COLUMN_ABSENT"]
            },
            {
                "mapping/optional-column",
                "without.csv",
                "mappings/BRA/case-optional + optional: sexo",
                ["OFFENCES_VICT BR-AC 2020 12", "COLUMN_ABSENT Note 1:1"]
            },
            {
                "mapping/lookup-on-unpivoted",
                "base.csv dic.csv",
                "mappings/BRA/case-lookup",
                ["OFFENCES_INC BR-RJ 2020 OFFENCE=BRA_ISP_RJ:rou 90", "OFFENCES_VICT BR-RJ 2020 OFFENCE=BRA_ISP_RJ:hom 5"]
            },
            {
                "mapping/unread-sheet",
                "two.xlsx",
                "mappings/MEX/case-sheets",
                ["HOM_INC MX-BCN 2020 5", "HOM_INC MX-CHP 2020 6", "TABLE_NOT_READ Blocking '2021'!A1"]
            },
            {
                "mapping/take-beside-pattern",
                "registro.csv",
                "mappings/COL/case-take",
                ["HOM_VICT COL:05001 2021 7", "HOM_VICT COL:11001 2021 5"]
            },
            {
                "mapping/leading-zero-area",
                "registro-2020.csv",
                "mappings/COL/case-zero",
                ["HOM_VICT COL:05040 2020 3", "HOM_VICT COL:50001 2020 4", "-PARENT_DIFFERS"]
            },
            { "mapping/leading-zero-area", "registro-2021.csv", "mappings/COL/case-zero", ["PARENT_DIFFERS Blocking B2"] },
        };

    [SharedFact]
    public void Every_folder_of_cases_is_read_here_or_said_to_wait_with_its_reason()
    {
        var folders = new[] { "files", "mapping" }
            .SelectMany(k => Directory.GetDirectories(Shared.Path("cases/" + k)).Select(d => $"{k}/{Path.GetFileName(d)}"))
            .Order(StringComparer.Ordinal);
        var read = Rows.Select(r => (string)((object[])r)[0]).Concat(ReadElsewhere);
        Assert.Equal(folders, read.Concat(NotYet.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    /// <summary>What drafts say of the folders of <c>mappings suggest</c> is asked in their own tests.</summary>
    private static string[] ReadElsewhere =>
        [
            "files/sample-is-real",
            "mapping/two-feeds-one-office",
            "mapping/register-rare-and-partial",
            "mapping/unspecified-in-parts",
            "files/suggest-area-column",
            "files/suggest-three-header-rows",
            "files/suggest-total-heading",
            "files/suggest-total-member",
            "files/suggest-unit-column",
            "mapping/suggest-abbreviated-areas",
            "mapping/suggest-numero-de",
            "mapping/suggest-second-national-code",
        ];

    [SharedFact]
    public void A_register_covers_the_same_months_of_a_rare_indicator_as_of_all_others()
    {
        var scopes = Read("mapping/register-rare-and-partial", "hechos.csv", "mappings/ECU/case-register").Mapped!.Scopes;
        Assert.Equal(
            ["FEMICIDE 2019-01 2020-11", "HOM_VICT 2019-01 2020-11"],
            scopes.Select(s => $"{s.Indicator} {s.From} {s.To}").Order(StringComparer.Ordinal)
        );
    }

    [SharedFact]
    public void A_place_that_nobody_recorded_is_no_part_that_is_expected()
    {
        var scope = Assert.Single(Read("mapping/unspecified-in-parts", "lugares.csv", "mappings/MEX/case-parts").Mapped!.Scopes);
        Assert.Equal((2, "MX-BCN MX-CHP"), (scope.PartsExpected, string.Join(' ', scope.Parts)));
    }

    [SharedTheory]
    [MemberData(nameof(Rows))]
    public void A_case_gives_the_right_figures_or_the_finding_it_must_give(string folder, string file, string mapping, string[] right)
    {
        var reading = Read(folder, file, mapping);
        var mapped = reading.Mapped!;
        FigureChecks.Run(mapped, WithProviders.Value);
        var findings = reading.Findings.Kept.Select(f => $"{f.Code} {f.Severity} {f.Where}").ToList();
        var said = string.Join("\n", Feed.Figures(mapped).Concat(reading.Findings.Kept.Select(Feed.Said)));
        foreach (var absent in right.Where(r => r[0] == '-'))
            Assert.True(findings.All(f => !f.StartsWith(absent[1..] + " ", StringComparison.Ordinal)), $"{absent} is there:\n{said}");
        foreach (var finding in right.Where(IsFinding))
            Assert.True(findings.Contains(finding), $"{finding} is missing:\n{said}");
        var figures = right.Where(r => r[0] != '-' && !IsFinding(r)).Order(StringComparer.Ordinal).ToList();
        if (figures.Count > 0)
            Assert.Equal(figures, Feed.Figures(mapped));
        // A case that expects no finding that blocks has none.
        if (!right.Any(r => r.Contains(" Blocking ", StringComparison.Ordinal)))
            Assert.False(reading.Findings.IsBlocked, said);
    }

    private static FileReading Read(string folder, string file, string mapping)
    {
        var at = Shared.Path("cases/" + folder);
        var read = MappingReader.Read(FolderOf(at, mapping), WithProviders.Value);
        Assert.True(read.Mapping is not null, string.Join("\n", read.Findings.Select(Feed.Said)));
        var files = file.Split(' ').Select(f => new SentFile(f, new MemoryStream(File.ReadAllBytes(Path.Combine(at, f)))));
        return FileReading.Of(
            [.. files],
            read.Mapping,
            [read.Mapping],
            WithProviders.Value,
            Today,
            ReadLimits.Default,
            CancellationToken.None
        );
    }

    private static bool IsFinding(string line) => FindingCodes.All.Contains(line.Split(' ')[0]);

    /// <summary>
    /// A mapping folder under the name that its mapping says, with the words behind a plus sign added to it; lines of a mapping stand for
    /// themselves.
    /// </summary>
    private static FolderFiles FolderOf(string at, string mapping)
    {
        if (!mapping.Contains('\n', StringComparison.Ordinal))
        {
            var (folder, more) = mapping.Split(" + ") is [var only, var added] ? (only, added) : (mapping, "");
            var files = Directory
                .GetFiles(Path.Combine(at, folder))
                .ToDictionary(f => Path.GetFileName(f), f => (ReadOnlyMemory<byte>)File.ReadAllBytes(f), StringComparer.Ordinal);
            var yaml = Encoding.UTF8.GetString(files[MappingReader.FileName].Span) + "\n" + more;
            files[MappingReader.FileName] = Encoding.UTF8.GetBytes(yaml);
            return new FolderFiles(NameOf(yaml), files);
        }
        return new FolderFiles(
            NameOf(mapping),
            new Dictionary<string, ReadOnlyMemory<byte>>
            {
                [MappingReader.FileName] = Encoding.UTF8.GetBytes(mapping),
                ["areas.csv"] = "provincia,REF_AREA\nColón,PA-3\nChiriquí,PA-4\nDarién,PA-5\n"u8.ToArray(),
                ["departments.csv"] = "dep,REF_AREA\n1,PA-3\n12,PA-4\n"u8.ToArray(),
                ["ages.csv"] = "edad,AGE\n15-17,Y15T17\n18-24,Y18T24\n25-29,Y25T29\n"u8.ToArray(),
                ["sexes.csv"] = "sexo,SEX\nT,_T\nM,M\nF,F\n"u8.ToArray(),
            }
        );
    }

    private static string NameOf(string yaml) =>
        yaml.Split('\n').First(l => l.StartsWith("mapping:", StringComparison.Ordinal))["mapping:".Length..].Trim();

    private const string Head = """
        mapping: PAN/case
        version: 1
        title: { en: Case, es: Caso, fr: Cas, pt: Caso }
        DATA_PROVIDER: PAN_MINSEG

        """;

    private const string Dates =
        Head
        + """
            concepts:
              FREQ: { value: M }
              TIME_PERIOD: { column: fecha, dateFormat: dd/MM/yyyy }
              REF_AREA: { column: provincia, codes: areas.csv }
              INDICATOR: { value: HOM_VICT }
              OBS_VALUE: { column: victimas, type: integer }
            combine: sum
            """;

    // 202308 may be a day of 2008 as well: it alone is not taken.
    private const string Months =
        Head
        + """
            concepts:
              FREQ: { value: M }
              TIME_PERIOD: { column: periodo, dateFormat: MMM-yy }
              REF_AREA: { column: provincia, codes: areas.csv }
              INDICATOR: { value: HOM_VICT }
              OBS_VALUE: { column: casos, type: integer }
            """;

    private const string Ages =
        Head
        + """
            concepts:
              FREQ: { value: A }
              TIME_PERIOD: { column: anio }
              REF_AREA: { column: provincia, codes: areas.csv }
              INDICATOR: { value: HOM_VICT }
              AGE: { column: edad, codes: ages.csv }
              OBS_VALUE: { column: casos, type: integer }
            totalOver: AGE
            combine: sum
            """;

    private const string Quarters =
        Head
        + """
            concepts:
              FREQ: { value: Q }
              TIME_PERIOD: { column: periodo }
              REF_AREA: { column: provincia, codes: areas.csv }
              INDICATOR: { value: HOM_VICT }
              OBS_VALUE: { column: casos, type: integer }
            """;

    private const string Sexes =
        Head
        + """
            dialect: { decimalChar: "." }
            concepts:
              FREQ: { value: A }
              TIME_PERIOD: { column: anio }
              REF_AREA: { column: provincia, codes: areas.csv }
              INDICATOR: { value: HOM_VICT }
              SEX: { column: sexo, codes: sexes.csv }
              OBS_VALUE: { column: casos, type: decimal }
            """;

    private const string MergedColumns =
        Head
        + """
            unpivotMatching: { pattern: '^\d{4}$' }
            concepts:
              FREQ: { value: A }
              TIME_PERIOD: { unpivoted: true }
              REF_AREA: { column: provincia, codes: areas.csv }
              INDICATOR: { value: HOM_VICT }
              OBS_VALUE: { unpivoted: true, type: integer }
            """;

    private const string HiddenColumn =
        MergedColumns
        + """

            ignore: { anio: the heading says it, delito: only homicides are in the file }
            """;

    private const string Departments =
        Head
        + """
            concepts:
              FREQ: { value: A }
              TIME_PERIOD: { column: anio }
              REF_AREA: { column: dep, codes: departments.csv }
              INDICATOR: { value: HOM_VICT }
              OBS_VALUE: { column: casos, type: integer }
            """;

    private const string Totals =
        Head
        + """
            totals: [ { where: { provincia: [Total] } } ]
            concepts:
              FREQ: { value: A }
              TIME_PERIOD: { column: anio }
              REF_AREA: { column: provincia, codes: areas.csv }
              INDICATOR: { value: HOM_VICT }
              OBS_VALUE: { column: casos, type: integer }
            ignore: { delito: only homicides are in the file }
            """;

    private const string NewYear =
        Head
        + """
            facts: [ { in: title, pattern: 'Casos (?<year>\d{4})' } ]
            concepts:
              FREQ: { value: A }
              TIME_PERIOD: { pattern: "{fact.year}" }
              REF_AREA: { column: provincia, codes: areas.csv }
              INDICATOR: { value: HOM_VICT }
              OBS_VALUE: { column: casos, type: integer }
            ignore: { delito: only homicides are in the file }
            """;
}
