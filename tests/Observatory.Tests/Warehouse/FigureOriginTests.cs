using System.Globalization;
using Observatory.Tests.Support;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>A sum is explained by the figures that it was made of, and not by others of which there are as many.</summary>
public sealed class FigureOriginTests : IAsyncLifetime
{
    private const string Yearly = "TST/yearly";

    private static readonly string[] Twelve =
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
    ];

    private readonly TemporaryFolder _mappings = new();
    private TestWarehouse _warehouse = null!;

    public async Task InitializeAsync()
    {
        SmallFeed.WriteTo(_mappings.Path);
        var folder = Directory.CreateDirectory(_mappings["TST/yearly"]).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "mapping.yaml"),
            $$"""
            mapping: {{Yearly}}
            version: 1
            title: { en: Yearly, es: Anual, fr: Annuel, pt: Anual }
            DATA_PROVIDER: MEX_SESNSP
            recognise: { fileName: "yearly*.csv", format: [csv] }
            dialect: { decimalChar: "." }
            concepts:
              FREQ:        { value: A }
              TIME_PERIOD: { column: period }
              REF_AREA:    { column: area }
              INDICATOR:   { value: HOM_INC }
              OBS_STATUS:  { value: A }
              OBS_VALUE:   { column: value, type: decimal }
            """
        );
        _warehouse = await TestWarehouse.CreateAsync(_mappings.Path);
    }

    public async Task DisposeAsync()
    {
        await _warehouse.DisposeAsync();
        _mappings.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Twelve_months_of_a_nation_are_not_taken_for_twelve_provinces(bool asOf)
    {
        // The nation's months sum to 604, the years of twelve of its States to 600.
        var months = Enumerable
            .Range(1, 12)
            .Select(m => string.Create(CultureInfo.InvariantCulture, $"n,2020-{m:00},hom,{(m == 1 ? 54 : 50)}"));
        await _warehouse.IngestAsync(SmallFeed.Csv(months), "small.csv", SmallFeed.Name);
        var years = "area,period,value\n" + string.Concat(Twelve.Select(s => $"{s},2020,50\n"));
        await _warehouse.IngestAsync(System.Text.Encoding.UTF8.GetBytes(years), "yearly.csv", Yearly);

        var asked = TestWarehouse.Ask("HOM_INC", "MEX", "2020") with { AsOf = asOf ? NodaTime.Instant.FromUtc(2100, 1, 1, 0, 0) : null };
        var explained = await _warehouse.Explaining.ExplainAsync(asked, CancellationToken.None);
        Assert.Equal((604m, 604m, "value"), (explained.Figure.Value, explained.SumOfCells, explained.CellsSumTo));
        Assert.All(explained.Cells, c => Assert.Equal("MEX", c.Area));
    }
}
