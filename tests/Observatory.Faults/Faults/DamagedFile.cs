using System.Diagnostics;
using Observatory.Faults.World;

namespace Observatory.Faults.Faults;

/// <summary>
/// A byte of a stored file changes while its submission waits to be read: nothing of it is loaded and the damage is told.
/// The same bytes sent again heal the store.
/// </summary>
internal sealed class DamagedFile : IFault
{
    public string Name => "damage";

    public async Task<TimeSpan> RoundAsync(ServedHome home, Invariants invariants, Random random, int round)
    {
        var office = new Office(home);
        var file = MonthlyFile.Of(random, Years.Of(round));
        await home.StopAsync();
        await home.StartAsync("web");
        var location = await office.SendAsync(file);
        await home.StopAsync();
        Damage(StoredFile(home, file), random);
        await home.StartAsync();
        await ServedHome.UntilAsync(
            async () =>
            {
                var shown = await office.ShowAsync(location);
                if (shown.GetProperty("state").GetString() is "Staged" or "Approved" or "Loading" or "Loaded")
                    throw new ViolationException($"{file.Name} was read though a byte of it had changed");
                return shown.GetProperty("failure").GetString()?.Contains("not those that were received", StringComparison.Ordinal) == true;
            },
            $"the damage of {file.Name} is told"
        );
        var (code, output, error) = await home.VerbAsync(["files", "verify"]);
        if (code != 1)
            throw new ViolationException($"files verify ended with {code} beside a damaged file: {output} {error}");
        var watch = Stopwatch.StartNew();
        await office.PublishAsync(file);
        (code, output, error) = await home.VerbAsync(["files", "verify"]);
        if (code != 0)
            throw new ViolationException($"files verify ended with {code} after the file was sent again: {output} {error}");
        invariants.Publish(file);
        return watch.Elapsed;
    }

    private static string StoredFile(ServedHome home, MonthlyFile file)
    {
        var name = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(file.Content));
        return Directory
            .EnumerateFiles(Path.Combine(home.Home, "files"), "*", SearchOption.AllDirectories)
            .FirstOrDefault(f =>
                Path.GetRelativePath(home.Home, f).Replace("/", "", StringComparison.Ordinal).Contains(name, StringComparison.Ordinal)
            )
            ?? throw new ViolationException($"{file.Name} is acknowledged and not stored");
    }

    private static void Damage(string path, Random random)
    {
        // Stored files are written once and then read-only.
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var content = File.Open(path, FileMode.Open, FileAccess.ReadWrite);
        // A digit becomes another one: the file stays a good file with a wrong figure.
        var at = content.Length - 2;
        content.Position = at;
        var digit = content.ReadByte();
        content.Position = at;
        content.WriteByte((byte)('0' + ((digit - '0' + random.Next(1, 10)) % 10)));
    }
}
