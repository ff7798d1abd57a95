using System.Collections.Concurrent;
using NodaTime;
using Observatory.Core.Submissions;
using Observatory.Tests.Support;
using Observatory.Warehouse.Records;
using Xunit;

namespace Observatory.Tests.Warehouse;

/// <summary>A warehouse with real files in it, in the order in which they were loaded.</summary>
/// <param name="Loaded">One submission a file.</param>
/// <param name="Between">An instant after each load and before the next.</param>
public sealed record ControlWorld(TestWarehouse Warehouse, IReadOnlyList<Submission> Loaded, IReadOnlyList<Instant> Between)
{
    public AccountingReport Accounting => AccountingReport.FromJson(Loaded[^1].Accounting)!;
}

/// <summary>Each file of the control figures in a warehouse of its own, read once a run and only when a test asks for it.</summary>
public sealed class ControlWorlds : IAsyncLifetime
{
    public const string Mex2023 = "mex/sesnsp/IDEFC_NM_sep23.csv";
    public const string Mex2019 = "mex/sesnsp/Estatal_Delitos_marzo_2019.xlsx";
    public const string Bra = "bra/sinesp/indicadoressegurancapublicauf_2015_2022.xlsx";
    public const string Col = "col/ponal/homicidios_2022.xls";
    public const string ArgProvinces = "arg/snic/snic-provincias.csv";
    public const string ArgNation = "arg/snic/snic-pais.csv";
    public const string Usa = "usa/fbi-ucr/estimated_crimes.csv";
    public const string Inegi = "mex/inegi/homicidios_registro_2012.csv";
    public const string Ecu = "ecu/mdi/mdi_homicidiosintencionales_pm_2014-2023.xlsx";
    public const string Nibrs = "usa/fbi-nibrs-ok/NIBRS_OFFENSE.csv";
    public const string Chl = "chl/multi-fuente/consolidado_homicidios.xlsx";
    public const string Who = "int/who-gho/gho_VIOLENCE_HOMICIDENUM.csv";

    /// <summary>Every file whose control figures are tested here.</summary>
    public static readonly IReadOnlyList<string> Files =
    [
        Mex2023,
        Mex2019,
        Bra,
        Col,
        ArgProvinces,
        ArgNation,
        Usa,
        Who,
        Inegi,
        Ecu,
        Nibrs,
        Chl,
    ];

    private readonly ConcurrentDictionary<string, Lazy<Task<ControlWorld>>> _worlds = new(StringComparer.Ordinal);

    /// <summary>A world with these files in it, in this order.</summary>
    public Task<ControlWorld> OfAsync(params string[] files) =>
        _worlds.GetOrAdd(string.Join('|', files), _ => new Lazy<Task<ControlWorld>>(() => MakeAsync(files))).Value;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var world in _worlds.Values)
            await (await world.Value).Warehouse.DisposeAsync();
    }

    private static async Task<ControlWorld> MakeAsync(IReadOnlyList<string> files)
    {
        var warehouse = await TestWarehouse.CreateAsync();
        var loaded = new List<Submission>();
        var between = new List<Instant>();
        foreach (var file in files)
        {
            loaded.Add(
                file == Nibrs
                    ? await IngestTogetherAsync(warehouse, file)
                    : await warehouse.IngestAsync(Shared.Path("feeds/" + file), FeedOf(file))
            );
            Assert.Equal(SubmissionState.Loaded, loaded[^1].State);
            between.Add(SystemClock.Instance.GetCurrentInstant());
        }
        return new ControlWorld(warehouse, loaded, between);
    }

    /// <summary>A table of codes comes with its dictionaries: the whole folder is one submission.</summary>
    private static async Task<Submission> IngestTogetherAsync(TestWarehouse warehouse, string file)
    {
        var folder = Path.GetDirectoryName(Shared.Path("feeds/" + file))!;
        var receipt = await warehouse.ReceiveAsync(
            Directory.EnumerateFiles(folder).Select(f => (Path.GetFileName(f), File.ReadAllBytes(f)))
        );
        await warehouse.Pipeline.ProcessAsync(receipt.Submission.SubmissionId, CancellationToken.None);
        return await warehouse.LoadAsync(receipt.Submission.SubmissionId);
    }

    /// <summary>The workbook's name is none that its mapping recognises: it was renamed by whoever kept it.</summary>
    private static string? FeedOf(string file) => file == Mex2019 ? "MEX/sesnsp-state-offences" : null;
}

/// <summary>The classes that share the control worlds, one after the other.</summary>
[CollectionDefinition(nameof(ControlWorlds))]
public sealed class ControlWorldsDefinition : ICollectionFixture<ControlWorlds>;
