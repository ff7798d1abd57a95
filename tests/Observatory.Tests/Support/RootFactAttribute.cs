using Xunit;

namespace Observatory.Tests.Support;

/// <summary>A test that needs a second account of the machine, which only root can become; otherwise it is skipped and says so.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute() =>
        Skip = Environment.IsPrivilegedProcess ? null : "Skipped, nothing was checked: only root can look at files as another account.";
}
