using System.CommandLine;
using Observatory.App.Asking;
using Observatory.App.Languages;
using Observatory.Core.Access;

namespace Observatory.App.Verbs;

/// <summary>Prints the receipt of a submission.</summary>
public sealed class SubmissionsReceiptVerb : Verb
{
    private readonly Argument<string> _id;

    public SubmissionsReceiptVerb(Texts texts)
        : base("receipt", texts, "verb.submissions.receipt")
    {
        _id = new("ID") { Description = texts["option.submission"] };
        Arguments.Add(_id);
    }

    public override async Task<int> RunAsync(VerbContext context, ParseResult given)
    {
        await using var platform = await context.OpenAsync();
        var submission = await platform.Submissions.FindAsync(Actor.Operator, given.GetValue(_id)!, context.CancellationToken);
        var receipt = await platform.Receipts.IssueAsync(Actor.Operator, submission.SubmissionId, context.CancellationToken);
        if (context.Json)
            context.WriteJson(ReceiptDocuments.Json(receipt));
        else
            await context.Out.WriteAsync(ReceiptDocuments.Text(receipt, context.Language));
        return ExitCodes.Done;
    }
}
