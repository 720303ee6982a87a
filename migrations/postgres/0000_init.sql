CREATE TABLE "addresses" (
	"id" text PRIMARY KEY NOT NULL,
	"channel" text NOT NULL,
	"platform_id" text NOT NULL,
	"person_id" text,
	"linked_at" bigint,
	"turn" integer DEFAULT 0 NOT NULL,
	"locale" text,
	"shared" boolean,
	"unread" integer DEFAULT 0 NOT NULL,
	"said_lately" jsonb,
	"shown_prompt_id" text,
	"gone" text,
	"gone_at" bigint,
	"wrong_codes" integer DEFAULT 0 NOT NULL,
	"locked_until" bigint,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "answers" (
	"id" text PRIMARY KEY NOT NULL,
	"revision_id" text NOT NULL,
	"question_id" text NOT NULL,
	"part" integer NOT NULL,
	"state" text NOT NULL,
	"text" text,
	"photo_id" text,
	"given_at" bigint NOT NULL,
	"address_id" text,
	"message_id" text,
	"prompt_id" text
);
--> statement-breakpoint
CREATE TABLE "attendances" (
	"meeting_id" text NOT NULL,
	"person_id" text NOT NULL,
	"reply" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "attendances_meeting_id_person_id_pk" PRIMARY KEY("meeting_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"at" bigint NOT NULL,
	"actor_id" text,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"detail" jsonb
);
--> statement-breakpoint
CREATE TABLE "campaigns" (
	"id" text PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"unit_id" text NOT NULL,
	"questionnaire" text NOT NULL,
	"opens_on" text NOT NULL,
	"closes_on" text NOT NULL,
	"meeting_deadline" text NOT NULL,
	"submission_deadline" text NOT NULL,
	"content" jsonb NOT NULL,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "consents" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"decision" text NOT NULL,
	"text_version" text NOT NULL,
	"at" bigint NOT NULL,
	"channel" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "conversations" (
	"person_id" text PRIMARY KEY NOT NULL,
	"state" jsonb NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "handed_in" (
	"campaign_id" text NOT NULL,
	"person_id" text NOT NULL,
	"unit_id" text NOT NULL,
	"exempt" boolean NOT NULL,
	CONSTRAINT "handed_in_campaign_id_person_id_pk" PRIMARY KEY("campaign_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "handouts" (
	"id" text PRIMARY KEY NOT NULL,
	"address_id" text NOT NULL,
	"person_id" text NOT NULL,
	"revision_id" text,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"channel" text NOT NULL,
	"key" text NOT NULL,
	"platform_id" text NOT NULL,
	"received_at" bigint NOT NULL,
	"state" text NOT NULL,
	"event" jsonb,
	"code" text,
	"error" text,
	"turn" integer,
	CONSTRAINT "inbox_channel_key_pk" PRIMARY KEY("channel","key")
);
--> statement-breakpoint
CREATE TABLE "invites" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"code_hash" text NOT NULL,
	"created_at" bigint NOT NULL,
	"created_by" text,
	"expires_at" bigint NOT NULL,
	"closed_at" bigint,
	"closed_why" text
);
--> statement-breakpoint
CREATE TABLE "link_codes" (
	"code_hash" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"address_id" text NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL,
	"closed_at" bigint,
	"closed_why" text
);
--> statement-breakpoint
CREATE TABLE "meetings" (
	"id" text PRIMARY KEY NOT NULL,
	"campaign_id" text NOT NULL,
	"unit_id" text NOT NULL,
	"state" text NOT NULL,
	"starts_at" text NOT NULL,
	"place" text NOT NULL,
	"held_on" text,
	"present" integer,
	"created_at" bigint NOT NULL,
	"updated_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "memberships" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"unit_id" text NOT NULL,
	"status" text NOT NULL,
	"valid_from" text NOT NULL,
	"valid_to" text
);
--> statement-breakpoint
CREATE TABLE "meta" (
	"key" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mutes" (
	"person_id" text NOT NULL,
	"campaign_id" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "mutes_person_id_campaign_id_pk" PRIMARY KEY("person_id","campaign_id")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"seq" bigserial PRIMARY KEY NOT NULL,
	"id" text NOT NULL,
	"address_id" text NOT NULL,
	"channel" text NOT NULL,
	"platform_id" text NOT NULL,
	"lane" text NOT NULL,
	"kind" text NOT NULL,
	"call" jsonb,
	"pieces" jsonb,
	"state" text NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" bigint NOT NULL,
	"owner" text,
	"last_error" text,
	"message_id" text,
	"reminder_day" text,
	"created_at" bigint NOT NULL,
	"done_at" bigint
);
--> statement-breakpoint
CREATE TABLE "papers" (
	"campaign_id" text NOT NULL,
	"person_id" text NOT NULL,
	"unit_id" text NOT NULL,
	"state" text NOT NULL,
	"claimed_at" bigint,
	"confirmed_at" bigint,
	"confirmed_by" text,
	CONSTRAINT "papers_campaign_id_person_id_pk" PRIMARY KEY("campaign_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "persons" (
	"id" text PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"search_name" text NOT NULL,
	"locale" text,
	"turn" integer DEFAULT 0 NOT NULL,
	"last_address_id" text,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "photos" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"type" text NOT NULL,
	"bytes" "bytea" NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "prompts" (
	"id" text PRIMARY KEY NOT NULL,
	"address_id" text NOT NULL,
	"flow" text,
	"step" text,
	"options" jsonb NOT NULL,
	"asked_at" bigint NOT NULL,
	"answer" text,
	"answered_at" bigint
);
--> statement-breakpoint
CREATE TABLE "questionnaires" (
	"hash" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"version" integer NOT NULL,
	"content" jsonb NOT NULL,
	"published_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "readings" (
	"id" text PRIMARY KEY NOT NULL,
	"reader_id" text NOT NULL,
	"author_id" text NOT NULL,
	"revision_id" text NOT NULL,
	"at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reminders" (
	"person_id" text NOT NULL,
	"day" text NOT NULL,
	"reasons" text NOT NULL,
	"digest" boolean NOT NULL,
	CONSTRAINT "reminders_person_id_day_pk" PRIMARY KEY("person_id","day")
);
--> statement-breakpoint
CREATE TABLE "revisions" (
	"id" text PRIMARY KEY NOT NULL,
	"submission_id" text NOT NULL,
	"number" integer NOT NULL,
	"questionnaire" text NOT NULL,
	"state" text NOT NULL,
	"started_at" bigint NOT NULL,
	"submitted_at" bigint
);
--> statement-breakpoint
CREATE TABLE "roles" (
	"id" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"unit_id" text NOT NULL,
	"role" text NOT NULL,
	"valid_from" text NOT NULL,
	"valid_to" text
);
--> statement-breakpoint
CREATE TABLE "schedules" (
	"key" text PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"due_at" bigint NOT NULL,
	"data" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sent_months" (
	"channel" text NOT NULL,
	"month" text NOT NULL,
	"sent" integer NOT NULL,
	"warned_messages" integer DEFAULT 0 NOT NULL,
	"warned_people" integer DEFAULT 0 NOT NULL,
	"suspected_since" bigint,
	"tried_at" bigint,
	CONSTRAINT "sent_months_channel_month_pk" PRIMARY KEY("channel","month")
);
--> statement-breakpoint
CREATE TABLE "submissions" (
	"id" text PRIMARY KEY NOT NULL,
	"campaign_id" text NOT NULL,
	"person_id" text NOT NULL,
	"unit_id" text NOT NULL,
	"state" text NOT NULL,
	"submitted_at" bigint,
	"created_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "units" (
	"id" text PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"search_name" text NOT NULL,
	"kind" text NOT NULL,
	"sort" text,
	"parent_id" text,
	"path" text NOT NULL,
	"valid_from" text,
	"valid_to" text
);
--> statement-breakpoint
CREATE TABLE "untold" (
	"person_id" text PRIMARY KEY NOT NULL,
	"since" bigint NOT NULL,
	"reminder_day" text,
	"notice" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "web_awaited" (
	"address_id" text PRIMARY KEY NOT NULL,
	"n" integer NOT NULL,
	"since" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "web_chats" (
	"address_id" text PRIMARY KEY NOT NULL,
	"last" integer DEFAULT 0 NOT NULL,
	"received" integer DEFAULT 0 NOT NULL,
	"menu" jsonb
);
--> statement-breakpoint
CREATE TABLE "web_entries" (
	"address_id" text NOT NULL,
	"n" integer NOT NULL,
	"key" text NOT NULL,
	"body" text NOT NULL,
	"at" bigint NOT NULL,
	CONSTRAINT "web_entries_address_id_n_pk" PRIMARY KEY("address_id","n")
);
--> statement-breakpoint
CREATE TABLE "web_files" (
	"id" text PRIMARY KEY NOT NULL,
	"address_id" text NOT NULL,
	"n" integer NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"bytes" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "web_places" (
	"id" text PRIMARY KEY NOT NULL,
	"address_id" text NOT NULL,
	"secret_hash" text NOT NULL,
	"label" text NOT NULL,
	"created_at" bigint NOT NULL,
	"seen_at" bigint NOT NULL,
	"ended_at" bigint
);
--> statement-breakpoint
CREATE TABLE "writing_links" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"person_id" text NOT NULL,
	"expires_at" bigint NOT NULL,
	"spent_at" bigint
);
--> statement-breakpoint
ALTER TABLE "addresses" ADD CONSTRAINT "addresses_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "answers" ADD CONSTRAINT "answers_revision_id_revisions_id_fk" FOREIGN KEY ("revision_id") REFERENCES "public"."revisions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "answers" ADD CONSTRAINT "answers_photo_id_photos_id_fk" FOREIGN KEY ("photo_id") REFERENCES "public"."photos"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendances" ADD CONSTRAINT "attendances_meeting_id_meetings_id_fk" FOREIGN KEY ("meeting_id") REFERENCES "public"."meetings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "attendances" ADD CONSTRAINT "attendances_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "consents" ADD CONSTRAINT "consents_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "conversations" ADD CONSTRAINT "conversations_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "handed_in" ADD CONSTRAINT "handed_in_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "handouts" ADD CONSTRAINT "handouts_address_id_addresses_id_fk" FOREIGN KEY ("address_id") REFERENCES "public"."addresses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "handouts" ADD CONSTRAINT "handouts_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "invites" ADD CONSTRAINT "invites_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "link_codes" ADD CONSTRAINT "link_codes_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mutes" ADD CONSTRAINT "mutes_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_address_id_addresses_id_fk" FOREIGN KEY ("address_id") REFERENCES "public"."addresses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "papers" ADD CONSTRAINT "papers_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "photos" ADD CONSTRAINT "photos_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "prompts" ADD CONSTRAINT "prompts_address_id_addresses_id_fk" FOREIGN KEY ("address_id") REFERENCES "public"."addresses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "revisions" ADD CONSTRAINT "revisions_submission_id_submissions_id_fk" FOREIGN KEY ("submission_id") REFERENCES "public"."submissions"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "roles" ADD CONSTRAINT "roles_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "roles" ADD CONSTRAINT "roles_unit_id_units_id_fk" FOREIGN KEY ("unit_id") REFERENCES "public"."units"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_campaign_id_campaigns_id_fk" FOREIGN KEY ("campaign_id") REFERENCES "public"."campaigns"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "submissions" ADD CONSTRAINT "submissions_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "untold" ADD CONSTRAINT "untold_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "web_awaited" ADD CONSTRAINT "web_awaited_address_id_addresses_id_fk" FOREIGN KEY ("address_id") REFERENCES "public"."addresses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "web_chats" ADD CONSTRAINT "web_chats_address_id_addresses_id_fk" FOREIGN KEY ("address_id") REFERENCES "public"."addresses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "web_entries" ADD CONSTRAINT "web_entries_address_id_addresses_id_fk" FOREIGN KEY ("address_id") REFERENCES "public"."addresses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "web_files" ADD CONSTRAINT "web_files_address_id_addresses_id_fk" FOREIGN KEY ("address_id") REFERENCES "public"."addresses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "web_places" ADD CONSTRAINT "web_places_address_id_addresses_id_fk" FOREIGN KEY ("address_id") REFERENCES "public"."addresses"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "writing_links" ADD CONSTRAINT "writing_links_person_id_persons_id_fk" FOREIGN KEY ("person_id") REFERENCES "public"."persons"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "addresses_platform" ON "addresses" USING btree ("channel","platform_id");--> statement-breakpoint
CREATE INDEX "addresses_person" ON "addresses" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "addresses_gone" ON "addresses" USING btree ("gone");--> statement-breakpoint
CREATE UNIQUE INDEX "answers_part" ON "answers" USING btree ("revision_id","question_id","state","part");--> statement-breakpoint
CREATE INDEX "answers_photo" ON "answers" USING btree ("photo_id") WHERE "answers"."photo_id" is not null;--> statement-breakpoint
CREATE INDEX "audit_subject" ON "audit" USING btree ("subject");--> statement-breakpoint
CREATE UNIQUE INDEX "campaigns_code" ON "campaigns" USING btree ("code");--> statement-breakpoint
CREATE INDEX "campaigns_unit" ON "campaigns" USING btree ("unit_id");--> statement-breakpoint
CREATE INDEX "consents_person" ON "consents" USING btree ("person_id","at");--> statement-breakpoint
CREATE INDEX "handed_in_unit" ON "handed_in" USING btree ("campaign_id","unit_id","exempt");--> statement-breakpoint
CREATE INDEX "handouts_expires" ON "handouts" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "handouts_person" ON "handouts" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "inbox_new" ON "inbox" USING btree ("channel","platform_id") WHERE "inbox"."state" = 'new';--> statement-breakpoint
CREATE INDEX "inbox_failed" ON "inbox" USING btree ("received_at") WHERE "inbox"."state" = 'failed';--> statement-breakpoint
CREATE UNIQUE INDEX "invites_code" ON "invites" USING btree ("code_hash");--> statement-breakpoint
CREATE INDEX "invites_person" ON "invites" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "link_codes_person" ON "link_codes" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "link_codes_expires" ON "link_codes" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "meetings_unit" ON "meetings" USING btree ("campaign_id","unit_id","state");--> statement-breakpoint
CREATE INDEX "memberships_person" ON "memberships" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "memberships_unit" ON "memberships" USING btree ("unit_id","status","valid_from","valid_to","person_id");--> statement-breakpoint
CREATE INDEX "memberships_ended" ON "memberships" USING btree ("valid_to");--> statement-breakpoint
CREATE UNIQUE INDEX "outbox_id" ON "outbox" USING btree ("id");--> statement-breakpoint
CREATE INDEX "outbox_pending" ON "outbox" USING btree ("due_at") WHERE "outbox"."state" = 'pending';--> statement-breakpoint
CREATE INDEX "outbox_sending" ON "outbox" USING btree ("seq") WHERE "outbox"."state" = 'sending';--> statement-breakpoint
CREATE INDEX "outbox_open" ON "outbox" USING btree ("address_id","seq") WHERE "outbox"."state" in ('pending', 'sending');--> statement-breakpoint
CREATE INDEX "outbox_reminder" ON "outbox" USING btree ("address_id","reminder_day") WHERE "outbox"."reminder_day" is not null;--> statement-breakpoint
CREATE UNIQUE INDEX "persons_code" ON "persons" USING btree ("code");--> statement-breakpoint
CREATE INDEX "persons_search" ON "persons" USING btree ("search_name");--> statement-breakpoint
CREATE INDEX "photos_person" ON "photos" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "prompts_address" ON "prompts" USING btree ("address_id","asked_at");--> statement-breakpoint
CREATE INDEX "questionnaires_name" ON "questionnaires" USING btree ("name","version");--> statement-breakpoint
CREATE INDEX "readings_author" ON "readings" USING btree ("author_id","at");--> statement-breakpoint
CREATE UNIQUE INDEX "revisions_number" ON "revisions" USING btree ("submission_id","number");--> statement-breakpoint
CREATE INDEX "roles_person" ON "roles" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "roles_unit" ON "roles" USING btree ("unit_id");--> statement-breakpoint
CREATE INDEX "schedules_due" ON "schedules" USING btree ("due_at");--> statement-breakpoint
CREATE UNIQUE INDEX "submissions_person" ON "submissions" USING btree ("campaign_id","person_id");--> statement-breakpoint
CREATE INDEX "submissions_unit" ON "submissions" USING btree ("campaign_id","unit_id","state");--> statement-breakpoint
CREATE INDEX "submissions_of" ON "submissions" USING btree ("person_id");--> statement-breakpoint
CREATE UNIQUE INDEX "units_code" ON "units" USING btree ("code");--> statement-breakpoint
CREATE INDEX "units_path" ON "units" USING btree ("path");--> statement-breakpoint
CREATE INDEX "units_parent" ON "units" USING btree ("parent_id");--> statement-breakpoint
CREATE INDEX "web_awaited_since" ON "web_awaited" USING btree ("since");--> statement-breakpoint
CREATE UNIQUE INDEX "web_entries_key" ON "web_entries" USING btree ("address_id","key");--> statement-breakpoint
CREATE INDEX "web_entries_at" ON "web_entries" USING btree ("at");--> statement-breakpoint
CREATE INDEX "web_files_entry" ON "web_files" USING btree ("address_id","n");--> statement-breakpoint
CREATE INDEX "web_places_address" ON "web_places" USING btree ("address_id");--> statement-breakpoint
CREATE INDEX "writing_links_person" ON "writing_links" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "writing_links_expires" ON "writing_links" USING btree ("expires_at");