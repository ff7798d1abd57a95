using Xunit;

namespace Observatory.Tests.Support;

/// <summary>Tests that measure time or start many processes: they run after the others, one by one.</summary>
[CollectionDefinition(nameof(AloneOnTheMachine), DisableParallelization = true)]
public sealed class AloneOnTheMachine;
