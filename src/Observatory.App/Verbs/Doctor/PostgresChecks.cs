using System.Data.Common;
using System.Globalization;
using Observatory.App.Composition;
using Observatory.Hosting.Cluster;
using Observatory.Hosting.Postgres;

namespace Observatory.App.Verbs.Doctor;

/// <summary>PostgreSQL, as far as it can be checked without signing in.</summary>
internal static class PostgresChecks
{
    public static IEnumerable<DoctorCheck> All =>
        [
            new("postgres", e => OwnAsync(e, ProgramsAsync)),
            new("account", e => OwnAsync(e, AccountAsync)),
            new("port", e => OwnAsync(e, PortAsync)),
            new("cluster", ClusterAsync),
            new("belonging", BelongingAsync),
        ];

    /// <summary>Whether the database belongs to this home and to its stored files.</summary>
    private static async Task<CheckResult> BelongingAsync(Examination examination)
    {
        if (!examination.HasDatabase)
        {
            return CheckResult.Good(examination.Texts["doctor.cluster.none"]);
        }

        var found = await (await examination.PlatformAsync()).DemandBelongingAsync(examination.Context.CancellationToken);
        return CheckResult.Good(found.Database?.ToString() ?? "-");
    }

    private static Task<CheckResult> OwnAsync(Examination examination, Func<Examination, Task<CheckResult>> check) =>
        Database.Given is null ? check(examination) : Task.FromResult(CheckResult.Good(examination.Texts["doctor.given"]));

    private static async Task<CheckResult> ProgramsAsync(Examination examination)
    {
        var found = await PostgresPrograms.FindAsync(null, examination.Context.CancellationToken);
        return CheckResult.Good($"{found.Version} ({found.Folder})");
    }

    private static async Task<CheckResult> AccountAsync(Examination examination)
    {
        var folder = ClusterFolder.Of(examination.Context.Home) ?? examination.Context.Home;
        return CheckResult.Good((await ServerAccount.ForAsync(Path.Combine(folder, "data"), examination.Context.CancellationToken)).Name);
    }

    private static Task<CheckResult> PortAsync(Examination examination)
    {
        var home = examination.Context.Home;
        var port = PrivateCluster.PortOf(home) is > 0 and var remembered ? remembered : PostgresPort.Usual;
        var number = port.ToString(CultureInfo.InvariantCulture);
        return Task.FromResult(
            PrivateCluster.IsRunning(home) || PostgresPort.IsFree(port) ? CheckResult.Good(number) : CheckResult.Warning(number)
        );
    }

    /// <summary>Starts the private cluster if it does not run, which shows that it can start.</summary>
    private static async Task<CheckResult> ClusterAsync(Examination examination)
    {
        if (Database.Given is null && LostCluster.In(examination.Context.Home) is { } lost)
        {
            throw lost;
        }

        if (!examination.HasDatabase)
        {
            return CheckResult.Good(examination.Texts["doctor.cluster.none"]);
        }

        var database = await examination.DatabaseAsync();
        var parts = new DbConnectionStringBuilder { ConnectionString = database.ConnectionString };
        var host = Part("Host", "Server") is { Length: > 0 } named ? named : "127.0.0.1";
        var port = int.TryParse(Part("Port"), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 5432;
        var place = string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");

        // A socket folder, or several hosts: signing in will show.
        return
            host.Contains('/', StringComparison.Ordinal)
            || host.Contains(',', StringComparison.Ordinal)
            || await PostgresPort.AnswersAsync(host, port, examination.Context.CancellationToken)
            ? CheckResult.Good(place)
            : CheckResult.Broken(place);

        string Part(params string[] names) =>
            names.Select(n => parts.TryGetValue(n, out var value) ? value.ToString() : null).FirstOrDefault(v => v is not null) ?? "";
    }
}
