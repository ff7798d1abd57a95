namespace Observatory.Tests.Support;

/// <summary>A machine whose clock is set wrong, and whose time passes when it is told to.</summary>
public sealed class MovedTime(TimeSpan ahead) : TimeProvider
{
    private TimeSpan _passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead + _passed;

    public override long GetTimestamp() => _passed.Ticks;

    public void Advance(TimeSpan by) => _passed += by;
}
