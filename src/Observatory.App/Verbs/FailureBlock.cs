using Observatory.Core.Wording;
using Observatory.Hosting.Homes;
using Observatory.Hosting.Machine;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Faults;

namespace Observatory.App.Verbs;

/// <summary>The display of a failure: code, what happened, where the trace is, what to do. The trace itself goes to the log.</summary>
internal static class FailureBlock
{
    public static void Write(VerbContext context, IReadOnlyList<string> arguments, Exception exception)
    {
        var outage = exception is Fault ? null : Outage.Of(exception);
        var fault = exception switch
        {
            Fault known => known,
            MigrationException refused when outage is null => new Fault(
                refused.Code,
                refused,
                [
                    ("path", refused.File),
                    .. refused.InnerException is { } inner ? [("why", inner.Message)] : Array.Empty<(string, string)>(),
                ]
            ),
            _ when outage is { Kind: OutageKind.StorageFull or OutageKind.StorageBroken } => new Fault(
                outage.Code,
                exception,
                ("path", FreeSpace.Say([outage.Place ?? context.Home])),
                ("why", Why(exception))
            ),
            _ when outage is not null => new Fault(outage.Code, exception, ("why", Why(exception))),
            _ => new Fault(FaultCodes.Unexpected, exception, ("why", Why(exception))),
        };
        // If addresses can answer the same failure, use the same message.
        var message = outage is null ? null : Messages.Text(outage.Code, context.Texts.Language, outage.ToRefusal().Arguments);
        var what = message?.What ?? context.Texts.Say($"fault.{fault.Code}.what", fault.Facts);
        var repair = message?.Repair ?? context.Texts.Say($"fault.{fault.Code}.repair", fault.Facts);
        var log = Log(context, arguments, exception);
        if (context.Json)
        {
            context.WriteJson(
                new
                {
                    error = new
                    {
                        code = fault.Code,
                        what,
                        facts = fault.Facts.ToDictionary(f => f.Name, f => f.Value),
                        log,
                        repair,
                    },
                }
            );
        }

        var error = context.Error;
        error.WriteLine($"{fault.Code}  {what}");
        foreach (var (name, value) in fault.Facts)
        {
            error.WriteLine($"  {context.Texts[$"fact.{name}"], -12} {value}");
        }

        error.WriteLine($"  {context.Texts["fact.log"], -12} {log ?? "-"}");
        error.WriteLine($"  {context.Texts["fact.repair"], -12} {repair}");
    }

    private static string Why(Exception exception) => $"{exception.GetType().Name}: {exception.Message}";

    /// <summary>Null if the log cannot be written, which may be the failure itself.</summary>
    private static string? Log(VerbContext context, IReadOnlyList<string> arguments, Exception exception)
    {
        try
        {
            HomeFolder.Create(context.Home);
            var path = Path.Combine(context.Home, "logs", "failures.log");
            var verb = arguments.FirstOrDefault(a => !a.StartsWith('-')) ?? "";
            File.AppendAllText(
                path,
                $"{NodaTime.SystemClock.Instance.GetCurrentInstant()} "
                    + $"{verb}{Environment.NewLine}{exception}{Environment.NewLine}{Environment.NewLine}"
            );
            return path;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
