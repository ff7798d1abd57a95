namespace Observatory.App.Verbs;

public static class ExitCodes
{
    public const int Done = 0;

    /// <summary>Findings or refusals that stop the work; warnings of <c>doctor</c>.</summary>
    public const int Findings = 1;

    public const int WrongUse = 2;

    public const int Failed = 3;

    /// <summary>Only for <c>doctor</c>, which grades the machine: good, warnings, broken.</summary>
    public const int Broken = 2;

    /// <summary>Ended by Ctrl+C (128 + SIGINT), as shells expect.</summary>
    public const int Interrupted = 130;
}
