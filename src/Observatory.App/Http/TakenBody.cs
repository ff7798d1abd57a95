namespace Observatory.App.Http;

/// <summary>The type of the JSON body that an address accepts; its properties are the fields that a caller may write.</summary>
internal sealed record TakenBody(Type Type);
