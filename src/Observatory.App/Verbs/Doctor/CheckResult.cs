namespace Observatory.App.Verbs.Doctor;

public enum Grade
{
    Good,
    Warning,
    Broken,
}

/// <summary>The result of one check.</summary>
/// <param name="Detail">The version, place or number that was found.</param>
/// <param name="Repair">Null if the check's usual repair (<c>doctor.NAME.repair</c>) applies.</param>
public sealed record CheckResult(Grade Grade, string Detail, string? Repair = null)
{
    public static CheckResult Good(string detail) => new(Grade.Good, detail);

    public static CheckResult Warning(string detail) => new(Grade.Warning, detail);

    public static CheckResult Broken(string detail) => new(Grade.Broken, detail);
}
