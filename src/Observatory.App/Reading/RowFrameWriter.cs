using System.Text;
using Observatory.Core.Cells;
using Observatory.Core.Checking;
using Observatory.Core.Reading;

namespace Observatory.App.Reading;

/// <summary>The child's end of the pipe.</summary>
internal sealed class RowFrameWriter : IDisposable
{
    private readonly Stream _pipe;
    private readonly MemoryStream _frame = new();
    private readonly BinaryWriter _writer;
    private CellKind[] _kinds = [];
    private string? _sheet;
    private MergedCells? _merged;

    public RowFrameWriter(Stream pipe)
    {
        _pipe = pipe;
        _writer = new BinaryWriter(_frame, Encoding.UTF8);
    }

    public void Dispose() => _writer.Dispose();

    public void Sheet(string name)
    {
        Send(FrameKind.Rows);
        _writer.WriteText(name);
        Send(FrameKind.Sheet);
        _sheet = name;
    }

    public void Row(GridRow row)
    {
        if (row.Sheet != _sheet)
            Sheet(row.Sheet);
        // The XLS reader scans all records before it returns the first row, so all merged cells are known here.
        if (row.Merged is { } merged && !ReferenceEquals(merged, _merged))
            Merged(merged);
        _writer.Write7BitEncodedInt(row.Number);
        _writer.Write7BitEncodedInt(row.Count);
        if (row.Count > 0)
            Cells(row);
        if (_frame.Length >= RowFrames.UsualLength)
            Send(FrameKind.Rows);
    }

    public void Finding(Finding finding)
    {
        Send(FrameKind.Rows);
        _writer.WriteFinding(finding);
        Send(FrameKind.Finding);
    }

    public void End()
    {
        Send(FrameKind.Rows);
        Send(FrameKind.End);
        _pipe.Flush();
    }

    private void Merged(MergedCells merged)
    {
        _merged = merged;
        Send(FrameKind.Rows);
        foreach (var range in merged.Ranges)
        {
            _writer.Write7BitEncodedInt(range.FirstRow);
            _writer.Write7BitEncodedInt(range.FirstColumn);
            _writer.Write7BitEncodedInt(range.LastRow);
            _writer.Write7BitEncodedInt(range.LastColumn);
            if (_frame.Length >= RowFrames.UsualLength)
                Send(FrameKind.Merged);
        }

        if (_frame.Length > 0)
            Send(FrameKind.Merged);
    }

    private void Cells(GridRow row)
    {
        var kinds = new CellKind[row.Count];
        for (var i = 0; i < kinds.Length; i++)
            kinds[i] = row.KindOf(i + 1);
        var repeated = kinds.AsSpan().SequenceEqual(_kinds);
        _writer.Write(repeated);
        if (!repeated)
        {
            foreach (var kind in kinds)
                _writer.Write((byte)kind);
            _kinds = kinds;
        }

        _writer.Write(row.HasTraits);
        for (var i = 1; row.HasTraits && i <= row.Count; i++)
            _writer.Write((ushort)row.TraitsOf(i));
        for (var i = 1; i <= row.Count; i++)
            _writer.WriteText(row[i]);
    }

    // Empty messages are not sent, except for kinds that have no content.
    private void Send(FrameKind kind)
    {
        if (kind == FrameKind.Rows && _frame.Length == 0)
            return;
        Span<byte> header = stackalloc byte[RowFrames.HeaderLength];
        RowFrames.WriteHeader(header, kind, (int)_frame.Length);
        _pipe.Write(header);
        _pipe.Write(_frame.GetBuffer(), 0, (int)_frame.Length);
        _frame.SetLength(0);
    }
}
