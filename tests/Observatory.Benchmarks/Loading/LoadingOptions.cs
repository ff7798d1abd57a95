using System.Globalization;
using Observatory.Benchmarks.Support;

namespace Observatory.Benchmarks.Loading;

/// <summary>What to measure.</summary>
internal sealed record LoadingOptions
{
    /// <summary>Millions of observations.</summary>
    public IReadOnlyList<double> Sizes { get; init; } = [3, 10, 30];
    public IReadOnlyList<FileForm> Forms { get; init; } = [FileForm.Wide, FileForm.Long];
    public int Rounds { get; init; } = 3;

    /// <summary>Millions of observations that other tools are measured on, too; null for not at all.</summary>
    public double? Peers { get; init; }

    /// <summary>Where generated files and the last home of each size and form are left; null leaves nothing.</summary>
    public string? Keep { get; init; }

    /// <summary>Server settings in place of the program's own.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    public static LoadingOptions Parse(string[] args)
    {
        var options = new LoadingOptions();
        var settings = new Dictionary<string, string>();
        for (var i = 0; i < args.Length; i++)
        {
            options = args[i] switch
            {
                "--sizes" => options with
                {
                    Sizes =
                    [
                        .. args[++i]
                            .Split(',', StringSplitOptions.RemoveEmptyEntries)
                            .Select(s => double.Parse(s, CultureInfo.InvariantCulture)),
                    ],
                },
                "--forms" => options with
                {
                    Forms =
                    [
                        .. args[++i]
                            .Split(',', StringSplitOptions.RemoveEmptyEntries)
                            .Select(f => Enum.Parse<FileForm>(f, ignoreCase: true)),
                    ],
                },
                "--rounds" => options with { Rounds = int.Parse(args[++i], CultureInfo.InvariantCulture) },
                "--peers" => options with { Peers = 1 },
                "--peers-on" => options with { Peers = double.Parse(args[++i], CultureInfo.InvariantCulture) },
                "--keep" => options with { Keep = Path.GetFullPath(args[++i]) },
                "--set" => options with { Settings = Setting(settings, args[++i]) },
                _ => throw new ArgumentException($"No such option: {args[i]}", nameof(args)),
            };
        }
        return options;
    }

    private static Dictionary<string, string> Setting(Dictionary<string, string> settings, string text)
    {
        settings[text.Split('=')[0]] = text[(text.IndexOf('=', StringComparison.Ordinal) + 1)..];
        return settings;
    }
}
