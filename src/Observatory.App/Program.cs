using System.Globalization;
using Observatory.App.Languages;
using Observatory.App.Reading;
using Observatory.App.Verbs;
using Observatory.Warehouse.Files;

// Every parse and format names its culture; what forgets to must not depend on the machine.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

// Offices' files, logs and keys are nobody else's on this machine, however it is set.
OwnerOnly.Begin();

if (args is [ReadingChild.Word])
    return ReadingChild.Run(Console.OpenStandardInput(), Console.OpenStandardOutput());

var texts = Texts.In(Texts.Choose(args, Environment.GetEnvironmentVariable));
return await new VerbFrame(texts)
{
    new DemoVerb(texts),
    new ServeVerb(texts),
    new DoctorVerb(texts),
    new MigrateVerb(texts),
    new MappingsVerb(texts),
    new CheckVerb(texts),
    new IngestVerb(texts),
    new SubmissionsVerb(texts),
    new FeedsVerb(texts),
    new KeysVerb(texts),
    new UsersVerb(texts),
    new SubscriptionsVerb(texts),
    new AuditVerb(texts),
    new FilesVerb(texts),
    new BackupVerb(texts),
    new QueryVerb(texts),
    new CoverageVerb(texts),
    new ExplainVerb(texts),
    new ClusterVerb(texts),
}.RunAsync(args, Console.Out, Console.Error);
