import { z } from 'zod'
import type { AnyNodeType } from '#sdk'

/** The part of JSON Schema that forms are drawn from, with our own hints beside it. */
export interface FieldSchema {
  type?: string
  title?: string
  description?: string
  widget?: string
  placeholder?: string
  default?: unknown
  const?: unknown
  enum?: unknown[]
  /** Words for each value of an enum. */
  labels?: Record<string, string>
  format?: string
  properties?: Record<string, FieldSchema>
  required?: string[]
  items?: FieldSchema
  propertyNames?: FieldSchema
  additionalProperties?: FieldSchema | boolean
  anyOf?: FieldSchema[]
  oneOf?: FieldSchema[]
  minimum?: number
  maximum?: number
  maxLength?: number
  maxItems?: number
  $ref?: string
  $defs?: Record<string, FieldSchema>
  /** Folded away until asked for. */
  advanced?: boolean
}

const schemas = new WeakMap<AnyNodeType, FieldSchema>()

/** A node type's settings as JSON Schema, worked out once. */
export function schemaOf(type: AnyNodeType): FieldSchema {
  const known = schemas.get(type)
  if (known) return known
  const schema = z.toJSONSchema(type.config, { io: 'input', unrepresentable: 'any' }) as FieldSchema
  schemas.set(type, schema)
  return schema
}

/** The schema behind a reference or a wrapper of one. */
export function resolved(schema: FieldSchema, root: FieldSchema): FieldSchema {
  const name = schema.$ref?.split('/').at(-1)
  const target = name ? root.$defs?.[name] : undefined
  if (target) return { ...target, ...schema, $ref: undefined }
  const choices = schema.anyOf?.filter((each) => each.type !== 'null')
  if (choices?.length === 1 && choices[0]) return { ...resolved(choices[0], root), ...schema, anyOf: undefined }
  return schema
}

/** What a new entry of a list or a record starts as. */
export function emptyValue(schema: FieldSchema, root: FieldSchema): unknown {
  const own = resolved(schema, root)
  if (own.default !== undefined) return structuredClone(own.default)
  if (own.const !== undefined) return own.const
  if (own.enum) return own.enum[0]
  if (own.type === 'string') return ''
  if (own.type === 'boolean') return false
  if (own.type === 'number' || own.type === 'integer') return own.minimum ?? 0
  if (own.type === 'array') return []
  const variant = own.oneOf?.[0] ?? own.anyOf?.[0]
  if (variant) return emptyValue(variant, root)
  const required = (own.required ?? []).map((key) => [key, emptyValue(own.properties?.[key] ?? {}, root)])
  return Object.fromEntries(required)
}

/** A setting's name on screen: its title, or its key in words. */
export function titleOf(key: string | number, schema: FieldSchema): string {
  if (schema.title) return schema.title
  const words = String(key)
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]+/g, ' ')
    .toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
