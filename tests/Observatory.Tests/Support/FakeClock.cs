using NodaTime;

namespace Observatory.Tests.Support;

/// <summary>A clock that stands until it is moved.</summary>
public sealed class FakeClock(Instant now) : IClock
{
    public Instant Now { get; set; } = now;

    public Instant GetCurrentInstant() => Now;

    public void Advance(Duration by) => Now += by;
}
