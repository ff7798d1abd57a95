using Microsoft.Extensions.Logging.Console;

namespace Observatory.App.Composition;

/// <summary>
/// How the program logs, verbs and servers alike: on standard error, for standard output is the answer; with the time in UTC and, where one
/// is being worked on, the submission and its feed on every line. A terminal gets a line of text, anything else a JSON object a line.
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
            // The keys lie readable in the home; docs/operator.md says so once, the log need not at every start.
            .AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
    }
}
