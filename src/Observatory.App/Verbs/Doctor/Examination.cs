using Observatory.App.Hosting;

namespace Observatory.App.Verbs.Doctor;

/// <summary>What the checks of one run share: the context, and the database opened once.</summary>
public sealed class Examination(VerbContext context) : IAsyncDisposable
{
    private Database? _database;

    public VerbContext Context { get; } = context;

    public Texts Texts => Context.Texts;

    /// <summary>Whether there is a database to examine: doctor creates none.</summary>
    public bool HasDatabase => Database.Given is not null || PrivateCluster.FolderOf(Context.Home) is not null;

    public async Task<Database> DatabaseAsync() => _database ??= await Database.OpenAsync(Context);

    public ValueTask DisposeAsync() => _database?.DisposeAsync() ?? ValueTask.CompletedTask;
}
