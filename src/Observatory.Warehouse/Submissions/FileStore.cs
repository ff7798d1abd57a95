using System.Security.Cryptography;
using Observatory.Core.Checking;
using Observatory.Warehouse.Faults;

namespace Observatory.Warehouse.Submissions;

/// <summary>What was stored.</summary>
/// <param name="Sha256">Lower-case hexadecimal.</param>
public sealed record StoredFile(string Sha256, long Bytes);

/// <summary>
/// Files as they arrived, once each, named by their checksum: <c>ab/cdef…</c>. A name given from outside never becomes a path.
/// </summary>
/// <param name="root">Where they are kept: one folder for all machines that receive or read files.</param>
/// <param name="local">
/// Folder of this machine for what has no name; null for <paramref name="root"/>. A network folder gives such files a name after all, and
/// leaves it behind when a machine fails.
/// </param>
public sealed class FileStore(string root, string? local = null)
{
    private const int Buffer = 1 << 16;

    public string Root { get; } = root;

    /// <summary>Folder of this machine for what has no name.</summary>
    public string Local { get; } = local ?? root;

    /// <summary>Takes a stream in without keeping it, so that it can be looked at first.</summary>
    /// <exception cref="Refusal">FILE_REFUSED where it is larger than <paramref name="maxBytes"/>.</exception>
    /// <exception cref="StorageException">It could not be written: the disk is full or broken.</exception>
    public async Task<SpooledFile> SpoolAsync(Stream content, long maxBytes, CancellationToken cancellation)
    {
        var file = Nameless();
        try
        {
            var (sha256, bytes) = await CopyAsync(content, file, maxBytes, cancellation).ConfigureAwait(false);
            file.Position = 0;
            return new SpooledFile(file, sha256, bytes);
        }
        catch
        {
            await file.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>An empty file without a name: nothing of it is left when it is closed, or when the program dies.</summary>
    public FileStream Nameless()
    {
        var path = Arriving(Local);
        var file = OnDisk.Do(path, () => new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, Buffer, FileOptions.Asynchronous | FileOptions.DeleteOnClose));
        // Where the system allows it, the name goes at once: a process that is killed closes nothing.
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return file;
    }

    /// <summary>Keeps a stream. It is written beside the store first and moved in when it is whole, so a torn upload leaves nothing behind.</summary>
    /// <exception cref="Refusal">FILE_REFUSED where it is larger than <paramref name="maxBytes"/>.</exception>
    /// <exception cref="StorageException">It could not be written: the disk is full or broken.</exception>
    public async Task<StoredFile> KeepAsync(Stream content, long maxBytes, CancellationToken cancellation)
    {
        // Beside the kept ones: a move from one disk to another would be a copy, and could be torn.
        var part = Arriving(Root);
        try
        {
            string sha256;
            long bytes;
            var file = OnDisk.Do(part, () => new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, Buffer, FileOptions.Asynchronous));
            await using (file.ConfigureAwait(false))
            {
                (sha256, bytes) = await CopyAsync(content, file, maxBytes, cancellation).ConfigureAwait(false);
                OnDisk.Do(part, () => file.Flush(flushToDisk: true));
            }
            var path = PathOf(sha256);
            OnDisk.Do(path, () =>
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                if (!File.Exists(path))
                    File.Move(part, path, overwrite: true);
            });
            return new StoredFile(sha256, bytes);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Checksums of some of the files that are kept, at most so many; empty where none is.</summary>
    public IReadOnlyList<string> Sample(int most) => [.. Kept().Take(most)];

    /// <summary>Checksums by which the kept files are named, in no certain order.</summary>
    public IEnumerable<string> Kept() =>
        !Directory.Exists(Root)
            ? []
            : from folder in Directory.EnumerateDirectories(Root, "??")
              from file in Directory.EnumerateFiles(folder)
              let sha256 = Path.GetFileName(folder) + Path.GetFileName(file)
              where IsChecksum(sha256)
              select sha256;

    public bool Holds(string sha256) => File.Exists(PathOf(sha256));

    /// <param name="name">What its sender calls it; for the refusal only.</param>
    /// <exception cref="Refusal">SOURCE_GONE where the store has lost it, or has never had it: another machine's store is not this one.</exception>
    public FileStream Open(string sha256, string name = "")
    {
        var path = PathOf(sha256);
        if (!File.Exists(path))
            throw new Refusal(RefusalCodes.SourceGone, ("value", sha256), ("file", name));
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, Buffer, FileOptions.SequentialScan);
    }

    private static async Task<(string Sha256, long Bytes)> CopyAsync(Stream from, FileStream to, long maxBytes, CancellationToken cancellation)
    {
        long bytes = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Buffer];
        int read;
        while ((read = await from.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
        {
            bytes += read;
            if (bytes > maxBytes)
                throw new Refusal(RefusalCodes.FileRefused, ("code", FindingCodes.FileTooLarge), ("limit", (maxBytes >> 20).ToString(System.Globalization.CultureInfo.InvariantCulture)));
            hash.AppendData(buffer, 0, read);
            var piece = buffer.AsMemory(0, read);
            await OnDisk.DoAsync(to.Name, () => to.WriteAsync(piece, cancellation)).ConfigureAwait(false);
        }
        await OnDisk.DoAsync(to.Name, () => new ValueTask(to.FlushAsync(cancellation))).ConfigureAwait(false);
        return (Convert.ToHexStringLower(hash.GetHashAndReset()), bytes);
    }

    private static string Arriving(string folder)
    {
        var waiting = Path.Combine(folder, "arriving");
        OnDisk.Do(waiting, () => Directory.CreateDirectory(waiting));
        return Path.Combine(waiting, Guid.NewGuid().ToString("n"));
    }

    private static bool IsChecksum(string word) => word.Length == 64 && word.All(char.IsAsciiHexDigitLower);

    private string PathOf(string sha256)
    {
        if (!IsChecksum(sha256))
            throw new ArgumentException("Not a SHA-256 in lower-case hexadecimal.", nameof(sha256));
        return Path.Combine(Root, sha256[..2], sha256[2..]);
    }
}
