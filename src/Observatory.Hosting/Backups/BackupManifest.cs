using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Observatory.Core.Checking;
using Observatory.Warehouse.Files;

namespace Observatory.Hosting.Backups;

/// <summary>The content of a backup. It is written last: a folder without it is not a backup.</summary>
public sealed record BackupManifest
{
    public const string FileName = "manifest.json";

    /// <summary>The file with the checksum of <see cref="FileName"/>, in the format of <c>sha256sum</c>.</summary>
    public const string SumName = "manifest.sha256";

    /// <summary>A private database, as <c>pg_basebackup</c> copied it, in the folder <c>database</c>.</summary>
    public const string Cluster = "cluster";

    /// <summary>A given database, as its operator dumped it, in the file <c>database.dump</c>.</summary>
    public const string Dump = "dump";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The version of this format.</summary>
    public required int Version { get; init; }

    /// <summary>ISO 8601, UTC.</summary>
    public required string CreatedAt { get; init; }

    /// <summary>The identity of the database.</summary>
    public required Guid Identity { get; init; }

    /// <summary><see cref="Cluster"/> or <see cref="Dump"/>.</summary>
    public required string Database { get; init; }

    /// <summary>All files except those that the database's own manifest lists.</summary>
    public required IReadOnlyList<BackupEntry> Files { get; init; }

    /// <summary>Checksums of stored files that were missing or damaged already; they are not in the backup.</summary>
    public required IReadOnlyList<string> Faulty { get; init; }

    /// <exception cref="Refusal">BACKUP_UNFIT if there is no readable manifest, or it was changed.</exception>
    public static BackupManifest Read(string folder)
    {
        try
        {
            var bytes = File.ReadAllBytes(Path.Combine(folder, FileName));
            var sum = File.ReadAllText(Path.Combine(folder, SumName));
            if (
                sum.StartsWith(Convert.ToHexStringLower(SHA256.HashData(bytes)), StringComparison.Ordinal)
                && JsonSerializer.Deserialize<BackupManifest>(bytes, Format) is { Version: 1 } manifest
                // A manifest with paths outside its folder is not ours, whatever its checksum.
                && manifest.Files.All(f => !Path.IsPathRooted(f.Path) && !f.Path.Split('/', '\\').Contains(".."))
            )
            {
                return manifest;
            }
        }
        catch (Exception fault) when (fault is IOException or JsonException)
        {
            // The refusal below covers every cause: the backup cannot be relied on.
        }

        throw new Refusal(RefusalCodes.BackupUnfit, ("value", folder), ("file", FileName));
    }

    public void Write(string folder)
    {
        var text = JsonSerializer.Serialize(this, Format);
        LastingFile.Write(
            Path.Combine(folder, SumName),
            $"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}  {FileName}\n"
        );
        LastingFile.Write(Path.Combine(folder, FileName), text);
    }
}

/// <summary>One file of a backup.</summary>
/// <param name="Path">Relative to the backup's folder, with <c>/</c>.</param>
/// <param name="Sha256">Lower-case hexadecimal.</param>
public sealed record BackupEntry(string Path, long Bytes, string Sha256);
