using System.Globalization;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Files;

namespace Observatory.Warehouse.Keeping;

/// <summary>The statements about the identity of a database.</summary>
public static class BelongingQueries
{
    public static readonly Query<BelongingStateRow> State = new("belonging/state");
    public static readonly Query<Guid> Identity = new("belonging/identity");
    public static readonly Query<int> KnownFiles = new("belonging/known_files");
}

/// <summary>What a database contains of ours.</summary>
public sealed record BelongingStateRow
{
    public required bool HasIdentity { get; init; }
    public required bool HasFiles { get; init; }
}

/// <summary>
/// Checks whether a database, a home and a file store belong together. The database has a random identity; each home that has used it, and
/// the store of its files, have that identity in a file. Several homes may use one database and share its store; one home never uses two
/// databases.
/// </summary>
/// <param name="home">Folder of the home.</param>
public sealed class Belonging(DataSources sources, FileStore files, string home)
{
    /// <summary>The name of the file with the identity, in a home and in a file store.</summary>
    public const string FileName = "identity";

    private const int Sample = 50;

    /// <summary>Compares the identities and changes nothing. Also works before the first migration.</summary>
    public async Task<BelongingReport> ExamineAsync(CancellationToken cancellation)
    {
        var remembered = (Home: Read(home), Store: Read(files.Root));
        await using var connection = await sources.Migrator.OpenConnectionAsync(cancellation);
        var state = await BelongingQueries.State.OneAsync(connection, null, cancellation);
        Guid? id = state.HasIdentity ? await BelongingQueries.Identity.OneAsync(connection, null, cancellation) : null;
        foreach (var (folder, here) in new[] { (home, remembered.Home), (files.Root, remembered.Store) })
            if (here is not null && here != id)
                return new BelongingReport(state.HasFiles ? Bond.Foreign : Bond.Empty, id, here, folder);
        if (remembered.Store is null && files.Sample(Sample) is { Count: > 0 } stored)
        {
            // The store is older than identities: if it belongs to this database, the database knows its files.
            if (!state.HasFiles)
                return new BelongingReport(Bond.Empty, id, remembered.Home, files.Root);
            if (await BelongingQueries.KnownFiles.OneAsync(connection, new { sha256 = stored }, cancellation) == 0)
                return new BelongingReport(Bond.Foreign, id, remembered.Home, files.Root);
        }
        return new BelongingReport(remembered.Home is null || remembered.Store is null ? Bond.New : Bond.Same, id, remembered.Home, home);
    }

    /// <summary>Writes the identity of a migrated database into the home and the store, unless they belong to another one.</summary>
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
            // This machine may only read the shared store; a machine that may write there will record the identity.
        }
    }

    /// <summary>
    /// The identity in a folder's file; null if there is no file, <see cref="Guid.Empty"/> if its content is unreadable.
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
