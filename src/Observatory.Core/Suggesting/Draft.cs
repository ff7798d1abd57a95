using Observatory.Core.Mappings;
using Observatory.Core.Reading;

namespace Observatory.Core.Suggesting;

/// <summary>
/// A proposed mapping folder for a file. The mapping reader accepts it unless its first question says why not; everything uncertain is in
/// it as a question.
/// </summary>
/// <param name="Questions">Everything that a person is asked, the most serious first; also in the folder as <c>questions.txt</c>.</param>
/// <param name="Reading">The result of reading the whole file with the draft.</param>
public sealed record Draft(FolderFiles Folder, IReadOnlyList<Question> Questions, FileReading Reading);
