namespace Observatory.App.Verbs.Doctor;

/// <summary>One check of doctor. Its texts are <c>doctor.NAME</c> and <c>doctor.NAME.repair</c>.</summary>
public sealed record DoctorCheck(string Name, Func<Examination, Task<CheckResult>> RunAsync);
