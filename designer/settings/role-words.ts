import type { Role } from '#api'

/** What the roles are called. */
export const roleNames: Record<Role, string> = { admin: 'Admin', editor: 'Editor', agent: 'Agent' }

/** What somebody of a role may do, in a sentence. */
export const roleMeanings: Record<Role, string> = {
  admin: 'May do everything, and decides who else may.',
  editor: 'Draws and publishes journeys, and may use the desk.',
  agent: 'Works at the desk, and nowhere else.',
}
