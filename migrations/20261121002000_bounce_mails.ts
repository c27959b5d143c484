import type { Knex } from 'knex';

// A mail that the other side will not have is told apart from one that could not be handed over. Reports that come later
// name a mail by its Message-ID.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    alter table mails add column smtp_reply text;
    alter table mails drop constraint mails_state_check;
    alter table mails add constraint mails_state_check check (
      state in ('planned', 'sending', 'sent', 'bounced', 'failed', 'unconfirmed', 'cancelled')
    );
    create index mails_message_id_idx on mails (message_id) where message_id is not null;
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw(`
    update mails set state = 'failed' where state = 'bounced';
    drop index mails_message_id_idx;
    alter table mails drop constraint mails_state_check;
    alter table mails add constraint mails_state_check check (
      state in ('planned', 'sending', 'sent', 'failed', 'unconfirmed', 'cancelled')
    );
    alter table mails drop column smtp_reply;
  `);
}
