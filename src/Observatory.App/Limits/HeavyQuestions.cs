using System.Globalization;
using System.Threading.RateLimiting;
using Observatory.Core.Checking;
using Observatory.Warehouse.Questions;

namespace Observatory.App.Limits;

/// <summary>
/// Limits how many heavy questions are answered at once, first come, first served, so that memory and database load stay bounded however
/// many arrive. One caller gets at most half of the capacity, so that a caller who asks for everything delays only themselves. Light
/// questions never wait here.
/// </summary>
internal sealed class HeavyQuestions : IDisposable
{
    private readonly HeavySettings _settings;
    private readonly PartitionedRateLimiter<string> _ofCaller;
    private readonly PartitionedRateLimiter<string> _ofAll;
    private readonly PartitionedRateLimiter<string> _work;

    public HeavyQuestions(HeavySettings settings)
    {
        _settings = settings;
        _ofCaller = Limiter(caller => caller, settings.Share, (settings.Waiting + 1) / 2);
        _ofAll = Limiter(_ => "", settings.Parts, settings.Waiting);
        // Take the caller's own turn first, then the global one, so that nobody holds a global turn while waiting for their own.
        _work = PartitionedRateLimiter.CreateChained(_ofCaller, _ofAll);
    }

    /// <summary>
    /// Waits until a question for figures may start. Dispose of the result when its response is complete.
    /// </summary>
    /// <param name="caller">The caller's name or address, by which requests are counted.</param>
    /// <param name="size">An upper bound of the number of figures in the answer.</param>
    /// <returns>The turn of a heavy question; null for a light question, which needs none.</returns>
    /// <exception cref="Refusal">QUESTION_TOO_LARGE; ANSWERS_WAIT if its turn does not come in time.</exception>
    public async Task<IDisposable?> EnterAsync(string caller, QuestionSize size, CancellationToken cancellation)
    {
        if (size.Figures > _settings.Most)
            throw new Refusal(
                RefusalCodes.QuestionTooLarge,
                ("value", Text(size.Figures)),
                ("limit", Text(_settings.Most)),
                ("indicators", Text(size.Indicators)),
                ("areas", Text(size.Areas)),
                ("periods", Text(size.Periods)),
                ("breakdowns", Text(size.Breakdowns))
            );
        if (size.Figures <= _settings.LightBelow)
            return null;
        return await EnterAsync(caller, (int)(1 + (size.Figures * _settings.Share / _settings.Most)), cancellation);
    }

    /// <summary>Waits until a question for the cells behind a figure may start, because it reads files again.</summary>
    /// <exception cref="Refusal">ANSWERS_WAIT if its turn does not come in time.</exception>
    public Task<IDisposable> EnterReadingAsync(string caller, CancellationToken cancellation) =>
        EnterAsync(caller, _settings.PartsOfReading, cancellation);

    /// <summary>Waits until a question about coverage may start.</summary>
    /// <exception cref="Refusal">ANSWERS_WAIT if its turn does not come in time.</exception>
    public Task<IDisposable> EnterReportsAsync(string caller, CancellationToken cancellation) =>
        EnterAsync(caller, _settings.PartsOfReports, cancellation);

    public void Dispose()
    {
        _work.Dispose();
        _ofCaller.Dispose();
        _ofAll.Dispose();
    }

    private async Task<IDisposable> EnterAsync(string caller, int parts, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_settings.Patience);
        try
        {
            var lease = await _work.AcquireAsync(caller, Math.Min(parts, _settings.Share), patience.Token);
            if (lease.IsAcquired)
                return lease;
            lease.Dispose();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The turn did not come in time.
        }
        throw new Refusal(RefusalCodes.AnswersWait, ("seconds", Text((long)Math.Max(1, _settings.Patience.TotalSeconds))));
    }

    private static PartitionedRateLimiter<string> Limiter(Func<string, string> partition, int most, int waiting)
    {
        var options = new ConcurrencyLimiterOptions
        {
            PermitLimit = most,
            QueueLimit = waiting,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        };
        return PartitionedRateLimiter.Create<string, string>(
            caller => RateLimitPartition.GetConcurrencyLimiter(partition(caller), _ => options),
            StringComparer.Ordinal
        );
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
