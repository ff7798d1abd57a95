using System.Globalization;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Files;

namespace Observatory.Warehouse.Keeping;

/// <summary>What is asked of a database about who it is.</summary>
public static class BelongingQueries
{
    public static readonly Query<BelongingStateRow> State = new("belonging/state");
    public static readonly Query<Guid> Identity = new("belonging/identity");
    public static readonly Query<int> KnownFiles = new("belonging/known_files");
}

/// <summary>What a database holds of ours.</summary>
public sealed record BelongingStateRow
{
    public required bool HasIdentity { get; init; }
    public required bool HasFiles { get; init; }
}

/// <summary>
/// Whether a database, a home and a file store belong together. The database has a random identity; each home that worked on it and the
/// store of its files remember it in a file. Several homes may work on one database and share its store; one home never works on two
/// databases.
/// </summary>
/// <param name="home">Folder of the home.</param>
public sealed class Belonging(DataSources sources, FileStore files, string home)
{
    /// <summary>The file that remembers, in a home and in a store of files.</summary>
    public const string FileName = "identity";

    private const int Sample = 50;

    /// <summary>Looks, and changes nothing; also before the database was ever migrated.</summary>
    public async Task<BelongingReport> ExamineAsync(CancellationToken cancellation)
    {
        var remembered = (Home: Read(home), Store: Read(files.Root));
        await using var connection = await sources.Migrator.OpenConnectionAsync(cancellation);
        var state = await BelongingQueries.State.OneAsync(connection, null, cancellation);
        Guid? id = state.HasIdentity ? await BelongingQueries.Identity.OneAsync(connection, null, cancellation) : null;
        foreach (var (place, here) in new[] { (home, remembered.Home), (files.Root, remembered.Store) })
            if (here is not null && here != id)
                return new BelongingReport(state.HasFiles ? Bond.Foreign : Bond.Empty, id, here, place);
        if (remembered.Store is null && files.Sample(Sample) is { Count: > 0 } kept)
        {
            // Made before there were identities: files of this database are known to it.
            if (!state.HasFiles)
                return new BelongingReport(Bond.Empty, id, remembered.Home, files.Root);
            if (await BelongingQueries.KnownFiles.OneAsync(connection, new { sha256 = kept }, cancellation) == 0)
                return new BelongingReport(Bond.Foreign, id, remembered.Home, files.Root);
        }
        return new BelongingReport(remembered.Home is null || remembered.Store is null ? Bond.New : Bond.Same, id, remembered.Home, home);
    }

    /// <summary>Has the home and the store remember a migrated database that is not foreign to them.</summary>
    public async Task RememberAsync(CancellationToken cancellation)
    {
        var report = await ExamineAsync(cancellation);
        if (report is not { Bond: Bond.New, Database: { } id })
            return;
        Write(home, id);
        try
        {
            Write(files.Root, id);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException && files.Root != files.Local)
        {
            // A shared store that this machine may only read: one that writes there will say so.
        }
    }

    /// <summary>
    /// The identity that a folder remembers; null where it remembers none, <see cref="Guid.Empty"/> where its file says nothing readable.
    /// </summary>
    public static Guid? Read(string folder)
    {
        var path = Path.Combine(folder, FileName);
        return !File.Exists(path) ? null
            : Guid.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out var id) ? id
            : Guid.Empty;
    }

    private static void Write(string folder, Guid id)
    {
        if (Read(folder) is not null)
            return;
        Directory.CreateDirectory(folder);
        LastingFile.Write(Path.Combine(folder, FileName), $"{id}\n");
    }
}
