using Microsoft.Extensions.Logging.Console;

namespace Observatory.App.Composition;

/// <summary>
/// How commands and servers log: to standard error, because standard output is for results; with the time in UTC and, during work on a
/// submission, its number and feed on every line. A terminal gets a line of text, anything else one JSON object per line.
/// </summary>
internal static class ProgramLog
{
    public static void Configure(ILoggingBuilder logging, LogLevel level)
    {
        logging.ClearProviders();
        if (Console.IsErrorRedirected)
            logging.AddJsonConsole(o =>
                (o.IncludeScopes, o.UseUtcTimestamp, o.TimestampFormat) = (true, true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'")
            );
        else
            logging.AddSimpleConsole(o =>
                (o.SingleLine, o.IncludeScopes, o.UseUtcTimestamp, o.TimestampFormat) = (true, true, true, "yyyy-MM-dd HH:mm:ss'Z' ")
            );
        logging.Services.Configure<ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        logging
            .SetMinimumLevel(level)
            .AddFilter("Microsoft", LogLevel.Warning)
            .AddFilter("Hangfire", LogLevel.Warning)
            // The framework warns at every start that its keys are not encrypted; docs/operator.md explains it once.
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
    }
}
