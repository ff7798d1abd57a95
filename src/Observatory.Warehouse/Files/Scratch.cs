using Observatory.Warehouse.Faults;

namespace Observatory.Warehouse.Files;

/// <summary>
/// A file for data that does not fit into memory while a submission is read. It loses its name as soon as it is open, so that nothing is
/// left of it however the process ends.
/// </summary>
/// <param name="folder">Its folder, which is created when the file is opened.</param>
public sealed class Scratch(string folder) : IDisposable
{
    private FileStream? _file;

    /// <summary>Opens the file, empty, to read, write and seek in; called once.</summary>
    public Stream Open()
    {
        if (_file is not null)
            throw new InvalidOperationException("A scratch file is opened once.");
        var path = Path.Combine(folder, Guid.NewGuid().ToString("n"));
        return OnDisk.Do(path, () =>
        {
            Directory.CreateDirectory(folder);
            // Callers write large blocks, so a buffer would only copy them.
            _file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Delete, bufferSize: 0);
            File.Delete(path);
            return _file;
        });
    }

    public void Dispose() => _file?.Dispose();
}
