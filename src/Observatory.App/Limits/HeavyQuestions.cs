using System.Globalization;
using System.Threading.RateLimiting;
using Observatory.Core.Checking;
using Observatory.Warehouse.Questions;

namespace Observatory.App.Limits;

/// <summary>
/// Heavy questions are worked on a few at a time, first come, first served: their memory and the database are bounded by that however many
/// are asked at once.
/// Of one caller they are at most half of the work: whoever asks for everything waits for oneself, and not all others for them. Light ones
/// never wait here.
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
        // First one's own turn, then that among all: who waits for oneself keeps nobody else waiting.
        _work = PartitionedRateLimiter.CreateChained(_ofCaller, _ofAll);
    }

    /// <summary>
    /// Lets a question for figures in when it is its turn. What is given back is to be disposed of when its answer is made.
    /// </summary>
    /// <param name="caller">Who asks, as they are counted.</param>
    /// <param name="size">How many figures there could be in the answer.</param>
    /// <returns>Its place among the heavy ones; null for a light question, which takes none.</returns>
    /// <exception cref="Refusal">QUESTION_TOO_LARGE; ANSWERS_WAIT where its turn does not come in time.</exception>
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

    /// <summary>Lets a question for the cells behind a figure in, for which files are read again.</summary>
    /// <exception cref="Refusal">ANSWERS_WAIT where its turn does not come in time.</exception>
    public Task<IDisposable> EnterReadingAsync(string caller, CancellationToken cancellation) =>
        EnterAsync(caller, _settings.PartsOfReading, cancellation);

    /// <summary>Lets a question in about who reported what.</summary>
    /// <exception cref="Refusal">ANSWERS_WAIT where its turn does not come in time.</exception>
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
            // Its turn did not come.
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
