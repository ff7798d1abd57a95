using Xunit;

namespace Observatory.Tests.Api;

/// <summary>One server for all of them: the job library keeps its storage in a static field, so a process can hold only one.</summary>
[CollectionDefinition(Name)]
public sealed class ApiTests : ICollectionFixture<ApiWorld>
{
    public const string Name = "api";
}
