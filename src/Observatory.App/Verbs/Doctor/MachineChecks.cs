using System.Globalization;
using System.Runtime.InteropServices;
using Observatory.Hosting.Homes;

namespace Observatory.App.Verbs.Doctor;

/// <summary>The requirements of the program on the machine.</summary>
internal static class MachineChecks
{
    private const long EnoughMegabytes = 2_000;
    private const long LeastMegabytes = 200;

    public static IEnumerable<DoctorCheck> All =>
        [
            new("dotnet", _ => Task.FromResult(DotNet())),
            new("cultures", _ => Task.FromResult(Cultures())),
            new("clock", _ => Task.FromResult(Clock())),
            new("home", e => Task.FromResult(Home(e.Context.Home))),
            new("open", e => Task.FromResult(Open(e.Context.Home))),
            new("disk", e => Task.FromResult(Disk(e.Context.Home))),
        ];

    private static CheckResult DotNet() =>
        Environment.Version.Major >= 10
            ? CheckResult.Good(RuntimeInformation.FrameworkDescription)
            : CheckResult.Broken(RuntimeInformation.FrameworkDescription);

    /// <summary>Without ICU's data every culture is the invariant one, and 1.234,5 is not a number.</summary>
    private static CheckResult Cultures()
    {
        var sample = 1234.5m;
        (string Culture, string Written)[] expected = [("en", "1,234.5"), ("es", "1234,5|1.234,5"), ("fr", "1 234,5"), ("pt", "1.234,5")];
        var missing = expected.Where(e => !e.Written.Split('|').Contains(Written(e.Culture))).Select(e => e.Culture).ToList();
        return missing.Count == 0 ? CheckResult.Good("en es fr pt") : CheckResult.Broken(string.Join(' ', missing));

        string Written(string culture)
        {
            try
            {
                return sample.ToString("#,##0.#", CultureInfo.GetCultureInfo(culture)).Replace('\u202F', ' ').Replace('\u00A0', ' ');
            }
            catch (CultureNotFoundException)
            {
                return "";
            }
        }
    }

    private static CheckResult Clock()
    {
        var now = NodaTime.SystemClock.Instance.GetCurrentInstant();
        var built = NodaTime.Instant.FromDateTimeUtc(File.GetLastWriteTimeUtc(typeof(MachineChecks).Assembly.Location));
        var detail = string.Create(CultureInfo.InvariantCulture, $"{now:uuuu-MM-dd'T'HH:mm:ss'Z'} {TimeZoneInfo.Local.Id}");
        return !TimeZoneInfo.TryFindSystemTimeZoneById("America/Bogota", out var _) ? CheckResult.Broken(detail)
            : now + NodaTime.Duration.FromHours(1) < built ? CheckResult.Warning(detail)
            : CheckResult.Good(detail);
    }

    private static CheckResult Home(string home)
    {
        // The nearest folder that exists, because doctor creates none.
        var folder = home;
        while (!Directory.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder) ?? "/";
        }

        try
        {
            var trial = Path.Combine(folder, $".{Guid.NewGuid():N}");
            File.WriteAllText(trial, "");
            File.Delete(trial);
            return CheckResult.Good(home);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            return CheckResult.Broken($"{home}: {refused.Message}");
        }
    }

    /// <summary>What other accounts of the machine could read or lock.</summary>
    private static CheckResult Open(string home)
    {
        var open = HomeFolder.WhatIsOpen(home);
        return open.Count == 0
            ? CheckResult.Good("")
            : CheckResult.Warning(
                string.Join(", ", open.Take(5)) + (open.Count > 5 ? string.Create(CultureInfo.InvariantCulture, $", … ({open.Count})") : "")
            );
    }

    private static CheckResult Disk(string home)
    {
        var drive = DriveInfo
            .GetDrives()
            .Where(d =>
                Path.TrimEndingDirectorySeparator(d.Name) is var at
                && (home == at || home.StartsWith(at == "/" ? at : at + "/", StringComparison.Ordinal))
            )
            .MaxBy(d => d.Name.Length)
            ?? new DriveInfo("/");
        var free = drive.AvailableFreeSpace / 1_000_000;
        var detail = string.Create(CultureInfo.InvariantCulture, $"{free / 1000m:0.0} GB ({drive.Name})");
        return free >= EnoughMegabytes ? CheckResult.Good(detail)
            : free >= LeastMegabytes ? CheckResult.Warning(detail)
            : CheckResult.Broken(detail);
    }
}
