namespace Observatory.App.Http;

/// <summary>The document that an address takes: its properties are the fields that a caller may write.</summary>
internal sealed record TakenBody(Type Type);
