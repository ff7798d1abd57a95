using Hangfire;
using Hangfire.Dashboard;
using Observatory.App.Access;
using Observatory.App.Limits;
using Observatory.Core.Access;

namespace Observatory.App.Jobs;

/// <summary>
/// Hangfire's own page of what workers do, to look at only: a submission, a feed and a delivery say themselves when they are tried again,
/// and a job that was pushed by hand would go past that.
/// </summary>
internal static class JobPage
{
    public const string Address = "/admin/jobs";

    /// <summary>
    /// Scripts and styles are files of its own, but for the colours of states, which stand in attributes; the icon is an empty data
    /// address.
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

    /// <summary>A second wall behind <see cref="Callers.AdmitAsync"/>: the job store has no policies of its own.</summary>
    private sealed class WhoSeesJobs : IDashboardAuthorizationFilter
    {
        public bool Authorize(DashboardContext context) =>
            Callers.ActorOf(context.GetHttpContext()).ReachOf(Permission.SeeJobs) == Reach.All;
    }
}
