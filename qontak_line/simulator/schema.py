"""The tables of the simulator's own state file.

Times are milliseconds of the simulator's clock (:mod:`.clock`); booleans are 0 or 1; JSON columns hold text.
"""

SCHEMA = """
create table if not exists setting (name text primary key, value text not null);

create table if not exists account (
  channel_id text primary key, secret text not null, bot_user_id text not null unique,
  basic_id text not null, name text not null,
  webhook_url text, use_webhook integer not null, redelivery integer not null default 0,
  chat_mode text not null default 'bot',
  quota_type text not null default 'limited', quota_value integer not null default 200,
  used integer not null default 0, used_month text not null default '');

create table if not exists token (
  token text primary key, channel_id text not null references account, kind text not null,
  issued_at integer not null, expires_at integer, revoked_at integer);

create table if not exists person (
  user_id text primary key, name text not null, language text not null, status_message text not null,
  position integer not null);

create table if not exists friendship (
  channel_id text not null references account, user_id text not null references person,
  state text not null, wrote_at integer, loading_until integer not null default 0,
  primary key (channel_id, user_id));

create table if not exists chat (chat_id text primary key, kind text not null, name text not null);
create table if not exists chat_member (
  chat_id text not null references chat, user_id text not null references person,
  primary key (chat_id, user_id));
create table if not exists chat_account (
  chat_id text primary key references chat, channel_id text not null references account);

create table if not exists message (
  position integer primary key autoincrement, message_id text not null unique,
  channel_id text not null, chat_id text not null, sender text, body text not null,
  quote_token text, mark_token text,
  sent_at integer not null, delivered integer not null default 1,
  edited_at integer, unsent_at integer, read_at integer, version integer not null);
create index if not exists message_chat on message (channel_id, chat_id, position);
create index if not exists message_quote on message (quote_token);
create index if not exists message_mark on message (mark_token);
create table if not exists content (
  message_id text primary key, media_type text not null, data blob not null);

create table if not exists reply_token (
  token text primary key, channel_id text not null, chat_id text not null,
  event_at integer not null, fresh_at integer not null, used_at integer);

create table if not exists retry_key (
  channel_id text not null, key text not null, first_at integer not null, request_id text not null,
  sent text not null, primary key (channel_id, key));

create table if not exists acceptance (
  id integer primary key autoincrement, channel_id text not null, kind text not null, chat_id text not null,
  retry_key text, request_id text not null, body_sha256 text not null, messages text not null,
  sent text not null, recipients integer not null, delivered integer not null, accepted_at integer not null);

create table if not exists request (
  id integer primary key autoincrement, channel_id text, method text not null, path text not null,
  retry_key text, body_sha256 text not null, request_id text not null,
  started_at integer not null, ended_at integer, status integer);

create table if not exists knob (
  id integer primary key autoincrement, channel_id text not null, target text not null,
  fault text not null, value real not null, remaining integer);

create table if not exists webhook (
  id integer primary key autoincrement, channel_id text not null, events text not null,
  summary text not null, disguise text not null default '', state text not null,
  attempts integer not null default 0, due_at integer not null, made_at integer not null,
  status integer, reason text, url text);
create index if not exists webhook_due on webhook (channel_id, state, due_at);
create index if not exists request_channel on request (channel_id, id);
create index if not exists acceptance_channel on acceptance (channel_id, id);
"""
