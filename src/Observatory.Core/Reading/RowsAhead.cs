using System.Runtime.ExceptionServices;

namespace Observatory.Core.Reading;

/// <summary>
/// Reads rows on a separate thread, a few batches ahead of the consumer: reading a file and mapping it take about equally long, so in
/// parallel they take no longer than the slower of the two. Order, rows, exceptions and the row before which an exception occurs are those
/// of the source.
/// </summary>
public static class RowsAhead
{
    private const int BatchRows = 256;
    private const int BatchesAhead = 4;

    /// <summary>
    /// The rows of a source that nobody else may use until the enumeration ends or is disposed; by then reading has ended too.
    /// </summary>
    public static IEnumerable<GridRow> Of(IEnumerable<GridRow> rows)
    {
        using var reader = new Reader(rows);
        while (reader.Take() is { } batch)
            foreach (var row in batch)
                yield return row;
    }

    private sealed class Reader : IDisposable
    {
        private readonly Queue<GridRow[]> _batches = new();
        private readonly Lock _gate = new();
        private readonly SemaphoreSlim _room = new(BatchesAhead);
        private readonly SemaphoreSlim _filled = new(0);
        private readonly IEnumerable<GridRow> _rows;
        private readonly Thread _thread;
        private ExceptionDispatchInfo? _fault;
        private volatile bool _isLeft;

        public Reader(IEnumerable<GridRow> rows)
        {
            _rows = rows;
            _thread = new Thread(Read) { IsBackground = true, Name = "rows ahead" };
            _thread.Start();
        }

        /// <summary>The next batch; null at the end.</summary>
        public GridRow[]? Take()
        {
            _filled.Wait();
            lock (_gate)
            {
                if (_batches.TryDequeue(out var batch))
                {
                    _room.Release();
                    return batch;
                }
            }
            // All rows read before the fault have been returned by now.
            _fault?.Throw();
            return null;
        }

        public void Dispose()
        {
            _isLeft = true;
            _room.Release();
            _thread.Join();
            _room.Dispose();
            _filled.Dispose();
        }

        private void Read()
        {
            var batch = new List<GridRow>(BatchRows);
            try
            {
                foreach (var row in _rows)
                {
                    batch.Add(row);
                    if (batch.Count == BatchRows)
                        Hand(batch);
                    if (_isLeft)
                        return;
                }
            }
            catch (Exception fault)
            {
                _fault = ExceptionDispatchInfo.Capture(fault);
            }
            if (batch.Count > 0)
                Hand(batch);
            _filled.Release();
        }

        private void Hand(List<GridRow> batch)
        {
            _room.Wait();
            lock (_gate)
                _batches.Enqueue([.. batch]);
            batch.Clear();
            _filled.Release();
        }
    }
}
