using Observatory.App.Reading;
using Observatory.Core.Reading;

namespace Observatory.App.Composition;

/// <summary>
/// How every part of this program reads files. CSV and XLSX are read in this process by our own readers, forward and metered. XLS goes
/// through a library that can hang, so a separate process reads it, which can be killed.
/// </summary>
public static class BoundedReading
{
    public static ReadLimits Limits { get; } = ReadLimits.Default with { XlsReader = new ChildXlsReader(ChildLimits.Default) };
}
