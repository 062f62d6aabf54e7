import { z } from 'zod'
import { chunks, defineNode, type FactValue, is, pick } from '#sdk'
import { durationBetween, durationMs } from '../../duration.ts'
import { bodyWith, urlWith } from './fill.ts'

/** Asks another system over HTTP and keeps parts of its answer. */
export const httpRequest = defineNode({
  type: 'http-request',
  version: 1,
  group: 'data',
  title: 'Call an API',
  icon: 'plug-connected',
  description: 'Asks another system and keeps parts of its answer.',
  keywords: ['webhook', 'rest', 'fetch', 'request', 'integration'],
  config: z.strictObject({
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']).default('GET').meta({ title: 'Method' }),
    url: z
      .string()
      .max(2000)
      .regex(/^https?:\/\/[^/?#{}\s]+([/?#]|$)/, 'Start with http:// or https:// and a host that is written out.')
      .meta({ title: 'Address', widget: 'template', placeholder: 'https://api.example.com/orders/{{order}}' }),
    headers: z
      .record(
        z
          .string()
          .regex(/^[A-Za-z0-9-]+$/, 'Use letters, digits and hyphens.')
          .refine((name) => !/^(authorization|cookie|proxy-.*)$/i.test(name), 'Use a secret to sign in.'),
        z.string().max(2000),
      )
      .default({})
      .meta({ title: 'Headers' }),
    body: z.string().max(20_000).optional().meta({ title: 'Body', widget: 'template' }),
    secret: z.string().optional().meta({
      title: 'Secret to sign in with',
      description: 'By name; the server knows its value.',
      widget: 'secret',
    }),
    timeout: durationBetween('PT1S', 'PT2M', 'Wait a second at least, and two minutes at most.')
      .default('PT10S')
      .meta({ title: 'Longest wait', widget: 'duration' }),
    idempotent: z
      .boolean()
      .default(false)
      .meta({ title: 'Safe to repeat', description: 'The other side drops a repeated Idempotency-Key.' }),
    save: z
      .array(
        z.strictObject({
          fact: z.string().min(1).meta({ title: 'Keep as', widget: 'fact' }),
          from: z.string().min(1).max(200).meta({ title: 'From the field', placeholder: 'order.status' }),
        }),
      )
      .max(50)
      .default([])
      .meta({ title: 'What to keep of the answer' }),
  }),
  outcomes: {
    ok: { label: 'Answered', dependsOnData: true, mayCapture: ({ save }) => save.map(({ fact }) => fact) },
    error: { label: 'Refused', dependsOnData: true },
    failed: { label: 'No answer', dependsOnData: true },
  },
  references: ({ save, secret }) => [
    ...save.map(({ fact }, index) => ({ kind: 'fact' as const, id: fact, path: ['save', index, 'fact'] })),
    ...(secret ? [{ kind: 'secret' as const, id: secret, path: ['secret'] }] : []),
  ],
  templates: ({ url, body }) => [
    { path: ['url'], source: url },
    ...(body === undefined ? [] : [{ path: ['body'], source: body }]),
  ],
  waits: ['effect.done'],
  bounded: () => true,
  channels: 'any',
  effects: 'at-most-once',
  summary: ({ method, url }) => [{ text: `${method} ` }, ...chunks(url)],

  enter({ config, render }) {
    const { method, secret, timeout, idempotent } = config
    const url = urlWith(config.url, render)
    if (url === undefined)
      return { outcome: 'failed', tried: { what: 'Asked another system', result: 'What is known makes no address' } }
    const { body, headers } = bodyWith(config, render)
    return {
      effects: [
        {
          type: 'http.request',
          as: 'http',
          method,
          url,
          headers,
          timeoutMs: durationMs(timeout),
          idempotent: idempotent || method === 'GET',
          ...(body === undefined ? {} : { body }),
          ...(secret ? { secret } : {}),
        },
      ],
    }
  },

  resume({ config }, event) {
    if (is(event, 'effect.failed'))
      return { outcome: 'failed', tried: { what: 'Asked another system', result: event.error.message } }
    if (!is(event, 'effect.done')) return {}
    const { status, body } = event.result
    if (typeof status !== 'number' || status >= 400)
      return { outcome: 'error', tried: { what: 'Asked another system', result: `It answered ${String(status)}` } }
    const captured: Record<string, FactValue> = {}
    for (const { fact, from } of config.save) {
      const value = pick(body, from)
      if (value !== undefined) captured[fact] = value
    }
    return { outcome: 'ok', captured }
  },
})
