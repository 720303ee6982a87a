/** Branded ids: a PersonId cannot be passed where a UnitId is wanted, though both are text. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name };

export type UnitId = Brand<string, 'UnitId'>;
export type PersonId = Brand<string, 'PersonId'>;
export type AddressId = Brand<string, 'AddressId'>;
export type CampaignId = Brand<string, 'CampaignId'>;
export type SubmissionId = Brand<string, 'SubmissionId'>;
export type RevisionId = Brand<string, 'RevisionId'>;
export type AnswerId = Brand<string, 'AnswerId'>;
export type MeetingId = Brand<string, 'MeetingId'>;
export type PromptId = Brand<string, 'PromptId'>;
export type PhotoId = Brand<string, 'PhotoId'>;
export type OutboxId = Brand<string, 'OutboxId'>;
/** SHA-256 of a questionnaire's canonical JSON: the identity of one published version. */
export type QuestionnaireHash = Brand<string, 'QuestionnaireHash'>;
