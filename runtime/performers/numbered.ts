import type { MessageSend } from '#sdk'

/** A message's text with its choices as a numbered list, for channels without buttons. */
export function numbered({ text, choices = [] }: Pick<MessageSend, 'text' | 'choices'>): string {
  if (choices.length === 0) return text
  return `${text}\n\n${choices.map((choice, index) => `${index + 1}. ${choice.label}`).join('\n')}`
}
