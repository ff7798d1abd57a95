using System.CommandLine;
using System.Globalization;
using System.Text;
using Observatory.App.Asking;
using Observatory.App.Languages;
using Observatory.Core.Output;
using Observatory.Warehouse.Database;

namespace Observatory.App.Verbs;

/// <summary>Who reported what, when, how late and how completely: the same reader as <c>/v1/coverage</c>.</summary>
public sealed class CoverageVerb : Verb
{
    private readonly List<(string Name, Option<string?> Option)> _narrowing = [];
    private readonly Option<string?> _format;

    public CoverageVerb(Texts texts)
        : base("coverage", texts)
    {
        foreach (var name in CoverageRequest.Narrowing)
        {
            var option = new Option<string?>("--" + name) { Description = texts[name == "freq" ? "option.freq" : "ask." + name] };
            Options.Add(option);
            _narrowing.Add((name, option));
        }
        _format = new("--format") { Description = texts["ask.format"] };
        Options.Add(_format);
    }

    public override async Task<int> RunAsync(VerbContext context, ParseResult given)
    {
        var query = CoverageRequest.Parse(
            _narrowing
                .Select(n => (n.Name, Value: given.GetValue(n.Option)))
                .Where(n => n.Value is not null)
                .ToDictionary(n => n.Name, n => n.Value!, StringComparer.Ordinal)
        );
        var format = TableFormats.Shipped.Find(context.Json ? "json" : given.GetValue(_format));
        await using var platform = await context.OpenAsync();
        using var steady = ReaderSource.Steady();
        var rows = await platform.Coverage.ReadAsync(query, context.CancellationToken);
        var answers = new CoverageDocuments(
            await platform.Coverage.ScopesAsync(rows, context.CancellationToken),
            platform.Library.Current(),
            platform.Clock.GetCurrentInstant().InUtc().Date
        );
        if (format is { IsPaged: false })
        {
            using var output = new MemoryStream();
            await answers.WriteCsvAsync(output, rows, false, context.CancellationToken);
            await context.Out.WriteAsync(Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length));
            return ExitCodes.Done;
        }
        if (format is { IsPaged: true })
        {
            context.WriteJson(new { data = rows.Select(answers.Json), meta = new { count = rows.Count } });
            return ExitCodes.Done;
        }
        foreach (var row in rows)
        {
            var at = answers.TimelinessOf(row);
            var late = at.DaysLate switch
            {
                null => "-",
                0 => Texts["coverage.inTime"],
                { } days => Texts.Say("coverage.late", ("days", days.ToString(CultureInfo.InvariantCulture))),
            };
            await context.Out.WriteLineAsync(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{row.Indicator, -16} {row.Country, -4} {row.Source, -16} {row.Freq} {row.Level}  {row.FirstPeriod, -8} "
                        + $"{row.LastPeriod, -8} {row.Periods, 5}/{at.PeriodsExpected, -5} "
                        + $"{row.Areas, 6}/{at.AreasExpected?.ToString(CultureInfo.InvariantCulture) ?? "-", -6} "
                        + $"{row.PublishedOn:uuuu-MM-dd}  {late}"
                )
            );
        }
        return ExitCodes.Done;
    }
}
