using Observatory.Core.Mappings;

namespace Observatory.Core.Suggesting;

/// <summary>
/// A mapping folder proposed for a file: the reader of mappings takes it unless its first question says why not, and what is not sure
/// stands in it as a question.
/// </summary>
/// <param name="Questions">All that a person is asked, the heaviest first; also in the folder as <c>questions.txt</c>.</param>
/// <param name="Reading">What the whole file gives when it is read by the draft.</param>
public sealed record Draft(FolderFiles Folder, IReadOnlyList<Question> Questions, FileReading Reading);
