using System.CommandLine;
using System.Globalization;
using Observatory.App.Composition;
using Observatory.App.Documents;
using Observatory.App.Languages;
using Observatory.Core.Checking;

namespace Observatory.App.Verbs;

/// <summary>Scheduled sources: where, when next, the last result; and running them now.</summary>
public sealed class FeedsVerb : Verb
{
    public FeedsVerb(Texts texts)
        : base("feeds", texts)
    {
        Subcommands.Add(new ListVerb(texts));
        Subcommands.Add(new RunVerb(texts));
        Subcommands.Add(new DueVerb(texts));
        Subcommands.Add(new RemindVerb(texts));
    }

    private sealed class ListVerb(Texts texts) : Verb("list", texts, "verb.feeds.list")
    {
        public override async Task<int> RunAsync(VerbContext context, ParseResult given)
        {
            await using var platform = await context.OpenAsync();
            var feeds = await platform.Feeds.ListAsync(context.CancellationToken);
            if (context.Json)
            {
                context.WriteJson(feeds.Select(f => FeedDocument.Json(f, context.Language)));
                return ExitCodes.Done;
            }
            foreach (var feed in feeds)
            {
                var next = feed.State?.NextDue is { } due ? due.ToString("uuuu-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) : "-";
                var result =
                    feed.Broken.Any(f => f.Severity == Severity.Blocking) ? Texts["feeds.broken"]
                    : feed.State?.LastResult is { } last ? Texts[$"feeds.result.{last}"]
                    : "-";
                await context.Out.WriteLineAsync(
                    $"{feed.Folder.Name, -32} {next, -18} {result, -14} "
                        + $"{feed.Folder.Schedule?.Address?.ToString() ?? feed.Folder.Schedule?.Folder ?? "-"}"
                );
                if (feed.State?.LastFailure is { } failure)
                    await context.Out.WriteLineAsync($"    {failure}");
                if (feed.Broken.Count > 0)
                    await Report.WriteFindingsAsync(
                        context.Out,
                        Texts,
                        feed.Broken,
                        new Dictionary<string, int>(),
                        platform.Library.Current().Taxonomy
                    );
            }
            return ExitCodes.Done;
        }
    }

    private sealed class RunVerb : Verb
    {
        private readonly Argument<string> _feed;

        public RunVerb(Texts texts)
            : base("run", texts, "verb.feeds.run")
        {
            _feed = new("FEED") { Description = texts["option.feed"] };
            Arguments.Add(_feed);
        }

        public override async Task<int> RunAsync(VerbContext context, ParseResult given)
        {
            await using var platform = await context.OpenAsync();
            return await RunAllAsync(context, platform, [given.GetValue(_feed)!]);
        }
    }

    private sealed class DueVerb(Texts texts) : Verb("due", texts, "verb.feeds.due")
    {
        public override async Task<int> RunAsync(VerbContext context, ParseResult given)
        {
            await using var platform = await context.OpenAsync();
            return await RunAllAsync(context, platform, await platform.Feeds.DueAsync(context.CancellationToken));
        }
    }

    private sealed class RemindVerb(Texts texts) : Verb("remind", texts, "verb.feeds.remind")
    {
        public override async Task<int> RunAsync(VerbContext context, ParseResult given)
        {
            await using var platform = await context.OpenAsync();
            var reminded = await platform.Reminders.RunAsync(context.CancellationToken);
            if (context.Json)
                context.WriteJson(new { reminded });
            else
                foreach (var feed in reminded)
                    await context.Out.WriteLineAsync(Texts.Say("feeds.reminded", ("feed", feed)));
            return ExitCodes.Done;
        }
    }

    private static async Task<int> RunAllAsync(VerbContext context, Platform platform, IReadOnlyList<string> feeds)
    {
        var documents = new List<object>();
        var failed = false;
        foreach (var feed in feeds)
        {
            try
            {
                var run = await platform.Feeds.RunAsync(feed, context.CancellationToken);
                foreach (var submission in run.New)
                    await platform.Pipeline.ProcessAsync(submission.SubmissionId, context.CancellationToken);
                documents.Add(
                    new
                    {
                        feed,
                        received = run.New.Select(s => s.Number),
                        known = run.Receipts.Count(r => !r.IsNew),
                    }
                );
                if (!context.Json)
                    await context.Out.WriteLineAsync(
                        context.Texts.Say(
                            "feeds.ran",
                            ("feed", feed),
                            ("received", $"{run.New.Count()}"),
                            ("known", $"{run.Receipts.Count(r => !r.IsNew)}")
                        )
                    );
            }
            catch (Refusal refusal) when (feeds.Count > 1)
            {
                // A source that fails does not stop the others; its failure is in its feed's row.
                failed = true;
                Report.WriteRefusal(context, refusal);
            }
        }
        if (context.Json)
            context.WriteJson(documents);
        return failed ? ExitCodes.Findings : ExitCodes.Done;
    }
}
