using System.CommandLine;
using System.Globalization;
using Observatory.App.Languages;
using Observatory.Core.Access;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Submissions;

namespace Observatory.App.Verbs;

/// <summary>Every change of state of a submission; with <c>--follow</c> also future ones, and the progress of its reading.</summary>
public sealed class SubmissionsEventsVerb : Verb
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Argument<string> _id;
    private readonly Option<bool> _follow;

    public SubmissionsEventsVerb(Texts texts)
        : base("events", texts, "verb.submissions.events")
    {
        _id = new("ID") { Description = texts["option.submission"] };
        _follow = new("--follow") { Description = texts["option.events.follow"] };
        Arguments.Add(_id);
        Options.Add(_follow);
    }

    public override async Task<int> RunAsync(VerbContext context, ParseResult given)
    {
        await using var platform = await context.OpenAsync();
        var submission = await platform.Submissions.FindAsync(Actor.Operator, given.GetValue(_id)!, context.CancellationToken);
        var last = 0L;
        var moves = await platform.Submissions.EventsAsync(Actor.Operator, submission.SubmissionId, context.CancellationToken);
        if (context.Json)
        {
            context.WriteJson(
                moves.Select(m => new
                {
                    id = m.SubmissionEventId,
                    at = m.At.ToString(),
                    state = m.State.ToString(),
                    actor = m.Actor,
                    detail = EventDetails.In(context.Language, m.Detail),
                })
            );
            return ExitCodes.Done;
        }
        foreach (var move in moves)
        {
            await WriteAsync(context, move.At, move.State, move.Actor, move.Detail);
            last = move.SubmissionEventId;
        }
        if (!given.GetValue(_follow) || SubmissionStates.IsEnd(submission.State))
            return ExitCodes.Done;
        using var listener = platform.Watch.Listen(submission.SubmissionId, last);
        while (true)
            switch (await listener.NextAsync(Patience, context.CancellationToken))
            {
                case MoveRow move:
                    var state = Enum.Parse<SubmissionState>(move.State);
                    await WriteAsync(context, move.At, state, move.Actor, move.Detail);
                    if (SubmissionStates.IsEnd(state))
                        return ExitCodes.Done;
                    break;
                case ProgressRow progress:
                    await context.Error.WriteLineAsync(
                        Texts.Say(
                            "events.progress",
                            ("step", Texts[$"step.{progress.Step}"]),
                            ("rows", progress.RowsRead.ToString(CultureInfo.InvariantCulture))
                        )
                    );
                    break;
            }
    }

    private Task WriteAsync(VerbContext context, NodaTime.Instant at, SubmissionState state, string actor, string? detail) =>
        context.Out.WriteLineAsync(
            string.Create(
                    CultureInfo.InvariantCulture,
                    $"{at:uuuu-MM-dd HH:mm:ss}  {Texts[$"state.{state}"], -18} {actor}  {EventDetails.In(context.Language, detail)}"
                )
                .TrimEnd()
        );
}
