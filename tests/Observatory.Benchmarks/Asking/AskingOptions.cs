using System.Globalization;

namespace Observatory.Benchmarks.Asking;

/// <summary>What to measure.</summary>
internal sealed record AskingOptions
{
    /// <summary>Millions of figures to build a home of; a given one holds what it holds.</summary>
    public double Facts { get; init; } = 30;

    /// <summary>How many ask at once: latencies are those of the first, throughput that of the last.</summary>
    public IReadOnlyList<int> Clients { get; init; } = [1, 8];

    /// <summary>How long each block lasts.</summary>
    public int Seconds { get; init; } = 5;

    /// <summary>Different questions of each kind; pgbench takes at most 128 scripts.</summary>
    public int Questions { get; init; } = 32;

    /// <summary>A home that <c>--keep</c> left, of this or of <c>loading</c>; null builds one.</summary>
    public string? Home { get; init; }

    /// <summary>Where the home that was built is left, as <c>home</c>; null removes it.</summary>
    public string? Keep { get; init; }

    /// <summary>Server settings in place of the program's own.</summary>
    public Dictionary<string, string> Settings { get; } = [];

    public static AskingOptions Parse(string[] args)
    {
        var options = new AskingOptions();
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--facts":
                    options = options with { Facts = double.Parse(args[++i], CultureInfo.InvariantCulture) };
                    break;
                case "--clients":
                    options = options with { Clients = [.. args[++i].Split(',').Select(c => int.Parse(c, CultureInfo.InvariantCulture))] };
                    break;
                case "--seconds":
                    options = options with { Seconds = int.Parse(args[++i], CultureInfo.InvariantCulture) };
                    break;
                case "--questions":
                    options = options with { Questions = Math.Clamp(int.Parse(args[++i], CultureInfo.InvariantCulture), 1, 128) };
                    break;
                case "--home":
                    options = options with { Home = Path.GetFullPath(args[++i]) };
                    break;
                case "--keep":
                    options = options with { Keep = Path.GetFullPath(args[++i]) };
                    break;
                case "--set":
                    var at = args[++i].IndexOf('=', StringComparison.Ordinal);
                    options.Settings[args[i][..at]] = args[i][(at + 1)..];
                    break;
                default:
                    throw new ArgumentException($"No such option: {args[i]}", nameof(args));
            }
        }
        return options;
    }
}
