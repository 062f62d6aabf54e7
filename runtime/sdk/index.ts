export { type Capabilities, type ChannelId, channelIds, channels } from './channel.ts'
export { type Chunk, chunks } from './chunk.ts'
export type {
  CallHangUp,
  Choice,
  ContextPackage,
  ContinuityRecord,
  CustomEffect,
  Effect,
  GivenFact,
  HandoffClose,
  HandoffConnect,
  HandoffRequest,
  HandoffWithdraw,
  HttpRequest,
  MessageSend,
  RecordNote,
  RecordRecall,
  Tried,
} from './effect.ts'
export {
  type AgentAccepted,
  type AgentClosed,
  type AgentDeclined,
  type AgentReplied,
  type CallEnded,
  type CallStarted,
  type ContextShown,
  type CustomerLeft,
  type EffectDone,
  type EffectFailed,
  type ExternalEvent,
  type FactChanged,
  is,
  type JourneyEvent,
  type KnownEvents,
  type MessageFailed,
  type MessageReceived,
  type Woke,
} from './event.ts'
export { type Fact, type FactType, type FactValue, factTypes, type Proof } from './fact.ts'
export type { Json, JsonObject } from './json.ts'
export {
  type AnyNodeType,
  defineNode,
  type NodeGroup,
  type NodeType,
  nodeGroups,
  type Outcome,
  type ReferenceKind,
  type Reply,
  type Said,
  type Visit,
  type WorkspaceView,
} from './node-type.ts'
export { pick } from './pick.ts'
export { type Refusal, refusals } from './refused.ts'
export { says } from './says.ts'
