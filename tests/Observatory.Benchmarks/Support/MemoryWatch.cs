using System.Globalization;

namespace Observatory.Benchmarks.Support;

/// <summary>
/// Looks at a process and at the children of the database server many times a second. The kernel keeps the peak of the process itself, so
/// that only the last twentieth of a second is missed; of the server the private memory of all its processes is added up, since
/// what they share is the same memory counted once for each. Where there is no <c>/proc</c> both stay 0.
/// </summary>
internal sealed class MemoryWatch : IDisposable
{
    private readonly int _process;
    private readonly int _server;
    private readonly Thread _thread;
    private volatile bool _over;

    /// <param name="server">Of the postmaster; 0 to watch none.</param>
    public MemoryWatch(int process, int server)
    {
        (_process, _server) = (process, server);
        _thread = new Thread(Look) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Bytes.</summary>
    public long ProcessPeak { get; private set; }

    /// <summary>Bytes.</summary>
    public long ServerPeak { get; private set; }

    public void Dispose()
    {
        _over = true;
        _thread.Join();
    }

    /// <summary>A line of a process's status in bytes; 0 where it is gone.</summary>
    public static long Of(int process, string line)
    {
        try
        {
            var found = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith(line, StringComparison.Ordinal));
            return found is null ? 0 : long.Parse(string.Concat(found.Where(char.IsAsciiDigit)), CultureInfo.InvariantCulture) * 1024;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }

    private void Look()
    {
        while (!_over)
        {
            ProcessPeak = Math.Max(ProcessPeak, Of(_process, "VmHWM:"));
            if (_server > 0)
                ServerPeak = Math.Max(ServerPeak, Children(_server).Sum(c => Of(c, "RssAnon:")));
            Thread.Sleep(50);
        }
    }

    private static List<int> Children(int process)
    {
        try
        {
            return
            [
                .. File.ReadAllText($"/proc/{process}/task/{process}/children")
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(c => int.Parse(c, CultureInfo.InvariantCulture)),
            ];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
