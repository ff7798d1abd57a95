namespace Observatory.App.Api;

/// <summary>A stream of rows whose first row has been read: what goes wrong at the start goes wrong before the answer begins.</summary>
internal static class Started
{
    public static async Task<IAsyncEnumerable<T>> OfAsync<T>(IAsyncEnumerable<T> rows, CancellationToken cancellation)
    {
        var reader = rows.GetAsyncEnumerator(cancellation);
        try
        {
            var any = await reader.MoveNextAsync();
            return Continue(reader, any);
        }
        catch
        {
            await reader.DisposeAsync();
            throw;
        }
    }

    private static async IAsyncEnumerable<T> Continue<T>(IAsyncEnumerator<T> reader, bool any)
    {
        await using (reader)
        {
            for (; any; any = await reader.MoveNextAsync())
                yield return reader.Current;
        }
    }
}
