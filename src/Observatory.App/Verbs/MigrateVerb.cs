using System.CommandLine;
using Observatory.App.Languages;
using Observatory.Warehouse.Database;

namespace Observatory.App.Verbs;

/// <summary>Updates schema and taxonomy; <c>--check</c> only lists what is pending and ends with 1 if there is anything.</summary>
public sealed class MigrateVerb : Verb
{
    private readonly Option<bool> _check;

    public MigrateVerb(Texts texts)
        : base("migrate", texts)
    {
        _check = new("--check") { Description = texts["option.migrate.check"] };
        Options.Add(_check);
    }

    public override async Task<int> RunAsync(VerbContext context, ParseResult given)
    {
        if (given.GetValue(_check))
        {
            await using var database = await context.OpenDatabaseAsync();
            await using var sources = new DataSources(database.ConnectionString);
            var report = await new Migrations(sources).CheckAsync(context.CancellationToken);
            await WriteAsync(context, report, "migrate.pending");
            return report.Pending.Count == 0 ? ExitCodes.Done : ExitCodes.Findings;
        }
        await using var platform = await context.OpenAsync(migrate: true);
        await WriteAsync(context, platform.Migrated, "migrate.applied");
        return ExitCodes.Done;
    }

    private async Task WriteAsync(VerbContext context, MigrationReport report, string key)
    {
        if (context.Json)
        {
            context.WriteJson(new { applied = report.Applied, scripts = report.Pending });
            return;
        }
        foreach (var script in report.Pending)
            await context.Out.WriteLineAsync(Texts.Say(key, ("file", $"sql/{script}")));
        if (report.Pending.Count == 0)
            await context.Out.WriteLineAsync(Texts["migrate.nothing"]);
    }
}
