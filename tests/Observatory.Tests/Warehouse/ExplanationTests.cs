using Observatory.Core.Cells;
using Observatory.Core.Reading;
using Observatory.Tests.Support;
using Observatory.Warehouse.Lineage;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>Figures followed to the cells of the offices' files.</summary>
[Collection(nameof(ControlWorlds))]
public sealed class ExplanationTests(ControlWorlds worlds)
{
    [SharedFact]
    public async Task A_state_and_year_is_made_of_four_modalities_in_twelve_months() =>
        Assert.Equal(48, (await ExplainAsync(ControlWorlds.Mex2023, "HOM_INC", "MX-GUA", "2022")).Cells.Count);

    [SharedFact]
    public async Task The_cells_add_up_to_the_figure()
    {
        var explained = await ExplainAsync(ControlWorlds.Mex2023, "HOM_INC", "MX-GUA", "2022");
        Assert.Equal(explained.Figure.Value, explained.SumOfCells);
    }

    [SharedFact]
    public async Task Each_cell_is_written_in_the_file_at_the_address_given()
    {
        var explained = await ExplainAsync(ControlWorlds.Mex2023, "HOM_INC", "MX-GUA", "2022");
        await using var content = File.OpenRead(Shared.Path("feeds/" + ControlWorlds.Mex2023));
        var rows = SourceFile.Open(content, "x.csv", ReadLimits.Default).Rows(CancellationToken.None).ToDictionary(r => r.Number);
        Assert.All(explained.Cells, c => Assert.Equal((rows[c.Row][c.Column], CellRef.ColumnName(c.Column) + c.Row), (c.Text, c.A1)));
    }

    [SharedFact]
    public async Task A_register_of_records_adds_up_to_the_national_figure() =>
        Assert.Equal(13537m, (await ExplainAsync(ControlWorlds.Col, "HOM_VICT", "COL", "2022")).SumOfCells);

    [SharedFact]
    public async Task Zeros_that_only_a_rule_states_are_told_apart_from_cells()
    {
        var explained = await ExplainAsync(ControlWorlds.Bra, "HOM_VICT", "BRA", "2022", ("SEX", "_U"));
        Assert.True(
            explained.FiguresByRule > 0 && explained.SumOfCells == explained.Figure.Value,
            $"{explained.FiguresByRule}, {explained.SumOfCells}, {explained.Figure.Value}"
        );
    }

    private async Task<Explanation> ExplainAsync(
        string file,
        string indicator,
        string area,
        string period,
        params (string, string)[] breakdown
    ) =>
        await (await worlds.OfAsync(file)).Warehouse.Explaining.ExplainAsync(
            TestWarehouse.Ask(indicator, area, period, breakdown),
            CancellationToken.None
        );
}
