CREATE TABLE `addresses` (
	`id` text PRIMARY KEY NOT NULL,
	`channel` text NOT NULL,
	`platform_id` text NOT NULL,
	`person_id` text,
	`linked_at` integer,
	`turn` integer DEFAULT 0 NOT NULL,
	`locale` text,
	`shared` integer,
	`unread` integer DEFAULT 0 NOT NULL,
	`said_lately` text,
	`shown_prompt_id` text,
	`gone` text,
	`gone_at` integer,
	`wrong_codes` integer DEFAULT 0 NOT NULL,
	`locked_until` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `persons`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `addresses_platform` ON `addresses` (`channel`,`platform_id`);--> statement-breakpoint
CREATE INDEX `addresses_person` ON `addresses` (`person_id`);--> statement-breakpoint
CREATE INDEX `addresses_gone` ON `addresses` (`gone`);--> statement-breakpoint
CREATE TABLE `answers` (
	`id` text PRIMARY KEY NOT NULL,
	`revision_id` text NOT NULL,
	`question_id` text NOT NULL,
	`part` integer NOT NULL,
	`state` text NOT NULL,
	`text` text,
	`photo_id` text,
	`given_at` integer NOT NULL,
	`address_id` text,
	`message_id` text,
	`prompt_id` text,
	FOREIGN KEY (`revision_id`) REFERENCES `revisions`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`photo_id`) REFERENCES `photos`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `answers_part` ON `answers` (`revision_id`,`question_id`,`state`,`part`);--> statement-breakpoint
CREATE INDEX `answers_photo` ON `answers` (`photo_id`) WHERE "answers"."photo_id" is not null;--> statement-breakpoint
CREATE TABLE `attendances` (
	`meeting_id` text NOT NULL,
	`person_id` text NOT NULL,
	`reply` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`meeting_id`, `person_id`),
	FOREIGN KEY (`meeting_id`) REFERENCES `meetings`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`person_id`) REFERENCES `persons`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `audit` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`actor_id` text,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`detail` text
);
--> statement-breakpoint
CREATE INDEX `audit_subject` ON `audit` (`subject`);--> statement-breakpoint
CREATE TABLE `campaigns` (
	`id` text PRIMARY KEY NOT NULL,
	`code` text NOT NULL,
	`unit_id` text NOT NULL,
	`questionnaire` text NOT NULL,
	`opens_on` text NOT NULL,
	`closes_on` text NOT NULL,
	`meeting_deadline` text NOT NULL,
	`submission_deadline` text NOT NULL,
	`content` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `campaigns_code` ON `campaigns` (`code`);--> statement-breakpoint
CREATE INDEX `campaigns_unit` ON `campaigns` (`unit_id`);--> statement-breakpoint
CREATE TABLE `consents` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`decision` text NOT NULL,
	`text_version` text NOT NULL,
	`at` integer NOT NULL,
	`channel` text NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `persons`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `consents_person` ON `consents` (`person_id`,`at`);--> statement-breakpoint
CREATE TABLE `conversations` (
	`person_id` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`updated_at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `persons`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `handed_in` (
	`campaign_id` text NOT NULL,
	`person_id` text NOT NULL,
	`unit_id` text NOT NULL,
	`exempt` integer NOT NULL,
	PRIMARY KEY(`campaign_id`, `person_id`),
	FOREIGN KEY (`person_id`) REFERENCES `persons`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `handed_in_unit` ON `handed_in` (`campaign_id`,`unit_id`,`exempt`);--> statement-breakpoint
CREATE TABLE `handouts` (
	`id` text PRIMARY KEY NOT NULL,
	`address_id` text NOT NULL,
	`person_id` text NOT NULL,
	`revision_id` text,
	`name` text NOT NULL,
	`type` text NOT NULL,
	`bytes` blob NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`address_id`) REFERENCES `addresses`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`person_id`) REFERENCES `persons`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `handouts_expires` ON `handouts` (`expires_at`);--> statement-breakpoint
CREATE INDEX `handouts_person` ON `handouts` (`person_id`);--> statement-breakpoint
CREATE TABLE `inbox` (
	`channel` text NOT NULL,
	`key` text NOT NULL,
	`platform_id` text NOT NULL,
	`received_at` integer NOT NULL,
	`state` text NOT NULL,
	`event` text,
	`code` text,
	`error` text,
	`turn` integer,
	PRIMARY KEY(`channel`, `key`)
);
--> statement-breakpoint
CREATE INDEX `inbox_new` ON `inbox` (`channel`,`platform_id`) WHERE "inbox"."state" = 'new';--> statement-breakpoint
CREATE INDEX `inbox_failed` ON `inbox` (`received_at`) WHERE "inbox"."state" = 'failed';--> statement-breakpoint
CREATE TABLE `invites` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`code_hash` text NOT NULL,
	`created_at` integer NOT NULL,
	`created_by` text,
	`expires_at` integer NOT NULL,
	`closed_at` integer,
	`closed_why` text,
	FOREIGN KEY (`person_id`) REFERENCES `persons`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `invites_code` ON `invites` (`code_hash`);--> statement-breakpoint
CREATE INDEX `invites_person` ON `invites` (`person_id`);--> statement-breakpoint
CREATE TABLE `link_codes` (
	`code_hash` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`address_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	`closed_at` integer,
	`closed_why` text,
	FOREIGN KEY (`person_id`) REFERENCES `persons`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `link_codes_person` ON `link_codes` (`person_id`);--> statement-breakpoint
CREATE INDEX `link_codes_expires` ON `link_codes` (`expires_at`);--> statement-breakpoint
CREATE TABLE `meetings` (
	`id` text PRIMARY KEY NOT NULL,
	`campaign_id` text NOT NULL,
	`unit_id` text NOT NULL,
	`state` text NOT NULL,
	`starts_at` text NOT NULL,
	`place` text NOT NULL,
	`held_on` text,
	`present` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `meetings_unit` ON `meetings` (`campaign_id`,`unit_id`,`state`);--> statement-breakpoint
CREATE TABLE `memberships` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`unit_id` text NOT NULL,
	`status` text NOT NULL,
	`valid_from` text NOT NULL,
	`valid_to` text,
	FOREIGN KEY (`person_id`) REFERENCES `persons`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`unit_id`) REFERENCES `units`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `memberships_person` ON `memberships` (`person_id`);--> statement-breakpoint
CREATE INDEX `memberships_unit` ON `memberships` (`unit_id`,`status`,`valid_from`,`valid_to`,`person_id`);--> statement-breakpoint
CREATE INDEX `memberships_ended` ON `memberships` (`valid_to`);--> statement-breakpoint
CREATE TABLE `meta` (
	`key` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `mutes` (
	`person_id` text NOT NULL,
	`campaign_id` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`person_id`, `campaign_id`),
	FOREIGN KEY (`person_id`) REFERENCES `persons`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `outbox` (
	`seq` integer PRIMARY KEY NOT NULL,
	`id` text NOT NULL,
	`address_id` text NOT NULL,
	`channel` text NOT NULL,
	`platform_id` text NOT NULL,
	`lane` text NOT NULL,
	`kind` text NOT NULL,
	`call` text,
	`pieces` text,
	`state` text NOT NULL,
	`attempts` integer DEFAULT 0 NOT NULL,
	`due_at` integer NOT NULL,
	`owner` text,
	`last_error` text,
	`message_id` text,
	`reminder_day` text,
	`created_at` integer NOT NULL,
	`done_at` integer,
	FOREIGN KEY (`address_id`) REFERENCES `addresses`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `outbox_id` ON `outbox` (`id`);--> statement-breakpoint
CREATE INDEX `outbox_pending` ON `outbox` (`due_at`) WHERE "outbox"."state" = 'pending';--> statement-breakpoint
CREATE INDEX `outbox_sending` ON `outbox` (`seq`) WHERE "outbox"."state" = 'sending';--> statement-breakpoint
CREATE INDEX `outbox_open` ON `outbox` (`address_id`,`seq`) WHERE "outbox"."state" in ('pending', 'sending');--> statement-breakpoint
CREATE INDEX `outbox_reminder` ON `outbox` (`address_id`,`reminder_day`) WHERE "outbox"."reminder_day" is not null;--> statement-breakpoint
CREATE TABLE `papers` (
	`campaign_id` text NOT NULL,
	`person_id` text NOT NULL,
	`unit_id` text NOT NULL,
	`state` text NOT NULL,
	`claimed_at` integer,
	`confirmed_at` integer,
	`confirmed_by` text,
	PRIMARY KEY(`campaign_id`, `person_id`),
	FOREIGN KEY (`person_id`) REFERENCES `persons`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `persons` (
	`id` text PRIMARY KEY NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`search_name` text NOT NULL,
	`locale` text,
	`turn` integer DEFAULT 0 NOT NULL,
	`last_address_id` text,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `persons_code` ON `persons` (`code`);--> statement-breakpoint
CREATE INDEX `persons_search` ON `persons` (`search_name`);--> statement-breakpoint
CREATE TABLE `photos` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`type` text NOT NULL,
	`bytes` blob NOT NULL,
	`at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `persons`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `photos_person` ON `photos` (`person_id`);--> statement-breakpoint
CREATE TABLE `prompts` (
	`id` text PRIMARY KEY NOT NULL,
	`address_id` text NOT NULL,
	`flow` text,
	`step` text,
	`options` text NOT NULL,
	`asked_at` integer NOT NULL,
	`answer` text,
	`answered_at` integer,
	FOREIGN KEY (`address_id`) REFERENCES `addresses`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `prompts_address` ON `prompts` (`address_id`,`asked_at`);--> statement-breakpoint
CREATE TABLE `questionnaires` (
	`hash` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`version` integer NOT NULL,
	`content` text NOT NULL,
	`published_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `questionnaires_name` ON `questionnaires` (`name`,`version`);--> statement-breakpoint
CREATE TABLE `readings` (
	`id` text PRIMARY KEY NOT NULL,
	`reader_id` text NOT NULL,
	`author_id` text NOT NULL,
	`revision_id` text NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `readings_author` ON `readings` (`author_id`,`at`);--> statement-breakpoint
CREATE TABLE `reminders` (
	`person_id` text NOT NULL,
	`day` text NOT NULL,
	`reasons` text NOT NULL,
	`digest` integer NOT NULL,
	PRIMARY KEY(`person_id`, `day`),
	FOREIGN KEY (`person_id`) REFERENCES `persons`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `revisions` (
	`id` text PRIMARY KEY NOT NULL,
	`submission_id` text NOT NULL,
	`number` integer NOT NULL,
	`questionnaire` text NOT NULL,
	`state` text NOT NULL,
	`started_at` integer NOT NULL,
	`submitted_at` integer,
	FOREIGN KEY (`submission_id`) REFERENCES `submissions`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `revisions_number` ON `revisions` (`submission_id`,`number`);--> statement-breakpoint
CREATE TABLE `roles` (
	`id` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`unit_id` text NOT NULL,
	`role` text NOT NULL,
	`valid_from` text NOT NULL,
	`valid_to` text,
	FOREIGN KEY (`person_id`) REFERENCES `persons`(`id`) ON UPDATE no action ON DELETE cascade,
	FOREIGN KEY (`unit_id`) REFERENCES `units`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `roles_person` ON `roles` (`person_id`);--> statement-breakpoint
CREATE INDEX `roles_unit` ON `roles` (`unit_id`);--> statement-breakpoint
CREATE TABLE `schedules` (
	`key` text PRIMARY KEY NOT NULL,
	`kind` text NOT NULL,
	`due_at` integer NOT NULL,
	`data` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `schedules_due` ON `schedules` (`due_at`);--> statement-breakpoint
CREATE TABLE `sent_months` (
	`channel` text NOT NULL,
	`month` text NOT NULL,
	`sent` integer NOT NULL,
	`warned_messages` integer DEFAULT 0 NOT NULL,
	`warned_people` integer DEFAULT 0 NOT NULL,
	`suspected_since` integer,
	`tried_at` integer,
	PRIMARY KEY(`channel`, `month`)
);
--> statement-breakpoint
CREATE TABLE `submissions` (
	`id` text PRIMARY KEY NOT NULL,
	`campaign_id` text NOT NULL,
	`person_id` text NOT NULL,
	`unit_id` text NOT NULL,
	`state` text NOT NULL,
	`submitted_at` integer,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`campaign_id`) REFERENCES `campaigns`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `persons`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `submissions_person` ON `submissions` (`campaign_id`,`person_id`);--> statement-breakpoint
CREATE INDEX `submissions_unit` ON `submissions` (`campaign_id`,`unit_id`,`state`);--> statement-breakpoint
CREATE INDEX `submissions_of` ON `submissions` (`person_id`);--> statement-breakpoint
CREATE TABLE `units` (
	`id` text PRIMARY KEY NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`search_name` text NOT NULL,
	`kind` text NOT NULL,
	`sort` text,
	`parent_id` text,
	`path` text NOT NULL,
	`valid_from` text,
	`valid_to` text
);
--> statement-breakpoint
CREATE UNIQUE INDEX `units_code` ON `units` (`code`);--> statement-breakpoint
CREATE INDEX `units_path` ON `units` (`path`);--> statement-breakpoint
CREATE INDEX `units_parent` ON `units` (`parent_id`);--> statement-breakpoint
CREATE TABLE `untold` (
	`person_id` text PRIMARY KEY NOT NULL,
	`since` integer NOT NULL,
	`reminder_day` text,
	`notice` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `persons`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `web_awaited` (
	`address_id` text PRIMARY KEY NOT NULL,
	`n` integer NOT NULL,
	`since` integer NOT NULL,
	FOREIGN KEY (`address_id`) REFERENCES `addresses`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `web_awaited_since` ON `web_awaited` (`since`);--> statement-breakpoint
CREATE TABLE `web_chats` (
	`address_id` text PRIMARY KEY NOT NULL,
	`last` integer DEFAULT 0 NOT NULL,
	`received` integer DEFAULT 0 NOT NULL,
	`menu` text,
	FOREIGN KEY (`address_id`) REFERENCES `addresses`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE TABLE `web_entries` (
	`address_id` text NOT NULL,
	`n` integer NOT NULL,
	`key` text NOT NULL,
	`body` text NOT NULL,
	`at` integer NOT NULL,
	PRIMARY KEY(`address_id`, `n`),
	FOREIGN KEY (`address_id`) REFERENCES `addresses`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE UNIQUE INDEX `web_entries_key` ON `web_entries` (`address_id`,`key`);--> statement-breakpoint
CREATE INDEX `web_entries_at` ON `web_entries` (`at`);--> statement-breakpoint
CREATE TABLE `web_files` (
	`id` text PRIMARY KEY NOT NULL,
	`address_id` text NOT NULL,
	`n` integer NOT NULL,
	`name` text NOT NULL,
	`type` text NOT NULL,
	`bytes` blob NOT NULL,
	FOREIGN KEY (`address_id`) REFERENCES `addresses`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `web_files_entry` ON `web_files` (`address_id`,`n`);--> statement-breakpoint
CREATE TABLE `web_places` (
	`id` text PRIMARY KEY NOT NULL,
	`address_id` text NOT NULL,
	`secret_hash` text NOT NULL,
	`label` text NOT NULL,
	`created_at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	`ended_at` integer,
	FOREIGN KEY (`address_id`) REFERENCES `addresses`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `web_places_address` ON `web_places` (`address_id`);--> statement-breakpoint
CREATE TABLE `writing_links` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`person_id` text NOT NULL,
	`expires_at` integer NOT NULL,
	`spent_at` integer,
	FOREIGN KEY (`person_id`) REFERENCES `persons`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `writing_links_person` ON `writing_links` (`person_id`);--> statement-breakpoint
CREATE INDEX `writing_links_expires` ON `writing_links` (`expires_at`);