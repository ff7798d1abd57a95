using System.Security.Cryptography;
using System.Text;

namespace Observatory.App.Http;

/// <summary>
/// A hash of a request's body, computed while it is read, without storing it. For a form it covers the parts but not the boundaries between
/// them, which a client chooses anew each time.
/// </summary>
internal sealed class RequestFingerprint : IDisposable
{
    private readonly IncrementalHash _whole = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public void Add(params IEnumerable<string> texts)
    {
        foreach (var text in texts)
            _whole.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>A stream that hashes what is read through it; the hash is complete once the stream was read to its end.</summary>
    public Stream Through(Stream content) => new Summed(content, _whole);

    /// <summary>SHA-256 of everything that was added.</summary>
    public byte[] Sum() => _whole.GetCurrentHash();

    public void Dispose() => _whole.Dispose();

    private sealed class Summed(Stream inner, IncrementalHash whole) : Stream
    {
        private readonly IncrementalHash _part = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private bool _isDone;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            if (read > 0)
                _part.AppendData(buffer.Span[..read]);
            else if (buffer.Length > 0 && !_isDone)
            {
                _isDone = true;
                whole.AppendData(_part.GetHashAndReset());
            }
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _part.Dispose();
            base.Dispose(disposing);
        }
    }
}
