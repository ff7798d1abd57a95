namespace Observatory.Warehouse.Access;

/// <summary>
/// Repeats an action while a request is being processed. A single failure is harmless, because the next attempt may succeed in time.
/// </summary>
internal sealed class HeldKey : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _holding;

    public HeldKey(Func<CancellationToken, Task> hold, TimeSpan each) => _holding = HoldAsync(hold, each);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _holding;
        _stop.Dispose();
    }

    private async Task HoldAsync(Func<CancellationToken, Task> hold, TimeSpan each)
    {
        using var timer = new PeriodicTimer(each);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                try
                {
                    await hold(_stop.Token);
                }
                catch (Exception fault)
                    when (fault is System.Data.Common.DbException or InvalidOperationException or TimeoutException or IOException)
                {
                    // The database is unavailable for the moment; the request itself will report it.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The request has ended.
        }
    }
}
