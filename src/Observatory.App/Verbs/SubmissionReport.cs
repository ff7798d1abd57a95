using System.Globalization;
using Observatory.App.Composition;
using Observatory.App.Documents;
using Observatory.Core.Access;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Submissions;

namespace Observatory.App.Verbs;

/// <summary>A submission as a verb shows it to people.</summary>
public static class SubmissionReport
{
    /// <param name="before">The latest earlier submission of the same bytes, if that led to nothing.</param>
    public static async Task WriteAsync(
        VerbContext context,
        Platform platform,
        Submission submission,
        bool isNew,
        Submission? before = null
    )
    {
        var texts = context.Texts;
        await context.Out.WriteLineAsync(
            texts.Say(
                isNew ? "submission.line" : "submission.known",
                ("number", submission.Number.ToString(CultureInfo.InvariantCulture)),
                ("file", submission.FileName),
                ("feed", submission.Feed ?? "-"),
                ("state", texts[$"state.{submission.State}"])
            )
        );
        if (!SubmissionStates.IsEnd(submission.State))
            await context.Out.WriteLineAsync(
                texts.Say("submission.since", ("age", Ages.Say(texts, platform.Clock.GetCurrentInstant() - submission.StateSince)))
            );
        if (submission.AppliesTo is { } first)
            await context.Out.WriteLineAsync(texts.Say("submission.appliesTo", ("number", Number(first))));
        if (before is not null)
            await context.Out.WriteLineAsync(
                texts.Say("submission.before", ("number", Number(before.Number)), ("state", texts[$"state.{before.State}"]))
            );
        var findings = await SubmissionDocument.FindingsAsync(platform, Actor.Operator, submission.SubmissionId, context.CancellationToken);
        await Report.WriteFindingsAsync(
            context.Out,
            texts,
            findings,
            SubmissionDocument.Counts(submission),
            platform.Library.Current().Taxonomy
        );
        if (AccountingReport.FromJson(submission.Accounting) is { } accounting)
            await Report.WriteAccountingAsync(context.Out, texts, accounting);
        if (StoredFailure.In(texts.Language, submission.Failure) is { } failure)
            await context.Out.WriteLineAsync($"    {failure}");
        if (
            await platform.Submissions.PreviewAsync(
                Actor.Operator,
                submission.SubmissionId,
                withWaiting: true,
                context.CancellationToken
            ) is
            { } ahead
        )
            await WriteAheadAsync(context, ahead);
        if (
            submission.State is SubmissionState.Staged or SubmissionState.Approved
            && await platform.Acknowledgements.UnacknowledgedAsync(Actor.Operator, submission.SubmissionId, context.CancellationToken)
                is > 0
                    and var open
        )
            await context.Out.WriteLineAsync(
                texts.Say("submission.unacknowledged", ("count", Number(open)), ("number", Number(submission.Number)))
            );
        if (!isNew || submission.State == SubmissionState.Failed)
            await context.Out.WriteLineAsync(
                "    " + await SubmissionDocument.NextAsync(texts, platform, Actor.Operator, submission, context.CancellationToken)
            );
        if (submission.State == SubmissionState.Staged)
            await context.Out.WriteLineAsync(
                texts.Say("submission.next", ("number", submission.Number.ToString(CultureInfo.InvariantCulture)))
            );
    }

    private static async Task WriteAheadAsync(VerbContext context, ChangesAhead ahead)
    {
        var texts = context.Texts;
        if (ahead.Totals is { } totals)
            await context.Out.WriteLineAsync(
                texts.Say(
                    "submission.ahead",
                    ("added", Number(totals.Added)),
                    ("revised", Number(totals.Revised)),
                    ("withdrawn", Number(totals.Withdrawn)),
                    ("unchanged", Number(totals.Unchanged))
                )
            );
        if (ahead.IsLost)
            await context.Out.WriteLineAsync(texts["submission.lost"]);
        if (ahead.IsOutdated)
            await context.Out.WriteLineAsync(texts["submission.outdated"]);
        if (ahead.MayBeLate)
            await context.Out.WriteLineAsync(texts["submission.mayBeLate"]);
        foreach (var other in ahead.AlsoWaiting ?? [])
        {
            await context.Out.WriteLineAsync(
                other is { Cells: { } cells, Differing: { } differing }
                    ? texts.Say(
                        "submission.alsoWaiting",
                        ("number", Number(other.Number)),
                        ("cells", Number(cells)),
                        ("differing", Number(differing))
                    )
                    : texts.Say("submission.alsoWaiting.unknown", ("number", Number(other.Number)))
            );
            await context.Out.WriteLineAsync(
                texts.Say(
                    other.IsNewer ? "submission.alsoWaiting.newer" : "submission.alsoWaiting.older",
                    ("at", other.ReceivedAt.ToString("uuuu-MM-dd HH:mm", CultureInfo.InvariantCulture))
                )
            );
            if (other.Against is { } against)
                await context.Out.WriteLineAsync(
                    texts.Say(
                        "submission.alsoWaiting.against",
                        ("added", Number(against.Added)),
                        ("changed", Number(against.Changed)),
                        ("gone", Number(against.Gone))
                    )
                );
        }
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
