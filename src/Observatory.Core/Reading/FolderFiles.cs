namespace Observatory.Core.Reading;

/// <summary>The files of one folder of <c>etl-mappings</c> as bytes, by file name: Core reads these instead of paths.</summary>
/// <param name="Name">The folder's name from the root of its tree, with forward slashes, such as <c>MEX/sesnsp-state-offences</c>.</param>
/// <param name="Files">Content by file name, without folders.</param>
public sealed record FolderFiles(string Name, IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Files);
