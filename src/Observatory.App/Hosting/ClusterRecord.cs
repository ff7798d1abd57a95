using System.Security.Cryptography;
using System.Text.Json;

namespace Observatory.App.Hosting;

/// <summary>What a home remembers of its cluster, in <c>cluster.json</c>, readable by its owner alone.</summary>
public sealed record ClusterRecord
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The folder that holds <c>data</c>; not in the home where the server's account cannot reach the home.</summary>
    public required string Folder { get; init; }

    /// <summary>Where it last listened; 0 before the first start.</summary>
    public int Port { get; init; }

    public required string Password { get; init; }

    /// <summary>The server process that we started last: only such a one is ever stopped. 0 when none.</summary>
    public int StartedProcess { get; init; }

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

    public void Write(string path)
    {
        var fresh = path + ".new";
        File.Delete(fresh);
        using (var file = new FileStream(fresh, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            JsonSerializer.Serialize(file, this, Format);
            file.Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
    }
}
