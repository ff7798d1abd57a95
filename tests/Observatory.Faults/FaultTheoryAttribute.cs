using Xunit;

namespace Observatory.Faults;

/// <summary>
/// A test that does faults to the real program: some minutes on a machine of its own, so only where it is asked for; else it is skipped and
/// says so.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class FaultTheoryAttribute : TheoryAttribute
{
    public FaultTheoryAttribute() =>
        Skip =
            Environment.GetEnvironmentVariable("OBSERVATORY_FAULTS") == "on"
                ? null
                : "Skipped, no fault was done: set OBSERVATORY_FAULTS=on, on a machine that does nothing else.";
}
