namespace Observatory.Core.Reading;

/// <summary>
/// One part of a container on its way to an XML reader. It counts bytes and refuses a tag or text so long that the XML reader would have to
/// keep it in memory whole.
/// </summary>
internal sealed class MeteredStream(Stream inner, string part, InflationMeter meter, bool isXml) : Stream
{
    // The longest text of a cell, with every character written as an entity, is a third of this.
    private const int MaxRun = 1 << 20;

    private int _run;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        meter.Add(read, part);
        if (isXml)
            Watch(buffer[..read]);
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }

    // Blocks are far shorter than a run may be, so it is enough to check whether a block contains the start of a tag.
    private void Watch(ReadOnlySpan<byte> block)
    {
        var last = block.LastIndexOf((byte)'<');
        _run = last < 0 ? _run + block.Length : block.Length - last;
        if (_run > MaxRun)
            throw Refusals.Bomb(part, "run", MaxRun);
    }
}
