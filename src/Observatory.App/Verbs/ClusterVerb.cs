using System.CommandLine;
using System.Globalization;
using Observatory.App.Languages;
using Observatory.Hosting.Cluster;

namespace Observatory.App.Verbs;

/// <summary>Runs the private database for as long as somebody wants to use it with their own tools.</summary>
public sealed class ClusterVerb : Verb
{
    public ClusterVerb(Texts texts)
        : base("cluster", texts) => Hidden = true;

    public override async Task<int> RunAsync(VerbContext context, ParseResult given)
    {
        await using var lease = await context.LeaseClusterAsync();
        if (context.Json)
        {
            context.WriteJson(
                new
                {
                    lease.Port,
                    lease.ProcessId,
                    lease.Folder,
                    lease.Started,
                }
            );
        }
        else
        {
            var password = Path.Combine(context.Home, "cluster.json");
            await context.Out.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"psql -h 127.0.0.1 -p {lease.Port} -U {ClusterRoles.Owner} {ClusterRoles.Database}"
                )
            );
            await context.Out.WriteLineAsync(Texts.Say("cluster.password", ("path", password)));
        }

        await context.Out.FlushAsync(CancellationToken.None);
        try
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        }
        catch (OperationCanceledException)
        {
            // This is the intended end.
        }

        return ExitCodes.Done;
    }
}
