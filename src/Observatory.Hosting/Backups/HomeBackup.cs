using System.Security.Cryptography;
using System.Text.Json;
using NodaTime;
using Observatory.Core.Checking;
using Observatory.Hosting.Cluster;
using Observatory.Hosting.Homes;
using Observatory.Warehouse.Files;
using Observatory.Warehouse.Keeping;

namespace Observatory.Hosting.Backups;

/// <summary>The result of verifying a backup.</summary>
/// <param name="Faults">Paths that are missing or changed; empty if the backup is intact.</param>
public sealed record BackupReport(BackupManifest Manifest, int Files, long Bytes, IReadOnlyList<string> Faults);

/// <summary>
/// A home's backup: a folder with the database, the stored files, the keys, the audit checksums that are stored outside the database, the
/// content of the inbox, and the identity of the database, each with its checksum.
/// </summary>
public static class HomeBackup
{
    public const string DatabaseFolder = "database";
    public const string DumpFile = "database.dump";

    private const string FilesFolder = "files";
    private const int Buffer = 1 << 16;

    /// <summary>The folders of a home that are copied as they are.</summary>
    private static readonly string[] CopiedFolders = ["protection", "audit", "inbox"];

    /// <summary>
    /// Copies a home into a folder. The audit checksums are copied before the database: they may be older than its copy, never newer.
    /// Stored files are copied after it: files are only ever added, so none is missing that the copy of the database refers to.
    /// </summary>
    /// <param name="isGiven">Whether the database is a given one, whose dump is in the folder already.</param>
    /// <exception cref="Refusal">BACKUP_PLACE if the folder is not empty.</exception>
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
        foreach (var path in CopiedFolders.SelectMany(k => Below(Path.Combine(home, k)).Select(p => $"{k}/{p}")))
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
            await ClusterCopy.MakeAsync(home, Path.Combine(to, DatabaseFolder), cancellationToken);
            // Its own manifest lists everything except itself and the log that was written meanwhile.
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
    /// Compares every file of a backup with its checksum, and verifies the database with PostgreSQL's own program if that is installed.
    /// </summary>
    /// <exception cref="Refusal">BACKUP_UNFIT if the folder is not a backup.</exception>
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

            if (faults.Count == 0 && await ClusterCopy.JudgeAsync(Path.Combine(from, DatabaseFolder), cancellationToken) is { } judged)
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
    /// Restores a home from a backup. Nothing is overwritten: the home has to be empty, and so has a file store outside it.
    /// </summary>
    /// <param name="files">Folder of stored files.</param>
    /// <exception cref="Refusal">
    /// BACKUP_PLACE; BACKUP_UNFIT if a file of the backup is missing or damaged, and then nothing is created.
    /// </exception>
    public static async Task<BackupReport> RestoreAsync(string from, string home, string files, CancellationToken cancellationToken)
    {
        // A failed attempt leaves no database, file or key behind, so it may be repeated.
        var isUsed = Entries(home).Any(e => Path.GetFileName(e) is not ("logs" or "users" or "cluster.lock" or HomeFolder.Cluster));
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
            await ClusterCopy.RestoreAsync(home, Path.Combine(from, DatabaseFolder), cancellationToken);
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

    /// <summary>The files in the manifest of <c>pg_basebackup</c>, with their checksums.</summary>
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

    /// <summary>Files below a folder, by relative path; no links.</summary>
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
