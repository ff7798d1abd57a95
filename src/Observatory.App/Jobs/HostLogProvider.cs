using Hangfire.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Level = Hangfire.Logging.LogLevel;

namespace Observatory.App.Jobs;

/// <summary>
/// What Hangfire has to say, told by the host's own log. Hangfire keeps one provider for the whole process, and its workers ask it for a log for every job: where several
/// servers share a process and the one that came last has ended, its log is gone, and a worker that failed for that would take no job for minutes. Then nothing is told.
/// </summary>
internal sealed class HostLogProvider(ILoggerFactory factory) : ILogProvider
{
    public ILog GetLogger(string name)
    {
        try
        {
            return new HostLog(factory.CreateLogger(name));
        }
        catch (ObjectDisposedException)
        {
            return new HostLog(NullLogger.Instance);
        }
    }

    private sealed class HostLog(ILogger logger) : ILog
    {
        public bool Log(Level logLevel, Func<string>? messageFunc, Exception? exception = null)
        {
            var level = logLevel switch
            {
                Level.Trace => Microsoft.Extensions.Logging.LogLevel.Trace,
                Level.Debug => Microsoft.Extensions.Logging.LogLevel.Debug,
                Level.Info => Microsoft.Extensions.Logging.LogLevel.Information,
                Level.Warn => Microsoft.Extensions.Logging.LogLevel.Warning,
                Level.Error => Microsoft.Extensions.Logging.LogLevel.Error,
                _ => Microsoft.Extensions.Logging.LogLevel.Critical,
            };
            if (messageFunc is null)
                return logger.IsEnabled(level);
            logger.Log(level, default, messageFunc, exception, static (message, _) => message());
            return true;
        }
    }
}
