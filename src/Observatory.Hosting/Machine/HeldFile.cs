namespace Observatory.Hosting.Machine;

/// <summary>
/// A file locked exclusively (an advisory lock of the operating system). The lock ends with the process, however that dies, so a killed
/// process leaves no lock behind, and reused process ids cannot mislead.
/// </summary>
public sealed class HeldFile : IDisposable
{
    private readonly FileStream _stream;
    private readonly bool _deleteAfter;

    private HeldFile(FileStream stream, bool deleteAfter)
    {
        _stream = stream;
        _deleteAfter = deleteAfter;
    }

    /// <summary>Null if another process has the lock.</summary>
    public static HeldFile? TryHold(string path, bool deleteAfter)
    {
        try
        {
            // Only for its owner, because whoever can open the file can lock it.
            return new(
                new FileStream(
                    path,
                    new FileStreamOptions
                    {
                        Mode = FileMode.OpenOrCreate,
                        Access = FileAccess.ReadWrite,
                        Share = FileShare.None,
                        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                    }
                ),
                deleteAfter
            );
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    /// <summary>Waits for the lock.</summary>
    public static async Task<HeldFile> HoldAsync(string path, TimeSpan patience, CancellationToken cancellationToken)
    {
        var until = Environment.TickCount64 + (long)patience.TotalMilliseconds;
        while (true)
        {
            if (TryHold(path, deleteAfter: false) is { } held)
            {
                return held;
            }

            if (Environment.TickCount64 > until)
            {
                throw new Fault(FaultCodes.ClusterBusy, ("path", path));
            }

            await Task.Delay(25, cancellationToken);
        }
    }

    public void Dispose()
    {
        if (_deleteAfter)
        {
            File.Delete(_stream.Name);
        }

        _stream.Dispose();
    }
}
