using System.Text;

namespace Observatory.Tests.Support;

/// <summary>
/// A feed in shared codes, for figures of whole States small enough to work out by hand. <c>Q</c> for a value is a suppressed one.
/// </summary>
public static class CountryFeed
{
    public const string Name = "TST/countries";

    public static void WriteTo(string root, string name = Name, string provider = "WHO_GHO", string frequency = "A")
    {
        var folder = Directory.CreateDirectory(Path.Combine([root, .. name.Split('/')])).FullName;
        File.WriteAllText(
            Path.Combine(folder, "mapping.yaml"),
            $$"""
            mapping: {{name}}
            version: 1
            title: { en: Countries, es: Países, fr: Pays, pt: Países }
            DATA_PROVIDER: {{provider}}
            recognise: { fileName: "countries*.csv", format: [csv] }
            dialect: { decimalChar: "." }
            marks:
              - { text: Q, OBS_STATUS: Q }
            concepts:
              FREQ:        { value: {{frequency}} }
              TIME_PERIOD: { column: period }
              REF_AREA:    { column: area }
              INDICATOR:   { column: what }
              SEX:         { column: sex }
              AGE:         { column: age }
              MECHANISM:   { column: means }
              OBS_STATUS:  { value: A }
              OBS_VALUE:   { column: value, type: decimal }
            """
        );
    }

    /// <summary>
    /// A file of lines such as <c>BRB,2020,HOM_VICT,41</c>, or with members of SEX, AGE and MECHANISM behind:
    /// <c>BRB,2020,HOM_VICT,7,F,_T,_T</c>.
    /// </summary>
    public static byte[] Csv(params IEnumerable<string> lines) =>
        Encoding.UTF8.GetBytes("area,period,what,value,sex,age,means\n" + string.Concat(lines.Select(Whole)));

    private static string Whole(string line) => line + string.Concat(Enumerable.Repeat(",_T", 6 - line.Count(c => c == ','))) + "\n";
}
