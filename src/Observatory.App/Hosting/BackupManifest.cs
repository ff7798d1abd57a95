using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Observatory.Core.Checking;
using Observatory.Warehouse.Keeping;

namespace Observatory.App.Hosting;

/// <summary>What lies in a backup. It is written last: a folder without it is no backup.</summary>
public sealed record BackupManifest
{
    public const string FileName = "manifest.json";

    /// <summary>Holds the checksum of <see cref="FileName"/>, as <c>sha256sum</c> writes it.</summary>
    public const string SumName = "manifest.sha256";

    /// <summary>A database of the program's own, as <c>pg_basebackup</c> copied it, in the folder <c>database</c>.</summary>
    public const string Cluster = "cluster";

    /// <summary>A given database, as its operator dumped it, in the file <c>database.dump</c>.</summary>
    public const string Dump = "dump";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Of this form.</summary>
    public required int Version { get; init; }

    /// <summary>ISO 8601, UTC.</summary>
    public required string CreatedAt { get; init; }

    /// <summary>Who the database is.</summary>
    public required Guid Identity { get; init; }

    /// <summary><see cref="Cluster"/> or <see cref="Dump"/>.</summary>
    public required string Database { get; init; }

    /// <summary>Everything but what the database's own manifest lists.</summary>
    public required IReadOnlyList<BackupEntry> Files { get; init; }

    /// <summary>Checksums of stored files that were missing or damaged already: they are not in the backup.</summary>
    public required IReadOnlyList<string> Faulty { get; init; }

    /// <exception cref="Refusal">BACKUP_UNFIT where there is none that can be read, or it was changed.</exception>
    public static BackupManifest Read(string folder)
    {
        try
        {
            var bytes = File.ReadAllBytes(Path.Combine(folder, FileName));
            var sum = File.ReadAllText(Path.Combine(folder, SumName));
            if (
                sum.StartsWith(Convert.ToHexStringLower(SHA256.HashData(bytes)), StringComparison.Ordinal)
                && JsonSerializer.Deserialize<BackupManifest>(bytes, Format) is { Version: 1 } manifest
                // A manifest that names places outside its folder is none of ours, whatever its checksum.
                && manifest.Files.All(f => !Path.IsPathRooted(f.Path) && !f.Path.Split('/', '\\').Contains(".."))
            )
            {
                return manifest;
            }
        }
        catch (Exception fault) when (fault is IOException or JsonException)
        {
            // Said below: whichever it was, it is no backup to rely on.
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
/// <param name="Path">From the backup's folder, with <c>/</c>.</param>
/// <param name="Sha256">Lower-case hexadecimal.</param>
public sealed record BackupEntry(string Path, long Bytes, string Sha256);
