using System.Globalization;
using System.Text.Json;

namespace Observatory.Benchmarks.Support;

/// <summary>A file of the generator of <c>feeds/scale</c>: the municipal file of the Mexican office, at any size.</summary>
/// <param name="Observations">Cells that hold a figure, as the generator counted them.</param>
/// <param name="Sum">Of all figures.</param>
internal sealed record ScaleFeed(string Path, FileForm Form, long Observations, long Sum)
{
    public const int LastYear = 2024;
    public const int Municipalities = 2478;
    private const int CellsOfMunicipality = 98 * 12;

    public static string? Generator =>
        System.IO.Path.Combine(Checkout.Shared, "feeds", "scale", "generate.py") is var path && File.Exists(path) ? path : null;

    public static string Catalogue(string name) => System.IO.Path.Combine(Checkout.Shared, "feeds", "scale", name);

    /// <summary>The years up to 2024 and the municipalities that make about so many observations.</summary>
    /// <param name="leastYears">Fewer municipalities are taken where that makes the series long enough.</param>
    public static ScaleFeed Of(double millions, FileForm form, string folder, int leastYears = 1)
    {
        var years = Math.Max(leastYears, Years(millions));
        var municipalities = Math.Clamp((int)Math.Round(millions * 1_000_000 / CellsOfMunicipality / years), 1, Municipalities);
        var name = string.Create(CultureInfo.InvariantCulture, $"{millions}{(years == Years(millions) ? "" : $"-{years}-years")}");
        return Of(string.Create(CultureInfo.InvariantCulture, $"{2025 - years}-2024"), municipalities, 12, form, folder, name);
    }

    /// <summary>How many years, to the end of 2024, make so many observations.</summary>
    public static int Years(double millions) =>
        Math.Max(1, (int)Math.Ceiling(millions * 1_000_000 / CellsOfMunicipality / Municipalities - 0.05));

    /// <summary>One new month of 306 municipalities: 29 988 observations.</summary>
    public static ScaleFeed NextMonth(FileForm form, string folder) => Of("2025", 306, 1, form, folder, "month");

    public static ScaleFeed Of(string years, int municipalities, int lastMonth, FileForm form, string folder, string name)
    {
        var path = System.IO.Path.Combine(folder, $"{MunicipalFeed.Prefix(form)}{name}.csv");
        var manifest = path + ".manifest.json";
        if (!File.Exists(manifest))
        {
            Console.Error.WriteLine($"generating {System.IO.Path.GetFileName(path)} …");
            MeasuredRun.Of([
                "python3",
                Generator
                    ?? throw new InvalidOperationException("feeds/scale/generate.py was not found; name its folder in OBSERVATORY_SHARED."),
                "--years",
                years,
                "--municipios",
                municipalities == Municipalities ? "0" : Text(municipalities),
                "--last-month",
                Text(lastMonth),
                "--form",
                form == FileForm.Wide ? "wide" : "long",
                "--out",
                path,
            ]);
        }
        using var told = JsonDocument.Parse(File.ReadAllText(manifest));
        return new(path, form, told.RootElement.GetProperty("observations").GetInt64(), told.RootElement.GetProperty("sum").GetInt64());
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
