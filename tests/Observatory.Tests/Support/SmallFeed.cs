using System.Globalization;
using System.Text;

namespace Observatory.Tests.Support;

/// <summary>A folder of mappings with a feed of three states and their nation, for figures small enough to add up by hand.</summary>
public static class SmallFeed
{
    public const string Name = "TST/small";

    public static readonly string[] States = ["MX-AGU", "MX-BCN", "MX-BCS"];

    /// <param name="more">More words of the mapping, such as <c>overrides: TST/other</c>.</param>
    public static void WriteTo(
        string root,
        string name = Name,
        string provider = "MEX_SESNSP",
        string covers = "parts: parts.csv",
        string? schedule = null,
        string more = ""
    )
    {
        var folder = Directory.CreateDirectory(Path.Combine([root, .. name.Split('/')])).FullName;
        File.WriteAllText(Path.Combine(folder, "areas.csv"), "area,REF_AREA\nn,MEX\na,MX-AGU\nb,MX-BCN\nc,MX-BCS\n");
        File.WriteAllText(Path.Combine(folder, "parts.csv"), "area,REF_AREA\na,MX-AGU\nb,MX-BCN\nc,MX-BCS\n");
        File.WriteAllText(
            Path.Combine(folder, "indicators.csv"),
            "what,INDICATOR,UNIT_MEASURE\nhom,HOM_INC,INCIDENTS\nrate,HOM_RATE,\nfem,FEMICIDE,VICTIMS\n"
        );
        if (schedule is not null)
            File.WriteAllText(Path.Combine(folder, "feed.yaml"), schedule);
        File.WriteAllText(
            Path.Combine(folder, "mapping.yaml"),
            $$"""
            mapping: {{name}}
            version: 1
            title: { en: Small, es: Pequeño, fr: Petit, pt: Pequeno }
            DATA_PROVIDER: {{provider}}
            {{more}}
            recognise: { fileName: "small*.csv", format: [csv] }
            dialect: { decimalChar: "." }
            concepts:
              FREQ:        { value: M }
              TIME_PERIOD: { column: period }
              REF_AREA:    { column: area, codes: areas.csv }
              INDICATOR:   { column: what, codes: indicators.csv }
              OBS_STATUS:  { value: A }
              OBS_VALUE:   { column: value, type: decimal }
            covers: { area: MEX, level: subdivision, {{covers}} }
            """
        );
    }

    /// <summary>A file of lines such as <c>a,2020-01,hom,5</c>.</summary>
    public static byte[] Csv(params IEnumerable<string> lines) =>
        Encoding.UTF8.GetBytes("area,period,what,value\n" + string.Concat(lines.Select(l => l + "\n")));

    /// <summary>One line an area and month of 2020, each with the same value.</summary>
    public static IEnumerable<string> Months(string areas, int months, int value, string what = "hom") =>
        areas.SelectMany(a =>
            Enumerable.Range(1, months).Select(m => string.Create(CultureInfo.InvariantCulture, $"{a},2020-{m:00},{what},{value}"))
        );
}
