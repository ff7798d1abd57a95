using System.Globalization;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Reading;
using Observatory.Core.Submissions;

namespace Observatory.App.Verbs;

/// <summary>The display of findings, refusals and the accounting in a terminal and in JSON, the same for every verb.</summary>
public static class Report
{
    private const int ShownOfEach = 3;

    /// <summary>Findings grouped by cause, blocking ones first: what happened, where, what to do.</summary>
    public static async Task WriteFindingsAsync(
        TextWriter output,
        Texts texts,
        IReadOnlyList<Finding> findings,
        IReadOnlyDictionary<string, int> counts
    )
    {
        foreach (
            var group in findings
                .GroupBy(f => (f.Code, f.Severity))
                .OrderByDescending(g => g.Key.Severity)
                .ThenBy(g => g.Key.Code, StringComparer.Ordinal)
        )
        {
            var count = Math.Max(group.Count(), counts.GetValueOrDefault(group.Key.Code));
            var first = Messages.Text(group.Key.Code, texts.Language, group.First().Arguments);
            await output.WriteLineAsync(
                $"{texts[$"severity.{group.Key.Severity}"]}  {group.Key.Code}  {first.Title}  "
                    + $"({count.ToString(CultureInfo.InvariantCulture)})"
            );
            foreach (var finding in group.Take(ShownOfEach))
            {
                var message = Messages.Text(finding.Code, texts.Language, finding.Arguments);
                await output.WriteLineAsync($"    {(finding.Where is { } where ? where + ": " : "")}{message.What}");
            }
            if (count > ShownOfEach)
                await output.WriteLineAsync(
                    $"    {texts.Say("report.more", ("count", (count - ShownOfEach).ToString(CultureInfo.InvariantCulture)))}"
                );
            await output.WriteLineAsync($"    -> {first.Repair}");
        }
    }

    /// <summary>The equation of every report: cells read = loaded + left out + set aside.</summary>
    public static async Task WriteAccountingAsync(TextWriter output, Texts texts, AccountingReport accounting)
    {
        await output.WriteLineAsync(
            texts.Say(
                "report.accounting",
                ("rows", N(accounting.RowsRead)),
                ("cells", N(accounting.CellsRead)),
                ("loaded", N(accounting.CellsLoaded)),
                ("leftOut", N(accounting.CellsLeftOut)),
                ("setAside", N(accounting.CellsSetAside)),
                ("figures", N(accounting.Observations))
            )
        );
        foreach (var rule in accounting.LeftOut.GroupBy(l => l.Rule))
            await output.WriteLineAsync($"    {rule.Key}: {N(rule.Sum(r => r.Cells))}");
        // A file with a total on every line has hundreds that agree, so list those that differ first, and only a few of the rest.
        foreach (var total in accounting.Totals.OrderBy(t => t.Agrees).Take(ShownOfEach))
            await output.WriteLineAsync(
                $"    {texts.Say("report.total", ("where", total.Where), ("printed", D(total.Printed)), ("summed", D(total.Summed)))}"
            );
        if (accounting.Totals.Count > ShownOfEach)
            await output.WriteLineAsync($"    {texts.Say("report.more", ("count", N(accounting.Totals.Count - ShownOfEach)))}");
    }

    /// <param name="files">Names of the files of the submission that the finding is about; null if it is about something else.</param>
    public static object Json(Finding finding, Language language, IReadOnlyList<string>? files = null)
    {
        var message = Messages.Text(finding, language);
        var place = finding.Where is { } where && files is { Count: > 0 } ? SubmittedSheet.Of(where.Sheet, files) : (SubmittedSheet?)null;
        return new
        {
            code = finding.Code,
            severity = finding.Severity.ToString(),
            file = place is { File.Length: > 0 } known ? known.File : null,
            sheet = place is { } inside ? inside.Sheet : finding.Where?.Sheet,
            row = finding.Where?.Row,
            column = finding.Where?.Column,
            cell = finding.Where?.A1,
            arguments = finding.Arguments,
            written = Asking.FindingAnswers.Written(finding, language),
            expected = Asking.FindingAnswers.Expected(finding, language),
            title = message.Title,
            what = message.What,
            repair = message.Repair,
            help = FindingKind.HelpOf(finding.Code),
        };
    }

    public static void WriteRefusal(VerbContext context, Refusal refusal)
    {
        var message = Messages.Text(refusal.Code, context.Language, refusal.Arguments);
        if (context.Json)
            context.WriteJson(
                new
                {
                    error = new
                    {
                        code = refusal.Code,
                        title = message.Title,
                        what = message.What,
                        repair = message.Repair,
                        arguments = refusal.Arguments,
                    },
                }
            );
        context.Error.WriteLine($"{refusal.Code}  {message.Title}");
        context.Error.WriteLine($"    {message.What}");
        context.Error.WriteLine($"    -> {message.Repair}");
    }

    private static string N(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string D(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
