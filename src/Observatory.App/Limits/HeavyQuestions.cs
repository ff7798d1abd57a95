using System.Globalization;
using System.Threading.RateLimiting;
using Observatory.Core.Checking;
using Observatory.Warehouse.Series;

namespace Observatory.App.Limits;

/// <summary>
/// Heavy questions are worked on a few at a time, first come, first served: their memory and the database are bounded by that however many are asked at once.
/// Light ones never wait here.
/// </summary>
internal sealed class HeavyQuestions(HeavySettings settings) : IDisposable
{
    private readonly ConcurrencyLimiter _work = new(new ConcurrencyLimiterOptions { PermitLimit = settings.Parts, QueueLimit = settings.Waiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });

    /// <summary>Lets a question in when it is its turn. What is given back is to be disposed of when its answer is made.</summary>
    /// <param name="size">How many figures there could be in the answer.</param>
    /// <exception cref="Refusal">QUESTION_TOO_LARGE; ANSWERS_WAIT where its turn does not come in time.</exception>
    public async Task<IDisposable?> EnterAsync(QuestionSize size, CancellationToken cancellation)
    {
        if (size.Figures > settings.Most)
            throw new Refusal(
                RefusalCodes.QuestionTooLarge, ("value", Text(size.Figures)), ("limit", Text(settings.Most)), ("indicators", Text(size.Indicators)), ("areas", Text(size.Areas)), ("periods", Text(size.Periods)),
                ("breakdowns", Text(size.Breakdowns)));
        if (size.Figures <= settings.LightBelow)
            return null;
        var parts = (int)Math.Clamp(1 + (size.Figures * settings.Parts / settings.Most), 1, settings.Parts);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(settings.Patience);
        try
        {
            var lease = await _work.AcquireAsync(parts, patience.Token);
            if (lease.IsAcquired)
                return lease;
            lease.Dispose();
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Its turn did not come.
        }
        throw new Refusal(RefusalCodes.AnswersWait, ("seconds", Text((long)Math.Max(1, settings.Patience.TotalSeconds))));
    }

    public void Dispose() => _work.Dispose();

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
