namespace Observatory.Warehouse.Faults;

/// <summary>Runs operations on our own files, so that their failures can be distinguished from failures of a sender's connection.</summary>
internal static class OnDisk
{
    /// <exception cref="StorageException">The operation failed.</exception>
    public static T Do<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception refused) when (IsOfDisk(refused))
        {
            throw new StorageException(path, refused);
        }
    }

    /// <exception cref="StorageException">The operation failed.</exception>
    public static void Do(string path, Action work) => Do(path, () =>
        {
            work();
            return true;
        });

    /// <exception cref="StorageException">The operation failed.</exception>
    public static async Task DoAsync(string path, Func<ValueTask> work)
    {
        try
        {
            await work();
        }
        catch (Exception refused) when (IsOfDisk(refused))
        {
            throw new StorageException(path, refused);
        }
    }

    private static bool IsOfDisk(Exception refused) => refused is (IOException or UnauthorizedAccessException) and not StorageException;
}
