using Observatory.Hosting.Machine;

namespace Observatory.Hosting.Postgres;

/// <summary>
/// PostgreSQL in single-user mode, without a server: the superuser, as whom nobody can connect, works on the data folder itself.
/// </summary>
internal static class SingleUser
{
    /// <summary>Runs statements, one per line, in a single-user server that ends with them.</summary>
    /// <exception cref="Fault">CLUSTER_CREATE if one of them fails.</exception>
    public static async Task SpeakAsync(
        PostgresPrograms programs,
        ServerAccount account,
        string data,
        string statements,
        CancellationToken cancellationToken
    )
    {
        var run = await account.RunAsync(
            [programs.Postgres, "--single", "-D", data, "-c", "exit_on_error=on", "-c", "log_min_messages=error", "postgres"],
            statements + "\n",
            cancellationToken
        );
        if (!run.Succeeded || run.Error.Contains("ERROR:", StringComparison.Ordinal))
        {
            throw new Fault(FaultCodes.ClusterCreate, ("path", data), ("why", run.Error.Trim()));
        }
    }
}
