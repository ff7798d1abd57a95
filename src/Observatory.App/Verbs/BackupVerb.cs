using System.CommandLine;
using System.Globalization;
using Observatory.App.Composition;
using Observatory.App.Languages;
using Observatory.Hosting.Backups;
using Observatory.Warehouse.Database;
using Observatory.Warehouse.Files;
using Observatory.Warehouse.Keeping;

namespace Observatory.App.Verbs;

/// <summary>Copies everything that cannot be replaced into a folder for safekeeping, and restores it.</summary>
public sealed class BackupVerb : Verb
{
    public BackupVerb(Texts texts)
        : base("backup", texts)
    {
        Subcommands.Add(new CreateVerb(texts));
        Subcommands.Add(new VerifyVerb(texts));
        Subcommands.Add(new RestoreVerb(texts));
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class CreateVerb : Verb
    {
        private readonly Argument<string> _folder;

        public CreateVerb(Texts texts)
            : base("create", texts, "verb.backup.create")
        {
            _folder = new("DIR") { Description = texts["argument.backup.to"] };
            Arguments.Add(_folder);
        }

        public override async Task<int> RunAsync(VerbContext context, ParseResult given)
        {
            var to = Path.GetFullPath(given.GetValue(_folder)!);
            await using var platform = await context.OpenAsync();
            var isGiven = Database.Given is not null;
            if (isGiven && !File.Exists(Path.Combine(to, HomeBackup.DumpFile)))
            {
                // The operator of a given database copies it, because the program may not read all of it.
                await context.Error.WriteLineAsync(
                    Texts.Say("backup.dumpFirst", ("path", Path.Combine(to, HomeBackup.DumpFile)), ("database", platform.Sources.Place))
                );
                return ExitCodes.Findings;
            }

            var identity = (await platform.DemandBelongingAsync(context.CancellationToken)).Database!.Value;
            var manifest = await HomeBackup.CreateAsync(
                context.Home,
                platform.Files,
                identity,
                isGiven,
                to,
                platform.Clock,
                context.CancellationToken
            );
            if (context.Json)
            {
                context.WriteJson(
                    new
                    {
                        folder = to,
                        identity,
                        database = manifest.Database,
                        files = manifest.Files.Count,
                        bytes = manifest.Files.Sum(f => f.Bytes),
                        faulty = manifest.Faulty,
                    }
                );
            }
            else
            {
                foreach (var sha256 in manifest.Faulty)
                {
                    await context.Out.WriteLineAsync(Texts.Say("backup.faulty", ("sha256", sha256)));
                }

                await context.Out.WriteLineAsync(
                    Texts.Say(
                        "backup.made",
                        ("path", to),
                        ("files", Number(manifest.Files.Count)),
                        ("command", $"./observatory backup verify {to}")
                    )
                );
                if (NoticeSettings.IsSealElsewhere)
                {
                    await context.Out.WriteLineAsync(Texts.Say("backup.sealElsewhere", ("path", NoticeSettings.SealFile(context.Home))));
                }
            }

            return manifest.Faulty.Count == 0 ? ExitCodes.Done : ExitCodes.Findings;
        }
    }

    private sealed class VerifyVerb : Verb
    {
        private readonly Argument<string> _folder;

        public VerifyVerb(Texts texts)
            : base("verify", texts, "verb.backup.verify")
        {
            _folder = new("DIR") { Description = texts["argument.backup.from"] };
            Arguments.Add(_folder);
        }

        public override async Task<int> RunAsync(VerbContext context, ParseResult given)
        {
            var from = Path.GetFullPath(given.GetValue(_folder)!);
            var report = await HomeBackup.VerifyAsync(from, context.CancellationToken);
            if (context.Json)
            {
                context.WriteJson(
                    new
                    {
                        folder = from,
                        report.Manifest.CreatedAt,
                        report.Manifest.Identity,
                        report.Manifest.Database,
                        report.Files,
                        report.Bytes,
                        report.Manifest.Faulty,
                        report.Faults,
                    }
                );
            }
            else
            {
                foreach (var fault in report.Faults)
                {
                    await context.Out.WriteLineAsync(Texts.Say("backup.fault", ("file", fault)));
                }

                await context.Out.WriteLineAsync(
                    Texts.Say(
                        report.Faults.Count == 0 ? "backup.good" : "backup.bad",
                        ("path", from),
                        ("day", report.Manifest.CreatedAt),
                        ("files", Number(report.Files)),
                        ("bytes", Number(report.Bytes)),
                        ("faults", Number(report.Faults.Count))
                    )
                );
            }

            return report.Faults.Count == 0 ? ExitCodes.Done : ExitCodes.Findings;
        }
    }

    private sealed class RestoreVerb : Verb
    {
        private readonly Argument<string> _folder;

        public RestoreVerb(Texts texts)
            : base("restore", texts, "verb.backup.restore")
        {
            _folder = new("DIR") { Description = texts["argument.backup.from"] };
            Arguments.Add(_folder);
        }

        public override async Task<int> RunAsync(VerbContext context, ParseResult given)
        {
            var from = Path.GetFullPath(given.GetValue(_folder)!);
            var manifest = BackupManifest.Read(from);
            var isDump = manifest.Database == BackupManifest.Dump;
            if (isDump != Database.Given is not null)
            {
                await context.Error.WriteLineAsync(
                    Texts.Say(isDump ? "backup.needsGiven" : "backup.needsOwn", ("path", Path.Combine(from, HomeBackup.DumpFile)))
                );
                return ExitCodes.Findings;
            }

            if (isDump)
            {
                await DemandRestoredAsync(from, context.CancellationToken);
            }

            var report = await HomeBackup.RestoreAsync(
                from,
                context.Home,
                GrowthSettings.Files ?? Path.Combine(context.Home, "files"),
                context.CancellationToken
            );
            await using var platform = await context.OpenAsync();
            var audit = await platform.Audit.VerifyAsync(context.CancellationToken);
            if (context.Json)
            {
                context.WriteJson(
                    new
                    {
                        home = context.Home,
                        manifest.Identity,
                        report.Files,
                        report.Bytes,
                        manifest.Faulty,
                        audit = new
                        {
                            audit.Entries,
                            audit.Head,
                            faults = audit.Faults.Count,
                        },
                    }
                );
            }
            else
            {
                await context.Out.WriteLineAsync(
                    Texts.Say(
                        audit.Faults.Count == 0 ? "backup.restored" : "backup.restoredBroken",
                        ("path", context.Home),
                        ("files", Number(report.Files)),
                        ("entries", Number(audit.Entries)),
                        ("faults", Number(audit.Faults.Count))
                    )
                );
            }

            return audit.Faults.Count == 0 ? ExitCodes.Done : ExitCodes.Findings;
        }

        /// <summary>
        /// Demands that the given database was restored before the home; its identity in the backup shows whether it was.
        /// </summary>
        private static async Task DemandRestoredAsync(string from, CancellationToken cancellation)
        {
            await using var sources = new DataSources(Database.Given!);
            var found = await new Belonging(sources, new FileStore(Path.Combine(from, "files")), from).ExamineAsync(cancellation);
            if (found.Bond is not Bond.Same)
            {
                throw Platform.NotBelonging(found, sources.Place);
            }
        }
    }
}
