using System.Globalization;
using System.Text;

namespace Observatory.Faults.World;

/// <summary>A file of made-up figures whose every value is known: all States of Mexico, some months.</summary>
/// <param name="Values">By State and month, such as <c>MX-AGU</c> and <c>2020-03</c>.</param>
internal sealed record MonthlyFile(string Name, byte[] Content, IReadOnlyDictionary<(string Area, string Period), int> Values)
{
    public const string Feed = "TST/faults";
    public const string Office = "MEX_SESNSP";
    public const string Indicator = "HOM_INC";

    public static readonly string[] States =
    [
        "MX-AGU",
        "MX-BCN",
        "MX-BCS",
        "MX-CAM",
        "MX-CHH",
        "MX-CHP",
        "MX-CMX",
        "MX-COA",
        "MX-COL",
        "MX-DUR",
        "MX-GRO",
        "MX-GUA",
        "MX-HID",
        "MX-JAL",
        "MX-MEX",
        "MX-MIC",
        "MX-MOR",
        "MX-NAY",
        "MX-NLE",
        "MX-OAX",
        "MX-PUE",
        "MX-QUE",
        "MX-ROO",
        "MX-SIN",
        "MX-SLP",
        "MX-SON",
        "MX-TAB",
        "MX-TAM",
        "MX-TLA",
        "MX-VER",
        "MX-YUC",
        "MX-ZAC",
    ];

    /// <summary>Values by chance for every State and month of the years.</summary>
    public static MonthlyFile Of(Random random, int firstYear, int years = 1)
    {
        var values = new Dictionary<(string, string), int>();
        var text = new StringBuilder("area,period,value\n");
        for (var year = firstYear; year < firstYear + years; year++)
        for (var month = 1; month <= 12; month++)
            foreach (var state in States)
            {
                var period = string.Create(CultureInfo.InvariantCulture, $"{year}-{month:00}");
                var value = random.Next(1, 1_000);
                values[(state, period)] = value;
                text.Append(CultureInfo.InvariantCulture, $"{state},{period},{value}\n");
            }
        return new MonthlyFile(
            string.Create(CultureInfo.InvariantCulture, $"faults-{firstYear}-{random.Next():x8}.csv"),
            Encoding.UTF8.GetBytes(text.ToString()),
            values
        );
    }

    /// <summary>Writes the mapping that reads these files.</summary>
    public static void WriteMapping(string root)
    {
        var folder = Directory.CreateDirectory(Path.Combine([root, .. Feed.Split('/')])).FullName;
        File.WriteAllText(Path.Combine(folder, "areas.csv"), "area,REF_AREA\n" + string.Concat(States.Select(s => $"{s},{s}\n")));
        File.WriteAllText(
            Path.Combine(folder, "mapping.yaml"),
            $$"""
            mapping: {{Feed}}
            version: 1
            title: { en: Made-up figures, es: Cifras inventadas, fr: Chiffres inventés, pt: Dados inventados }
            DATA_PROVIDER: {{Office}}
            recognise: { fileName: "faults-*.csv", format: [csv] }
            dialect: { decimalChar: "." }
            concepts:
              FREQ:         { value: M }
              TIME_PERIOD:  { column: period }
              REF_AREA:     { column: area, codes: areas.csv }
              INDICATOR:    { value: {{Indicator}} }
              UNIT_MEASURE: { value: INCIDENTS }
              OBS_STATUS:   { value: A }
              OBS_VALUE:    { column: value, type: decimal }
            """
        );
    }
}
