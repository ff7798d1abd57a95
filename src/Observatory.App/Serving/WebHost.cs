using System.Data.Common;
using Hangfire;
using Hangfire.AspNetCore;
using Hangfire.States;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Observatory.App.Access;
using Observatory.App.Api;
using Observatory.App.Composition;
using Observatory.App.Http;
using Observatory.App.Jobs;
using Observatory.App.Limits;
using Observatory.App.Watching;
using Observatory.Core.Access;
using Observatory.Hosting.Jobs;
using Observatory.Warehouse.Database;
using Scalar.AspNetCore;

namespace Observatory.App.Serving;

/// <summary>Which part of the work a server does.</summary>
public enum ServerRole
{
    All,
    Web,
    Worker,
}

/// <summary>The program as a server: addresses, jobs, health.</summary>
internal static class WebHost
{
    /// <param name="settings">Null to read them from the environment.</param>
    /// <param name="log">A log provider beside the console; null for none.</param>
    public static WebApplication Build(
        Platform platform,
        ServerRole role,
        string urls,
        LogLevel level,
        WebSettings? settings = null,
        ILoggerProvider? log = null
    )
    {
        settings ??= WebSettings.FromEnvironment();
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "observatory" });
        ProgramLog.Configure(builder.Logging, level);
        if (log is not null)
            builder.Logging.AddProvider(log);
        builder.WebHost.UseUrls(urls);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.Configure<KestrelServerOptions>(k =>
        {
            k.AddServerHeader = false;
            k.Limits.MaxRequestBodySize = Upload.MostBytes;
            k.Limits.MinResponseDataRate = settings.LeastResponseRate;
        });
        if (settings.Sockets is { } sockets)
            builder.Services.Configure(sockets);
        builder.Services.Configure<FormOptions>(f => f.MultipartBodyLengthLimit = Upload.MostBytes);
        builder.Services.AddSingleton(platform);
        builder.Services.AddSingleton(settings.Formats);
        builder.Services.AddSingleton(new RateGuard(settings.Rates, platform));
        builder.Services.AddSingleton(new ResponseSpool(settings.Spool, platform.Files));
        builder.Services.AddSingleton(_ => new HeavyQuestions(settings.Heavy));
        builder.Services.AddExceptionHandler<Problems>();
        builder.Services.AddProblemDetails();
        builder.Services.AddOpenApi("v1", Description.Configure);
        builder.Services.ConfigureHttpJsonOptions(ResponseDescription.Configure);
        ResponseCaching.Add(builder.Services, platform);
        SignIn.Add(builder.Services, platform, settings.Oidc);
        AddJobs(builder.Services, platform, role);
        Observability.Add(builder.Services);
        var app = builder.Build();
        var guard = app.Services.GetRequiredService<RateGuard>();
        Proxies.Use(app, settings.Proxies);
        app.UseExceptionHandler();
        app.Use(AddressMethods.HeadAsGetAsync);
        app.UseRouting();
        app.Use(ReadSteadilyAsync);
        app.Use(ResponseHeaders.AddAsync);
        app.Use(guard.CountSigningInAsync);
        // Placed explicitly: the framework would put it first, and its refusals would be no problem documents and have none of our headers.
        app.UseAuthentication();
        app.Use(Callers.RecogniseAsync);
        app.Use(guard.CountAsync);
        app.Use(SignIn.GuardAsync);
        app.Use(Callers.AdmitAsync);
        app.Use(Requests.SoundAsync);
        app.Use(RepeatGuard.DoOnceAsync);
        app.Use(guard.HoldAsync);
        app.Use(ResponseCaching.WithoutCacheWordsAsync);
        app.UseOutputCache();
        if (role != ServerRole.Worker)
        {
            MapPublic(app);
            SignIn.Map(app, settings.Oidc);
        }
        MapHealth(app, new Readiness(platform, app.Services.GetRequiredService<JobStorage>(), role, TimeProvider.System));
        Observability.Map(app);
        app.MapFallback("{**path}", new AddressMethods(app).AnswerAsync).IsOpen();
        return app;
    }

    private static void MapPublic(WebApplication app)
    {
        var v1 = app.MapGroup("/v1");
        var cached = v1.MapGroup("").Needs(Permission.QueryPublished).CacheOutput(ResponseCaching.OfVintage);
        CatalogueEndpoints.Map(cached);
        ObservationEndpoints.Map(cached);
        HistoryEndpoints.Map(cached);
        SubmissionEndpoints.Map(v1);
        AccessEndpoints.Map(v1);
        LimitEndpoints.Map(v1);
        SubscriptionEndpoints.Map(v1);
        ExplanationPages.Map(app);
        JobPage.Map(app);
        app.MapOpenApi("/openapi/{documentName}.json").IsOpen().IsNotCounted();
        app.MapScalarApiReference("/docs", o =>
                o.WithTitle("Inter-American Security Observatory")
                    .DisableDefaultFonts()
                    .HideClientButton()
                    .HideDeveloperTools()
                    .DisableAgent()
                    .DisableMcp()
                    .DisableTelemetry()
            )
            .IsOpen()
            .IsNotCounted();
        app.MapGet("/", () => Results.Redirect("/docs")).IsOpen().IsNotCounted().ExcludeFromDescription();
    }

    private static void MapHealth(WebApplication app, Readiness readiness)
    {
        app.MapGet("/health/live", () => Results.Text("live")).IsOpen().IsNotCounted().ExcludeFromDescription();
        app.MapGet("/health/ready", async (CancellationToken cancellation) =>
            {
                var faults = await readiness.FaultsAsync(cancellation);
                return faults.Count == 0
                    ? Results.Text("ready")
                    : Results.Text(string.Join(", ", faults), statusCode: StatusCodes.Status503ServiceUnavailable);
            })
            .IsOpen()
            .IsNotCounted()
            .ExcludeFromDescription();
    }

    private static void AddJobs(IServiceCollection services, Platform platform, ServerRole role)
    {
        // A separate activator: the library's own is shared by the whole process, and with several servers in one process, jobs would run
        // on another server's database.
        services.AddSingleton<JobActivator>(p => new AspNetCoreJobActivator(p.GetRequiredService<IServiceScopeFactory>()));
        var storage = JobStore.Open(platform.Sources.ConnectionString, LeftBehind.LongestLock);
        services.AddSingleton<JobStorage>(storage);
        services.AddHangfire(
            (provider, h) =>
                h.UseLogProvider(new HostLogProvider(provider.GetRequiredService<ILoggerFactory>()))
                    .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
                    .UseSimpleAssemblyNameTypeSerializer()
                    .UseRecommendedSerializerSettings()
                    .UseStorage(storage)
        );
        // By default a job runs in the culture of the caller who enqueued it, so the same file could be read differently.
        foreach (var filter in GlobalJobFilters.Filters.Where(f => f.Instance is CaptureCultureAttribute).Select(f => f.Instance).ToList())
            GlobalJobFilters.Filters.Remove(filter);
        services.AddSingleton<IWakeWorkers, HangfireWorkers>();
        services.AddTransient<SubmissionJobs>();
        services.AddTransient<FeedJobs>();
        services.AddTransient<NoticeJobs>();
        services.AddTransient<SweepJobs>();
        services.AddTransient<FileJobs>();
        if (role == ServerRole.Web)
            return;
        services.AddHostedService<Waking>();
        // Jobs that wait for other servers have their own workers, so that an office's file never waits behind a receiver that does not
        // respond.
        Serve(EnqueuedState.DefaultQueue, Math.Max(2, Environment.ProcessorCount));
        Serve(Outgoing.Queue, Outgoing.Workers);

        void Serve(string queue, int workers) =>
            services.AddHangfireServer(o =>
            {
                o.ServerName = LeftBehind.ServerName;
                o.Queues = [queue];
                o.WorkerCount = workers;
                o.SchedulePollingInterval = TimeSpan.FromSeconds(5);
                o.ShutdownTimeout = TimeSpan.FromSeconds(20);
            });
    }

    /// <summary>
    /// Uses one database server for a whole request, so that the vintage in a response is that of its figures. If a replica is lost before
    /// the response begins, the request runs again on the primary, and the caller notices nothing.
    /// </summary>
    private static async Task ReadSteadilyAsync(HttpContext context, RequestDelegate next)
    {
        using var steady = ReaderSource.Steady();
        try
        {
            await next(context);
        }
        catch (DbException fault)
            when (steady.IsLost(fault)
                && !context.Response.HasStarted
                && !context.RequestAborted.IsCancellationRequested
                && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
            )
        {
            steady.LeaveReplica();
            context.Response.Clear();
            await next(context);
        }
    }
}
