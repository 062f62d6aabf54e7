export {
  AccountsAnswer,
  CreateToken,
  InvitedAnswer,
  InviteSomebody,
  InvitesAnswer,
  TokenAnswer,
  TokensAnswer,
} from './access.ts'
export { MeAnswer, Role } from './accounts.ts'
export {
  CloseBody,
  CustomerAnswer,
  CustomersAnswer,
  DeclineBody,
  DeskAnswer,
  DeskCustomer,
  DeskDoneAnswer,
  DeskHandoff,
  HandoffAnswer,
  MergeBody,
  MergedAnswer,
  OtherBody,
  ReplyBody,
  SeparatedAnswer,
  SettleBody,
  TimelineAnswer,
  TimelineItem,
} from './desk.ts'
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
export {
  DecideOutbox,
  IncidentRow,
  IncidentsAnswer,
  JournalRow,
  OutboxAnswer,
  OutboxRow,
  ReplayAnswer,
  RunAnswer,
  RunRow,
  RunsAnswer,
} from './runs.ts'
export { plainOf, readShared, sharedRoot, writeShared } from './shared-document.ts'
export {
  ReplaceWorkspace,
  WorkspaceAnswer,
  WorkspaceSavedAnswer,
  WorkspaceUse,
  WorkspaceUsesAnswer,
} from './workspace.ts'
