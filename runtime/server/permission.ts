import type { Role } from '#api'

/** Everything a request can need the right to. `public` needs none; `signed-in` needs only to be known. */
export const permissions = [
  'public',
  'signed-in',
  'documents.read',
  'documents.write',
  'releases.read',
  'releases.deploy',
  'workspace.read',
  'workspace.write',
  'runs.read',
  'runs.operate',
  'accounts.manage',
  'desk',
] as const

/** One right. */
export type Permission = (typeof permissions)[number]

/** Who a request comes from: somebody signed in, or a program with a token. */
export interface Actor {
  /** The account's id, or the token's name. */
  id: string
  name: string
  role: Role | null
  /** By which means it is known: cookies need protection from other sites, tokens do not. */
  by: 'cookie' | 'token'
  may: ReadonlySet<Permission>
}

const editing: Permission[] = [
  'signed-in',
  'documents.read',
  'documents.write',
  'releases.read',
  'releases.deploy',
  'workspace.read',
  'runs.read',
  // Whoever draws a handoff may see how it works.
  'desk',
]

const rights: Record<Role, ReadonlySet<Permission>> = {
  admin: new Set(permissions),
  editor: new Set(editing),
  agent: new Set<Permission>(['signed-in', 'desk']),
}

/** What somebody of this role may do. */
export function rightsOf(role: Role): ReadonlySet<Permission> {
  return rights[role]
}

/** What a token's scopes allow. Words that are no permission allow nothing. */
export function rightsOfScopes(scopes: readonly string[]): ReadonlySet<Permission> {
  return new Set<Permission>(['signed-in', ...permissions.filter((each) => scopes.includes(each))])
}
