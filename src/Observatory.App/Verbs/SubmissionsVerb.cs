using System.CommandLine;
using System.Globalization;
using Observatory.App.Composition;
using Observatory.App.Documents;
using Observatory.App.Languages;
using Observatory.Core.Access;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Submissions;

namespace Observatory.App.Verbs;

/// <summary>The queue of submissions.</summary>
public sealed class SubmissionsVerb : Verb
{
    public SubmissionsVerb(Texts texts)
        : base("submissions", texts)
    {
        Subcommands.Add(new ListVerb(texts));
        Subcommands.Add(new OneVerb("show", texts, (_, _, _, _) => Task.CompletedTask, false));
        Subcommands.Add(new SubmissionsFindingsVerb(texts));
        Subcommands.Add(new SubmissionsAcknowledgeVerb(texts));
        Subcommands.Add(new SubmissionsMarkedVerb(texts));
        Subcommands.Add(new SubmissionsReceiptVerb(texts));
        Subcommands.Add(new SubmissionsCommentsVerb(texts));
        Subcommands.Add(new SubmissionsEventsVerb(texts));
        Subcommands.Add(new OneVerb("approve", texts, ApproveAsync, false));
        Subcommands.Add(
            new OneVerb(
                "return",
                texts,
                (p, s, reason, _) => p.Review.ReturnAsync(s.SubmissionId, Actor.Operator, reason ?? "", CancellationToken.None),
                true
            )
        );
        Subcommands.Add(new OneVerb("retry", texts, RetryAsync, false));
        Subcommands.Add(new SubmissionsRemindVerb(texts));
        Subcommands.Add(
            new OneVerb(
                "withdraw",
                texts,
                (p, s, reason, _) => p.Review.WithdrawAsync(s.SubmissionId, Actor.Operator, reason ?? "", CancellationToken.None),
                true
            )
        );
    }

    private static async Task ApproveAsync(Platform platform, Submission submission, string? reason, int? despite)
    {
        await platform.Review.ApproveAsync(submission.SubmissionId, Actor.Operator, reason, CancellationToken.None, despite);
        // To name what was loaded meanwhile, ask once more.
        if (await platform.Loader.LoadAsync(submission.SubmissionId, CancellationToken.None) == LoadOutcome.NewerLoaded)
        {
            await platform.Review.ApproveAsync(submission.SubmissionId, Actor.Operator, reason, CancellationToken.None, despite);
            await platform.Loader.LoadAsync(submission.SubmissionId, CancellationToken.None);
        }
    }

    private static async Task RetryAsync(Platform platform, Submission submission, string? reason, int? despite)
    {
        await platform.Review.RetryAsync(submission.SubmissionId, CancellationToken.None);
        await platform.Pipeline.ProcessAsync(submission.SubmissionId, CancellationToken.None);
    }

    private sealed class ListVerb : Verb
    {
        private readonly Option<bool> _waiting;

        public ListVerb(Texts texts)
            : base("list", texts, "verb.submissions.list")
        {
            _waiting = new("--waiting") { Description = texts["option.submissions.waiting"] };
            Options.Add(_waiting);
        }

        public override async Task<int> RunAsync(VerbContext context, ParseResult given)
        {
            await using var platform = await context.OpenAsync();
            var submissions = await platform.Submissions.ListAsync(
                Actor.Operator,
                0,
                200,
                context.CancellationToken,
                waiting: given.GetValue(_waiting)
            );
            var now = platform.Clock.GetCurrentInstant();
            if (context.Json)
            {
                context.WriteJson(
                    submissions.Select(s => new
                    {
                        id = s.SubmissionId,
                        number = s.Number,
                        feed = s.Feed,
                        fileName = s.FileName,
                        state = s.State.ToString(),
                        stateSince = s.StateSince.ToString(),
                        waitsFor = Ages.WaitsFor(s),
                        waitingSeconds = Ages.SecondsOf(s, now),
                        receivedAt = s.ReceivedAt.ToString(),
                        blocking = s.Blocking,
                        warnings = s.Warnings,
                        observations = s.Observations,
                    })
                );
                return ExitCodes.Done;
            }
            foreach (var submission in submissions)
                await context.Out.WriteLineAsync(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"{submission.Number, 5}  {Texts[$"state.{submission.State}"], -18} "
                            + $"{(SubmissionStates.IsEnd(submission.State) ? "" : Ages.Say(Texts, now - submission.StateSince)), -8} "
                            + $"{submission.ReceivedAt:uuuu-MM-dd HH:mm}  {submission.Feed ?? "-", -32} {submission.FileName}"
                    )
                );
            return ExitCodes.Done;
        }
    }

    private sealed class OneVerb : Verb
    {
        private readonly Argument<string> _id;
        private readonly Option<string?> _reason;
        private readonly Option<int?> _despite;
        private readonly Func<Platform, Submission, string?, int?, Task> _do;

        public OneVerb(string name, Texts texts, Func<Platform, Submission, string?, int?, Task> work, bool needsReason)
            : base(name, texts, $"verb.submissions.{name}")
        {
            _do = work;
            _id = new("ID") { Description = texts["option.submission"] };
            _reason = new("--reason") { Description = texts["option.reason"], Required = needsReason };
            _despite = new("--despite") { Description = texts["option.despite"], HelpName = "NUMBER" };
            Arguments.Add(_id);
            if (name is not ("show" or "retry"))
                Options.Add(_reason);
            if (name == "approve")
                Options.Add(_despite);
        }

        public override async Task<int> RunAsync(VerbContext context, ParseResult given)
        {
            await using var platform = await context.OpenAsync();
            var submission = await platform.Submissions.FindAsync(Actor.Operator, given.GetValue(_id)!, context.CancellationToken);
            await _do(
                platform,
                submission,
                Options.Contains(_reason) ? given.GetValue(_reason) : null,
                Options.Contains(_despite) ? given.GetValue(_despite) : null
            );
            submission = await platform.Submissions.FindAsync(Actor.Operator, submission.SubmissionId, context.CancellationToken);
            if (context.Json)
                context.WriteJson(
                    await SubmissionDocument.JsonAsync(
                        context.Language,
                        platform,
                        Actor.Operator,
                        submission,
                        null,
                        context.CancellationToken,
                        await platform.Submissions.PreviewAsync(
                            Actor.Operator,
                            submission.SubmissionId,
                            withWaiting: true,
                            context.CancellationToken
                        )
                    )
                );
            else
                await SubmissionReport.WriteAsync(context, platform, submission, true);
            return submission.State is SubmissionState.Rejected or SubmissionState.Failed ? ExitCodes.Findings : ExitCodes.Done;
        }
    }
}
