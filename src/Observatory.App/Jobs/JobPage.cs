using Hangfire;
using Hangfire.Dashboard;
using Observatory.App.Access;
using Observatory.App.Limits;
using Observatory.Core.Access;

namespace Observatory.App.Jobs;

/// <summary>
/// Hangfire's own page of jobs, read-only: submissions, feeds and deliveries schedule their own retries, and a job that was started by hand
/// would bypass that.
/// </summary>
internal static class JobPage
{
    public const string Address = "/admin/jobs";

    /// <summary>
    /// The page's scripts and styles are files of its own; only the colours of states are in style attributes, and the icon is an empty
    /// data address.
    /// </summary>
    public const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; font-src 'self'; img-src data:; "
        + "connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void Map(IEndpointRouteBuilder app) =>
        app.MapHangfireDashboard(
                Address,
                new DashboardOptions
                {
                    Authorization = [new WhoSeesJobs()],
                    IsReadOnlyFunc = _ => true,
                    AppPath = "/docs",
                    DashboardTitle = "Inter-American Security Observatory",
                    DisplayStorageConnectionString = false,
                }
            )
            .Needs(Permission.SeeJobs)
            .HasContentPolicy(ContentPolicy)
            .ExcludeFromDescription();

    /// <summary>Checks again, after <see cref="Callers.AdmitAsync"/>, because the job store has no policies of its own.</summary>
    private sealed class WhoSeesJobs : IDashboardAuthorizationFilter
    {
        public bool Authorize(DashboardContext context) =>
            Callers.ActorOf(context.GetHttpContext()).ReachOf(Permission.SeeJobs) == Reach.All;
    }
}
