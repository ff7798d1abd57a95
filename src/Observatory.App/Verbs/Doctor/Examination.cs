using Observatory.App.Composition;
using Observatory.App.Languages;
using Observatory.Hosting.Cluster;

namespace Observatory.App.Verbs.Doctor;

/// <summary>What the checks of one run share: the context, and the database, which is opened once.</summary>
public sealed class Examination(VerbContext context) : IAsyncDisposable
{
    private Database? _database;
    private Platform? _platform;

    public VerbContext Context { get; } = context;

    /// <summary>The clock of this machine.</summary>
    public NodaTime.IClock MachineClock { get; init; } = NodaTime.SystemClock.Instance;

    public Texts Texts => Context.Texts;

    /// <summary>Whether there is a database to examine; doctor creates none.</summary>
    public bool HasDatabase => Database.Given is not null || ClusterFolder.Of(Context.Home) is not null;

    public async Task<Database> DatabaseAsync() => _database ??= await Context.OpenDatabaseAsync();

    /// <summary>The program over that database; the checks only read it.</summary>
    public async Task<Platform> PlatformAsync() =>
        _platform ??= Platform.Over(Context.Home, Context.MappingFolders, (await DatabaseAsync()).ConnectionString);

    public async ValueTask DisposeAsync()
    {
        if (_platform is not null)
            await _platform.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }
}
