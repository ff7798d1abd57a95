using Observatory.App.Languages;
using Observatory.Core.Checking;
using Observatory.Core.Languages;
using Observatory.Core.Submissions;
using Observatory.Core.Taxonomy;
using Observatory.Core.Wording;

namespace Observatory.App.Verbs;

/// <summary>The display of findings, refusals and the accounting in a terminal, the same for every verb.</summary>
public static class Report
{
    private const int ShownOfEach = 3;

    /// <summary>Findings grouped by cause, blocking ones first: what happened, where, what to do.</summary>
    public static async Task WriteFindingsAsync(
        TextWriter output,
        Texts texts,
        IReadOnlyList<Finding> findings,
        IReadOnlyDictionary<string, int> counts,
        TaxonomyCatalogue? names
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
            var first = Messages.Text(group.Key.Code, texts.Language, group.First().Arguments, names);
            await output.WriteLineAsync($"{texts[$"severity.{group.Key.Severity}"]}  {group.Key.Code}  {first.Title}  ({N(count, texts)})");
            foreach (var finding in group.Take(ShownOfEach))
            {
                var message = Messages.Text(finding.Code, texts.Language, finding.Arguments, names);
                await output.WriteLineAsync($"    {(finding.Where is { } where ? where + ": " : "")}{message.What}");
            }
            if (count > ShownOfEach)
                await output.WriteLineAsync($"    {texts.Say("report.more", ("count", N(count - ShownOfEach, texts)))}");
            await output.WriteLineAsync($"    -> {first.Repair}");
        }
    }

    /// <summary>The equation of every report: cells read = loaded + left out + set aside.</summary>
    public static async Task WriteAccountingAsync(TextWriter output, Texts texts, AccountingReport accounting)
    {
        await output.WriteLineAsync(
            texts.Say(
                "report.accounting",
                ("rows", N(accounting.RowsRead, texts)),
                ("cells", N(accounting.CellsRead, texts)),
                ("loaded", N(accounting.CellsLoaded, texts)),
                ("leftOut", N(accounting.CellsLeftOut, texts)),
                ("setAside", N(accounting.CellsSetAside, texts)),
                ("figures", N(accounting.Observations, texts))
            )
        );
        foreach (var rule in accounting.LeftOut.GroupBy(l => l.Rule))
            await output.WriteLineAsync($"    {rule.Key}: {N(rule.Sum(r => r.Cells), texts)}");
        // A file with a total on every line has hundreds that agree: those that differ are told first, and of the rest a few.
        foreach (var total in accounting.Totals.OrderBy(t => t.Agrees).Take(ShownOfEach))
            await output.WriteLineAsync(
                "    "
                    + texts.Say(
                        "report.total",
                        ("where", total.Where),
                        ("printed", N(total.Printed, texts)),
                        ("summed", N(total.Summed, texts))
                    )
            );
        if (accounting.Totals.Count > ShownOfEach)
            await output.WriteLineAsync($"    {texts.Say("report.more", ("count", N(accounting.Totals.Count - ShownOfEach, texts)))}");
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

    private static string N(decimal number, Texts texts) => WrittenNumber.Of(number, texts.Language);
}
