using Observatory.Core.Cells;
using Observatory.Core.Reading;
using Observatory.Tests.Support;
using Xunit;

namespace Observatory.Tests.Reading;

/// <summary>The files nobody here wrote: what offices really publish.</summary>
public sealed class SharedFilesTests
{
    /// <summary>
    /// Rows are all of the file: title lines, header, data, blank and footer lines. Data rows are those of feeds/README.md.
    /// </summary>
    public static TheoryData<string, FileFormat, string?, char?, int> Feeds =>
        new()
        {
            { "arg/snic/snic-pais.csv", FileFormat.Csv, "utf-8", ';', 1 + 896 },
            { "arg/snic/snic-provincias.csv", FileFormat.Csv, "utf-8", ',', 1 + 23_072 },
            { "bra/atlas-violencia/homicidios-de-homens-por-armas-de-fogo-uf.csv", FileFormat.Csv, "utf-8", ';', 1 + 540 },
            { "bra/isp-rj/BaseMunicipioMensal.csv", FileFormat.Csv, "utf-8", ';', 1 + 7_912 },
            { "bra/sinesp/indicadoressegurancapublicauf_2015_2022.xlsx", FileFormat.Xlsx, null, null, 1 + 23_020 + 1 + 19_748 },
            { "can/statcan/crime_severity_index.csv", FileFormat.Csv, "utf-8", ',', 1 + 90 + 2 },
            { "chl/multi-fuente/consolidado_homicidios.xlsx", FileFormat.Xlsx, null, null, 1 + 5_075 },
            { "col/ponal/homicidios_2022.xls", FileFormat.Xls, null, null, 10 + 11_479 + 1 + 5 },
            { "cri/oij/Estadisticas_2020_ene-jun.csv", FileFormat.Csv, "utf-8", ',', 1 + 7_619 },
            { "ecu/mdi/mdi_homicidiosintencionales_pm_2014-2023.xlsx", FileFormat.Xlsx, null, null, 1 + 23_464 },
            { "int/who-gho/gho_VIOLENCE_HOMICIDENUM.csv", FileFormat.Csv, "utf-8", ',', 1 + 11_650 },
            { "mex/inegi/homicidios_registro_2012.csv", FileFormat.Csv, "windows-1252", ',', 1_643 },
            { "mex/sesnsp/Estatal_Delitos_marzo_2019.xlsx", FileFormat.Xlsx, null, null, 1 + 15_680 },
            { "mex/sesnsp/IDEFC_NM_sep23.csv", FileFormat.Csv, "utf-8", ',', 1 + 28_224 },
            { "nic/policia-nacional/raw_departamentos.csv", FileFormat.Csv, "utf-8", ',', 1 + 120 },
            { "per/mpfn/delitos_lambayeque_2019-2023.csv", FileFormat.Csv, "utf-8", ';', 1 + 1_723 },
            { "usa/fbi-nibrs-ok/NIBRS_LOCATION_TYPE.csv", FileFormat.Csv, "utf-8", ',', 48 },
            { "usa/fbi-nibrs-ok/NIBRS_OFFENSE.csv", FileFormat.Csv, "utf-8", ',', 1 + 95_434 },
            { "usa/fbi-nibrs-ok/NIBRS_OFFENSE_TYPE.csv", FileFormat.Csv, "utf-8", ',', 65 },
            { "usa/fbi-nibrs-ok/NIBRS_WEAPON.csv", FileFormat.Csv, "utf-8", ',', 18_459 },
            { "usa/fbi-nibrs-ok/NIBRS_WEAPON_TYPE.csv", FileFormat.Csv, "utf-8", ',', 29 },
            { "usa/fbi-ucr/estimated_crimes.csv", FileFormat.Csv, "utf-8", ',', 1 + 1_196 },
        };

    [SharedTheory]
    [MemberData(nameof(Feeds))]
    public void A_real_feed_is_read_to_its_last_row(string path, FileFormat format, string? encoding, char? delimiter, int rows)
    {
        using var content = File.OpenRead(Shared.Path("feeds/" + path));
        var file = SourceFile.Open(content, Path.GetFileName(path), ReadLimits.Default);
        Assert.Equal(
            new FileDialect
            {
                Format = format,
                Encoding = encoding,
                Delimiter = delimiter,
            },
            file.Dialect
        );
        Assert.Equal(rows, file.Rows(CancellationToken.None).Count());
    }

    [SharedFact]
    public void Every_sheet_keeps_its_own_rows()
    {
        using var content = File.OpenRead(Shared.Path("feeds/bra/sinesp/indicadoressegurancapublicauf_2015_2022.xlsx"));
        var file = SourceFile.Open(content, "x.xlsx", ReadLimits.Default);
        Assert.Equal(
            [("Ocorrências", 23_021), ("Vítimas", 19_749)],
            file.Rows(default).CountBy(r => r.Sheet).Select(s => (s.Key, s.Value))
        );
    }

    [SharedFact]
    public void Dates_of_an_old_workbook_are_dates()
    {
        using var content = File.OpenRead(Shared.Path("feeds/col/ponal/homicidios_2022.xls"));
        var file = SourceFile.Open(content, "x.xls", ReadLimits.Default);
        var dated = file.Rows(default)
            .Count(r =>
                Enumerable.Range(1, r.Count).Any(c => r.KindOf(c) == CellKind.Date && r[c].StartsWith("2022-", StringComparison.Ordinal))
            );
        Assert.Equal(11_479, dated);
    }

    [SharedFact]
    public void A_coordinate_with_a_quote_in_it_is_read_as_written()
    {
        using var content = File.OpenRead(Shared.Path("hostile/max-mapper__csv-spectrum/csvs/location_coordinates.csv"));
        var rows = SourceFile.Open(content, "x.csv", ReadLimits.Default).Rows(default).ToList();
        Assert.EndsWith("17.9\"W", rows[1][2], StringComparison.Ordinal);
    }
}
