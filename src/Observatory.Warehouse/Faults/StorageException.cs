namespace Observatory.Warehouse.Faults;

/// <summary>One of our files could not be written or read. It names the path, which the system's own message often does not.</summary>
/// <param name="place">The folder, or the file.</param>
public sealed class StorageException(string place, Exception inner) : IOException($"{place}: {inner.Message}", inner)
{
    public string Place { get; } = place;
}
