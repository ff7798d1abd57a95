using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Observatory.Hosting.Homes;
using Observatory.Warehouse.Files;

namespace Observatory.Hosting.Cluster;

/// <summary>The home's record of its cluster, in <c>cluster.json</c>, readable only by its owner.</summary>
public sealed record ClusterRecord
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>
    /// The folder that contains <c>data</c>, relative to the home, so that a copied or moved home finds its own. If the server's account
    /// cannot reach the home, it is an absolute path elsewhere. <see cref="FolderIn"/> gives the place.
    /// </summary>
    public required string Folder { get; init; }

    /// <summary>The port on which it last listened; 0 before the first start.</summary>
    public int Port { get; init; }

    public required string Password { get; init; }

    /// <summary>The password of the login for public questions; null in a home that is older than this login.</summary>
    public string? ReaderPassword { get; init; }

    /// <summary>
    /// The password of the role that may copy the cluster and nothing else; null if the server was last started by a program without this
    /// role.
    /// </summary>
    public string? BackupPassword { get; init; }

    /// <summary>The server process that we started last; no other is ever stopped. 0 for none.</summary>
    public int StartedProcess { get; init; }

    /// <summary>Whether the data are outside the home.</summary>
    [JsonIgnore]
    public bool IsElsewhere => HomeFolder.IsElsewhere(Folder);

    /// <summary>
    /// The absolute path of <see cref="Folder"/>. Older records have the absolute path of a home that may since have been copied or moved;
    /// these use the home's own folder.
    /// </summary>
    public string FolderIn(string home) =>
        IsElsewhere ? Folder : Path.Combine(home, Path.IsPathRooted(Folder) ? HomeFolder.Cluster : Folder);

    /// <summary>The path of a home's record.</summary>
    public static string PathIn(string home) => Path.Combine(home, "cluster.json");

    public static string NewPassword() => RandomNumberGenerator.GetHexString(40, lowercase: true);

    /// <summary>Null if there is none, or none that can be read: a half-written record is a lost one.</summary>
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
