namespace Observatory.Warehouse.Files;

/// <summary>
/// A file that has arrived and is not stored: its bytes have no name, and are deleted when this is closed or the program dies.
/// </summary>
/// <param name="sha256">Lower-case hexadecimal.</param>
public sealed class SpooledFile(FileStream content, string sha256, long bytes) : IAsyncDisposable
{
    /// <summary>Seekable.</summary>
    public Stream Content { get; } = content;

    public string Sha256 { get; } = sha256;

    public long Bytes { get; } = bytes;

    public ValueTask DisposeAsync() => Content.DisposeAsync();
}
