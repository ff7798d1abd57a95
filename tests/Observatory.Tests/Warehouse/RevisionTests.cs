using System.Globalization;
using Observatory.Core.Access;
using Observatory.Core.Reading;
using Observatory.Core.Series;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Loading;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>Two publications of one office, four years apart, loaded one after the other.</summary>
[Collection(nameof(ControlWorlds))]
public sealed class RevisionTests(ControlWorlds worlds)
{
    private static readonly string[] Months =
    [
        "Enero",
        "Febrero",
        "Marzo",
        "Abril",
        "Mayo",
        "Junio",
        "Julio",
        "Agosto",
        "Septiembre",
        "Octubre",
        "Noviembre",
        "Diciembre",
    ];

    private Task<ControlWorld> BothAsync() => worlds.OfAsync(ControlWorlds.Mex2019, ControlWorlds.Mex2023);

    [SharedFact]
    public async Task The_newer_publication_holds() =>
        Assert.Equal(29095m, (await (await BothAsync()).Warehouse.FigureAsync("HOM_INC", "MEX", "2018")).Value);

    [SharedFact]
    public async Task Between_the_loads_the_older_publication_held()
    {
        var world = await BothAsync();
        var row = Assert.Single(
            await world.Warehouse.ReadAsync(TestWarehouse.Ask("HOM_INC", "MEX", "2018") with { AsOf = world.Between[0] })
        );
        Assert.Equal(28956m, row.Value);
    }

    [SharedFact]
    public async Task Each_revised_figure_has_its_old_and_its_new_value() =>
        Assert.DoesNotContain(await ChangesAsync("revised"), c =>
            c.OldValue is null || c.NewValue is null || c.Difference != c.NewValue - c.OldValue
        );

    [SharedFact]
    public async Task The_revisions_add_up_to_the_difference_of_the_two_files() =>
        Assert.Equal(
            SumOf(ControlWorlds.Mex2023) - SumOf(ControlWorlds.Mex2019),
            (await ChangesAsync("revised")).Sum(c => c.Difference!.Value)
        );

    [SharedFact]
    public async Task Figures_that_only_the_newer_file_has_are_added() =>
        Assert.Equal(329280 - 159936, (await ChangesAsync("added")).Count);

    [SharedFact]
    public async Task The_newer_file_withdraws_no_figure() => Assert.Empty(await ChangesAsync("withdrawn"));

    [SharedFact]
    public async Task A_figure_of_then_is_explained_by_the_file_of_then()
    {
        var world = await BothAsync();
        var explained = await world.Warehouse.Explaining.ExplainAsync(
            TestWarehouse.Ask("HOM_INC", "MEX", "2018") with
            {
                AsOf = world.Between[0],
            },
            CancellationToken.None
        );
        Assert.Equal(
            (28956m, "Estatal_Delitos_marzo_2019.xlsx"),
            (explained.SumOfCells, Assert.Single(explained.Cells.Select(c => c.FileName).Distinct()))
        );
    }

    private async Task<IReadOnlyList<ChangeRow>> ChangesAsync(string kind)
    {
        var world = await BothAsync();
        Assert.Equal(SubmissionState.Loaded, world.Loaded[1].State);
        var changes = await world.Warehouse.Submissions.ChangesAsync(
            Actor.Operator,
            world.Loaded[1].SubmissionId,
            kind,
            0,
            int.MaxValue,
            CancellationToken.None
        );
        return [.. changes.Where(c => c.Indicator == "OFFENCES_INC" && c.Breakdown()[BreakdownDimensions.Offence] != "_T")];
    }

    /// <summary>Every month cell until March 2019, straight from the file.</summary>
    private static decimal SumOf(string file)
    {
        using var content = File.OpenRead(Shared.Path("feeds/" + file));
        var rows = SourceFile.Open(content, Path.GetFileName(file), ReadLimits.Default).Rows(CancellationToken.None).ToList();
        var head = rows[0];
        var columns = Enumerable.Range(1, head.Count).ToDictionary(c => head[c].Trim(), c => c, StringComparer.Ordinal);
        var sum = 0m;
        foreach (var row in rows.Skip(1).Where(r => !r.IsBlank))
        {
            var year = int.Parse(row[columns["Año"]], CultureInfo.InvariantCulture);
            foreach (
                var month in Months.Take(
                    year < 2019 ? 12
                    : year == 2019 ? 3
                    : 0
                )
            )
                if (row[columns[month]] is { Length: > 0 } text)
                    sum += decimal.Parse(text, CultureInfo.InvariantCulture);
        }
        return sum;
    }
}
