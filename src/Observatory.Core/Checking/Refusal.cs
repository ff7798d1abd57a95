namespace Observatory.Core.Checking;

/// <summary>
/// A request that cannot be granted. The code that decides throws it; the API turns it into ProblemDetails in one handler, and the command
/// line into an exit code in another. The message catalogue has the text for the code.
/// </summary>
public sealed class Refusal : Exception
{
    public Refusal(string code, params ReadOnlySpan<(string Name, string Value)> arguments)
        : base(code)
    {
        Code = code;
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in arguments)
            named[name] = value;
        Arguments = named;
    }

    /// <summary>One of <see cref="RefusalCodes"/>.</summary>
    public string Code { get; }

    public IReadOnlyDictionary<string, string> Arguments { get; }
}

/// <summary>Every refusal code, with the HTTP status of its response. Codes never change.</summary>
public static class RefusalCodes
{
    public const string ParameterUnknown = "PARAMETER_UNKNOWN";
    public const string ParameterMissing = "PARAMETER_MISSING";
    public const string ParameterValue = "PARAMETER_VALUE";
    public const string CodeUnknown = "CODE_UNKNOWN";
    public const string CursorUnfit = "CURSOR_UNFIT";
    public const string FormatUnknown = "FORMAT_UNKNOWN";
    public const string NotFound = "NOT_FOUND";
    public const string MethodNotAllowed = "METHOD_NOT_ALLOWED";
    public const string SubmissionUnknown = "SUBMISSION_UNKNOWN";
    public const string SubmissionState = "SUBMISSION_STATE";
    public const string CommentUnfit = "COMMENT_UNFIT";
    public const string FindingUnknown = "FINDING_UNKNOWN";
    public const string NewerLoaded = "NEWER_LOADED";
    public const string SentAgain = "SENT_AGAIN";
    public const string FeedUnknown = "FEED_UNKNOWN";
    public const string FeedUnscheduled = "FEED_UNSCHEDULED";
    public const string FeedSourceUnreachable = "FEED_SOURCE_UNREACHABLE";
    public const string TemplateImpossible = "TEMPLATE_IMPOSSIBLE";
    public const string FileExists = "FILE_EXISTS";
    public const string FileRefused = "FILE_REFUSED";
    public const string FileNameTwice = "FILE_NAME_TWICE";
    public const string PersonalDataUnreadable = "PERSONAL_DATA_UNREADABLE";
    public const string PersonalDataStrange = "PERSONAL_DATA_STRANGE";
    public const string DatabaseBehind = "DATABASE_BEHIND";
    public const string TaxonomyBroken = "TAXONOMY_BROKEN";
    public const string MappingsBroken = "MAPPINGS_BROKEN";
    public const string FigureUnknown = "FIGURE_UNKNOWN";
    public const string BackupPlace = "BACKUP_PLACE";
    public const string BackupUnfit = "BACKUP_UNFIT";
    public const string SourceDamaged = "SOURCE_DAMAGED";
    public const string SourceGone = "SOURCE_GONE";
    public const string LabelAnswered = "LABEL_ANSWERED";
    public const string Busy = "BUSY";
    public const string StorageFull = "STORAGE_FULL";
    public const string StorageBroken = "STORAGE_BROKEN";
    public const string DatabaseFull = "DATABASE_FULL";
    public const string DatabaseAway = "DATABASE_AWAY";
    public const string DatabaseBusy = "DATABASE_BUSY";
    public const string SignInNeeded = "SIGN_IN_NEEDED";
    public const string NotAllowed = "NOT_ALLOWED";
    public const string CountryForeign = "COUNTRY_FOREIGN";
    public const string OwnSubmission = "OWN_SUBMISSION";
    public const string KeyRefused = "KEY_REFUSED";
    public const string KeyUnknown = "KEY_UNKNOWN";
    public const string KeysEnough = "KEYS_ENOUGH";
    public const string KeyForReview = "KEY_FOR_REVIEW";
    public const string PersonUnknown = "PERSON_UNKNOWN";
    public const string TokenMissing = "TOKEN_MISSING";
    public const string SignInFailed = "SIGN_IN_FAILED";
    public const string BodyType = "BODY_TYPE";
    public const string RepeatRunning = "REPEAT_RUNNING";
    public const string RepeatDiffers = "REPEAT_DIFFERS";
    public const string RepeatShownOnce = "REPEAT_SHOWN_ONCE";
    public const string UploadsEnough = "UPLOADS_ENOUGH";
    public const string TooMany = "TOO_MANY";
    public const string AtOnce = "AT_ONCE";
    public const string AnswersWait = "ANSWERS_WAIT";
    public const string QuestionTooLarge = "QUESTION_TOO_LARGE";
    public const string SignInUnreachable = "SIGN_IN_UNREACHABLE";
    public const string NotInvited = "NOT_INVITED";
    public const string SecondFactorNeeded = "SECOND_FACTOR_NEEDED";
    public const string RolesUnsafe = "ROLES_UNSAFE";
    public const string SubscriptionUnknown = "SUBSCRIPTION_UNKNOWN";
    public const string SubscriptionsEnough = "SUBSCRIPTIONS_ENOUGH";
    public const string SealKeyElsewhere = "SEAL_KEY_ELSEWHERE";
    public const string DeliveryUnknown = "DELIVERY_UNKNOWN";
    public const string AddressUnfit = "ADDRESS_UNFIT";
    public const string MailNotSetUp = "MAIL_NOT_SET_UP";

    /// <summary>Names of the arguments that are numbers, which each language writes in its own way.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Numbers { get; } =
        new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
        {
            [QuestionTooLarge] = ["value", "indicators", "areas", "periods", "breakdowns", "limit"],
            [UploadsEnough] = ["files", "limit"],
            [FileRefused] = ["limit"],
            [TooMany] = ["limit"],
            [CommentUnfit] = ["actual", "limit"],
        };

    public static IReadOnlyDictionary<string, int> Status { get; } =
        new Dictionary<string, int>(StringComparer.Ordinal)
        {
            [ParameterUnknown] = 400,
            [ParameterMissing] = 400,
            [ParameterValue] = 400,
            [CodeUnknown] = 400,
            [CursorUnfit] = 400,
            [FormatUnknown] = 406,
            [NotFound] = 404,
            [MethodNotAllowed] = 405,
            [SubmissionUnknown] = 404,
            [SubmissionState] = 409,
            [CommentUnfit] = 400,
            [FindingUnknown] = 404,
            [NewerLoaded] = 409,
            [SentAgain] = 409,
            [FeedUnknown] = 404,
            [FeedUnscheduled] = 409,
            [FeedSourceUnreachable] = 502,
            [TemplateImpossible] = 409,
            [FileExists] = 409,
            [FileRefused] = 413,
            [FileNameTwice] = 400,
            [PersonalDataUnreadable] = 422,
            [PersonalDataStrange] = 422,
            [DatabaseBehind] = 503,
            [TaxonomyBroken] = 500,
            [MappingsBroken] = 500,
            [FigureUnknown] = 404,
            [BackupPlace] = 409,
            [BackupUnfit] = 422,
            [SourceDamaged] = 410,
            [SourceGone] = 410,
            [LabelAnswered] = 409,
            [Busy] = 503,
            [StorageFull] = 507,
            [StorageBroken] = 503,
            [DatabaseFull] = 507,
            [DatabaseAway] = 503,
            [DatabaseBusy] = 503,
            [SignInNeeded] = 401,
            [NotAllowed] = 403,
            [CountryForeign] = 403,
            [OwnSubmission] = 403,
            [KeyRefused] = 401,
            [KeyUnknown] = 404,
            [KeysEnough] = 409,
            [KeyForReview] = 403,
            [PersonUnknown] = 404,
            [TokenMissing] = 403,
            [SignInFailed] = 401,
            [BodyType] = 415,
            [RepeatRunning] = 409,
            [RepeatDiffers] = 422,
            [RepeatShownOnce] = 409,
            [UploadsEnough] = 429,
            [TooMany] = 429,
            [AtOnce] = 429,
            [AnswersWait] = 503,
            [QuestionTooLarge] = 400,
            [SignInUnreachable] = 502,
            [NotInvited] = 403,
            [SecondFactorNeeded] = 403,
            [RolesUnsafe] = 500,
            [SubscriptionUnknown] = 404,
            [SubscriptionsEnough] = 409,
            [SealKeyElsewhere] = 503,
            [DeliveryUnknown] = 404,
            [AddressUnfit] = 400,
            [MailNotSetUp] = 409,
        };
}
