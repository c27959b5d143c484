import type { Knex } from 'knex';

// Roles become rows that admins change; those that the code names stay. The audit log can be read, and lists of users
// and of the log have their indexes.
export async function up(database: Knex): Promise<void> {
  await database.raw(`
    alter table roles add column is_protected boolean not null default false;
    update roles set is_protected = true where name in ('farmer', 'member', 'reviewer', 'admin');
    insert into permissions (code, description) values
      ('audit.read', 'Read the audit log');
    insert into role_permissions (role_id, permission)
      select id, 'audit.read' from roles where name = 'admin';
    create index users_created_idx on users (created_at, id) where deleted_at is null;
    create index users_username_idx on users (username, id) where deleted_at is null;
    create index audit_entries_created_idx on audit_entries (created_at, id);
    create index audit_entries_action_idx on audit_entries (action, created_at, id);
  `);
}

export async function down(database: Knex): Promise<void> {
  await database.raw(`
    drop index audit_entries_created_idx, audit_entries_action_idx, users_username_idx, users_created_idx;
    delete from permissions where code = 'audit.read';
    alter table roles drop column is_protected;
  `);
}
