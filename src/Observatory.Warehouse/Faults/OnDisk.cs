namespace Observatory.Warehouse.Faults;

/// <summary>Work on files of our own: what goes wrong there is told from what goes wrong with a sender's connection.</summary>
internal static class OnDisk
{
    /// <exception cref="StorageException">The system could not do it.</exception>
    public static T Do<T>(string place, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception refused) when (IsOfDisk(refused))
        {
            throw new StorageException(place, refused);
        }
    }

    /// <exception cref="StorageException">The system could not do it.</exception>
    public static void Do(string place, Action work) => Do(place, () =>
        {
            work();
            return true;
        });

    /// <exception cref="StorageException">The system could not do it.</exception>
    public static async Task DoAsync(string place, Func<ValueTask> work)
    {
        try
        {
            await work();
        }
        catch (Exception refused) when (IsOfDisk(refused))
        {
            throw new StorageException(place, refused);
        }
    }

    private static bool IsOfDisk(Exception refused) => refused is (IOException or UnauthorizedAccessException) and not StorageException;
}
