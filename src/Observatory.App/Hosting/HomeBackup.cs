using System.Security.Cryptography;
using System.Text.Json;
using NodaTime;
using Observatory.Core.Checking;
using Observatory.Warehouse.Keeping;
using Observatory.Warehouse.Submissions;

namespace Observatory.App.Hosting;

/// <summary>What a backup was found to be.</summary>
/// <param name="Faults">Paths that are missing or are not as they were written; empty where all is well.</param>
public sealed record BackupReport(BackupManifest Manifest, int Files, long Bytes, IReadOnlyList<string> Faults);

/// <summary>
/// A home's backup: a folder with the database, the stored files, the keys, the checksums of the audit that are kept outside the database,
/// what waits in the
/// inbox, and who it is, each with its checksum.
/// </summary>
public static class HomeBackup
{
    public const string DatabaseFolder = "database";
    public const string DumpFile = "database.dump";

    private const string FilesFolder = "files";
    private const int Buffer = 1 << 16;

    /// <summary>What is copied of a home as it is.</summary>
    private static readonly string[] Kept = ["protection", "audit", "inbox"];

    /// <summary>
    /// Copies a home into a folder. The checksums of the audit come before the database: they may be older than its copy, never newer.
    /// Stored files come after
    /// it: they only ever are added, so that none is missing of which the copy of the database speaks.
    /// </summary>
    /// <param name="isGiven">Whether the database is a given one, whose dump lies in the folder already.</param>
    /// <exception cref="Refusal">BACKUP_PLACE where the folder is not empty.</exception>
    public static async Task<BackupManifest> CreateAsync(
        string home,
        FileStore store,
        Guid identity,
        bool isGiven,
        string to,
        IClock clock,
        CancellationToken cancellationToken
    )
    {
        if (Entries(to).Any(e => !(isGiven && Path.GetFileName(e) == DumpFile)))
        {
            throw new Refusal(RefusalCodes.BackupPlace, ("value", to));
        }

        MakeFolder(to);
        var entries = new List<BackupEntry>();
        foreach (var path in Kept.SelectMany(k => Below(Path.Combine(home, k)).Select(p => $"{k}/{p}")))
        {
            await using var content = File.OpenRead(Path.Combine(home, path));
            entries.Add(await CopyAsync(content, to, path, cancellationToken));
        }

        if (isGiven)
        {
            entries.Add(await SumAsync(to, DumpFile, cancellationToken));
        }
        else
        {
            await PrivateCluster.BackupAsync(home, Path.Combine(to, DatabaseFolder), cancellationToken);
            // Its own manifest lists all but itself and the log that was written meanwhile.
            entries.Add(await SumAsync(to, $"{DatabaseFolder}/backup_manifest", cancellationToken));
            foreach (var path in Below(Path.Combine(to, DatabaseFolder, "pg_wal")))
            {
                entries.Add(await SumAsync(to, $"{DatabaseFolder}/pg_wal/{path}", cancellationToken));
            }
        }

        var faulty = new List<string>();
        foreach (var sha256 in store.Kept().Order(StringComparer.Ordinal).ToList())
        {
            try
            {
                await using var content = store.Open(sha256, "", cancellationToken);
                entries.Add(await CopyAsync(content, to, $"{FilesFolder}/{sha256[..2]}/{sha256[2..]}", cancellationToken));
            }
            catch (Refusal)
            {
                faulty.Add(sha256);
            }
        }

        foreach (var path in new[] { Belonging.FileName, $"{FilesFolder}/{Belonging.FileName}" })
        {
            MakeFolder(Path.GetDirectoryName(Path.Combine(to, path))!);
            LastingFile.Write(Path.Combine(to, path), $"{identity}\n");
            entries.Add(await SumAsync(to, path, cancellationToken));
        }

        var manifest = new BackupManifest
        {
            Version = 1,
            CreatedAt = clock.GetCurrentInstant().ToString(),
            Identity = identity,
            Database = isGiven ? BackupManifest.Dump : BackupManifest.Cluster,
            Files = entries,
            Faulty = faulty,
        };
        manifest.Write(to);
        return manifest;
    }

    /// <summary>
    /// Compares every file of a backup with its checksum, and has PostgreSQL's own program judge the database where it is installed.
    /// </summary>
    /// <exception cref="Refusal">BACKUP_UNFIT where it is none.</exception>
    public static async Task<BackupReport> VerifyAsync(string from, CancellationToken cancellationToken)
    {
        var manifest = BackupManifest.Read(from);
        var faults = new List<string>();
        var bytes = 0L;
        var entries = manifest.Files.ToList();
        foreach (var entry in manifest.Files)
        {
            await ExamineAsync(entry);
        }

        if (manifest.Database == BackupManifest.Cluster && faults.Count == 0)
        {
            var listed = ListedBy(Path.Combine(from, DatabaseFolder, "backup_manifest"));
            entries.AddRange(listed);
            foreach (var entry in listed)
            {
                await ExamineAsync(entry);
            }

            if (
                faults.Count == 0
                && await PrivateCluster.JudgeBackupAsync(Path.Combine(from, DatabaseFolder), cancellationToken) is { } judged
            )
            {
                faults.Add($"{DatabaseFolder}: {judged}");
            }
        }

        return new(manifest, entries.Count, bytes, faults);

        async Task ExamineAsync(BackupEntry entry)
        {
            var found = File.Exists(Path.Combine(from, entry.Path)) ? await SumAsync(from, entry.Path, cancellationToken) : null;
            bytes += found?.Bytes ?? 0;
            if (found != entry)
            {
                faults.Add(entry.Path);
            }
        }
    }

    /// <summary>
    /// Makes a home of a backup. Nothing is overwritten: the home has to be empty, and so has a store of files outside it.
    /// </summary>
    /// <param name="files">Folder of stored files.</param>
    /// <exception cref="Refusal">BACKUP_PLACE; BACKUP_UNFIT where a file of the backup is missing or damaged: then nothing is
    /// made.</exception>
    public static async Task<BackupReport> RestoreAsync(string from, string home, string files, CancellationToken cancellationToken)
    {
        // What an attempt that failed leaves behind holds no database, no file and no key: it may be tried again.
        var isUsed = Entries(home).Any(e => Path.GetFileName(e) is not ("logs" or "users" or "cluster.lock" or PrivateCluster.OwnFolder));
        if (isUsed || Entries(files).Any())
        {
            throw new Refusal(RefusalCodes.BackupPlace, ("value", isUsed ? home : files));
        }

        var report = await VerifyAsync(from, cancellationToken);
        if (report.Faults.Count > 0)
        {
            throw new Refusal(RefusalCodes.BackupUnfit, ("value", from), ("file", string.Join(", ", report.Faults.Take(5))));
        }

        HomeFolder.Create(home);
        if (report.Manifest.Database == BackupManifest.Cluster)
        {
            await PrivateCluster.RestoreAsync(home, Path.Combine(from, DatabaseFolder), cancellationToken);
        }

        foreach (
            var entry in report.Manifest.Files.Where(e =>
                e.Path != DumpFile && !e.Path.StartsWith(DatabaseFolder + "/", StringComparison.Ordinal)
            )
        )
        {
            var stored = entry.Path.StartsWith(FilesFolder + "/", StringComparison.Ordinal);
            await using var content = File.OpenRead(Path.Combine(from, entry.Path));
            var copied = stored
                ? await CopyAsync(content, files, entry.Path[(FilesFolder.Length + 1)..], cancellationToken)
                : await CopyAsync(content, home, entry.Path, cancellationToken);
            if (copied.Sha256 != entry.Sha256)
            {
                throw new Refusal(RefusalCodes.BackupUnfit, ("value", from), ("file", entry.Path));
            }
        }

        return report;
    }

    /// <summary>The files that the manifest of <c>pg_basebackup</c> lists, with their checksums.</summary>
    private static List<BackupEntry> ListedBy(string manifest)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(manifest));
        return
        [
            .. document
                .RootElement.GetProperty("Files")
                .EnumerateArray()
                .Where(f => f.TryGetProperty("Path", out _))
                .Select(f => new BackupEntry(
                    $"{DatabaseFolder}/{f.GetProperty("Path").GetString()}",
                    f.GetProperty("Size").GetInt64(),
                    f.GetProperty("Checksum").GetString()!
                )),
        ];
    }

    private static IEnumerable<string> Entries(string folder) =>
        Directory.Exists(folder) ? Directory.EnumerateFileSystemEntries(folder) : [];

    /// <summary>Files below a folder, by their paths from it; no links.</summary>
    private static IEnumerable<string> Below(string folder) =>
        !Directory.Exists(folder)
            ? []
            : Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(f => new FileInfo(f).LinkTarget is null)
                .Select(f => Path.GetRelativePath(folder, f))
                .Order(StringComparer.Ordinal);

    private static void MakeFolder(string folder) =>
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private static async Task<BackupEntry> SumAsync(string folder, string path, CancellationToken cancellationToken)
    {
        await using var content = File.OpenRead(Path.Combine(folder, path));
        return new(path, content.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(content, cancellationToken)));
    }

    private static async Task<BackupEntry> CopyAsync(Stream from, string folder, string path, CancellationToken cancellationToken)
    {
        var target = Path.Combine(folder, path);
        MakeFolder(Path.GetDirectoryName(target)!);
        await using var to = new FileStream(
            target,
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                BufferSize = 0,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }
        );
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Buffer];
        int read;
        while ((read = await from.ReadAsync(buffer, cancellationToken)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
        }

        to.Flush(flushToDisk: true);
        return new(path, to.Length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}
