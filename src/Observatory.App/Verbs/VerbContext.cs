using System.Text.Encodings.Web;
using System.Text.Json;
using Observatory.App.Composition;
using Observatory.App.Languages;
using Observatory.Core.Languages;
using Observatory.Hosting.Cluster;

namespace Observatory.App.Verbs;

/// <summary>The input of every verb.</summary>
public sealed record VerbContext
{
    private static readonly JsonSerializerOptions JsonFormat = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The folder for everything that is written.</summary>
    public required string Home { get; init; }

    /// <summary>The checkout, or the folder of the installed program.</summary>
    public required string Root { get; init; }

    /// <c>etl-mappings</c> of the root, then those given with <c>--mappings</c>, in their order.
    public required IReadOnlyList<string> MappingFolders { get; init; }

    /// <summary>Whether to write one JSON document on <see cref="Out"/> and everything else on <see cref="Error"/>.</summary>
    public required bool Json { get; init; }

    public required Texts Texts { get; init; }

    public Language Language => Texts.Language;

    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Whether a person watches; then there are progress bars.</summary>
    public required bool IsTerminal { get; init; }

    /// <summary>Cancelled by Ctrl+C and by SIGTERM; the verb then has the time it needs to close.</summary>
    public required CancellationToken CancellationToken { get; init; }

    /// <summary>The database and everything over it; see <see cref="Platform.OpenAsync"/>.</summary>
    /// <param name="migrate">Whether a given database is brought to the schema of this program; a private one always is.</param>
    public Task<Platform> OpenAsync(bool migrate = false, LogLevel level = LogLevel.Warning) =>
        Platform.OpenAsync(Home, MappingFolders, OpenDatabaseAsync, migrate, level, CancellationToken);

    /// <summary>The database as it is.</summary>
    public Task<Database> OpenDatabaseAsync() => Database.OpenAsync(Home, SayElsewhereAsync, CancellationToken);

    /// <summary>The home's private cluster, whatever database is given.</summary>
    public Task<ClusterLease> LeaseClusterAsync() => Database.LeaseAsync(Home, SayElsewhereAsync, CancellationToken);

    private Task SayElsewhereAsync(string folder) => Error.WriteLineAsync(Texts.Say("cluster.elsewhere", ("path", folder), ("home", Home)));

    /// <summary>Writes the one document of <c>--json</c>.</summary>
    public void WriteJson<T>(T document) => Out.WriteLine(JsonSerializer.Serialize(document, JsonFormat));
}
