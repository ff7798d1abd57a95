using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Watching;

namespace Observatory.Warehouse.Submissions;

/// <summary>
/// Tells any number of listeners what happens to the submissions they watch. All of them share one query, which runs twice per second while
/// there is a listener; a connection is used only while it is answered. The caller checks whether somebody may watch.
/// </summary>
public sealed class SubmissionWatch(DataSources sources, ILogger<SubmissionWatch> log) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(5);

    // A listener that is this far behind gets no progress, but still gets every change of state.
    private const int MostWaiting = 100;

    private readonly Lock _gate = new();
    private readonly List<Listener> _listeners = [];
    private readonly CancellationTokenSource _stop = new();
    private Task _asking = Task.CompletedTask;

    /// <summary>Begins to listen.</summary>
    /// <param name="after">Number of the last known event; 0 for all from the first.</param>
    public Listener Listen(Guid submission, long after)
    {
        var listener = new Listener(this, submission, after);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            _listeners.Add(listener);
            if (_listeners.Count == 1)
                _asking = AskAsync(_asking);
        }
        return listener;
    }

    public async ValueTask DisposeAsync()
    {
        Task asking;
        lock (_gate)
        {
            _stop.Cancel();
            asking = _asking;
        }
        await asking;
        _stop.Dispose();
    }

    private async Task AskAsync(Task before)
    {
        await before;
        await Task.Yield();
        while (true)
        {
            List<Listener> listeners;
            lock (_gate)
            {
                if (_listeners.Count == 0 || _stop.IsCancellationRequested)
                    return;
                listeners = [.. _listeners];
            }
            try
            {
                await TellAsync(listeners);
                await Task.Delay(Pause, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception fault)
                when (fault is System.Data.Common.DbException or InvalidOperationException or TimeoutException or IOException)
            {
                log.WatchFailed(fault);
                await Task.Delay(PauseAfterFault, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task TellAsync(List<Listener> listeners)
    {
        var watched = listeners.GroupBy(l => l.Submission).Select(g => (Id: g.Key, After: g.Min(l => l.After))).ToList();
        var ids = watched.Select(w => w.Id).ToArray();
        IReadOnlyList<MoveRow> moves;
        IReadOnlyList<ProgressRow> progress;
        await using (var connection = await sources.Writer.OpenConnectionAsync(_stop.Token))
        {
            // Read the progress first, so that an event that follows comes after it.
            progress = await WatchQueries.ProgressOf.ListAsync(connection, new { ids }, _stop.Token);
            moves = await WatchQueries.MovesAfter.ListAsync(
                connection,
                new { ids, after = watched.Select(w => w.After).ToArray() },
                _stop.Token
            );
        }
        var movesOf = moves.ToLookup(m => m.SubmissionId);
        var progressOf = progress.ToDictionary(p => p.SubmissionId);
        foreach (var listener in listeners)
            listener.Tell(movesOf[listener.Submission], progressOf.GetValueOrDefault(listener.Submission));
    }

    private void Leave(Listener listener)
    {
        lock (_gate)
            _listeners.Remove(listener);
    }

    /// <summary>Somebody who watches one submission.</summary>
    public sealed class Listener : IDisposable
    {
        private readonly SubmissionWatch _watch;
        private readonly Channel<object> _told = Channel.CreateUnbounded<object>();
        private ProgressRow? _progress;

        internal Listener(SubmissionWatch watch, Guid submission, long after) => (_watch, Submission, After) = (watch, submission, after);

        public Guid Submission { get; }

        /// <summary>Number of the newest event that this listener received.</summary>
        internal long After { get; private set; }

        /// <summary>
        /// The next item, a <see cref="MoveRow"/> or a <see cref="ProgressRow"/>, each once; null if nothing came in time.
        /// </summary>
        public async Task<object?> NextAsync(TimeSpan patience, CancellationToken cancellation)
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            waiting.CancelAfter(patience);
            try
            {
                return await _told.Reader.ReadAsync(waiting.Token);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return null;
            }
        }

        public void Dispose() => _watch.Leave(this);

        internal void Tell(IEnumerable<MoveRow> moves, ProgressRow? progress)
        {
            if (progress is not null && progress != _progress && _told.Reader.Count < MostWaiting)
                _told.Writer.TryWrite(_progress = progress);
            foreach (var move in moves.Where(m => m.SubmissionEventId > After))
            {
                _told.Writer.TryWrite(move);
                After = move.SubmissionEventId;
            }
        }
    }
}
