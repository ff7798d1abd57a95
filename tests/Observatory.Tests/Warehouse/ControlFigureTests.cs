using System.Globalization;
using System.Text.Json;
using Observatory.Core.Access;
using Observatory.Core.Languages;
using Observatory.Core.Reading;
using Observatory.Core.Series;
using Observatory.Tests.Support;
using Observatory.Warehouse.Questions;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>
/// Figures computed straight from the offices' files, without this program, beside what it answers after the same files went the whole way:
/// read, mapped, staged, agreed to, loaded and asked for.
/// </summary>
[Collection(nameof(ControlWorlds))]
public sealed class ControlFigureTests(ControlWorlds worlds)
{
    private static readonly Dictionary<(string File, string Filter), Func<ControlWorlds, Task<decimal>>> Answers = new()
    {
        [(ControlWorlds.Mex2023, "all data rows")] = Rows(ControlWorlds.Mex2023),
        [(ControlWorlds.Mex2023, "non-empty month cells")] = async w => (await w.OfAsync(ControlWorlds.Mex2023)).Accounting.CellsLoaded,
        [(ControlWorlds.Mex2023, "Año=2017, Subtipo='Homicidio doloso', all modalities, 12 months")] = Figure(
            ControlWorlds.Mex2023,
            "HOM_INC",
            "MEX",
            "2017"
        ),
        [(ControlWorlds.Mex2023, "Año=2022, Subtipo='Homicidio doloso', all modalities, 12 months")] = Figure(
            ControlWorlds.Mex2023,
            "HOM_INC",
            "MEX",
            "2022"
        ),
        [(ControlWorlds.Mex2023, "Año=2023, Subtipo='Homicidio doloso', Jan-Sep (year incomplete)")] = Months(
            ControlWorlds.Mex2023,
            "HOM_INC",
            "MEX",
            2023,
            9
        ),
        [(ControlWorlds.Mex2023, "Año=2022, Subtipo='Feminicidio', Clave_Ent=15")] = Figure(
            ControlWorlds.Mex2023,
            "FEMICIDE",
            "MX-MEX",
            "2022"
        ),
        [(ControlWorlds.Mex2023, "Año=2019, Entidad='Guanajuato', Subtipo='Homicidio doloso', Modalidad='Con arma de fuego'")] = Figure(
            ControlWorlds.Mex2023,
            "HOM_INC",
            "MX-GUA",
            "2019",
            ("MECHANISM", "FIREARM")
        ),
        [(ControlWorlds.Mex2023, "distinct (bien jurídico, tipo, subtipo, modalidad)")] = Labels(ControlWorlds.Mex2023, "OFFENCE"),
        [(ControlWorlds.Mex2023, "sum of every cell of Año=2022")] = Figure(
            ControlWorlds.Mex2023,
            "OFFENCES_INC",
            "MEX",
            "2022",
            ("OFFENCE", "_T")
        ),

        [(ControlWorlds.Mex2019, "all data rows")] = Rows(ControlWorlds.Mex2019),
        [(ControlWorlds.Mex2019, "Año=2015, Subtipo='Homicidio doloso'")] = Figure(ControlWorlds.Mex2019, "HOM_INC", "MEX", "2015"),
        [(ControlWorlds.Mex2019, "Año=2017, Subtipo='Homicidio doloso'")] = Figure(ControlWorlds.Mex2019, "HOM_INC", "MEX", "2017"),
        [(ControlWorlds.Mex2019, "Año=2018, Subtipo='Homicidio doloso'")] = Figure(ControlWorlds.Mex2019, "HOM_INC", "MEX", "2018"),
        [(ControlWorlds.Mex2019, "Año=2019, Subtipo='Homicidio doloso', Jan-Mar")] = Months(
            ControlWorlds.Mex2019,
            "HOM_INC",
            "MEX",
            2019,
            3
        ),
        [(ControlWorlds.Mex2019, "vs IDEFC_NM_sep23.csv, same key, value differs")] = RevisedAsync,
        [(ControlWorlds.Mex2019, "vs IDEFC_NM_sep23.csv, keys in both")] = InBothAsync,

        [(ControlWorlds.Bra, "sheet 'Ocorrências', data rows")] = async w =>
            (await w.OfAsync(ControlWorlds.Bra)).Accounting.RowsBySheet["Ocorrências"],
        [(ControlWorlds.Bra, "sheet 'Vítimas', data rows")] = async w =>
            (await w.OfAsync(ControlWorlds.Bra)).Accounting.RowsBySheet["Vítimas"],
        [(ControlWorlds.Bra, "sheet Vítimas, Tipo Crime='Homicídio doloso', Ano=2017")] = Figure(
            ControlWorlds.Bra,
            "HOM_VICT",
            "BRA",
            "2017"
        ),
        [(ControlWorlds.Bra, "sheet Ocorrências, Tipo Crime='Homicídio doloso', Ano=2017")] = Figure(
            ControlWorlds.Bra,
            "HOM_INC",
            "BRA",
            "2017"
        ),
        [(ControlWorlds.Bra, "sheet Vítimas, Tipo Crime='Homicídio doloso', Ano=2022")] = Figure(
            ControlWorlds.Bra,
            "HOM_VICT",
            "BRA",
            "2022"
        ),
        [(ControlWorlds.Bra, "sheet Ocorrências, Tipo Crime='Homicídio doloso', Ano=2022")] = Figure(
            ControlWorlds.Bra,
            "HOM_INC",
            "BRA",
            "2022"
        ),
        [(ControlWorlds.Bra, "sheet Vítimas, Homicídio doloso, Ano=2022, Sexo='Feminino'")] = Figure(
            ControlWorlds.Bra,
            "HOM_VICT",
            "BRA",
            "2022",
            ("SEX", "F")
        ),
        [(ControlWorlds.Bra, "sheet Vítimas, Homicídio doloso, UF='Bahia', Ano=2022")] = Figure(
            ControlWorlds.Bra,
            "HOM_VICT",
            "BR-BA",
            "2022"
        ),

        [(ControlWorlds.Col, "rows below the header with a date in FECHA HECHO")] = Rows(ControlWorlds.Col),
        [(ControlWorlds.Col, "sum CANTIDAD over those rows")] = Figure(ControlWorlds.Col, "HOM_VICT", "COL", "2022"),
        [(ControlWorlds.Col, "row 'TOTAL', column CANTIDAD")] = async w =>
            Assert.Single((await w.OfAsync(ControlWorlds.Col)).Accounting.Totals, t => t.Agrees).Printed,
        [(ControlWorlds.Col, "GENERO='FEMENINO'")] = Figure(ControlWorlds.Col, "HOM_VICT", "COL", "2022", ("SEX", "F")),
        [(ControlWorlds.Col, "CODIGO DANE=76001000")] = Figure(ControlWorlds.Col, "HOM_VICT", "COL:76001", "2022"),
        [(ControlWorlds.Col, "FECHA HECHO in January")] = Figure(ControlWorlds.Col, "HOM_VICT", "COL", "2022-01"),
        [(ControlWorlds.Col, "distinct CODIGO DANE")] = Labels(ControlWorlds.Col, "REF_AREA"),

        [(ControlWorlds.ArgProvinces, "all data rows")] = Rows(ControlWorlds.ArgProvinces),
        [(ControlWorlds.ArgProvinces, "distinct provincia_id")] = Labels(ControlWorlds.ArgProvinces, "REF_AREA"),
        [(ControlWorlds.ArgProvinces, "anio=2014, codigo_delito_snic_id=1, cantidad_victimas")] = Figure(
            ControlWorlds.ArgProvinces,
            "HOM_VICT",
            "ARG",
            "2014"
        ),
        [(ControlWorlds.ArgProvinces, "anio=2017, codigo_delito_snic_id=1, cantidad_victimas")] = Figure(
            ControlWorlds.ArgProvinces,
            "HOM_VICT",
            "ARG",
            "2017"
        ),
        [(ControlWorlds.ArgProvinces, "anio=2023, codigo_delito_snic_id=1, cantidad_victimas")] = Figure(
            ControlWorlds.ArgProvinces,
            "HOM_VICT",
            "ARG",
            "2023"
        ),
        [(ControlWorlds.ArgProvinces, "anio=2017, codigo 1, cantidad_hechos")] = Figure(
            ControlWorlds.ArgProvinces,
            "HOM_INC",
            "ARG",
            "2017"
        ),
        [(ControlWorlds.ArgProvinces, "anio=2023, provincia_id=82, codigo 1, cantidad_victimas_fem")] = Figure(
            ControlWorlds.ArgProvinces,
            "HOM_VICT",
            "AR-S",
            "2023",
            ("SEX", "F")
        ),
        [(ControlWorlds.ArgProvinces, "anio=2023, codigo 14 alone")] = Figure(
            ControlWorlds.ArgProvinces,
            "OFFENCES_INC",
            "ARG",
            "2023",
            ("OFFENCE", "ARG_SNIC:14")
        ),
        [(ControlWorlds.ArgProvinces, "(provincia, anio, parent code) that has children and parent <> sum of children")] =
            OffencePartsDifferAsync,
        [(ControlWorlds.ArgProvinces, "anio=2023, codigo 14_*")] = ChildrenOf14Async,

        [(ControlWorlds.ArgNation, "all data rows")] = Rows(ControlWorlds.ArgNation),
        [(ControlWorlds.ArgNation, "anio=2017, codigo 1, cantidad_victimas")] = Figure(ControlWorlds.ArgNation, "HOM_VICT", "ARG", "2017"),
        [(ControlWorlds.ArgNation, "anio=2017, codigo 1, tasa_victimas (decimal comma)")] = Figure(
            ControlWorlds.ArgNation,
            "OFFENCES_VICT_RATE",
            "ARG",
            "2017",
            ("OFFENCE", "ARG_SNIC:1")
        ),
        [(ControlWorlds.ArgNation, "anio=2022, codigo 1, cantidad_victimas")] = Figure(ControlWorlds.ArgNation, "HOM_VICT", "ARG", "2022"),
        [(ControlWorlds.ArgNation, "anio=2022, codigo 1, tasa_victimas (decimal comma)")] = Figure(
            ControlWorlds.ArgNation,
            "OFFENCES_VICT_RATE",
            "ARG",
            "2022",
            ("OFFENCE", "ARG_SNIC:1")
        ),
        [(ControlWorlds.ArgNation, "anio=2000, codigo 2, tasa_victimas_fem (written ',72102064')")] = Figure(
            ControlWorlds.ArgNation,
            "OFFENCES_VICT_RATE",
            "ARG",
            "2000",
            ("OFFENCE", "ARG_SNIC:2"),
            ("SEX", "F")
        ),

        [(ControlWorlds.Usa, "all data rows")] = Rows(ControlWorlds.Usa),
        [(ControlWorlds.Usa, "year=2001, state_abbr empty, homicide")] = Figure(ControlWorlds.Usa, "HOM_VICT", "USA", "2001"),
        [(ControlWorlds.Usa, "year=2017, state_abbr empty, homicide")] = Figure(ControlWorlds.Usa, "HOM_VICT", "USA", "2017"),
        [(ControlWorlds.Usa, "year=2017, state_abbr not empty, sum homicide")] = UsaStatesAsync,
        [(ControlWorlds.Usa, "year=2015, state CA, robbery")] = Figure(ControlWorlds.Usa, "ROBBERY", "US-CA", "2015"),
        [(ControlWorlds.Usa, "year=2017, national row, rape_revised")] = Figure(ControlWorlds.Usa, "RAPE", "USA", "2017"),
        [(ControlWorlds.Usa, "rape_revised empty")] = async w =>
            Assert
                .Single((await w.OfAsync(ControlWorlds.Usa)).Accounting.LeftOut, l => l is { Rule: "blank", Column: "rape_revised" })
                .Cells,

        [(ControlWorlds.Inegi, "row labelled 'Total'")] = Figure(ControlWorlds.Inegi, "HOM_VR_DEATHS", "MEX", "2012"),
        [(ControlWorlds.Inegi, "sum of 'Total' over rows whose code is 'EE MMM'")] = async w =>
            (await w.OfAsync(ControlWorlds.Inegi))
                .Accounting.Totals.Where(t => t.Agrees && t.Where.Length == 2 && t.Where[1] == '7')
                .Sum(t => t.Summed),
        [(ControlWorlds.Inegi, "rows whose code is 'EE MMM'")] = Rows(ControlWorlds.Inegi),
        [(ControlWorlds.Inegi, "code 08 037 (Juárez), Total")] = Figure(ControlWorlds.Inegi, "HOM_VR_DEATHS", "MEX:08037", "2012"),
        [(ControlWorlds.Inegi, "column Enero of the national row")] = Figure(ControlWorlds.Inegi, "HOM_VR_DEATHS", "MEX", "2012-01"),
        [(ControlWorlds.Inegi, "non-empty municipality x month cells")] = MunicipalitiesWithDeathsAsync,

        [(ControlWorlds.Ecu, "all data rows")] = Rows(ControlWorlds.Ecu),
        [(ControlWorlds.Ecu, "fecha_infraccion in 2017, count rows")] = Figure(ControlWorlds.Ecu, "HOM_VICT", "ECU", "2017"),
        [(ControlWorlds.Ecu, "fecha_infraccion in 2022, count rows")] = Figure(ControlWorlds.Ecu, "HOM_VICT", "ECU", "2022"),
        [(ControlWorlds.Ecu, "fecha_infraccion in 2023, count rows")] = Figure(ControlWorlds.Ecu, "HOM_VICT", "ECU", "2023"),
        [(ControlWorlds.Ecu, "tipo_muerte='FEMICIDIO', 2017")] = Figure(ControlWorlds.Ecu, "FEMICIDE", "ECU", "2017"),
        [(ControlWorlds.Ecu, "canton='GUAYAQUIL', 2023")] = Figure(ControlWorlds.Ecu, "HOM_VICT", "ECU:0901", "2023"),
        [(ControlWorlds.Ecu, "codigo_canton 901 or '0901' (numeric 901), 2023")] = Figure(
            ControlWorlds.Ecu,
            "OFFENCES_VICT",
            "ECU:0901",
            "2023",
            ("OFFENCE", "_T")
        ),
        [(ControlWorlds.Ecu, "codigo_canton not a number of 3 or 4 digits")] = Findings(ControlWorlds.Ecu, "CELL_UNEXPECTED"),
        [(ControlWorlds.Ecu, "sexo='MUJER', arma='ARMA DE FUEGO', 2023")] = Figure(
            ControlWorlds.Ecu,
            "HOM_VICT",
            "ECU",
            "2023",
            ("SEX", "F"),
            ("MECHANISM", "FIREARM")
        ),
        [(ControlWorlds.Ecu, "rows identical to an earlier row in every column")] = async w =>
            decimal.Parse(await ArgumentAsync(w, ControlWorlds.Ecu, "ROWS_IDENTICAL", "count"), CultureInfo.InvariantCulture),

        [(ControlWorlds.Nibrs, "all data rows")] = Figure(ControlWorlds.Nibrs, "OFFENCES_INC", "US-OK", "2017", ("OFFENCE", "_T")),
        [(ControlWorlds.Nibrs, "join OFFENSE_TYPE_ID, OFFENSE_CODE='09A'")] = Figure(ControlWorlds.Nibrs, "HOM_INC", "US-OK", "2017"),
        [(ControlWorlds.Nibrs, "join, OFFENSE_CATEGORY_NAME='Assault Offenses'")] = Figure(
            ControlWorlds.Nibrs,
            "OFFENCES_INC",
            "US-OK",
            "2017",
            ("OFFENCE", "USA_FBI_NIBRS:assault-offenses")
        ),
        [(ControlWorlds.Nibrs, "OFFENSE_CODE='120' (Robbery), ATTEMPT_COMPLETE_FLAG='A'")] = Figure(
            ControlWorlds.Nibrs,
            "OFFENCES_INC",
            "US-OK",
            "2017",
            ("OFFENCE", "USA_FBI_NIBRS:120:attempted")
        ),
        [(ControlWorlds.Nibrs, "09A with a firearm code in NIBRS_WEAPON (distinct offences)")] = Figure(
            ControlWorlds.Nibrs,
            "HOM_INC",
            "US-OK",
            "2017",
            ("MECHANISM", "FIREARM")
        ),
        [(ControlWorlds.Nibrs, "OFFENSE_TYPE_ID without a row in the dictionary")] = Findings(ControlWorlds.Nibrs, "LOOKUP_ORPHAN"),

        [(ControlWorlds.Chl, "all data rows")] = Rows(ControlWorlds.Chl),
        [(ControlWorlds.Chl, "fuente='Cifras oficiales…', Año=2018")] = Figure(ControlWorlds.Chl, "HOM_VICT", "CHL", "2018"),
        [(ControlWorlds.Chl, "fuente='Cifras oficiales…', Año=2022")] = Figure(ControlWorlds.Chl, "HOM_VICT", "CHL", "2022"),
        [(ControlWorlds.Chl, "fuente='Cifras oficiales…', Año=2024")] = Figure(ControlWorlds.Chl, "HOM_VICT", "CHL", "2024"),
        [(ControlWorlds.Chl, "fuente='CEAD', Año=2022")] = Figure(ControlWorlds.Chl, "HOM_INC", "CHL", "2022"),
        [(ControlWorlds.Chl, "Frecuencia empty")] = async w =>
            (await w.OfAsync(ControlWorlds.Chl)).Accounting.LeftOut.Where(l => l.Rule == "blank").Sum(l => l.Cells),
        [(ControlWorlds.Chl, "keys (Año, Mes, Region, fuente) that occur twice")] = async w =>
            (await w.OfAsync(ControlWorlds.Chl)).Accounting is var read
                ? read.LeftOut.Where(l => l.Rule == "repeated").Sum(l => l.Cells) + (read.SetAside["KEY_CONFLICT"] / 2)
                : 0,

        [(ControlWorlds.Who, "all data rows")] = Rows(ControlWorlds.Who),
        [(ControlWorlds.Who, "SpatialDimType='COUNTRY'")] = async w =>
            (await w.OfAsync(ControlWorlds.Who)).Accounting is var read ? read.RowsRead - read.RowsLeftOut["not-a-country"] : 0,
        [(ControlWorlds.Who, "SpatialDim=COL, TimeDim=2017, Dim1=BTSX, Dim2=NA, NumericValue")] = Figure(
            ControlWorlds.Who,
            "HOM_VICT",
            "COL",
            "2017"
        ),
        [(ControlWorlds.Who, "SpatialDim=BRA, TimeDim=2019, Dim1=BTSX, Dim2=NA, NumericValue")] = Figure(
            ControlWorlds.Who,
            "HOM_VICT",
            "BRA",
            "2019"
        ),
        [(ControlWorlds.Who, "SpatialDim=BRA, TimeDim=2016, Dim1=FMLE, Dim2=NA, NumericValue")] = Figure(
            ControlWorlds.Who,
            "HOM_VICT",
            "BRA",
            "2016",
            ("SEX", "F")
        ),
        [(ControlWorlds.Who, "SpatialDim=JAM, TimeDim=2019, Dim1=BTSX, Dim2=NA, NumericValue")] = Figure(
            ControlWorlds.Who,
            "HOM_VICT",
            "JAM",
            "2019"
        ),
        [(ControlWorlds.Who, "SpatialDim=HTI, TimeDim=2019, Dim1=BTSX, Dim2=NA, NumericValue")] = Figure(
            ControlWorlds.Who,
            "HOM_VICT",
            "HTI",
            "2019"
        ),
        [(ControlWorlds.Who, "SpatialDim in the 35 American states")] = WhoStatesAsync,
    };

    /// <summary>File and filter of each control figure that is asserted here.</summary>
    public static IEnumerable<(string File, string Filter)> Names => Answers.Keys;

    public static TheoryData<string, string> Asserted()
    {
        var data = new TheoryData<string, string>();
        foreach (var (file, filter) in Names)
            data.Add(file, filter);
        return data;
    }

    [SharedTheory]
    [MemberData(nameof(Asserted))]
    public async Task The_answer_is_the_control_figure(string file, string filter)
    {
        var expected = Controls().Single(c => c.File == file && c.Filter == filter).Value;
        var digits = expected.Contains('.', StringComparison.Ordinal)
            ? expected.Length - expected.IndexOf('.', StringComparison.Ordinal) - 1
            : 0;
        var answer = await Answers[(file, filter)](worlds);
        // A control that is written shorter than the file's number is compared to its last digit.
        Assert.Equal(
            decimal.Parse(expected, CultureInfo.InvariantCulture),
            digits == 0 ? answer : Math.Round(answer, digits, MidpointRounding.AwayFromZero)
        );
    }

    [SharedFact]
    public void Every_control_figure_of_these_files_is_asserted() =>
        Assert.Empty(Controls().Where(c => ControlWorlds.Files.Contains(c.File)).Select(c => (c.File, c.Filter)).Except(Answers.Keys));

    /// <summary>The two cells that give a month of Chile two values are set aside on purpose; nothing else is.</summary>
    [SharedTheory]
    [MemberData(nameof(Worlds))]
    public async Task Every_cell_is_loaded_or_left_out_by_name(string file)
    {
        var accounting = (await worlds.OfAsync(file)).Accounting;
        Assert.True(
            accounting.Balances && accounting.CellsSetAside == (file == ControlWorlds.Chl ? 2 : 0),
            $"{accounting.CellsRead} = {accounting.CellsLoaded} + {accounting.CellsLeftOut} + {accounting.CellsSetAside}"
        );
    }

    [SharedTheory]
    [MemberData(nameof(Worlds))]
    public async Task Every_figure_read_is_in_the_warehouse(string file)
    {
        var world = await worlds.OfAsync(file);
        Assert.Equal(world.Loaded[0].Observations, await LoadCounts.AddedAsync(world.Warehouse, world.Loaded[0].LoadId!.Value));
    }

    [SharedFact]
    public async Task A_year_with_nine_months_says_that_it_is_incomplete_and_what_there_is()
    {
        var year = await FigureOf(worlds, ControlWorlds.Mex2023, "HOM_INC", "MEX", "2023");
        Assert.Equal((null, false, 19218m), (year.Value, year.Complete, year.PartialValue));
    }

    [SharedFact]
    public async Task Blank_months_not_yet_published_are_left_out_as_blank()
    {
        var accounting = (await worlds.OfAsync(ControlWorlds.Mex2023)).Accounting;
        Assert.Equal(3 * 32 * 98, accounting.LeftOut.Where(l => l.Rule == "blank").Sum(l => l.Cells));
    }

    [SharedFact]
    public async Task The_nation_reported_and_its_states_added_up_are_the_same_once()
    {
        var nation = await FigureOf(worlds, ControlWorlds.Usa, "HOM_VICT", "USA", "2017");
        Assert.Equal((17284m, false), (nation.Value, nation.Derived));
    }

    /// <summary>
    /// Argentina publishes its rate on the population of its own census office: another denominator, the same thing within a few in a
    /// hundred.
    /// </summary>
    [SharedTheory]
    [InlineData("2017")]
    [InlineData("2022")]
    public async Task The_rate_derived_is_near_the_one_that_the_office_publishes(string year)
    {
        var published = await FigureOf(worlds, ControlWorlds.ArgNation, "OFFENCES_VICT_RATE", "ARG", year, ("OFFENCE", "ARG_SNIC:1"));
        var derived = Assert.Single(
            await (await worlds.OfAsync(ControlWorlds.ArgNation)).Warehouse.AnswerAsync(TestWarehouse.Ask("HOM_RATE", "ARG", year))
        );
        Assert.InRange(derived.Value!.Value / published.Value!.Value, 0.97m, 1.04m);
    }

    /// <summary>
    /// An estimate of the WHO is no count: its own interval goes over the population, wider than chance alone would make it.
    /// </summary>
    [SharedFact]
    public async Task The_rate_of_an_estimate_has_the_interval_of_the_estimate()
    {
        var count = await FigureOf(worlds, ControlWorlds.Who, "HOM_VICT", "COL", "2017");
        var rate = Assert.Single(
            await (await worlds.OfAsync(ControlWorlds.Who)).Warehouse.AnswerAsync(TestWarehouse.Ask("HOM_RATE", "COL", "2017"))
        );
        Assert.Equal(
            Math.Round(count.UpperBound!.Value * 100_000 / rate.Derivation!.Denominator!.Value, 6, MidpointRounding.AwayFromZero),
            rate.UpperBound
        );
        Assert.Contains(Core.Deriving.DerivingNotes.IntervalOfSource, rate.Notes!.Split('\n'));
    }

    /// <summary>
    /// Whatever the group, year and sex: what is published is the members' own numerators and denominators, added up here once more.
    /// </summary>
    [SharedTheory]
    [InlineData("OAS", false)]
    [InlineData("CARICOM", false)]
    [InlineData("MERCOSUR", false)]
    [InlineData("SICA", true)]
    public async Task An_aggregate_is_the_sum_of_the_members_that_its_coverage_does_not_miss(string group, bool panel)
    {
        var warehouse = (await worlds.OfAsync(ControlWorlds.Who)).Warehouse;
        var rows = await warehouse.AnswerAsync(
            new ObservationQuery
            {
                Indicators = ["HOM_RATE"],
                Areas = ["group:" + group],
                FixedPanel = panel,
                Breakdown = new Dictionary<string, IReadOnlyList<string>> { ["SEX"] = ["*"] },
            }
        );
        var sums = rows.Where(r => r.Area == group).ToList();
        Assert.NotEmpty(sums);
        foreach (var sum in sums)
        {
            var coverage = sum.Derivation!.Coverage!;
            var members = rows.Where(r =>
                    r.Area != group
                    && (r.Period, r.Sex) == (sum.Period, sum.Sex)
                    && r.Value is not null
                    && !coverage.Missing.Contains(r.Area)
                )
                .ToList();
            Assert.Equal((members.Count, coverage.MembersExpected - coverage.Missing.Count), (coverage.Members, coverage.Members));
            Assert.Equal(coverage.Suffices, sum.Value is not null);
            if (!coverage.Suffices)
                continue;
            var (above, below) = (members.Sum(m => m.Derivation!.Numerator!.Value), members.Sum(m => m.Derivation!.Denominator!.Value));
            Assert.Equal(
                (above, below, Math.Round(above * 100_000 / below, 6, MidpointRounding.AwayFromZero)),
                (sum.Derivation.Numerator, sum.Derivation.Denominator, sum.Value)
            );
            Assert.InRange(sum.Value!.Value, members.Min(m => m.Value!.Value), members.Max(m => m.Value!.Value));
        }
    }

    [SharedFact]
    public async Task An_estimate_comes_with_its_interval()
    {
        var figure = await FigureOf(worlds, ControlWorlds.Who, "HOM_VICT", "COL", "2017");
        Assert.True(
            figure.LowerBound < figure.Value && figure.Value < figure.UpperBound,
            $"{figure.LowerBound} {figure.Value} {figure.UpperBound}"
        );
    }

    public static TheoryData<string> Worlds() => [.. ControlWorlds.Files];

    private static Func<ControlWorlds, Task<decimal>> Rows(string file) => async worlds => (await worlds.OfAsync(file)).Accounting.RowsRead;

    private static Func<ControlWorlds, Task<decimal>> Findings(string file, string code) =>
        async worlds =>
        {
            var world = await worlds.OfAsync(file);
            return JsonDocument.Parse(world.Loaded[0].FindingCounts!).RootElement.TryGetProperty(code, out var count)
                ? count.GetInt32()
                : 0;
        };

    private static async Task<string> ArgumentAsync(ControlWorlds worlds, string file, string code, string argument)
    {
        var world = await worlds.OfAsync(file);
        var findings = await world.Warehouse.Submissions.FindingsAsync(
            Actor.Operator,
            world.Loaded[0].SubmissionId,
            0,
            int.MaxValue,
            CancellationToken.None
        );
        return JsonDocument.Parse(Assert.Single(findings, f => f.Code == code).Arguments).RootElement.GetProperty(argument).GetString()!;
    }

    /// <summary>Sixteen hundred areas in one question: the source that speaks for them is chosen once, not for each.</summary>
    private static async Task<decimal> MunicipalitiesWithDeathsAsync(ControlWorlds worlds)
    {
        var rows = await (await worlds.OfAsync(ControlWorlds.Inegi)).Warehouse.ReadAsync(
            new ObservationQuery
            {
                Indicators = ["HOM_VR_DEATHS"],
                Parent = "MEX",
                Level = 3,
                Frequency = Frequency.Monthly,
                From = TimePeriod.OfMonth(2012, 1),
                To = TimePeriod.OfMonth(2012, 12),
            }
        );
        Assert.Equal(1601 * 12, rows.Count);
        return rows.Count(r => r.Value > 0);
    }

    private static Func<ControlWorlds, Task<decimal>> Labels(string file, string concept) =>
        async worlds => (await worlds.OfAsync(file)).Accounting.DistinctLabels[concept];

    private static Func<ControlWorlds, Task<decimal>> Figure(
        string file,
        string indicator,
        string area,
        string period,
        params (string, string)[] breakdown
    ) =>
        async worlds =>
        {
            var figure = await FigureOf(worlds, file, indicator, area, period, breakdown);
            Assert.True(figure.Complete, $"Incomplete: {figure}");
            return figure.Value!.Value;
        };

    private static Func<ControlWorlds, Task<decimal>> Months(string file, string indicator, string area, int year, int months) =>
        async worlds =>
        {
            var rows = await (await worlds.OfAsync(file)).Warehouse.ReadAsync(
                new ObservationQuery
                {
                    Indicators = [indicator],
                    Areas = [area],
                    Frequency = Frequency.Monthly,
                    From = TimePeriod.OfMonth(year, 1),
                    To = TimePeriod.OfMonth(year, 12),
                }
            );
            Assert.Equal(months, rows.Count(r => r.Complete));
            return rows.Sum(r => r.Value!.Value);
        };

    private static async Task<FigureText> FigureOf(
        ControlWorlds worlds,
        string file,
        string indicator,
        string area,
        string period,
        params (string, string)[] breakdown
    )
    {
        var ask = TestWarehouse.Ask(indicator, area, period, breakdown);
        return Assert.Single(
            await (await worlds.OfAsync(file)).Warehouse.ReadAsync(file == ControlWorlds.Who ? ask with { Sources = ["WHO_GHO"] } : ask)
        );
    }

    private static async Task<decimal> RevisedAsync(ControlWorlds worlds)
    {
        var world = await worlds.OfAsync(ControlWorlds.Mex2019, ControlWorlds.Mex2023);
        var revised = await world.Warehouse.Submissions.ChangesAsync(
            Actor.Operator,
            world.Loaded[1].SubmissionId,
            "revised",
            0,
            int.MaxValue,
            CancellationToken.None
        );
        return revised.Count(c => c.Indicator == "OFFENCES_INC" && c.Breakdown()[BreakdownDimensions.Offence] != "_T");
    }

    private static async Task<decimal> InBothAsync(ControlWorlds worlds)
    {
        var world = await worlds.OfAsync(ControlWorlds.Mex2019, ControlWorlds.Mex2023);
        // Counted where they lie: an answer of 160 000 rows is not what the query path is for.
        return await LoadCounts.ScalarAsync<int>(
            world.Warehouse,
            $"""
            select count(*)::integer
            from pub.version as old
            join ref.indicator using (indicator_id)
            join dw.breakdown using (breakdown_id)
            where indicator.code = 'OFFENCES_INC' and breakdown.offence <> '_T' and old.load_from = {world.Loaded[0].LoadId}
                and (old.load_to is null or exists (
                    select from pub.version as new
                    where (new.country_id, new.indicator_id, new.area_id, new.breakdown_id, new.provider_id, new.period_id)
                        = (old.country_id, old.indicator_id, old.area_id, old.breakdown_id, old.provider_id, old.period_id)
                        and new.load_from = {world.Loaded[1].LoadId}))
            """
        );
    }

    private static async Task<decimal> OffencePartsDifferAsync(ControlWorlds worlds)
    {
        var world = await worlds.OfAsync(ControlWorlds.ArgProvinces);
        var findings = await world.Warehouse.Submissions.FindingsAsync(
            Actor.Operator,
            world.Loaded[0].SubmissionId,
            0,
            int.MaxValue,
            CancellationToken.None
        );
        return findings.Count(f =>
            f.Code == "PARTS_DIFFER"
            && JsonDocument.Parse(f.Arguments).RootElement.EnumerateObject().Any(a => a.Value.GetString() == "OFFENCE")
        );
    }

    private static async Task<decimal> ChildrenOf14Async(ControlWorlds worlds)
    {
        var world = await worlds.OfAsync(ControlWorlds.ArgProvinces);
        var members = await world.Warehouse.Catalogue.MembersAsync(Language.Es, "OFFENCE", CancellationToken.None);
        string[] children = [.. members.Where(m => m.Parent == "ARG_SNIC:14").Select(m => m.Code)];
        Assert.NotEmpty(children);
        var ask = TestWarehouse.Ask("OFFENCES_INC", "ARG", "2023") with
        {
            Breakdown = new Dictionary<string, IReadOnlyList<string>> { ["OFFENCE"] = children },
        };
        return (await world.Warehouse.ReadAsync(ask)).Sum(r => r.Value!.Value);
    }

    private static async Task<decimal> UsaStatesAsync(ControlWorlds worlds)
    {
        var world = await worlds.OfAsync(ControlWorlds.Usa);
        var states = await world.Warehouse.ReadAsync(
            TestWarehouse.Ask("HOM_VICT", "USA", "2017") with
            {
                Areas = [],
                Parent = "USA",
                Level = 1,
            }
        );
        Assert.Equal(51, states.Count);
        return states.Sum(r => r.Value!.Value);
    }

    private static async Task<decimal> WhoStatesAsync(ControlWorlds worlds)
    {
        var world = await worlds.OfAsync(ControlWorlds.Who);
        var rows = await world.Warehouse.ReadAsync(new ObservationQuery { Indicators = ["HOM_VICT"], Sources = ["WHO_GHO"] });
        return rows.Select(r => r.Area).Distinct().Count();
    }

    private static IEnumerable<(string File, string Filter, string Value)> Controls()
    {
        using var content = File.OpenRead(Shared.Path("feeds/controls.csv"));
        var rows = SourceFile.Open(content, "controls.csv", ReadLimits.Default).Rows(CancellationToken.None).ToList();
        return rows.Skip(1).Where(r => !r.IsBlank).Select(r => (r[1], r[2], r[6])).ToList();
    }
}
