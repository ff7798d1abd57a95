using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Observatory.Warehouse.Watching;

/// <summary>
/// The warehouse's metrics and traces, under OpenTelemetry's names: a span and a duration for each stage of a submission, and counts of
/// figures and findings. None of them names a file, a person or the content of a cell.
/// </summary>
public static class Telemetry
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "Observatory";

    public static readonly ActivitySource Spans = new(Name);
    public static readonly Meter Meter = new(Name);

    /// <summary>
    /// Seconds of one stage of one submission; tags <c>stage</c> (<c>read</c>: from received to staged; <c>load</c>: from approved to
    /// loaded) and <c>outcome</c> (done, refused, failed).
    /// </summary>
    public static readonly Histogram<double> StageDuration = Meter.CreateHistogram<double>(
        "observatory.stage.duration",
        "s",
        "Time that one stage of a submission took",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600] }
    );

    /// <summary>Figures; tag <c>stage</c>: read, added, revised, withdrawn, unchanged.</summary>
    public static readonly Counter<long> Figures = Meter.CreateCounter<long>(
        "observatory.figures",
        "{figure}",
        "Figures that passed a stage"
    );

    /// <summary>Findings; tag <c>severity</c>.</summary>
    public static readonly Counter<long> Findings = Meter.CreateCounter<long>(
        "observatory.findings",
        "{finding}",
        "Findings of submissions that were read"
    );

    /// <summary>Begins a stage of a submission; <see cref="Stage.Dispose"/> ends and measures it.</summary>
    internal static Stage Begin(string stage, int submission, string? feed) => new(stage, submission, feed);

    /// <summary>A running stage. Its outcome is failed unless it is set.</summary>
    internal sealed class Stage : IDisposable
    {
        private readonly string _stage;
        private readonly long _begun = Stopwatch.GetTimestamp();
        private readonly Activity? _span;

        public Stage(string stage, int submission, string? feed)
        {
            _stage = stage;
            _span = Spans.StartActivity(stage);
            _span?.SetTag("observatory.submission", submission);
            _span?.SetTag("observatory.feed", feed);
        }

        /// <summary>
        /// <c>done</c>; <c>refused</c> if findings block the file, a newer version is loaded, or it has to be read again; otherwise
        /// <c>failed</c>.
        /// </summary>
        public string Outcome { get; set; } = "failed";

        public void Dispose()
        {
            StageDuration.Record(Stopwatch.GetElapsedTime(_begun).TotalSeconds, new("stage", _stage), new("outcome", Outcome));
            _span?.SetTag("outcome", Outcome);
            if (Outcome == "failed")
                _span?.SetStatus(ActivityStatusCode.Error);
            _span?.Dispose();
        }
    }
}
