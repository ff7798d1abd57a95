using Observatory.Hosting.Machine;

namespace Observatory.Hosting.Postgres;

/// <summary>
/// The account that PostgreSQL runs under. It refuses to run as root, so root uses an ordinary account by name (a number alone is not
/// enough, because initdb looks the name up); any other account runs it itself.
/// </summary>
public sealed class ServerAccount
{
    private readonly IReadOnlyList<string> _prefix;

    private ServerAccount(string name, IReadOnlyList<string> prefix)
    {
        Name = name;
        _prefix = prefix;
    }

    public string Name { get; }

    /// <summary>False if the server runs under our own account.</summary>
    public bool IsOther => _prefix.Count > 0;

    /// <summary>The account for a data folder: its owner if it exists, otherwise <c>postgres</c>, otherwise <c>nobody</c>.</summary>
    public static async Task<ServerAccount> ForAsync(string dataFolder, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new(Environment.UserName, []);
        }

        string?[] names = [await OwnerAsync(dataFolder, cancellationToken), "postgres", "nobody"];
        foreach (var name in names.OfType<string>().Where(n => n is not ("root" or "UNKNOWN")).Distinct())
        {
            var group = await ProgramRun.RunAsync(["id", "-gn", name], "", cancellationToken);
            if (!group.Succeeded)
            {
                continue;
            }

            string[][] ways =
            [
                ["setpriv", $"--reuid={name}", $"--regid={group.Output.Trim()}", "--init-groups"],
                ["runuser", "-u", name, "--"],
            ];
            foreach (var way in ways)
            {
                if ((await ProgramRun.RunAsync([.. way, "true"], "", cancellationToken)).Succeeded)
                {
                    return new(name, way);
                }
            }
        }

        throw new Fault(FaultCodes.AccountMissing, ("accounts", string.Join(", ", names.OfType<string>().Distinct())));
    }

    /// <summary>The name of a folder's owner; null if there is no such folder.</summary>
    public static async Task<string?> OwnerAsync(string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            return null;
        }

        var run = await ProgramRun.RunAsync(["stat", "-c", "%U", folder], "", cancellationToken);
        run = run.Succeeded ? run : await ProgramRun.RunAsync(["stat", "-f", "%Su", folder], "", cancellationToken);
        return run.Succeeded ? run.Output.Trim() : null;
    }

    public Task<ProgramRun> RunAsync(IEnumerable<string> command, string input, CancellationToken cancellationToken) =>
        ProgramRun.RunAsync(_prefix.Concat(command), input, cancellationToken);

    /// <summary>Creates a folder that only this account can access.</summary>
    public async Task OwnFolderAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (IsOther)
        {
            await ProgramRun.RunAsync(["chown", "-h", Name, folder], "", cancellationToken);
        }
    }

    public async Task<bool> CanWriteAsync(string folder, CancellationToken cancellationToken) =>
        (await RunAsync(["test", "-w", folder], "", cancellationToken)).Succeeded;
}
