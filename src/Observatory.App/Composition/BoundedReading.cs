using Observatory.App.Reading;
using Observatory.Core.Reading;

namespace Observatory.App.Composition;

/// <summary>
/// How this program reads files, wherever it does. CSV and XLSX are read here, forward and metered by our own readers; XLS goes
/// through a library that can hang, so it is read by a process that can be ended.
/// </summary>
public static class BoundedReading
{
    public static ReadLimits Limits { get; } = ReadLimits.Default with { XlsReader = new ChildXlsReader(ChildLimits.Default) };
}
