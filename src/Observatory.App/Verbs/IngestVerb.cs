using System.CommandLine;
using NodaTime;
using Observatory.App.Composition;
using Observatory.App.Documents;
using Observatory.App.Languages;
using Observatory.Core.Access;
using Observatory.Core.Checking;
using Observatory.Core.Submissions;
using Observatory.Warehouse.Records;
using Observatory.Warehouse.Submissions;

namespace Observatory.App.Verbs;

/// <summary>Sends files through the same desk as an upload, and waits; <c>--approve</c> also reviews and loads them.</summary>
public sealed class IngestVerb : Verb
{
    private readonly Argument<string[]> _files;
    private readonly Option<string?> _feed;
    private readonly Option<string?> _published;
    private readonly Option<bool> _approve;
    private readonly Option<bool> _together;

    public IngestVerb(Texts texts)
        : base("ingest", texts)
    {
        _files = FilesArgument.For(this, texts);
        _feed = new("--feed") { Description = texts["option.feed"], HelpName = "FEED" };
        _published = new("--publication-date") { Description = texts["option.publicationDate"], HelpName = "YYYY-MM-DD" };
        _approve = new("--approve") { Description = texts["option.approve"] };
        Arguments.Add(_files);
        Options.Add(_feed);
        Options.Add(_published);
        Options.Add(_approve);
        _together = Submitting.Together(this, texts);
    }

    public override async Task<int> RunAsync(VerbContext context, ParseResult given)
    {
        var published = PublishedOn(given.GetValue(_published));
        var missing = given
            .GetValue(_files)!
            .Where(f => !File.Exists(f))
            .Select(f => Finding.Blocking(FindingCodes.FileMissing, null, ("file", f)))
            .ToList();
        if (missing.Count > 0)
        {
            if (context.Json)
                context.WriteJson(new { findings = missing.Select(f => FindingDocument.Json(f, context.Language, null)) });
            else
                await Report.WriteFindingsAsync(context.Out, Texts, missing, new Dictionary<string, int>(), null);
            return ExitCodes.Findings;
        }
        await using var platform = await context.OpenAsync();
        var done = new List<(Submission Submission, bool IsNew)>();
        var feed = CheckVerb.FeedOf(platform.Library.Current(), given.GetValue(_feed));
        foreach (var paths in Submitting.Groups(given.GetValue(_files)!, given.GetValue(_together), feed))
        {
            var receipt = await SendAsync(platform, paths, feed?.Id, published, context.CancellationToken);
            var submission = await SettleAsync(
                platform,
                receipt.Submission.SubmissionId,
                given.GetValue(_approve),
                context.CancellationToken
            );
            done.Add((submission, receipt.IsNew));
            if (!context.Json)
                await SubmissionReport.WriteAsync(context, platform, submission, receipt.IsNew, receipt.Before);
        }
        if (context.Json)
        {
            var documents = new List<object>();
            foreach (var (submission, isNew) in done)
                documents.Add(
                    await SubmissionDocument.JsonAsync(
                        context.Language,
                        platform,
                        Actor.Operator,
                        submission,
                        isNew,
                        context.CancellationToken
                    )
                );
            context.WriteJson(documents);
        }
        return done.All(d => d.Submission.State is SubmissionState.Loaded or SubmissionState.Staged or SubmissionState.Approved)
            ? ExitCodes.Done
            : ExitCodes.Findings;
    }

    private static async Task<Receipt> SendAsync(
        Platform platform,
        IReadOnlyList<string> paths,
        string? feed,
        LocalDate? published,
        CancellationToken cancellation
    )
    {
        var files = new List<DeliveredFile>();
        try
        {
            foreach (var path in paths)
                files.Add(new DeliveredFile(Path.GetFileName(path), File.OpenRead(path)));
            return await platform.Submissions.ReceiveAsync(
                new Delivery
                {
                    Files = files,
                    Feed = feed,
                    PublicationDate = published,
                    Through = "verb",
                },
                Actor.Operator,
                cancellation
            );
        }
        finally
        {
            foreach (var file in files)
                await file.Content.DisposeAsync();
        }
    }

    /// <summary>Does the work itself, or waits for the worker that does.</summary>
    private static async Task<Submission> SettleAsync(Platform platform, Guid id, bool approve, CancellationToken cancellation)
    {
        while (true)
        {
            var submission = await platform.Submissions.FindAsync(Actor.Operator, id, cancellation);
            switch (submission.State)
            {
                case SubmissionState.Received:
                    await platform.Pipeline.ProcessAsync(id, cancellation);
                    break;
                case SubmissionState.Staged when approve:
                    await platform.Review.ApproveAsync(id, Actor.Operator, null, cancellation);
                    break;
                case SubmissionState.Approved:
                    await platform.Loader.LoadAsync(id, cancellation);
                    break;
                case SubmissionState.Processing or SubmissionState.Loading:
                    await platform.Pipeline.ProcessAsync(id, cancellation);
                    await platform.Loader.LoadAsync(id, cancellation);
                    await Task.Delay(TimeSpan.FromMilliseconds(300), cancellation);
                    break;
                default:
                    return submission;
            }
        }
    }

    private static LocalDate? PublishedOn(string? text) => Given.Day("--publication-date", text);
}
