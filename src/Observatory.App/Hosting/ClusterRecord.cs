using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Observatory.Warehouse.Keeping;

namespace Observatory.App.Hosting;

/// <summary>What a home remembers of its cluster, in <c>cluster.json</c>, readable by its owner alone.</summary>
public sealed record ClusterRecord
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>
    /// The folder that holds <c>data</c>, seen from the home, so that a copied or moved home finds its own; not in the home, and then a
    /// whole path, where the
    /// server's account cannot reach the home. <see cref="FolderIn"/> gives the place.
    /// </summary>
    public required string Folder { get; init; }

    /// <summary>Where it last listened; 0 before the first start.</summary>
    public int Port { get; init; }

    public required string Password { get; init; }

    /// <summary>Of the login that public questions are asked by; null in a home that is older than it.</summary>
    public string? ReaderPassword { get; init; }

    /// <summary>
    /// Of the role that may copy the cluster and nothing else; null where the server was last started by a program that made none.
    /// </summary>
    public string? BackupPassword { get; init; }

    /// <summary>The server process that we started last: only such a one is ever stopped. 0 when none.</summary>
    public int StartedProcess { get; init; }

    /// <summary>Whether the data lie outside the home.</summary>
    [JsonIgnore]
    public bool IsElsewhere => HomeFolder.IsElsewhere(Folder);

    /// <summary>
    /// The whole path of <see cref="Folder"/>. Older records held one of a home that may since have been copied or moved: theirs is the
    /// home's own.
    /// </summary>
    public string FolderIn(string home) =>
        IsElsewhere ? Folder : Path.Combine(home, Path.IsPathRooted(Folder) ? PrivateCluster.OwnFolder : Folder);

    public static string NewPassword() => RandomNumberGenerator.GetHexString(40, lowercase: true);

    /// <summary>Null when there is none, or none that can be read: a half-written record is a lost one.</summary>
    public static ClusterRecord? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<ClusterRecord>(File.ReadAllText(path), Format) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public void Write(string path) => LastingFile.Write(path, JsonSerializer.Serialize(this, Format));
}
