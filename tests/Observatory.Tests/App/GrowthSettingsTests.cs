using Observatory.App.Composition;
using Xunit;

namespace Observatory.Tests.App;

public sealed class GrowthSettingsTests
{
    /// <summary>A compose file hands on a variable that nobody set as an empty one.</summary>
    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("   ", null)]
    [InlineData("Host=replica", "Host=replica")]
    public void An_empty_replica_is_none(string? given, string? reader) => Assert.Equal(reader, GrowthSettings.Given(given));
}
