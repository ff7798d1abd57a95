using System.Net;
using Observatory.App.Access;
using Observatory.App.Limits;
using Observatory.Core.Checking;
using Observatory.Warehouse.Watching;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Observatory.App.Watching;

/// <summary>
/// Metrics and traces by OpenTelemetry. <c>/metrics</c> returns the metrics as Prometheus text to callers on this machine only; if
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set, metrics and traces are sent there as well.
/// </summary>
internal static class Observability
{
    public const string Address = "/metrics";

    /// <summary>Our own meters, and those of the web server and of the database's connection pools.</summary>
    private static readonly string[] Meters =
    [
        Telemetry.Name,
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.Diagnostics",
        "Npgsql",
        "System.Runtime",
    ];

    public static void Add(IServiceCollection services)
    {
        var receiver = Receiver();
        services.AddSingleton<QueueGauges>();
        services.AddHostedService(p => p.GetRequiredService<QueueGauges>());
        var telemetry = services
            .AddOpenTelemetry()
            .ConfigureResource(r =>
                r.AddService("observatory", serviceVersion: typeof(Observability).Assembly.GetName().Version?.ToString())
            )
            .WithMetrics(m =>
            {
                m.AddMeter(Meters).AddPrometheusExporter();
                if (receiver is not null)
                    m.AddOtlpExporter(o => o.Endpoint = receiver);
            });
        if (receiver is not null)
            telemetry.WithTracing(t =>
                t.AddSource(Telemetry.Name, "Npgsql").AddAspNetCoreInstrumentation().AddOtlpExporter(o => o.Endpoint = receiver)
            );
    }

    public static void Map(WebApplication app)
    {
        app.MapPrometheusScrapingEndpoint(Address).IsOpen().IsNotCounted().ExcludeFromDescription();
        // Only the operator of the machine needs these numbers; for all others the address does not exist.
        app.Use(
            (context, next) =>
                context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: Address } && !IsOfThisMachine(context)
                    ? Http.Problems.WriteAsync(context, new Refusal(RefusalCodes.NotFound, ("value", Address)), context.RequestAborted)
                    : next(context)
        );
    }

    private static bool IsOfThisMachine(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address
        && IPAddress.IsLoopback(address)
        && !context.Request.Headers.ContainsKey("X-Forwarded-For")
        && !context.Request.Headers.ContainsKey("Forwarded");

    /// <exception cref="Refusal">PARAMETER_VALUE if the setting is not an address.</exception>
    private static Uri? Receiver()
    {
        if (Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT") is not { Length: > 0 } given)
            return null;
        return Uri.TryCreate(given, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
            ? address
            : throw new Refusal(
                RefusalCodes.ParameterValue,
                ("column", "OTEL_EXPORTER_OTLP_ENDPOINT"),
                ("value", given),
                ("expected", "http://127.0.0.1:4317")
            );
    }
}
