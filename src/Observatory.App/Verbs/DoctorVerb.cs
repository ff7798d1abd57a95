using System.CommandLine;
using Observatory.App.Languages;
using Observatory.App.Verbs.Doctor;
using Observatory.Hosting.Machine;

namespace Observatory.App.Verbs;

/// <summary>Every dependency and invariant, one line each, with the repair. Exit code 0, 1 (warnings), 2 (broken).</summary>
public sealed class DoctorVerb(Texts texts) : Verb("doctor", texts)
{
    /// <summary>In the order of their dependencies. A new check is one more entry here or in one of these lists.</summary>
    public static IReadOnlyList<DoctorCheck> Checks { get; } =
    [.. MachineChecks.All, .. PostgresChecks.All, .. ContentChecks.All, .. GrowthChecks.All];

    public override async Task<int> RunAsync(VerbContext context, ParseResult given)
    {
        var lines = new List<Line>();
        await using var examination = new Examination(context);
        foreach (var check in Checks)
        {
            var result = await RunAsync(check, examination);
            var repair = result.Grade == Grade.Good ? null : result.Repair ?? Texts[$"doctor.{check.Name}.repair"];
            var line = new Line(check.Name, result.Grade, Texts[$"doctor.{check.Name}"], result.Detail, repair);
            lines.Add(line);
            if (!context.Json)
            {
                await WriteAsync(context, line);
            }
        }

        var worst = lines.Max(l => l.Grade);
        if (context.Json)
        {
            context.WriteJson(
                new
                {
                    result = Word(worst),
                    checks = lines.Select(l => new
                    {
                        l.Name,
                        grade = Word(l.Grade),
                        l.Label,
                        l.Detail,
                        l.Repair,
                    }),
                }
            );
        }

        return worst switch
        {
            Grade.Good => ExitCodes.Done,
            Grade.Warning => ExitCodes.Findings,
            _ => ExitCodes.Broken,
        };
    }

    private async Task<CheckResult> RunAsync(DoctorCheck check, Examination examination)
    {
        try
        {
            return await check.RunAsync(examination);
        }
        catch (Fault fault)
        {
            var facts = string.Join(", ", fault.Facts.Select(f => $"{Texts[$"fact.{f.Name}"]}: {f.Value}"));
            return new(
                Grade.Broken,
                $"{fault.Code}: {Texts.Say($"fault.{fault.Code}.what", fault.Facts)} {facts}",
                Texts.Say($"fault.{fault.Code}.repair", fault.Facts)
            );
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // One broken check must not hide the others.
            return CheckResult.Broken($"{exception.GetType().Name}: {exception.Message}");
        }
    }

    private async Task WriteAsync(VerbContext context, Line line)
    {
        await context.Out.WriteLineAsync($"{Texts[$"doctor.grade.{Word(line.Grade)}"], -8} {line.Label, -22} {line.Detail}");
        if (line.Repair is not null)
        {
            await context.Out.WriteLineAsync($"{"", -8} {"", -22} -> {line.Repair}");
        }
    }

    private static string Word(Grade grade) =>
        grade switch
        {
            Grade.Good => "good",
            Grade.Warning => "warning",
            Grade.Broken => "broken",
            _ => throw new ArgumentOutOfRangeException(nameof(grade)),
        };

    private sealed record Line(string Name, Grade Grade, string Label, string Detail, string? Repair);
}
