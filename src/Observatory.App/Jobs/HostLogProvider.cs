using Hangfire.AspNetCore;
using Hangfire.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Observatory.App.Jobs;

/// <summary>
/// Passes Hangfire's log to the host's log. Hangfire has one provider for the whole process, and its workers request a log for every job.
/// If several servers share a process and the last one started has ended, its log is disposed, and a worker that failed because of that
/// would take no job for minutes. In that case this provider logs nothing.
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
