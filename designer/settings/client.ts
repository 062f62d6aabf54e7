import {
  AccountsAnswer,
  DoneAnswer,
  InvitedAnswer,
  InvitesAnswer,
  type Role,
  TokenAnswer,
  TokensAnswer,
  WorkspaceSavedAnswer,
  WorkspaceUsesAnswer,
} from '#api'
import type { Workspace } from '#core'
import { ask } from '../api/client.ts'

/** Everything the settings ask the server beside what the whole designer asks. */
export const settingsApi = {
  accounts: () => ask('GET', '/api/accounts', AccountsAnswer),
  removeAccount: (id: string) => ask('DELETE', `/api/accounts/${encodeURIComponent(id)}`, DoneAnswer),
  invites: () => ask('GET', '/api/invites', InvitesAnswer),
  invite: (name: string, role: Role) => ask('POST', '/api/invites', InvitedAnswer, { name, role }),
  withdraw: (id: string) => ask('DELETE', `/api/invites/${encodeURIComponent(id)}`, DoneAnswer),
  tokens: () => ask('GET', '/api/tokens', TokensAnswer),
  createToken: (name: string, scopes: string[]) => ask('POST', '/api/tokens', TokenAnswer, { name, scopes }),
  revoke: (name: string) => ask('DELETE', `/api/tokens/${encodeURIComponent(name)}`, DoneAnswer),
  /** Replaces the workspace, unless somebody saved it after `updatedAt`. */
  saveWorkspace: (workspace: Workspace, updatedAt: string | null) =>
    ask('PUT', '/api/workspace', WorkspaceSavedAnswer, { workspace, updatedAt }),
  uses: () => ask('GET', '/api/workspace/uses', WorkspaceUsesAnswer),
}
