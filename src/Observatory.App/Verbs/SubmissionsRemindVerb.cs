using System.CommandLine;
using System.Globalization;
using Observatory.App.Languages;

namespace Observatory.App.Verbs;

/// <summary>Sends notices about submissions that have waited long for a person, as a worker does every hour.</summary>
public sealed class SubmissionsRemindVerb(Texts texts) : Verb("remind", texts, "verb.submissions.remind")
{
    public override async Task<int> RunAsync(VerbContext context, ParseResult given)
    {
        await using var platform = await context.OpenAsync();
        var told = await platform.Waits.RunAsync(context.CancellationToken);
        if (context.Json)
            context.WriteJson(new { told });
        else
            foreach (var number in told)
                await context.Out.WriteLineAsync(
                    Texts.Say("submissions.reminded", ("number", number.ToString(CultureInfo.InvariantCulture)))
                );
        return ExitCodes.Done;
    }
}
