export { MeAnswer, Role } from './accounts.ts'
export {
  CreateDocument,
  CreatedAnswer,
  DocumentAnswer,
  DocumentBody,
  DocumentRow,
  DocumentsAnswer,
  DoneAnswer,
  ProblemBody,
  PublishDocument,
  PublishedAnswer,
  PublishRefused,
  ReplaceDocument,
} from './documents.ts'
export { RefusalAnswer } from './refusal.ts'
export { ReleaseAnswer, ReleaseRow, ReleasesAnswer, RolledBackAnswer } from './releases.ts'
export { plainOf, readShared, sharedRoot, writeShared } from './shared-document.ts'
export { WorkspaceBody } from './workspace.ts'
