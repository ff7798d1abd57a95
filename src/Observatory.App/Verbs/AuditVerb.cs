using System.CommandLine;
using System.Globalization;
using Observatory.App.Languages;
using Observatory.Core.Access;

namespace Observatory.App.Verbs;

/// <summary>Who did what and when, and whether that history is unchanged.</summary>
public sealed class AuditVerb : Verb
{
    public AuditVerb(Texts texts)
        : base("audit", texts)
    {
        Subcommands.Add(new ListVerb(texts));
        Subcommands.Add(new VerifyVerb(texts));
    }

    private sealed class ListVerb(Texts texts) : Verb("list", texts, "verb.audit.list")
    {
        private const int Shown = 200;

        public override async Task<int> RunAsync(VerbContext context, ParseResult given)
        {
            await using var platform = await context.OpenAsync();
            var acts = await platform.Audit.ListAsync(Actor.Operator, null, null, null, Shown, context.CancellationToken);
            if (context.Json)
            {
                context.WriteJson(
                    acts.Select(a => new
                    {
                        entry = a.Entry,
                        at = a.At.ToString(),
                        actor = a.Actor,
                        office = a.Office,
                        country = a.Country,
                        act = a.Act,
                        subject = a.Subject,
                        hash = a.Hash,
                    })
                );
                return ExitCodes.Done;
            }
            foreach (var act in acts)
                await context.Out.WriteLineAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{act.Entry, 7}  {act.At:uuuu-MM-dd HH:mm:ss}  {act.Actor, -24} {act.Act, -24} {act.Subject}"
                    )
                );
            return ExitCodes.Done;
        }
    }

    private sealed class VerifyVerb(Texts texts) : Verb("verify", texts, "verb.audit.verify")
    {
        public override async Task<int> RunAsync(VerbContext context, ParseResult given)
        {
            await using var platform = await context.OpenAsync();
            var report = await platform.Audit.VerifyAsync(context.CancellationToken);
            if (context.Json)
                context.WriteJson(
                    new
                    {
                        entries = report.Entries,
                        head = report.Head,
                        anchors = report.Anchors,
                        faults = report.Faults.Select(f => new { entry = f.Entry, fault = f.Fault }),
                    }
                );
            else
            {
                foreach (var fault in report.Faults)
                    await context.Out.WriteLineAsync(
                        Texts.Say($"audit.{fault.Fault}", ("entry", fault.Entry.ToString(CultureInfo.InvariantCulture)))
                    );
                await context.Out.WriteLineAsync(
                    Texts.Say(
                        report.Faults.Count == 0 ? "audit.whole" : "audit.broken",
                        ("entries", report.Entries.ToString(CultureInfo.InvariantCulture)),
                        ("head", report.Head),
                        ("anchors", report.Anchors.ToString(CultureInfo.InvariantCulture)),
                        ("faults", report.Faults.Count.ToString(CultureInfo.InvariantCulture))
                    )
                );
            }
            return report.Faults.Count == 0 ? ExitCodes.Done : ExitCodes.Findings;
        }
    }
}
