using System.Buffers;
using System.Security.Cryptography;
using Observatory.Core.Checking;
using Observatory.Warehouse.Faults;

namespace Observatory.Warehouse.Files;

/// <summary>The result of storing a file.</summary>
/// <param name="Sha256">Lower-case hexadecimal.</param>
public sealed record StoredFile(string Sha256, long Bytes);

/// <summary>The state in which a stored file was found.</summary>
/// <param name="Fault">Null if its bytes match its checksum; otherwise <see cref="Missing"/> or <see cref="Damaged"/>.</param>
/// <param name="Bytes">How many bytes were read; 0 if none could be.</param>
public readonly record struct FileState(string? Fault, long Bytes)
{
    /// <summary>There is no such file.</summary>
    public const string Missing = "missing";

    /// <summary>Its bytes have changed, or the disk cannot read them.</summary>
    public const string Damaged = "damaged";
}

/// <summary>
/// Files as they arrived, each stored once and named by its checksum: <c>ab/cdef…</c>. A name given from outside never becomes a path.
/// </summary>
/// <param name="root">The folder of the files: one for all machines that receive or read files.</param>
/// <param name="local">
/// Folder of this machine for files without a name; null for <paramref name="root"/>. A network folder gives such files a name
/// nevertheless, and leaves them behind if a machine fails.
/// </param>
public sealed class FileStore(string root, string? local = null)
{
    private const int Buffer = 1 << 16;
    private const string ArrivingFolder = "arriving";
    private const string ScratchFolder = "scratch";

    public string Root { get; } = root;

    /// <summary>Folder of this machine for files without a name.</summary>
    public string Local { get; } = local ?? root;

    /// <summary>Folder of this machine for data that does not fit into memory.</summary>
    public string Scratch => Path.Combine(Local, ScratchFolder);

    /// <summary>Receives a stream without storing it, so that it can be checked first.</summary>
    /// <exception cref="Refusal">FILE_REFUSED if it is larger than <paramref name="maxBytes"/>.</exception>
    /// <exception cref="StorageException">It could not be written: the disk is full or broken.</exception>
    public async Task<SpooledFile> SpoolAsync(Stream content, long maxBytes, CancellationToken cancellation)
    {
        var file = Nameless();
        try
        {
            var (sha256, bytes) = await CopyAsync(content, file, maxBytes, cancellation);
            file.Position = 0;
            return new SpooledFile(file, sha256, bytes);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>An empty file without a name: nothing of it is left when it is closed, or when the program dies.</summary>
    public FileStream Nameless()
    {
        var path = Arriving(Local);
        var file = OnDisk.Do(path, () =>
            new FileStream(
                path,
                FileMode.CreateNew,
                FileAccess.ReadWrite,
                FileShare.Delete,
                Buffer,
                FileOptions.Asynchronous | FileOptions.DeleteOnClose
            )
        );
        // If the system allows it, the name is removed at once, because a process that is killed closes nothing.
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return file;
    }

    /// <summary>
    /// Stores a stream. It is written beside the store first and moved in when complete, so an interrupted upload leaves nothing behind.
    /// </summary>
    /// <exception cref="Refusal">FILE_REFUSED if it is larger than <paramref name="maxBytes"/>.</exception>
    /// <exception cref="StorageException">It could not be written: the disk is full or broken.</exception>
    public async Task<StoredFile> KeepAsync(Stream content, long maxBytes, CancellationToken cancellation)
    {
        // On the same disk as the store: a move between disks would be a copy, and could be interrupted.
        var part = Arriving(Root);
        try
        {
            string sha256;
            long bytes;
            await using (
                var file = OnDisk.Do(part, () =>
                    new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, Buffer, FileOptions.Asynchronous)
                )
            )
            {
                (sha256, bytes) = await CopyAsync(content, file, maxBytes, cancellation);
                OnDisk.Do(part, () => file.Flush(flushToDisk: true));
            }
            // The file stored under this name may be damaged; then these bytes replace it.
            if (!IsWhole(sha256, cancellation))
                OnDisk.Do(PathOf(sha256), () => MoveIn(part, PathOf(sha256)));
            return new StoredFile(sha256, bytes);
        }
        finally
        {
            File.Delete(part);
        }
    }

    /// <summary>Checksums of some stored files, at most <paramref name="most"/>; empty if there are none.</summary>
    public IReadOnlyList<string> Sample(int most) => [.. Kept().Take(most)];

    /// <summary>Checksums of the stored files, in no particular order.</summary>
    public IEnumerable<string> Kept() =>
        !Directory.Exists(Root)
            ? []
            : from folder in Directory.EnumerateDirectories(Root, "??")
            from file in Directory.EnumerateFiles(folder)
            let sha256 = Path.GetFileName(folder) + Path.GetFileName(file)
            where IsChecksum(sha256)
            select sha256;

    /// <summary>Writes a small file, locally and in the store, and deletes it again.</summary>
    /// <returns>The obstacle; null if there is none.</returns>
    public Outage? TryWriting(int bytes)
    {
        foreach (var folder in new[] { Root, Local }.Distinct(StringComparer.Ordinal))
        {
            try
            {
                var path = Arriving(folder);
                OnDisk.Do(path, () =>
                {
                    using var trial = new FileStream(
                        path,
                        FileMode.CreateNew,
                        FileAccess.Write,
                        FileShare.Delete,
                        bufferSize: 0,
                        FileOptions.DeleteOnClose
                    );
                    trial.Write(new byte[bytes]);
                });
            }
            catch (StorageException fault)
            {
                return Outage.Of(fault);
            }
        }
        return null;
    }

    public bool Holds(string sha256) => File.Exists(PathOf(sha256));

    /// <summary>Whether a file is stored and its bytes match its name. Reads it once.</summary>
    public bool IsWhole(string sha256, CancellationToken cancellation) => Examine(sha256, cancellation).Fault is null;

    /// <summary>Compares a stored file with its checksum.</summary>
    public FileState Examine(string sha256, CancellationToken cancellation)
    {
        try
        {
            using var file = new FileStream(
                PathOf(sha256),
                FileMode.Open,
                FileAccess.Read,
                FileShare.Read,
                bufferSize: 0,
                FileOptions.SequentialScan
            );
            return new(Sha256Of(file, cancellation) == sha256 ? null : FileState.Damaged, file.Length);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return new(FileState.Missing, 0);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // The disk cannot read the bytes any more, or access is denied.
            return new(FileState.Damaged, 0);
        }
    }

    /// <summary>
    /// A stored file, to be read from its beginning. Its checksum is verified first, as a stream, so that a file that was damaged on disk
    /// is never read as if it were the one sent.
    /// </summary>
    /// <param name="name">The sender's name for it; only for the refusal.</param>
    /// <exception cref="Refusal">
    /// SOURCE_GONE if the store has lost it or never had it, because another machine's store is not this one. SOURCE_DAMAGED if its bytes
    /// have changed.
    /// </exception>
    public FileStream Open(string sha256, string name = "", CancellationToken cancellation = default)
    {
        var path = PathOf(sha256);
        if (!File.Exists(path))
            throw new Refusal(RefusalCodes.SourceGone, ("value", sha256), ("file", name));
        var file = OnDisk.Do(path, () =>
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, Buffer, FileOptions.SequentialScan)
        );
        try
        {
            if (Sha256Of(file, cancellation) is var found && found != sha256)
                throw Damaged(sha256, name, found);
            file.Position = 0;
            return file;
        }
        catch (IOException fault)
        {
            file.Dispose();
            // This may be temporary: the submission waits for the disk, and no finding claims that the file has changed.
            throw new StorageException(path, fault);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Deletes files that arrived and were never stored because their program was killed: files that nobody has open and that nobody has
    /// written to for a while.
    /// </summary>
    /// <returns>How many were deleted.</returns>
    public int ClearArriving(DateTime before)
    {
        var cleared = 0;
        foreach (
            var folder in new[] { Root, Local }
                .Distinct()
                .SelectMany(f => new[] { Path.Combine(f, ArrivingFolder), Path.Combine(f, ScratchFolder) })
                .Where(Directory.Exists)
        )
        foreach (var path in Directory.EnumerateFiles(folder))
            if (File.GetLastWriteTimeUtc(path) < before && IsNobodys(path))
            {
                File.Delete(path);
                cleared++;
            }
        return cleared;
    }

    private static Refusal Damaged(string sha256, string name, string found) =>
        new(RefusalCodes.SourceDamaged, ("value", sha256), ("file", name), ("found", found));

    /// <summary>
    /// Moves a complete file in, and flushes its name to the disk, because a file that was acknowledged must survive a power cut.
    /// </summary>
    private void MoveIn(string part, string path)
    {
        var folder = Path.GetDirectoryName(path)!;
        var isNew = !Directory.Exists(folder);
        Directory.CreateDirectory(folder);
        File.Move(part, path, overwrite: true);
        LastingFile.FlushFolder(folder);
        if (isNew)
            LastingFile.FlushFolder(Root);
    }

    private static string Sha256Of(FileStream file, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(Buffer);
        try
        {
            int read;
            while ((read = file.Read(buffer)) > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                hash.AppendData(buffer, 0, read);
            }
            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static bool IsNobodys(string path)
    {
        try
        {
            // Whoever writes the file has it open exclusively.
            using var held = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static async Task<(string Sha256, long Bytes)> CopyAsync(
        Stream from,
        FileStream to,
        long maxBytes,
        CancellationToken cancellation
    )
    {
        long bytes = 0;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Buffer];
        int read;
        while ((read = await from.ReadAsync(buffer, cancellation)) > 0)
        {
            bytes += read;
            if (bytes > maxBytes)
                throw new Refusal(
                    RefusalCodes.FileRefused,
                    ("code", FindingCodes.FileTooLarge),
                    ("limit", (maxBytes >> 20).ToString(System.Globalization.CultureInfo.InvariantCulture))
                );
            hash.AppendData(buffer, 0, read);
            var piece = buffer.AsMemory(0, read);
            await OnDisk.DoAsync(to.Name, () => to.WriteAsync(piece, cancellation));
        }
        await OnDisk.DoAsync(to.Name, () => new ValueTask(to.FlushAsync(cancellation)));
        return (Convert.ToHexStringLower(hash.GetHashAndReset()), bytes);
    }

    private static string Arriving(string folder)
    {
        var waiting = Path.Combine(folder, ArrivingFolder);
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
