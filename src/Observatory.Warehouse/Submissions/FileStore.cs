using System.Security.Cryptography;
using Observatory.Core.Checking;

namespace Observatory.Warehouse.Submissions;

/// <summary>What was stored.</summary>
/// <param name="Sha256">Lower-case hexadecimal.</param>
public sealed record StoredFile(string Sha256, long Bytes);

/// <summary>
/// Files as they arrived, once each, named by their checksum: <c>ab/cdef…</c>. A name given from outside never becomes a path.
/// </summary>
public sealed class FileStore(string root)
{
    private const int Buffer = 1 << 16;

    public string Root { get; } = root;

    /// <summary>Keeps a stream. It is written beside the store first and moved in when it is whole, so a torn upload leaves nothing behind.</summary>
    /// <exception cref="Refusal">FILE_REFUSED where it is larger than <paramref name="maxBytes"/>.</exception>
    public async Task<StoredFile> KeepAsync(Stream content, long maxBytes, CancellationToken cancellation)
    {
        var waiting = Path.Combine(Root, "arriving");
        Directory.CreateDirectory(waiting);
        var part = Path.Combine(waiting, Guid.NewGuid().ToString("n"));
        try
        {
            long bytes = 0;
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, Buffer, FileOptions.Asynchronous);
            await using (file.ConfigureAwait(false))
            {
                var buffer = new byte[Buffer];
                int read;
                while ((read = await content.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
                {
                    bytes += read;
                    if (bytes > maxBytes)
                        throw new Refusal(RefusalCodes.FileRefused, ("code", FindingCodes.FileTooLarge), ("limit", (maxBytes >> 20).ToString(System.Globalization.CultureInfo.InvariantCulture)));
                    hash.AppendData(buffer, 0, read);
                    await file.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
                }
                file.Flush(flushToDisk: true);
            }
            var sha256 = Convert.ToHexStringLower(hash.GetHashAndReset());
            var path = PathOf(sha256);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (!File.Exists(path))
                File.Move(part, path, overwrite: true);
            return new StoredFile(sha256, bytes);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <exception cref="Refusal">SOURCE_GONE where the store has lost it.</exception>
    public FileStream Open(string sha256)
    {
        var path = PathOf(sha256);
        if (!File.Exists(path))
            throw new Refusal(RefusalCodes.SourceGone, ("value", sha256));
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, Buffer, FileOptions.SequentialScan);
    }

    private string PathOf(string sha256)
    {
        if (sha256.Length != 64 || !sha256.All(char.IsAsciiHexDigitLower))
            throw new ArgumentException("Not a SHA-256 in lower-case hexadecimal.", nameof(sha256));
        return Path.Combine(Root, sha256[..2], sha256[2..]);
    }
}
