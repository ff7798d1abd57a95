using System.CommandLine;
using System.Globalization;
using Observatory.App.Languages;
using Observatory.Warehouse.Keeping;

namespace Observatory.App.Verbs;

/// <summary>The files as they were received.</summary>
public sealed class FilesVerb : Verb
{
    public FilesVerb(Texts texts)
        : base("files", texts) => Subcommands.Add(new VerifyVerb(texts));

    /// <summary>Compares every stored file with its checksum. Exit code 1 if one is missing or damaged.</summary>
    private sealed class VerifyVerb(Texts texts) : Verb("verify", texts, "verb.files.verify")
    {
        public override async Task<int> RunAsync(VerbContext context, ParseResult given)
        {
            await using var platform = await context.OpenAsync();
            var report = await platform.Scrub.VerifyAllAsync(platform.Clock.GetCurrentInstant(), (_, _) => { }, context.CancellationToken);
            var faults = await platform.Scrub.FaultsAsync(context.CancellationToken);
            if (context.Json)
            {
                context.WriteJson(
                    new
                    {
                        folder = platform.Files.Root,
                        files = report.Files,
                        bytes = report.Bytes,
                        faults = faults.Select(f => new
                        {
                            sha256 = f.Sha256,
                            fault = f.Fault,
                            submission = f.Submission == 0 ? (int?)null : f.Submission,
                            name = f.Name.Length == 0 ? null : f.Name,
                        }),
                    }
                );
                return faults.Count == 0 ? ExitCodes.Done : ExitCodes.Findings;
            }
            foreach (var fault in faults)
                await context.Out.WriteLineAsync(Say(fault));
            await context.Out.WriteLineAsync(
                Texts.Say(
                    faults.Count == 0 ? "files.whole" : "files.broken",
                    ("files", Number(report.Files)),
                    ("bytes", Number(report.Bytes)),
                    ("path", platform.Files.Root),
                    ("faults", Number(faults.Count))
                )
            );
            return faults.Count == 0 ? ExitCodes.Done : ExitCodes.Findings;
        }

        private string Say(FaultyFileRow fault) =>
            Texts.Say($"files.{fault.Fault}", ("sha256", fault.Sha256), ("number", Number(fault.Submission)), ("file", fault.Name));

        private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
    }
}
