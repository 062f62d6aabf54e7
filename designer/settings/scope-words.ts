const words: Record<string, string> = {
  'documents.read': 'Read drafts',
  'documents.write': 'Change drafts',
  'releases.read': 'Read releases',
  'releases.deploy': 'Publish, deploy and roll back',
  'workspace.read': 'Read the workspace',
  'workspace.write': 'Change the workspace',
  'runs.read': 'Read runs, with what customers said',
  'runs.operate': 'Settle stopped runs and messages in doubt',
  'accounts.manage': 'Manage people and tokens',
  desk: 'Answer customers at the desk',
}

/** What a scope allows, in words; its own name when a newer server has one this page does not know. */
export function scopeWords(scope: string): string {
  return words[scope] ?? scope
}
