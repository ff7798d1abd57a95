namespace Observatory.App.Responses;

/// <summary>A figure. Only the API's description uses this type: its properties are the columns of <c>FigureTable</c>.</summary>
public sealed record ObservationResponse;

/// <summary>
/// A value that a cell has had. Only the API's description uses this type: its properties are the columns of <c>RevisionTable</c>.
/// </summary>
public sealed record RevisionResponse;
