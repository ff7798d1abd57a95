namespace Observatory.App.Verbs.Doctor;

public enum Grade
{
    Good,
    Warning,
    Broken,
}

/// <summary>What one check found.</summary>
/// <param name="Detail">The version, place or number that was seen.</param>
/// <param name="Repair">Null where the check's usual repair (<c>doctor.NAME.repair</c>) says it.</param>
public sealed record CheckResult(Grade Grade, string Detail, string? Repair = null)
{
    public static CheckResult Good(string detail) => new(Grade.Good, detail);

    public static CheckResult Warning(string detail) => new(Grade.Warning, detail);

    public static CheckResult Broken(string detail) => new(Grade.Broken, detail);
}
