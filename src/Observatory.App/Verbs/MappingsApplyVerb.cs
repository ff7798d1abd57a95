using System.CommandLine;
using System.Globalization;
using Observatory.App.Composition;
using Observatory.App.Documents;
using Observatory.App.Languages;
using Observatory.Core.Access;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Records;

namespace Observatory.App.Verbs;

/// <summary>Has the current mapping read loaded files again; the result is approved like any submission.</summary>
public sealed class MappingsApplyVerb : Verb
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    private readonly Argument<string> _feed;

    public MappingsApplyVerb(Texts texts)
        : base("apply", texts, "verb.mappings.apply")
    {
        _feed = new("FEED") { Description = texts["option.feed"] };
        Arguments.Add(_feed);
    }

    public override async Task<int> RunAsync(VerbContext context, ParseResult given)
    {
        await using var platform = await context.OpenAsync();
        var found = await platform.Comparisons.CompareAsync(given.GetValue(_feed)!, context.CancellationToken);
        var applied = await platform.Applying.ApplyAsync(found, context.CancellationToken);
        var documents = new List<object>();
        if (!context.Json)
        {
            await context.Out.WriteLineAsync(
                Texts.Say(
                    applied.Count == 0 ? "apply.nothing" : "apply.line",
                    ("feed", found.Feed),
                    ("new", N(found.NewVersion)),
                    ("loads", N(found.Loads)),
                    ("files", N(applied.Count))
                )
            );
            await MappingsCompareVerb.WriteRejectedAsync(context, found);
        }
        var settled = true;
        foreach (var (submission, isNew, isOutdated) in applied)
        {
            var read = await ReadAsync(platform, submission.SubmissionId, context.CancellationToken);
            settled &=
                !isOutdated
                && read.State is SubmissionState.Staged or SubmissionState.Approved or SubmissionState.Loading or SubmissionState.Loaded;
            if (context.Json)
                documents.Add(
                    await SubmissionDocument.JsonAsync(context.Language, platform, Actor.Operator, read, isNew, context.CancellationToken)
                );
            else
            {
                await SubmissionReport.WriteAsync(context, platform, read, isNew);
                if (isOutdated)
                    await context.Out.WriteLineAsync(Texts.Say("apply.outdated", ("number", N(read.Number)), ("feed", found.Feed)));
            }
        }
        if (context.Json)
            context.WriteJson(
                new
                {
                    feed = found.Feed,
                    newVersion = found.NewVersion,
                    loads = found.Loads,
                    rejected = found.Rejected.Select(r => new { submission = r.Submission, findings = r.Findings }),
                    submissions = documents,
                }
            );
        return settled && found.Rejected.Count == 0 ? ExitCodes.Done : ExitCodes.Findings;
    }

    /// <summary>Reads and checks it, or waits for the worker that does.</summary>
    private static async Task<Submission> ReadAsync(Platform platform, Guid id, CancellationToken cancellation)
    {
        while (true)
        {
            var submission = await platform.Submissions.FindAsync(Actor.Operator, id, cancellation);
            if (submission.State is not (SubmissionState.Received or SubmissionState.Processing))
                return submission;
            await platform.Pipeline.ProcessAsync(id, cancellation);
            if (submission.State == SubmissionState.Processing)
                await Task.Delay(Pause, cancellation);
        }
    }

    private static string N(int number) => number.ToString(CultureInfo.InvariantCulture);
}
