using System.Globalization;
using Observatory.Faults;

// Faults done to the real program, as many rounds as are asked for: --rounds N --seed N --only NAME. Ends with 1 where something that must
// always hold did not.
var (rounds, seed, only) = (20, Random.Shared.Next(1, 1_000_000), "");
for (var i = 0; i + 1 < args.Length; i += 2)
{
    switch (args[i])
    {
        case "--rounds":
            rounds = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
            break;
        case "--seed":
            seed = int.Parse(args[i + 1], CultureInfo.InvariantCulture);
            break;
        case "--only":
            only = args[i + 1];
            break;
        default:
            throw new ArgumentException(
                $"There is no option {args[i]}: --rounds N, --seed N, --only {string.Join('|', FaultRun.All.Select(f => f.Name))}",
                nameof(args)
            );
    }
}

var reports = new List<FaultReport>();
foreach (var fault in FaultRun.All.Where(f => only.Length == 0 || f.Name == only))
    reports.Add(await FaultRun.RunAsync(fault, rounds, seed, Console.Error.WriteLine));
foreach (var violation in reports.SelectMany(r => r.Violations))
    Console.WriteLine(violation);
foreach (var report in reports)
    Console.WriteLine(report.Line);
return reports.Any(r => r.Violations.Count > 0) ? 1 : 0;
