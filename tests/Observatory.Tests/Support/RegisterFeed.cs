using System.Text;

namespace Observatory.Tests.Support;

/// <summary>A feed of records, one a line, with columns about persons that must never be stored.</summary>
public static class RegisterFeed
{
    public const string Name = "TST/register";

    public static void WriteTo(string root)
    {
        var folder = Directory.CreateDirectory(Path.Combine([root, .. Name.Split('/')])).FullName;
        File.WriteAllText(
            Path.Combine(folder, "feed.yaml"),
            "schedule: \"0 5 * * *\"\ntimeZone: UTC\nsource: { folder: register, files: \"*.csv\" }\n"
        );
        File.WriteAllText(Path.Combine(folder, "areas.csv"), "area,REF_AREA\na,MX-AGU\nb,MX-BCN\n");
        File.WriteAllText(
            Path.Combine(folder, "mapping.yaml"),
            $$"""
            mapping: {{Name}}
            version: 1
            title: { en: Register, es: Registro, fr: Registre, pt: Registro }
            DATA_PROVIDER: MEX_SESNSP
            recognise: { columns: [hechos] }
            neverStore: [Víctima, Documento]
            combine: sum
            concepts:
              FREQ:        { value: M }
              TIME_PERIOD: { column: mes }
              REF_AREA:    { column: area, codes: areas.csv }
              INDICATOR:   { value: HOM_INC }
              OBS_VALUE:   { column: hechos, type: integer }
            """
        );
    }

    /// <summary>Lines such as <c>Equis Zeta,a,2020-01,77,1</c>.</summary>
    public static byte[] Csv(params IEnumerable<string> lines) =>
        Encoding.UTF8.GetBytes("Víctima,area,mes,Documento,hechos\n" + string.Concat(lines.Select(l => l + "\n")));
}
