import type { Db } from './open.ts'

/** Somebody who may sign in. */
export interface Account {
  id: string
  name: string
  role: 'admin' | 'editor' | 'agent'
}

/** A program that may act, and what it may do. */
export interface ApiToken {
  name: string
  scopes: string[]
}

const columns = ['account.id', 'account.name', 'account.role'] as const

/** The account a cookie belongs to, by the cookie's hash. */
export async function accountOfLogin(db: Db, hash: string, now: number): Promise<Account | undefined> {
  return db
    .selectFrom('login')
    .innerJoin('account', 'account.id', 'login.account')
    .select(columns)
    .where('login.hash', '=', hash)
    .where('login.expires_at', '>', now)
    .executeTakeFirst()
}

/** Every account, by name, and since when it is there. */
export async function listAccounts(db: Db): Promise<(Account & { since: number })[]> {
  return db
    .selectFrom('account')
    .select([...columns, 'created_at as since'])
    .orderBy('name')
    .execute()
}

/** Signs an account out everywhere and forgets links that would let it in again. Answers the account. */
export async function signOutEverywhere(db: Db, id: string): Promise<Account | undefined> {
  return db.transaction().execute(async (tx) => {
    const account = await tx.selectFrom('account').select(columns).where('id', '=', id).executeTakeFirst()
    if (!account) return undefined
    await tx.deleteFrom('login').where('account', '=', id).execute()
    await tx.deleteFrom('invite').where('name', '=', account.name).where('role', '=', account.role).execute()
    return account
  })
}

/** Forgets an account. What it did at the desk stays under its name. Answers whether there was one. */
export async function removeAccount(db: Db, { id, name }: Account): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    await tx.updateTable('handoff').set({ agent: name }).where('agent', '=', id).execute()
    await tx.deleteFrom('login').where('account', '=', id).execute()
    return (await tx.deleteFrom('account').where('id', '=', id).executeTakeFirst()).numDeletedRows > 0n
  })
}

/** Keeps a new cookie's hash for an account. */
export async function addLogin(
  db: Db,
  hash: string,
  account: string,
  times: { at: number; expiresAt: number },
): Promise<void> {
  await db.insertInto('login').values({ hash, account, created_at: times.at, expires_at: times.expiresAt }).execute()
  await db.deleteFrom('login').where('expires_at', '<=', times.at).execute()
}

/** Signs a cookie out. */
export async function removeLogin(db: Db, hash: string): Promise<void> {
  await db.deleteFrom('login').where('hash', '=', hash).execute()
}

/** Keeps a one-time link's hash. It replaces an earlier link for the same person, and old ones are forgotten. */
export async function addInvite(
  db: Db,
  hash: string,
  who: Omit<Account, 'id'>,
  times: { at: number; expiresAt: number },
): Promise<void> {
  await db.deleteFrom('invite').where('name', '=', who.name).where('role', '=', who.role).execute()
  await db.deleteFrom('invite').where('expires_at', '<=', times.at).execute()
  await db
    .insertInto('invite')
    .values({ hash, ...who, created_at: times.at, expires_at: times.expiresAt, used_at: null })
    .execute()
}

/**
 * Uses up a one-time link and answers the account it opens: the one of that name and role, made when there is none.
 * Nothing when the link is unknown, used or too old.
 */
export async function redeemInvite(
  db: Db,
  hash: string,
  at: number,
  newId: () => string,
): Promise<Account | undefined> {
  return db.transaction().execute(async (tx) => {
    const invite = await tx
      .updateTable('invite')
      .set({ used_at: at })
      .where('hash', '=', hash)
      .where('used_at', 'is', null)
      .where('expires_at', '>', at)
      .returning(['name', 'role'])
      .executeTakeFirst()
    if (!invite) return undefined
    const { name, role } = invite
    const known = await tx
      .selectFrom('account')
      .select(columns)
      .where('name', '=', name)
      .where('role', '=', role)
      .executeTakeFirst()
    if (known) return known
    const account = { id: newId(), name, role }
    await tx
      .insertInto('account')
      .values({ ...account, created_at: at })
      .execute()
    return account
  })
}

/** Links that can still be opened, by name. Their hashes are their ids. */
export async function openInvites(db: Db, at: number): Promise<(Account & { expiresAt: number })[]> {
  return db
    .selectFrom('invite')
    .select(['hash as id', 'name', 'role', 'expires_at as expiresAt'])
    .where('used_at', 'is', null)
    .where('expires_at', '>', at)
    .orderBy('name')
    .execute()
}

/** Makes a link useless before somebody opens it. Answers whom it was for. */
export async function withdrawInvite(db: Db, hash: string): Promise<Omit<Account, 'id'> | undefined> {
  return db
    .deleteFrom('invite')
    .where('hash', '=', hash)
    .where('used_at', 'is', null)
    .returning(['name', 'role'])
    .executeTakeFirst()
}

/** The token of this hash, noting that it was used. */
export async function apiTokenOf(db: Db, hash: string, at: number): Promise<ApiToken | undefined> {
  const row = await db
    .updateTable('api_token')
    .set({ last_used_at: at })
    .where('hash', '=', hash)
    .returning(['name', 'scopes'])
    .executeTakeFirst()
  return row && { name: row.name, scopes: JSON.parse(row.scopes) as string[] }
}

/** Keeps a token's hash under a name, replacing the one of that name. */
export async function putApiToken(db: Db, hash: string, token: ApiToken, at: number): Promise<void> {
  await removeApiToken(db, token.name)
  const row = { hash, name: token.name, scopes: JSON.stringify(token.scopes), created_at: at, last_used_at: null }
  await db.insertInto('api_token').values(row).execute()
}

/** Every token: its name and scopes, when it was made and last used. */
export async function listApiTokens(db: Db): Promise<(ApiToken & { createdAt: number; lastUsedAt: number | null })[]> {
  const rows = await db
    .selectFrom('api_token')
    .select(['name', 'scopes', 'created_at', 'last_used_at'])
    .orderBy('name')
    .execute()
  return rows.map((row) => ({
    name: row.name,
    scopes: JSON.parse(row.scopes) as string[],
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
  }))
}

/** Takes a token's rights away. Answers whether there was one. */
export async function removeApiToken(db: Db, name: string): Promise<boolean> {
  return (await db.deleteFrom('api_token').where('name', '=', name).executeTakeFirst()).numDeletedRows > 0n
}

/** Notes who did what. */
export async function audit(db: Db, entry: { at: number; by: string; what: string; about: string }): Promise<void> {
  await db.insertInto('audit').values(entry).execute()
}
