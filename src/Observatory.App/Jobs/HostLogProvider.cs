using Hangfire.AspNetCore;
using Hangfire.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Observatory.App.Jobs;

/// <summary>
/// What Hangfire has to say, told by the host's own log. Hangfire keeps one provider for the whole process, and its workers ask it for a
/// log for every job: where several servers share a process and the one that came last has ended, its log is gone, and a worker that failed
/// for that would take no job for minutes. Then nothing is told.
/// </summary>
internal sealed class HostLogProvider(ILoggerFactory factory) : ILogProvider
{
    private static readonly AspNetCoreLogProvider Silent = new(NullLoggerFactory.Instance);

    private readonly AspNetCoreLogProvider _host = new(factory);

    public ILog GetLogger(string name)
    {
        try
        {
            return _host.GetLogger(name);
        }
        catch (ObjectDisposedException)
        {
            return Silent.GetLogger(name);
        }
    }
}
