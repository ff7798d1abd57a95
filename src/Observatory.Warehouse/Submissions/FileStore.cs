using System.Buffers;
using System.Security.Cryptography;
using Observatory.Core.Checking;
using Observatory.Warehouse.Faults;
using Observatory.Warehouse.Keeping;

namespace Observatory.Warehouse.Submissions;

/// <summary>What was stored.</summary>
/// <param name="Sha256">Lower-case hexadecimal.</param>
public sealed record StoredFile(string Sha256, long Bytes);

/// <summary>How a kept file was found.</summary>
/// <param name="Fault">Null where its bytes are those it is named by; else <see cref="Missing"/> or <see cref="Damaged"/>.</param>
/// <param name="Bytes">How many were read; 0 where none could be.</param>
public readonly record struct FileState(string? Fault, long Bytes)
{
    /// <summary>There is no such file.</summary>
    public const string Missing = "missing";

    /// <summary>Its bytes are others, or the disk does not give them back.</summary>
    public const string Damaged = "damaged";
}

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
    private const string ArrivingFolder = "arriving";
    private const string ScratchFolder = "scratch";

    public string Root { get; } = root;

    /// <summary>Folder of this machine for what has no name.</summary>
    public string Local { get; } = local ?? root;

    /// <summary>Folder of this machine for what memory does not hold.</summary>
    public string Scratch => Path.Combine(Local, ScratchFolder);

    /// <summary>Takes a stream in without keeping it, so that it can be looked at first.</summary>
    /// <exception cref="Refusal">FILE_REFUSED where it is larger than <paramref name="maxBytes"/>.</exception>
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
        // Where the system allows it, the name goes at once: a process that is killed closes nothing.
        if (!OperatingSystem.IsWindows())
            File.Delete(path);
        return file;
    }

    /// <summary>
    /// Keeps a stream. It is written beside the store first and moved in when it is whole, so a torn upload leaves nothing behind.
    /// </summary>
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
            await using (
                var file = OnDisk.Do(part, () =>
                    new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, Buffer, FileOptions.Asynchronous)
                )
            )
            {
                (sha256, bytes) = await CopyAsync(content, file, maxBytes, cancellation);
                OnDisk.Do(part, () => file.Flush(flushToDisk: true));
            }
            // What is kept under this name already may be damaged: then these bytes take its place.
            if (!IsWhole(sha256, cancellation))
                OnDisk.Do(PathOf(sha256), () => MoveIn(part, PathOf(sha256)));
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

    /// <summary>Writes a little, here and where files are kept, and takes it away again.</summary>
    /// <returns>What stood in the way; null where nothing did.</returns>
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

    /// <summary>Whether a file is kept and its bytes are those that its name says. Reads it once.</summary>
    public bool IsWhole(string sha256, CancellationToken cancellation) => Examine(sha256, cancellation).Fault is null;

    /// <summary>Compares a kept file with the checksum it is named by.</summary>
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
            // The disk gives the bytes back no more, or not to us.
            return new(FileState.Damaged, 0);
        }
    }

    /// <summary>
    /// A kept file, to be read from its beginning. It is summed first, as a stream: what was damaged on its disk is never read as if it
    /// were what was sent.
    /// </summary>
    /// <param name="name">What its sender calls it; for the refusal only.</param>
    /// <exception cref="Refusal">
    /// SOURCE_GONE where the store has lost it, or has never had it: another machine's store is not this one. SOURCE_DAMAGED where its
    /// bytes are others than those that were kept.
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
            // It may pass: the submission waits for the disk, and nobody is told that the file is another.
            throw new StorageException(path, fault);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Clears what arrived and was never kept because its program was killed: files that nobody holds open and nobody has written to for a
    /// while.
    /// </summary>
    /// <returns>How many were cleared.</returns>
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
    /// Moves a whole file in, and brings its name to the disk: a file that was acknowledged must have one after a power cut.
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
            // Whoever writes it holds it for himself alone.
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
